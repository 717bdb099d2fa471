"""The feed of changed debtors: 500 a page, and whoever follows it misses nothing (social-teknik.md 10.2)."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connections, transaction
from tests.api.world import System, aendret, debitor, refused

from snitflade.exchange.bulk import insert_rows, lock
from snitflade.exchange.models import Exchange
from snitflade.folk.models import Person
from snitflade.formats.delimited import read_table
from snitflade.formats.problems import Problems
from snitflade.inka import debitorer, debitoropslag
from snitflade.inka.debitoropslag import aendringer
from snitflade.inka.models import Debitor

FEED = "debitor/v1/aendringer"
LONG_AGO = "2000-01-01T00:00:00Z"
BEGIN = dt.datetime(2025, 3, 4, 12, tzinfo=dt.UTC)


def fill(count: int) -> None:
    """`count` firms, written without Django as an import does."""
    with transaction.atomic():
        insert_rows(
            Debitor,
            ("kundenummer", "navn", "cvr", "gln", "personnummer", "betales_fra_konto", "sprog", "offentlig"),
            [(f"{number:010}", "Prøve ApS", "12227353", "", "", "", "da", None) for number in range(count)],
        )


def follow(system: System, path: str) -> list[dict[str, Any]]:
    """Every page, the way `naeste` leads."""
    pages = [system.get(path)]
    while pages[-1]["naeste"]:
        pages.append(system.get(pages[-1]["naeste"].removeprefix("/api/")))
    return pages


def numbers(pages: list[dict[str, Any]]) -> list[str]:
    return [debtor["kundenr"] for page in pages for debtor in page["debitorer"]]


def test_pages_hold_500_and_together_every_debtor_once(renoweb: System) -> None:
    fill(1001)
    pages = follow(renoweb, f"{FEED}?siden={LONG_AGO}")
    assert [len(page["debitorer"]) for page in pages] == [500, 500, 1]
    assert [page["side"] for page in pages] == [1, 2, 3]
    assert [page["flere"] for page in pages] == [True, True, False]
    assert sorted(numbers(pages)) == [f"{number:010}" for number in range(1001)]
    assert {page["naeste_siden"] for page in pages} == {pages[0]["naeste_siden"]}
    assert numbers([renoweb.get(f"{FEED}?siden={LONG_AGO}&side=2")]) == numbers([pages[1]]), "by number as by naeste"
    assert renoweb.get(f"{FEED}?siden={LONG_AGO}&side=4")["debitorer"] == []


def test_many_changed_and_few_changed_come_on_the_same_pages(renoweb: System, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(501)
    seen = follow(renoweb, f"{FEED}?siden={LONG_AGO}")
    monkeypatch.setattr("snitflade.inka.debitoropslag._FAA", 3)
    again = follow(renoweb, f"{FEED}?siden={LONG_AGO}")
    assert [page["debitorer"] for page in again] == [page["debitorer"] for page in seen]


def test_a_full_page_is_the_last_when_there_is_no_more(renoweb: System) -> None:
    fill(500)
    page = renoweb.get(f"{FEED}?siden={LONG_AGO}")
    assert (len(page["debitorer"]), page["flere"], page["naeste"]) == (500, False, None)


def test_a_moment_counts_itself(renoweb: System) -> None:
    row = debitor("0000000001")
    aendret(row, BEGIN)
    at = {shift: quote((BEGIN + dt.timedelta(microseconds=shift)).isoformat()) for shift in (-1, 0, 1)}
    assert [len(renoweb.get(f"{FEED}?siden={moment}")["debitorer"]) for moment in at.values()] == [1, 1, 0]


def test_the_same_moment_in_another_zone(renoweb: System) -> None:
    aendret(debitor("0000000001"), BEGIN)
    assert len(renoweb.get(f"{FEED}?siden=2025-03-04T10:00:00-02:00")["debitorer"]) == 1
    assert len(renoweb.get(f"{FEED}?siden=2025-03-04T10:00:00.000001-02:00")["debitorer"]) == 0


@pytest.mark.parametrize(
    "siden",
    [
        "",
        "2025-03-04",
        "2025-03-04T12:00:00",
        "1741089600",
        "20250304T120000Z",
        "2025-02-30T12:00:00Z",
        "2025-03-04T12:00:00 02:00",
    ],
)
def test_what_is_no_moment_with_a_zone_is_never_guessed_at(renoweb: System, siden: str) -> None:
    problem = refused(renoweb.call("GET", f"{FEED}?siden={quote(siden)}"), 422, "VAERDI_TIDSPUNKT")
    assert problem["problems"][0]["field"] == "siden"


@pytest.mark.parametrize("siden", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_time(renoweb: System, siden: str) -> None:
    fill(1)
    assert len(renoweb.get(f"{FEED}?siden={quote(siden)}")["debitorer"]) == (1 if siden[0] == "0" else 0)


@pytest.mark.parametrize(
    ("side", "code"), [("0", "VAERDI_FOR_LILLE"), ("100001", "VAERDI_FOR_STOR"), ("1,5", "VAERDI_TAL"), ("", "VAERDI_TAL")]
)
def test_what_is_no_page(renoweb: System, side: str, code: str) -> None:
    refused(renoweb.call("GET", f"{FEED}?siden={LONG_AGO}&side={side}"), 422, code)


def test_who_asks_from_naeste_siden_gets_what_is_changed_afterwards(renoweb: System) -> None:
    fill(3)
    first = renoweb.get(f"{FEED}?siden={LONG_AGO}")
    onward = quote(first["naeste_siden"])
    assert renoweb.get(f"{FEED}?siden={onward}")["debitorer"] == []
    Debitor.objects.get(kundenummer="0000000001").save()
    assert numbers([renoweb.get(f"{FEED}?siden={onward}")]) == ["0000000001"]


def test_a_debtor_changed_between_two_pages_hides_no_other(renoweb: System) -> None:
    fill(1001)
    first = renoweb.get(f"{FEED}?siden={LONG_AGO}")
    Debitor.objects.get(kundenummer="0000000000").save()
    rest = follow(renoweb, first["naeste"].removeprefix("/api/"))
    assert set(numbers([first, *rest])) == {f"{number:010}" for number in range(1001)}
    again = renoweb.get(f"{FEED}?siden={quote(first['naeste_siden'])}")
    assert numbers([again]) == ["0000000000"], "and the change itself comes the next time"


def test_a_later_page_without_the_first_ones_moment_gives_none(renoweb: System) -> None:
    fill(501)
    assert renoweb.get(f"{FEED}?siden={LONG_AGO}&side=2")["naeste_siden"] is None


def load(text: str) -> None:
    """Load `debitorer.csv` the way the importer does."""
    problems = Problems()
    table = read_table(text.encode(), debitorer.KOLONNER, problems)
    rows = debitorer.laes(table, problems)
    assert not problems.errors, list(problems)
    with transaction.atomic():
        lock(Debitor)
        debitorer.gem(table, rows)


def test_an_import_stamps_what_it_changes_and_nothing_else(renoweb: System) -> None:
    header = "Kundenummer;Navn;CVR;GLN;Betales fra konto\n"
    load(header + "0000000001;Prøve Et;12227353;;\n0000000002;Prøve To;12227353;;\n")
    onward = quote(renoweb.get(f"{FEED}?siden={LONG_AGO}")["naeste_siden"])
    load(header + "0000000001;Prøve Et;12227353;;\n0000000002;Prøve Tre;12227353;;\n0000000003;Prøve Fire;12227353;;\n")
    assert numbers([renoweb.get(f"{FEED}?siden={onward}")]) == ["0000000002", "0000000003"]


@pytest.mark.only_on("postgresql")  # SQLite has one writer at a time; the tests' database in memory would not wait but refuse
@pytest.mark.django_db(transaction=True)
def test_the_moment_is_not_taken_while_somebody_is_in_the_middle_of_a_change() -> None:
    """A change that is stamped and not committed yet must not be passed by: its moment is before the `naeste_siden` given."""
    row = debitor("0000000001", cvr="12227353")
    stamped, go_on = threading.Event(), threading.Event()

    def change() -> None:
        try:
            with transaction.atomic():
                mine = Debitor.objects.get(pk=row.pk)
                mine.navn = "Prøve Ny"
                mine.save()
                stamped.set()
                go_on.wait(20)
        finally:
            connections.close_all()

    writer = threading.Thread(target=change)
    writer.start()
    assert stamped.wait(20)
    threading.Timer(0.5, go_on.set).start()
    page = aendringer(dt.datetime(2000, 1, 1, tzinfo=dt.UTC), 1)
    writer.join()
    row.refresh_from_db()
    assert page.naeste_siden is not None
    assert row.navn == "Prøve Ny"
    shown = [kort.navn for kort in page.debitorer] == ["Prøve Ny"]
    assert shown or row.aendret >= page.naeste_siden, "whoever asks from naeste_siden would never hear of it"


def test_a_row_written_with_or_without_django_has_the_moment(db: None) -> None:
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    fill(1)
    raw = Debitor.objects.get()
    assert before <= raw.aendret <= dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    raw.navn = "Prøve To"
    raw.save(update_fields=["navn"])
    again = Debitor.objects.get()
    assert again.aendret == raw.aendret
    assert again.aendret > before


@pytest.mark.parametrize("many", [False, True])
def test_who_a_delivery_from_cpr_has_brought_comes_again(renoweb: System, monkeypatch: pytest.MonkeyPatch, many: bool) -> None:
    fill(3)
    debitor("6102999001")
    debitor("0000000009", personnummer="6103999001")
    debitor("6104999001", personnummer="6105999001")  # its kundenummer is nobody's CPR number
    Debitor.objects.update(aendret=BEGIN)
    asked = quote((BEGIN + dt.timedelta(days=1)).isoformat())
    if many:
        monkeypatch.setattr("snitflade.inka.debitoropslag._FAA", 1)
    assert renoweb.get(f"{FEED}?siden={asked}")["debitorer"] == []
    sent = Exchange.objects.create(
        interface="folk.cpr-ajourfoering", key="prøve", direction="ind", state="anvendt", created_by="anna"
    )
    for number in ("6102999001", "6103999001", "6104999001"):
        Person.objects.create(personnummer=number, status="05", exchange=sent)
    for moment, expected in ((2, ["6102999001", "0000000009"]), (0, [])):
        Exchange.objects.update(state_at=BEGIN + dt.timedelta(days=moment))
        assert numbers(follow(renoweb, f"{FEED}?siden={asked}")) == expected
    Debitor.objects.filter(kundenummer="0000000001").update(aendret=BEGIN + dt.timedelta(days=2))
    Exchange.objects.update(state_at=BEGIN + dt.timedelta(days=1) - debitoropslag.ANVENDT_OM)
    assert numbers(follow(renoweb, f"{FEED}?siden={asked}")) == ["0000000001", "6102999001", "0000000009"], "each once"
    monkeypatch.setattr("snitflade.inka.debitoropslag.SIDE", 2)
    assert numbers(follow(renoweb, f"{FEED}?siden={asked}")) == ["0000000001", "6102999001", "0000000009"]


def test_a_moment_in_a_zone_that_is_none_on_earth(renoweb: System) -> None:
    aendret(debitor("0000000001"), BEGIN)
    assert len(renoweb.get(f"{FEED}?siden=2025-03-03T12:38:00-23:22")["debitorer"]) == 1
    assert len(renoweb.get(f"{FEED}?siden=2025-03-03T12:38:01-23:22")["debitorer"]) == 0
