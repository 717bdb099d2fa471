"""A quarter run again: nothing twice, differences only, and never one run's files beside another's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db.models import Sum
from tests.cli.installation import DEMO, FILES, ROW_40, Cli, Forker, at_home, order, tree, with_files
from tests.postgres import Postgres

from snitflade.bogh.models import Postering
from snitflade.exchange import catalogue, copies, files
from snitflade.exchange.locks import BusyError, exclusive
from snitflade.exchange.models import Exchange
from snitflade.formats import tenq
from snitflade.formats.problems import Problems
from snitflade.inka.models import Regning
from snitflade.tekn.models import Opkraevning

HEAD = "Kundenummer;Lokalitet;B-nr;Ydelse;Antal\n"
ONE_MORE = HEAD + "3112999999;Paamiut;B-1456;Dagrenovation;2\n"
"""Ole Olsen has two instead of one: 610 kr. more."""
DIRECT = HEAD + "0002292514;Tasiilaq;B-0815;Dagrenovation;1\n"
"""The family centre, which pays from an account, has one instead of two."""


def load(cli: Cli, folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "aftaler.csv").write_text(text)
    assert cli("import", "tekn.renovation", folder / "aftaler.csv").code == 0


def rates(path: Path) -> list[tuple[str, int]]:
    """Debtor and øre of every rate in a 10Q file."""
    table = tenq.FORMAT.read(path.read_bytes(), Problems()).tables["24"]
    return list(zip(table["debitornummer"].astype(str).tolist(), table["ratebeloeb"].tolist(), strict=True))


def test_the_same_again_bills_nothing(cli: Cli, tmp_path: Path) -> None:
    cli.bill("--out", tmp_path / "ud")
    before = tree(tmp_path / "ud")
    billed = (Regning.objects.count(), Postering.objects.count(), Opkraevning.objects.count())
    for place in (tmp_path / "ud", tmp_path / "andet"):
        again = cli.bill("--out", place)
        assert (again.code, again.err) == (0, "")
        assert "intet at opkræve" in again.out
    assert (Regning.objects.count(), Postering.objects.count(), Opkraevning.objects.count()) == billed
    assert Exchange.objects.count() == 1
    assert tree(tmp_path / "ud") == before
    assert not (tmp_path / "andet").exists()


def test_a_correction_bills_the_difference(cli: Cli, tmp_path: Path) -> None:
    cli.bill("--out", tmp_path / "ud")
    load(cli, tmp_path / "data", ONE_MORE)
    answer = cli.bill("--out", tmp_path / "rettelse")
    assert (answer.code, answer.err) == (0, "")
    assert rates(tmp_path / "rettelse" / "861_10Q.txt") == [("3112999999", 61000)]
    text = (tmp_path / "rettelse" / "861_10Q.txt").read_text()
    assert "Rettelse: Dagrenovation 1. kvartal 2018" in text
    assert len((tmp_path / "rettelse" / "861_G69.txt").read_text().splitlines()) == 2
    assert Exchange.objects.order_by("pk").last() == Exchange.objects.get(key="861-0956-2018K1-002")
    assert rates(tmp_path / "ud" / "861_10Q.txt")[0] == ("3112999999", 89000)
    assert Regning.objects.filter(betales_fra_konto="").aggregate(total=Sum("beloeb"))["total"] == 849000 + 61000


def test_a_credit_turns_signs_and_sides(cli: Cli, tmp_path: Path) -> None:
    cli.bill()
    load(cli, tmp_path / "data", HEAD + "5809001539;Paamiut;B-1200;Dagrenovation;0\n")
    cli.bill("--out", tmp_path / "ud")
    assert rates(tmp_path / "ud" / "861_10Q.txt") == [("5809001539", -122000)]
    assert "0000122000-" in (tmp_path / "ud" / "861_10Q.txt").read_text()
    income, counter = (tmp_path / "ud" / "861_G69.txt").read_text().splitlines()
    assert "6602507000&112000000122000 &113D" in income
    assert "9407009003&112000000122000-&113K" in counter


def test_a_correction_into_the_same_folder_puts_the_first_files_aside(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "ud"
    cli.bill("--out", folder)
    first = tree(folder)
    load(cli, tmp_path / "data", ONE_MORE)
    answer = cli.bill("--out", folder)
    assert (answer.code, answer.err) == (0, "")
    assert f"Filerne fra udveksling 1 lå i {folder} og er flyttet til {folder}/udveksling-1." in answer.out
    assert tree(folder / "udveksling-1") == first
    assert {path.name for path in folder.iterdir()} == {*FILES, "udveksling-1"}
    assert rates(folder / "861_10Q.txt") == [("3112999999", 61000)]


def test_a_run_without_10q_leaves_no_older_10q_beside_its_g69(cli: Cli, tmp_path: Path) -> None:
    """The pair would look whole, and the old rates would be billed again."""
    folder = tmp_path / "ud"
    cli.bill("--out", folder)
    load(cli, tmp_path / "data", DIRECT)
    assert cli.bill("--out", folder).code == 0
    assert {path.name for path in folder.iterdir()} == {"861_G69.txt", "udveksling-1"}


def test_a_copy_that_was_changed_is_not_replaced(cli: Cli, tmp_path: Path) -> None:
    cli.bill("--out", tmp_path / "ud")
    (tmp_path / "ud" / "861_G69.txt").write_text("rettet i hånden")
    load(cli, tmp_path / "data", ONE_MORE)
    answer = cli.bill("--out", tmp_path / "ud")
    assert (answer.code, answer.codes) == (1, {"KOPI_OPTAGET"})
    assert (tmp_path / "ud" / "861_G69.txt").read_text() == "rettet i hånden"
    assert Exchange.objects.count() == 1


def test_cancelling_takes_the_billing_back(cli: Cli, tmp_path: Path) -> None:
    cli.bill("--out", tmp_path / "ud")
    cancelled = cli("cancel", "1", "--grund", "forkert tekst")
    assert cancelled.code == 0
    assert f"Dens filer i {tmp_path / 'ud'} gælder ikke mere." in cancelled.out
    again = cli.bill("--out", tmp_path / "ud")
    assert (again.code, "8.490,00" in again.out) == (0, True)
    assert (tmp_path / "ud" / "udveksling-1" / "861_10Q.txt").exists()
    assert [amount for _, amount in rates(tmp_path / "ud" / "861_10Q.txt")] == [89000, 333000, 244000, 183000]
    assert cli.bill("--out", tmp_path / "ud").out.startswith("Der er intet at opkræve")


def test_after_cancelling_the_quarter_belongs_to_no_municipality(cli: Cli) -> None:
    cli.bill(kommune="0955")
    assert cli.bill(kommune="0956").codes == {"OPKRAEV_ANDEN_KOMMUNE"}
    cli("cancel", "1")
    assert cli.bill(kommune="0956").code == 0


def test_after_cancelling_a_price_may_change(cli: Cli, tmp_path: Path) -> None:
    cli.bill()
    prices = (DEMO / "ydelser.csv").read_text().replace("610,00", "620,00")
    folder = with_files(tmp_path / "data", {"ydelser": prices})
    assert cli("import", "tekn.renovation", folder).codes == {"TAKST_AENDRET"}
    cli("cancel", "1")
    assert cli("import", "tekn.renovation", folder).code == 0


def test_the_files_of_a_cancelled_run_are_not_written_late(
    cli: Cli, tmp_path: Path, home: Path, forker: Forker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that was killed before it wrote its copy, then cancelled: its files must not appear afterwards."""
    cli.bill("--out", tmp_path / "ud")
    Exchange.objects.update(copied_at=None)
    for path in (tmp_path / "ud").iterdir():
        path.unlink()
    cli("cancel", "1")
    load(cli, tmp_path / "data", ONE_MORE)
    assert cli.bill("--out", tmp_path / "nyt").code == 0
    assert not list((tmp_path / "ud").iterdir())
    assert cli("show", "1", "--out", tmp_path / "ud").code == 1


