"""Commands on the journal: exchanges, show, approve, cancel, receipt, replay; and what the database itself refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from tests.cli.installation import ROW_40, Cli, dump, sql

from snitflade.exchange.models import Exchange


def test_exchanges(cli: Cli) -> None:
    assert cli("exchanges", "--json").json == []
    cli.bill()
    (one,) = cli("exchanges", "--json").json
    assert (one["id"], one["interface"], one["key"], one["state"]) == (1, ROW_40, "861-0956-2018K1-001", "bygget")
    assert (one["created_by"], one["approved_by"], one["direction"], one["problems"]) == ("anna", "", "ud", 0)
    assert one["totals"]["rater"] == 849000
    assert [(file["name"], file["format"], file["bytes"]) for file in one["files"]] == [
        ("861_G69.txt", "g69", 5 * 140 + 151),
        ("861_10Q.txt", "10q", 4 * 161 + 4 * 363 + 2 * 59 + 24 * 113 + 2 * 34),
    ]
    row = next(line for line in cli("exchanges").out.splitlines() if line.startswith("1 "))
    assert all(word in row for word in (ROW_40, "861-0956-2018K1-001", "bygget", "anna"))


def test_the_newest_come_first_and_as_many_as_asked_for(cli: Cli) -> None:
    for _ in range(3):
        cli.bill()
        cli("cancel", str(Exchange.objects.latest("pk").pk))
    assert [one["id"] for one in cli("exchanges", "--json").json] == [3, 2, 1]
    assert [one["id"] for one in cli("exchanges", "--json", "--antal", "2").json] == [3, 2]


def test_show(cli: Cli) -> None:
    cli.bill()
    cli("approve", "1", by="bo")
    shown = cli("show", "1").out
    assert "Tilstand: Godkendt" in shown
    assert "5 regninger" in shown
    assert "6 posteringer" in shown
    about = cli("show", "1", "--json").json
    assert [(event["event"], event["by"]) for event in about["events"]] == [("bygget", "anna"), ("godkendt", "bo")]
    assert about["approved_by"] == "bo"


@pytest.mark.parametrize("command", ["show", "approve", "cancel", "replay", "resend", "deliver", "look"])
def test_an_exchange_that_is_not_there(cli: Cli, command: str) -> None:
    answer = cli(command, "7")
    assert (answer.code, answer.out) == (2, "")
    assert "Udveksling 7 findes ikke." in answer.err
    assert cli(command, "syv").code == 2


def test_money_needs_another_person(cli: Cli) -> None:
    cli.bill(by="anna")
    for same in ("anna", " anna ", "anna\t"):
        rows = dump()
        refused = cli("approve", "1", by=same)
        assert (refused.code, "er bygget af anna. En anden skal gøre dette." in refused.err) == (1, True)
        assert dump() == rows
    approved = cli("approve", "1", by="bo")
    assert (approved.code, "er godkendt af bo" in approved.out) == (0, True)
    assert "snitflade receipt 1" in approved.out, "without a connection it says what to do by hand"
    again = cli("approve", "1", by="carl")
    assert (again.code, "kan ikke blive godkendt" in again.err) == (1, True)


def test_the_database_itself_refuses_one_person_for_both(cli: Cli) -> None:
    cli.bill(by="anna")
    with pytest.raises(DatabaseError):
        sql("UPDATE exchange_exchange SET approved_by = created_by, state = 'godkendt'")
    cli("approve", "1", by="bo")
    with pytest.raises(DatabaseError):
        sql("UPDATE exchange_exchange SET created_by = 'bo'")
    with pytest.raises(DatabaseError):
        sql("UPDATE exchange_exchange SET approved_by = 'anna'")
    assert cli("verify").code == 0


def test_the_database_itself_refuses_the_same_key_twice(cli: Cli) -> None:
    cli.bill()
    with pytest.raises(DatabaseError):
        sql(
            "INSERT INTO exchange_exchange SELECT 2, " + ", ".join(columns()[1:]) + " FROM exchange_exchange"  # noqa: S608 (own names)
        )


def columns() -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, "exchange_exchange")]


def test_cancel(cli: Cli) -> None:
    cli.bill()
    cli("approve", "1", by="bo")
    answer = cli("cancel", "1", "--grund", "forkert forfaldsdato", by="carl")
    assert (answer.code, "er annulleret" in answer.out) == (0, True)
    shown = cli("show", "1").out
    assert "Annulleret (forkert forfaldsdato)" in shown
    for command in ("cancel", "approve", "deliver"):
        assert cli(command, "1", by="dorte").code == 1
    assert cli("verify").code == 0


def test_what_is_delivered_cannot_be_cancelled(cli: Cli) -> None:
    cli.bill()
    assert cli("receipt", "1", "--kvittering", "lagt på porten").code == 1, "nothing goes out unapproved"
    cli("approve", "1", by="bo")
    handed = cli("receipt", "1", "--kvittering", "lagt på porten", by="bo")
    assert (handed.code, "er afsendt" in handed.out) == (0, True)
    assert cli("cancel", "1").code == 1
    assert cli("receipt", "1", "--kvittering", "Prisme 4711").code == 0
    assert "Kvitteret (Prisme 4711)" in cli("show", "1").out
    assert cli("verify").code == 0


def test_replay_is_for_what_comes_in(cli: Cli) -> None:
    cli.bill()
    answer = cli("replay", "1")
    assert (answer.code, "snitflade resend 1" in answer.err) == (2, True)


def test_show_out_never_hands_out_what_is_cancelled(cli: Cli, tmp_path: Path) -> None:
    cli.bill()
    cli("cancel", "1")
    answer = cli("show", "1", "--out", tmp_path / "ud")
    assert (answer.code, "gælder ikke" in answer.err) == (1, True)
    assert not (tmp_path / "ud").exists()
