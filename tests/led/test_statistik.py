"""Row 21: the month to Grønlands Statistik, complete or not, sent once and corrected whole (social-teknik.md 6.1)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.led.verden import MANIITSOQ, SAMPLE, SISIMIUT, byg, bygget, d, eksempel, henvend, i_orden, indhold, koder, kort

from snitflade.exchange import catalogue, delivery, outbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.folk.models import Person
from snitflade.formats.problems import ProblemsError
from snitflade.led import henvendelser, statistik, vagt
from snitflade.led import kort as kortene
from snitflade.led.alder import pensionsalder
from snitflade.led.bestilling import LED_IKKE_SENDT
from snitflade.led.henvendelser import LED_KODE
from snitflade.led.models import Henvendelse, Henvendelseskode, Statistik, Statistiklinje
from snitflade.led.statistik_tjek import LED_ALDER, LED_GRUPPE, LED_UDSVING

pytestmark = pytest.mark.django_db


def send(exchange: Exchange) -> None:
    delivery.delivered_by_hand(exchange, "anna", "sendt")


def advarsler(built: Any) -> list[str]:
    return sorted(problem.code for problem in built.warnings.sorted())


def test_the_sample_of_the_specification_to_the_byte() -> None:
    eksempel()
    exchange = bygget()
    assert indhold(exchange) == SAMPLE
    assert exchange.files.get().name == "LEDIGHED_0957_202503.csv"
    assert (exchange.state, exchange.kommune) == (State.GODKENDT, "0957")
    assert exchange.totals == {"Linjer": 3, "Personer": 2}
    assert i_orden()


def test_a_month_is_not_built_beside_one_that_waits_and_not_sent_again_unchanged() -> None:
    eksempel()
    first = bygget()
    assert koder(byg) == ["LED_IKKE_SENDT"]
    send(first)
    again, built = byg()
    assert again is None
    assert f"udveksling {first.pk}" in built.notes[0]
    assert Statistik.objects.count() == 1
    assert LED_IKKE_SENDT.severity.value == "fejl"


def test_a_correction_is_the_whole_month_under_its_own_number() -> None:
    et, _ = eksempel()
    send(bygget())
    henvend(et, "20250325")
    second = bygget()
    assert second.files.get().name == "LEDIGHED_0957_202503_R1.csv"
    assert indhold(second).endswith(b"TOTAL;4;2\r\n")
    assert "rettelse nr. 1" in statistik.mailtekst(second)
    send(second)
    henvendelser.annuller(Henvendelse.objects.get(dato=d("20250325")).pk, "Forkert person", "bo")
    third = bygget()
    assert third.files.get().name == "LEDIGHED_0957_202503_R2.csv"
    assert indhold(third) == SAMPLE, "as it was the first time, and yet a correction of the last"
    assert i_orden()


def test_what_is_taken_back_frees_its_number_and_can_be_built_again() -> None:
    eksempel()
    first = bygget()
    outbound.cancel(first, catalogue.find("led.statistik"), "anna", "for tidligt")
    second = bygget()
    assert second.key == "0957-202503-0"
    assert Statistiklinje.objects.count() == 6, "the lines of the one taken back stay and do not count"
    assert i_orden()


def test_superseding_what_waits_keeps_the_number() -> None:
    et, _ = eksempel()
    first = bygget()
    henvend(et, "20250325")
    options = {"kommune": "0957", "maaned": "202503", "komplet": "ja", "mangler": None}
    second, _ = outbound.supersede(first, catalogue.find("led.statistik"), options, "anna")
    assert (second.files.get().name, second.totals["Linjer"]) == ("LEDIGHED_0957_202503.csv", 4)


def test_the_mark_is_part_of_what_is_sent() -> None:
    eksempel()
    assert koder(lambda: byg(komplet="nej")) == ["LED_HVAD_MANGLER"]
    assert koder(lambda: byg(komplet="nej", mangler="Person 8207919003 mangler")) == ["LED_HVAD_MANGLER"]
    assert koder(lambda: byg(komplet="ja", mangler="Kangaamiut")) == ["LED_MANGLER_INTET"]
    first = bygget(komplet="nej", mangler="Kangaamiut (0702)")
    assert "IKKE komplet. Det mangler: Kangaamiut (0702)" in statistik.mailtekst(first)
    send(first)
    second = bygget(komplet="ja")
    assert indhold(second) == indhold(first), "the same lines, but now they are all"
    assert "Leverancen er komplet." in statistik.mailtekst(second)


def test_places_that_are_not_registered_here_keep_a_month_from_being_complete() -> None:
    eksempel()
    Systemkonstant.objects.create(nummer="led.udenfor", vaerdi="0702,0703")
    assert koder(byg) == ["LED_UDENFOR"]
    assert "lokaliteterne 0702, 0703" in statistik.mailtekst(bygget(komplet="nej"))


def test_the_mail_repeats_the_numbers_and_names_nobody() -> None:
    eksempel()
    text = statistik.mailtekst(bygget())
    assert text.splitlines()[2:8] == [
        "Linjer: 3",
        "Personer: 2",
        "Matchgruppe 0: 0 personer",
        "Matchgruppe 1: 1 personer",
        "Matchgruppe 2: 1 personer",
        "Matchgruppe 3: 0 personer",
    ]
    assert SISIMIUT not in text


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"maaned": "202513"}, ["LED_MAANED"]),
        ({"maaned": "marts"}, ["LED_MAANED"]),
        ({"maaned": "209901"}, ["LED_IKKE_SLUT"]),
        ({"kommune": "0101"}, ["LED_KOMMUNE"]),
        ({"kommune": "0956"}, ["LED_TOM"]),
        ({"maaned": "209901", "kommune": "x", "komplet": "nej"}, ["LED_HVAD_MANGLER", "LED_IKKE_SLUT", "LED_KOMMUNE"]),
    ],
)
def test_orders_that_cannot_be(options: dict[str, str], expected: list[str]) -> None:
    eksempel()
    assert koder(lambda: byg(**options)) == expected
    assert Statistik.objects.count() == 0


def test_the_month_that_runs_is_not_sent_and_the_one_before_it_is() -> None:
    today = timezone.localdate()
    last = today.replace(day=1) - dt.timedelta(days=1)
    henvend(kort(SISIMIUT), f"{last:%Y%m%d}", f"{today:%Y%m%d}")
    assert koder(lambda: byg(f"{today:%Y%m}")) == ["LED_IKKE_SLUT"]
    assert bygget(f"{last:%Y-%m}").totals == {"Linjer": 1, "Personer": 1}


def test_a_code_that_is_gone_from_the_table_refuses_the_month() -> None:
    row = Henvendelseskode.objects.create(kode="TLF", tekst="Telefon")
    henvend(kort(SISIMIUT), "20250304", kode="TLF")
    row.delete()
    assert koder(byg) == ["LED_KODE"]
    assert LED_KODE.spec == "LED-E02"


def test_what_is_worth_a_look_does_not_stop_the_month() -> None:
    henvend(kort(SISIMIUT, gruppe="0"), "20250304")
    henvend(kort("6103105001"), "20250305", lokalitet="0801")  # born 2010: 15 years
    henvend(kort("6103505001"), "20250306")  # born 1950: 75 years
    _, built = byg()
    assert advarsler(built) == ["LED_ALDER", "LED_ALDER", "LED_GRUPPE"]
    assert (LED_GRUPPE.spec, LED_ALDER.spec, LED_UDSVING.spec) == ("LED-W01", "LED-W02", "LED-W03")
    assert SISIMIUT not in str([str(problem) for problem in built.warnings])


def test_a_place_and_persons_that_fell_out_since_last_month() -> None:
    et, _ = eksempel()
    henvend(et, "20250205")
    for number in range(1, 4):
        henvend(kort(f"610160000{number}"), "20250205", lokalitet="0703")
    _, built = byg()
    told = {problem.code: problem.message for problem in built.warnings}
    assert told == {
        "LED_LOKALITET_TOM": "Lokalitet 0703 havde 3 personer måneden før og har ingen i 2025-03. Er bygden talt med?",
        "LED_UDSVING": "Der er 2 personer i 2025-03 og var 4 måneden før: mere end 25 % forskel.",
    }


@pytest.mark.parametrize(
    ("before", "after", "told"), [(4, 5, False), (4, 3, False), (4, 6, True), (4, 2, True), (5, 3, True), (0, 9, False)]
)
def test_a_quarter_more_or_less_is_the_limit(before: int, after: int, told: bool) -> None:
    rows = [kort(f"61016000{number:02}") for number in range(max(before, after))]
    for row in rows[:before]:
        henvend(row, "20250205")
    for row in rows[:after]:
        henvend(row, "20250305")
    _, built = byg()
    assert ("LED_UDSVING" in advarsler(built)) is told


@pytest.mark.parametrize(
    ("dag", "alder"), [("20091231", None), ("20161231", 65), ("20170101", 66), ("20210101", 67), ("20250331", 67)]
)
def test_the_pension_age_is_dated(dag: str, alder: int | None) -> None:
    assert pensionsalder(d(dag)) == alder


def test_a_person_with_a_new_number_is_one_person_with_the_new_number() -> None:
    row = kort(SISIMIUT)
    henvend(row, "20250304")
    Person.objects.create(personnummer=MANIITSOQ, status="05")
    Person.objects.create(personnummer=SISIMIUT, status="60", gaeldende=MANIITSOQ)
    again, new = kortene.opret("0957", MANIITSOQ, "anna")
    assert (again.pk, new) == (row.pk, False)
    assert b";7104669005;0800;" in indhold(bygget())


def test_match_group_and_periods_are_those_of_the_day() -> None:
    row = kort(SISIMIUT, gruppe="0")
    kortene.saet_gruppe(row, "3", d("20250310"), "anna")
    kortene.tilfoej_periode(row, "L", d("20250101"), d("20250310"), "", "anna")
    kortene.tilfoej_periode(row, "L", d("20250311"), None, "", "anna")
    henvend(row, "20250309", "20250310", "20250311")
    lines = indhold(bygget()).decode("cp1252").splitlines()[1:4]
    assert [line.split(";")[6:9] for line in lines] == [
        ["0", "20250101", "20250310"],
        ["3", "20250101", "20250310"],
        ["3", "20250311", ""],
    ]


def test_a_month_not_sent_by_the_fifth_is_told_and_one_that_changed_since() -> None:
    et, _ = eksempel()

    def told(dag: str) -> list[str]:
        moment = dt.datetime.combine(d(dag), dt.time(15), tzinfo=dt.UTC)
        return [cause.about for cause in vagt.maaneder(moment)]

    assert told("20250405") == []
    assert told("20250406") == ["ledighed 0957 2025-03"]
    exchange = bygget()
    assert told("20250406") == ["ledighed 0957 2025-03"], "built is not sent"
    send(exchange)
    assert told("20250406") == []
    henvend(et, "20250325")
    assert told("20250406") == ["ledighed ændret 0957 2025-03"]
    henvendelser.annuller(Henvendelse.objects.get(dato=d("20250304")).pk, "Forkert", "bo")
    assert told("20250406") == ["ledighed ændret 0957 2025-03"], "as many, and not the same"


def test_verify_finds_what_was_changed_behind_the_programs_back() -> None:
    eksempel()
    exchange = bygget()
    Statistik.objects.filter(exchange=exchange).update(personer=3)
    assert not i_orden()
    Statistik.objects.filter(exchange=exchange).update(personer=2)
    assert i_orden()
    Statistiklinje.objects.filter(exchange=exchange, henvendelse__dato=d("20250304")).delete()
    assert not i_orden()


def test_a_run_that_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    eksempel()

    def broken(*_: object) -> None:
        raise RuntimeError("strømmen gik")

    with monkeypatch.context() as broke:
        broke.setattr("snitflade.exchange.outbound._store", broken)
        with pytest.raises(RuntimeError):
            byg()
    assert (Statistik.objects.count(), Statistiklinje.objects.count(), Exchange.objects.count()) == (0, 0, 0)
    assert indhold(bygget()) == SAMPLE


class TestRaekkefoelge(TestCase):
    """Whatever is registered, annulled and sent in whatever order: the last file is what counts, each person once."""

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.one_of(
                st.tuples(st.just("henvend"), st.integers(0, 2), st.integers(1, 4)),
                st.tuples(st.just("annuller"), st.integers(0, 2), st.integers(1, 4)),
                st.tuples(st.just("send"), st.just(0), st.just(0)),
            ),
            max_size=14,
        )
    )
    def test_the_last_file_is_what_counts(self, steps: list[tuple[str, int, int]]) -> None:
        rows = [kort(f"610160000{number}") for number in range(3)]
        there: set[tuple[int, int]] = set()
        names: list[str] = []
        said: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        for what, who, day in steps:
            if what == "henvend":
                henvend(rows[who], f"2025030{day}")
                there.add((who, day))
            elif what == "annuller" and (who, day) in there:
                found = Henvendelse.objects.get(kort=rows[who], dato=d(f"2025030{day}"), annulleret=None)
                henvendelser.annuller(found.pk, "prøve", "bo")
                there.discard((who, day))
            elif what == "send":
                try:
                    exchange, _ = byg()
                except ProblemsError as refused:
                    assert refused.problems.codes == {"LED_TOM"} and not there
                    continue
                if exchange is None:
                    assert said[names[-1]] == there, "only what is the same is not sent"
                    continue
                send(exchange)
                names.append(exchange.files.get().name)
                said[names[-1]] = set(there)
                assert exchange.totals == {"Linjer": len(there), "Personer": len({who for who, _ in there})}
        assert len(names) == len(set(names))
        assert i_orden()
