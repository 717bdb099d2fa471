"""Rows 32 and 34: aktuel indkomst is fetched for those whom a module needs, and a missing amount is never 0 (6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.skat.indkomsttjeneste import maaned, pull, udfald
from tests.skat.verden import DAG, KODE, PENSION, A, B, C, D

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import Opsaetningsfejl
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.formats.problems import Problems
from snitflade.partners.etax import EtaxPartner, Skatteyder
from snitflade.skat import indkomst
from snitflade.skat.aktuel.fil import Hoved, Svar, laes, pak
from snitflade.skat.aktuel.tjeneste import Raasvar
from snitflade.skat.models import AktuelIndkomst, Indkomstsvar, Svarudfald

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brug")]


def test_the_sample(server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime]) -> None:
    """What is asked is what 6.2 prints, and the amounts are øre before the deduction."""
    (exchange,) = pull(client)
    assert exchange.state == State.ANVENDT
    assert next(call for call in server.kald if call["CPR"] == A) == {
        "UserId": "snit",
        "PassWord": KODE,
        "FunctionCode": "1",
        "CPR": A,
        "SystemID": "32",
        "AdjustedRAI": "0",
    }
    found = maaned(A)
    assert (found.modtaget, found.gaelder, found.ufuldstaendig, found.kilde) == (318_400_00, 318_400_00, False, "FOSP")
    assert found.efter_fradrag is None, "the year's standardfradrag is not entered"
    assert maaned(B).modtaget == 0, "an income of 0 that was received is 0"
    assert exchange.files.get().name == "aktuel-boligsikring-20250414-001.jsonl"
    assert exchange.totals["Gemt i øre"] == 318_400_00


def test_row_32_asks_for_those_whose_income_counts_for_a_child_too(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: dict[str, list[str]]
) -> None:
    brug["boernetilskud"] = [*brug["boligsikring"], D]
    pull(client)
    asked = [call["CPR"] for call in server.kald]
    assert D in asked and len(asked) == len(set(asked)), "each person is asked about once"


def test_a_missing_month_is_missing_and_not_0(client: HttpClient, klokken: list[dt.datetime]) -> None:
    pull(client)
    before, received, after = indkomst.maanedsindkomst(A, dt.date(2025, 2, 10), dt.date(2025, 4, 1))
    assert (before.modtaget, before.gaelder, before.ufuldstaendig) == (None, None, True)
    assert received.modtaget == 318_400_00
    assert after.gaelder is None
    assert indkomst.seneste(D, dt.date(2025, 4, 1)) is None
    newest = indkomst.seneste(A, dt.date(2025, 12, 1))
    assert newest is not None
    assert newest.maaned == dt.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("code", "outcome", "warned"),
    [
        ("1", Svarudfald.UKENDT, ""),
        ("2", Svarudfald.INTET, ""),
        ("3", Svarudfald.AFVIST, ""),
        ("9", Svarudfald.FEJL, ""),
        ("7", Svarudfald.FEJL, "AKTUEL_KODE"),
    ],
)
def test_no_return_code_makes_a_0_and_the_old_value_is_kept(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], code: str, outcome: str, warned: str, brug: Any
) -> None:
    brug["boligsikring"] = [A]
    pull(client)
    klokken[0] += dt.timedelta(days=1)
    server.personer[A] = Skatteyder(1, "202504", kode=code, tekst="x")
    exchange = pull(client)[-1]
    assert udfald()[A] == outcome
    assert AktuelIndkomst.objects.get().foer_fradrag == 318_400_00
    assert maaned(A).gaelder == 318_400_00
    assert set(exchange.problems.values_list("code", flat=True)) == ({warned} if warned else set())


def test_who_was_never_answered_about_has_no_value(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: Any
) -> None:
    brug["boligsikring"] = [C]
    pull(client)
    assert udfald() == {C: Svarudfald.UKENDT}
    assert not AktuelIndkomst.objects.exists()
    assert maaned(C).gaelder is None


def test_only_those_a_module_needs_and_each_once_a_day(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: Any
) -> None:
    child = "0101159999"
    brug["pension"] = [B, C, "x", child]
    pull(client)
    pull(client)
    assert sorted(call["CPR"] for call in server.kald) == [B, A]
    pull(client, PENSION)
    assert [call["CPR"] for call in server.kald[2:]] == [C], "B was answered about today; children are left out"
    klokken[0] += dt.timedelta(days=1)
    Systemkonstant.objects.create(nummer="skat.aktuel.boern", vaerdi="J")
    pull(client, PENSION)
    assert sorted(call["CPR"] for call in server.kald[3:]) == sorted([B, C, child])


def test_nobody_needed_is_work_done(server: EtaxPartner, client: HttpClient, brug: Any) -> None:
    brug["boligsikring"] = []
    assert pull(client) == []
    assert server.kald == []


def test_a_row_only_when_something_is_new(server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: Any) -> None:
    """6.3: the month moves forward, or amount or expiry changed for the same month."""
    brug["boligsikring"] = [A]

    def day(person: Skatteyder) -> int:
        klokken[0] += dt.timedelta(days=1)
        server.personer[A] = person
        pull(client)
        return AktuelIndkomst.objects.count()

    assert day(Skatteyder(100, "202503")) == 1
    assert day(Skatteyder(100, "202503")) == 1
    assert day(Skatteyder(101, "202503")) == 2
    assert day(Skatteyder(101, "202503", "202512")) == 3
    assert day(Skatteyder(101, "202504")) == 4
    assert day(Skatteyder(50, "202503")) == 4, "an earlier month than the newest is told, not kept"
    assert [row.beloeb for row in AktuelIndkomst.objects.order_by("pk")] == [100_00, 101_00, 101_00, 101_00]
    assert maaned(A).modtaget == 101_00
    assert maaned(A).overskrevet == 101_00, "the newest of the month is overridden"


def test_the_deduction_and_what_came_before_july_2018(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: Any
) -> None:
    Systemkonstant.objects.create(nummer="skat.standardfradrag", vaerdi="10000", gyldig_fra=dt.date(2018, 1, 1))
    brug["boligsikring"] = [A, B, C]
    server.personer = {A: Skatteyder(318_400, "202503"), B: Skatteyder(9_999, "202503"), C: Skatteyder(5_000, "201806")}
    pull(client)
    assert maaned(A).efter_fradrag == 308_400_00
    assert maaned(B).efter_fradrag == 0, "never below 0"
    old = maaned(C, "2018-06")
    assert (old.modtaget, old.efter_fradrag, old.ufuldstaendig) == (None, 5_000_00, True)
    assert old.gaelder is None, "the amount before the deduction is unknown, not 5,000"


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Skatteyder(-1, "202503"), "AKTUEL_BELOEB"),
        (Skatteyder(1_000_000_000, "202503"), "AKTUEL_BELOEB"),
        (Skatteyder(1, "202513"), "AKTUEL_MAANED"),
        (Skatteyder(1, "000000"), "AKTUEL_MAANED"),
        (Skatteyder(1, "202503", "x"), "AKTUEL_MAANED"),
    ],
)
def test_an_answer_that_cannot_be_is_not_kept(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], person: Skatteyder, code: str, brug: Any
) -> None:
    brug["boligsikring"] = [A]
    server.personer[A] = person
    (exchange,) = pull(client)
    assert set(exchange.problems.values_list("code", flat=True)) == {code}
    assert udfald() == {A: Svarudfald.FEJL}
    assert not AktuelIndkomst.objects.exists()


@pytest.mark.parametrize(("month", "told"), [("202505", True), ("202504", False), ("202402", False), ("202401", True)])
def test_a_window_from_the_future_or_long_ago_is_marked(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], month: str, told: bool, brug: Any
) -> None:
    brug["boligsikring"] = [A]
    server.personer[A] = Skatteyder(1, month)
    (exchange,) = pull(client)
    assert ("AKTUEL_PERIODE" in set(exchange.problems.values_list("code", flat=True))) is told
    assert maaned(A, f"{month[:4]}-{month[4:]}").ufuldstaendig is told


def test_a_code_for_incomplete_data_marks_it(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: Any
) -> None:
    Systemkonstant.objects.create(nummer="skat.aktuel.returkoder", vaerdi="0=ufuldstaendig,1=ukendt")
    pull(client)
    assert (maaned(A).modtaget, maaned(A).ufuldstaendig) == (318_400_00, True)


def test_an_older_fetching_that_is_applied_late_changes_nothing() -> None:
    def at(moment: dt.datetime, kroner: str) -> bytes:
        return pak(Hoved("pension", "FOSP", "x", moment), [Svar(A, moment, Raasvar("0", "OK", kroner, "202503", "000000"))])

    interface = catalogue.find(PENSION)
    for moment, kroner in ((DAG, "2"), (DAG - dt.timedelta(days=1), "1")):
        exchange = inbound.receive(interface, "x.jsonl", at(moment, kroner), "anna").exchange
        inbound.apply(exchange, interface, "anna")
    assert AktuelIndkomst.objects.get().foer_fradrag == 200


@pytest.mark.parametrize("data", [b"x\n", b"[]\n", b'{"modul": "pension"}\n', b"\n"])
def test_a_file_that_is_none_is_refused(data: bytes) -> None:
    interface = catalogue.find(PENSION)
    exchange = inbound.receive(interface, "x.jsonl", data, "anna").exchange
    problems = inbound.apply(exchange, interface, "anna")
    assert problems.codes == {"AKTUEL_FIL"}


def test_a_crash_loses_and_doubles_nothing(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("snitflade.skat.aktuel.anvend.update_rows", broken)
        with pytest.raises(RuntimeError):
            pull(client)
    assert not AktuelIndkomst.objects.exists()
    pull(client)
    assert AktuelIndkomst.objects.count() == 2


def test_the_sum_of_months_is_another_source(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: Any
) -> None:
    """Twelve months from May 2024 to April 2025, of which two are missing."""
    brug["boligsikring"] = [A, C]
    Systemkonstant.objects.create(nummer="skat.aktuel.kilde", vaerdi="ETAX-SUM")
    Systemkonstant.objects.create(nummer="skat.etax.felter", vaerdi="cpr,year,month,salary,bIncome")
    months = [(2024, number) for number in range(4, 13)] + [(2025, 2), (2025, 4)]
    server.maaneder[A] = [{"cpr": A, "year": year, "month": number, "salary": 1000.5, "bIncome": 1} for year, number in months]
    etax = replace(client, base_url=server.address)
    (exchange,) = pull(etax)
    found = maaned(A, "2025-04")
    assert (found.modtaget, found.kilde) == (10 * 1001_50, "ETAX-SUM")
    assert found.ufuldstaendig
    assert "2 af de 12 måneder" in found.mangler
    assert udfald()[C] == Svarudfald.INTET
    assert exchange.state == State.ANVENDT


def test_a_sum_without_names_of_fields_is_refused(client: HttpClient) -> None:
    Systemkonstant.objects.create(nummer="skat.aktuel.kilde", vaerdi="ETAX-SUM")
    with pytest.raises(Opsaetningsfejl, match=r"skat\.etax\.felter"):
        pull(client)


def test_a_tenth_more_or_less_than_was_used(server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime]) -> None:
    pull(client)
    day = dt.date(2025, 4, 14)
    assert [one.cpr for one in indkomst.afvigelser({A: 289_454_55}, day)] == [], "9.9999 %"
    assert [one.cpr for one in indkomst.afvigelser({A: 289_454_54}, day)] == [A]
    assert [one.cpr for one in indkomst.afvigelser({A: 353_777_78, B: 0, C: 1}, day)] == [A], "C has no value and has not moved"
    Systemkonstant.objects.create(nummer="skat.aktuel.graense_procent", vaerdi="50")
    assert list(indkomst.afvigelser({A: 289_454_54}, day)) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.booleans()), min_size=1, max_size=8))
def test_what_is_received_is_what_was_said_last_of_the_month(days: list[tuple[int, int, bool]]) -> None:
    """Whatever the service says day by day: of each month the last amount before a later month began, and no row without news."""
    Indkomstsvar.objects.all().delete()
    AktuelIndkomst.objects.all().delete()
    interface = catalogue.find(PENSION)
    expected: dict[int, int] = {}
    rows, last = 0, (0, -1)
    for number, (month, kroner, answered) in enumerate(days):
        moment = DAG + dt.timedelta(days=number)
        answer = (
            Svar(A, moment, Raasvar("0", "", str(kroner), f"20250{month}", "000000"))
            if answered
            else Svar(A, moment, None, "S01", "")
        )
        data = pak(Hoved("pension", "FOSP", "x", moment), [answer])
        exchange = Exchange.objects.create(interface=PENSION, key=f"{moment}{days}", direction="ind", state=State.MODTAGET)
        problems = Problems()
        assert interface.apply is not None
        interface.apply(exchange, laes(data, "x", problems), problems)
        if answered and month >= last[0] and (month, kroner) != last:
            expected[month], last, rows = kroner * 100, (month, kroner), rows + 1
    found = indkomst.maanedsindkomst(A, dt.date(2025, 1, 1), dt.date(2025, 4, 1))
    assert {one.maaned.month: one.gaelder for one in found if one.gaelder is not None} == expected
    assert AktuelIndkomst.objects.count() == rows