def test_a_copy_that_another_run_is_writing_is_left_to_it(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the commit until its copy is there a run holds a lock, so that nobody takes it for one that was broken off."""
    seen: list[bool] = []
    real = files.write_together

    def watched(folder: Path, contents: Mapping[str, bytes]) -> None:
        made = Exchange.objects.get()
        with pytest.raises(BusyError), exclusive(copies.lock_name(made)):
            pass
        seen.extend(error is None for _, error in copies.finish(catalogue.find("40")))
        real(folder, contents)

    monkeypatch.setattr(copies, "write_together", watched)
    assert cli.bill("--out", tmp_path / "ud").code == 0
    assert seen == []
    assert {path.name for path in (tmp_path / "ud").iterdir()} == set(FILES)


def test_verify_raises_no_false_alarm_while_others_work(forker: Forker, home: Path, cli: Cli) -> None:
    work = [["run", ROW_40, *order()], ["cancel", "1"], ["run", ROW_40, *order()], ["cancel", "2"], ["run", ROW_40, *order()]]
    started = forker.start(home, *work)
    answers = [cli("verify") for _ in range(15)]
    assert forker.wait(started).code == 0
    assert [(answer.code, answer.err) for answer in answers] == [(0, "")] * 15


def test_two_runs_at_the_same_time_bill_once(forker: Forker, home: Path, tmp_path: Path, cli: Cli) -> None:
    started = [forker.start(home, ["run", ROW_40, *order(), "--out", str(tmp_path / "ud")], by=by) for by in ("anna", "bo", "carl")]
    answers = [forker.wait(number) for number in started]
    assert [(answer.code, answer.err) for answer in answers] == [(0, "")] * 3
    assert sum("er bygget" in answer.out for answer in answers) == 1
    assert sum("intet at opkræve" in answer.out for answer in answers) == 2
    assert Regning.objects.count() == 5
    assert {path.name for path in (tmp_path / "ud").iterdir()} == set(FILES)
    assert cli("verify").code == 0


def test_two_runs_at_the_same_time_bill_once_on_postgresql(forker: Forker, postgres: Postgres, tmp_path: Path) -> None:
    name = postgres.create()
    how: dict[str, object] = {"url": f"postgresql://postgres@/{name}", "environment": {"PGHOST": postgres.folder}}
    home = tmp_path / "hjem"
    command = ["run", ROW_40, *order(), "--out", str(tmp_path / "ud")]
    assert forker.run(home, ["migrate"], ["import", "tekn.renovation", str(DEMO)], **how).code == 0
    started = [forker.start(home, command, by=by, **how) for by in ("anna", "bo")]
    answers = [forker.wait(number) for number in started]
    assert [(answer.code, answer.err) for answer in answers] == [(0, "")] * 2
    assert sum("er bygget" in answer.out for answer in answers) == 1
    with postgres.connect(name) as connection:
        assert connection.execute("SELECT count(*), sum(beloeb) FROM inka_regning").fetchone() == (5, 971000)
    assert {path.name for path in (tmp_path / "ud").iterdir()} == set(FILES)
    assert forker.run(home, ["verify"], **how).code == 0


def test_two_approvals_at_the_same_time(forker: Forker, home: Path, cli: Cli) -> None:
    cli.bill(by="anna")
    with at_home(home):
        started = [forker.start(home, ["approve", "1"], by=by) for by in ("bo", "carl")]
        answers = sorted((forker.wait(number) for number in started), key=lambda answer: answer.code)
    assert [answer.code for answer in answers] == [0, 1]
    assert "er godkendt og kan ikke blive godkendt" in answers[1].err
    assert cli("verify").code == 0
