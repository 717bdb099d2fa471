"""Cards and contacts: registered once, annulled with a reason, refused with every sentence at once (social-teknik.md 6.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from tests.led.verden import MANIITSOQ, SAMPLE, SISIMIUT, bygget, d, eksempel, henvend, indhold, koder, kort

from snitflade.exchange import imports
from snitflade.exchange.models import AuditEvent
from snitflade.exchange.upsert import Optaelling
from snitflade.folk import stempling
from snitflade.folk.models import Person
from snitflade.folk.vejnavne import Vej, veje
from snitflade.led import henvendelser
from snitflade.led import kort as kortene
from snitflade.led.models import Henvendelse, Henvendelseskode, Ledighedskort, Match, Periode

pytestmark = pytest.mark.django_db

KORT = (
    "Cpr;Kommune;Matchgruppe;Matchgruppe fra;Ledig fra;Uddannelse;Uddannelse tekst\n"
    f"{SISIMIUT};0957;1;20200101;20250217;0010;Folkeskole\n"
    f"{MANIITSOQ};0957;2;20200101;20241101;;\n"
)
PERIODER = f"Cpr;Kommune;Art;Fra;Til;Tekst\n{MANIITSOQ};0957;karantæne;20250301;20250401;Afslag på arbejde\n"
HENVENDELSER = (
    "Cpr;Kommune;Dato;Kode;Lokalitet;Kontor\n"
    f"{SISIMIUT};0957;20250304;STP;0800;SISIMIUT\n{SISIMIUT};0957;20250318;STP;0800;SISIMIUT\n"
    f"{MANIITSOQ};0957;20250311;STP;0700;MANIITSOQ\n"
)


def laes(tmp_path: Path, saet: str, text: str) -> tuple[list[str], list[Optaelling]]:
    path = tmp_path / "fil.csv"
    path.write_text(text, encoding="utf-8")
    found = imports.find(saet)(path)
    return sorted(f"{one.line}:{one.code}" for one in found.problemer), list(found.tabeller.values())


def test_a_contact_is_registered_once_and_stays_when_it_is_annulled() -> None:
    row = kort(SISIMIUT)
    assert henvendelser.registrer(row, d("20250304"), "STP", "0800", "SISIMIUT", "anna")
    assert not henvendelser.registrer(row, d("20250304"), "STP", "0801", "", "bo")
    (one,) = Henvendelse.objects.all()
    assert koder(lambda: henvendelser.annuller(one.pk, " ", "bo")) == ["LED_GRUND"]
    henvendelser.annuller(one.pk, "Forkert person", "bo")
    assert koder(lambda: henvendelser.annuller(one.pk, "igen", "bo")) == ["LED_ER_ANNULLERET"]
    assert henvendelser.registrer(row, d("20250304"), "STP", "0800", "", "anna"), "and can be registered again"
    assert Henvendelse.objects.count() == 2
    assert not any(SISIMIUT in str(event.detail) for event in AuditEvent.objects.all())


def test_the_next_control_day_comes_with_the_contact_also_when_it_was_there() -> None:
    row = kort(SISIMIUT)
    for dag, new in (("20250401", True), ("20250415", False), ("20250415", False)):
        assert henvendelser.registrer(row, d("20250304"), "STP", "0800", "", "anna", naeste_kontrol=d(dag)) is new
        row.refresh_from_db()
        assert row.naeste_kontrol == d(dag)
    assert AuditEvent.objects.filter(event="ledighedskort rettet").count() == 2
    far = d("22250101")
    assert koder(lambda: henvendelser.registrer(row, d("20250305"), "STP", "0800", "", "a", naeste_kontrol=far)) == [
        "LED_LANGT_FREM"
    ]


def test_everything_that_is_wrong_with_a_contact_at_once() -> None:
    row, tomorrow = kort(SISIMIUT), timezone.localdate() + dt.timedelta(days=1)
    found = koder(lambda: henvendelser.registrer(row, tomorrow, "XXX", "80", "=1+1", "anna"))
    assert found == ["LED_FELT", "LED_FELT", "LED_FREMTID", "LED_KODE"]
    assert not Henvendelse.objects.exists()


def test_a_card_is_made_once_and_only_for_a_number_and_a_municipality() -> None:
    assert kort(SISIMIUT).pk == kort(SISIMIUT).pk
    assert kort(SISIMIUT, kommune="0956").pk != kort(SISIMIUT).pk
    assert koder(lambda: kortene.opret("0958", "123", "anna")) == ["LED_CPR", "LED_KOMMUNE"]
    assert SISIMIUT not in str(kort(SISIMIUT))


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        (lambda row: kortene.saet_gruppe(row, "4", d("22250101"), "a"), ["LED_FELT", "LED_LANGT_FREM"]),
        (lambda row: kortene.tilfoej_periode(row, "K", d("20250301"), None, "", "a"), ["LED_FELT", "LED_KARANTAENE"]),
        (lambda row: kortene.tilfoej_periode(row, "L", d("20250301"), d("20250228"), "", "a"), ["LED_ORDEN"]),
        (lambda row: kortene.tilfoej_periode(row, "?", d("20250301"), None, "x" * 61, "a"), ["LED_FELT", "LED_FELT"]),
        (lambda row: kortene.tilfoej_uddannelse(row, "00100", "x" * 61, None, "a"), ["LED_FELT", "LED_FELT"]),
        (lambda row: kortene.tilfoej_anvisning(row, d("20250301"), "", "x" * 61, "a"), ["LED_FELT", "LED_FELT"]),
        (lambda row: kortene.ret(row, d("22250101"), None, {"behov": "x" * 501}, "a"), ["LED_FELT", "LED_LANGT_FREM"]),
    ],
)
def test_what_cannot_stand_on_a_card(do: Callable[[Ledighedskort], object], expected: list[str]) -> None:
    row = kort(SISIMIUT, gruppe="0")
    before = row.aendret
    assert koder(lambda: do(row)) == expected
    row.refresh_from_db()
    assert (row.aendret, Periode.objects.count(), Match.objects.count()) == (before, 0, 0)


def test_done_twice_changes_nothing() -> None:
    row = kort(SISIMIUT)
    dag = d("20250301")
    steps: list[Callable[[], bool]] = [
        lambda: kortene.saet_gruppe(row, "2", dag, "a"),
        lambda: kortene.tilfoej_periode(row, "L", dag, None, "", "a"),
        lambda: kortene.tilfoej_uddannelse(row, "10", "Skole", None, "a"),
        lambda: kortene.tilfoej_anvisning(row, dag, "Prøvefabrik", "", "a"),
        lambda: kortene.ret(row, dag, True, {"behov": "Kursus"}, "a"),
        lambda: kortene.tilfoej_periode(row, "L", dag, d("20250401"), "", "a"),
        lambda: kortene.tilfoej_anvisning(row, dag, "Prøvefabrik", "Ansat", "a"),
    ]
    for step in steps:
        assert (step(), step()) == (True, False)
    assert (row.perioder.get().til, row.anvisninger.get().resultat) == (d("20250401"), "Ansat")


def test_there_is_one_unemployment_at_a_time_and_several_benefits() -> None:
    row = kort(SISIMIUT)
    kortene.tilfoej_periode(row, "L", d("20250301"), None, "", "a")
    assert koder(lambda: kortene.tilfoej_periode(row, "L", d("20250401"), None, "", "a")) == ["LED_OVERLAP"]
    kortene.tilfoej_periode(row, "L", d("20250301"), d("20250331"), "", "a")
    assert kortene.tilfoej_periode(row, "L", d("20250401"), None, "", "a")
    for name in ("Hjælp", "Orlov"):
        kortene.tilfoej_periode(row, "Y", d("20250301"), None, name, "a")
    assert koder(lambda: kortene.tilfoej_periode(row, "Y", d("20250302"), None, "Orlov", "a")) == ["LED_OVERLAP"]


def test_files_give_the_sample_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    loads = (("led.kort", KORT, 2, 0), ("led.perioder", PERIODER, 1, 2), ("led.henvendelser", HENVENDELSER, 3, 0))
    for saet, text, new, others in loads:
        assert laes(tmp_path, saet, text) == ([], [Optaelling(new, 0, 0, others)])
        assert laes(tmp_path, saet, text) == ([], [Optaelling(0, 0, new, others)])
    assert indhold(bygget()) == SAMPLE


def test_a_file_that_was_annulled_from_does_not_bring_it_back(tmp_path: Path) -> None:
    eksempel()
    henvendelser.annuller(Henvendelse.objects.get(dato=d("20250304")).pk, "Forkert", "bo")
    laes(tmp_path, "led.henvendelser", HENVENDELSER)
    assert Henvendelse.objects.filter(annulleret=None).count() == 2


def test_a_file_with_a_fault_loads_nothing_and_says_all(tmp_path: Path) -> None:
    kort(SISIMIUT)
    wrong = f"{SISIMIUT};0957;20250304;XXX;0800;\n{MANIITSOQ};0957;20250311;STP;0700;\n{SISIMIUT};0957;20250305;STP;0800;\n"
    found, _ = laes(tmp_path, "led.henvendelser", "Cpr;Kommune;Dato;Kode;Lokalitet;Kontor\n" + wrong)
    assert found == ["2:LED_KODE", "3:LED_UKENDT"]
    assert not Henvendelse.objects.exists()
    twice = HENVENDELSER + HENVENDELSER.splitlines()[1] + "\n"
    assert laes(tmp_path, "led.henvendelser", twice)[0] == ["5:LED_TO_GANGE"]
    found, _ = laes(tmp_path, "led.kort", f"Cpr;Kommune;Matchgruppe;Matchgruppe fra\n{SISIMIUT};0999;;\n1234567890;0957;1;\n")
    assert found == ["2:LED_KOMMUNE", "3:LED_CPR"]
    assert laes(tmp_path, "led.kort", f"Cpr;Kommune;Matchgruppe;Matchgruppe fra\n{MANIITSOQ};0957;1;\n")[0] == ["2:LED_GRUPPE_FRA"]
    assert Ledighedskort.objects.count() == 1
    nothing = imports.find("led.kort")(tmp_path / "ingen")
    assert (nothing.problemer.codes, nothing.tabeller) == ({"LED_FIL"}, {})


def test_the_code_table_is_loaded_and_cannot_take_stamping(tmp_path: Path) -> None:
    assert laes(tmp_path, "led.koder", "Kode;Tekst\nTLF;Telefon\nMØD;Møde\n")[0] == ["3:LED_FELT"]
    assert laes(tmp_path, "led.koder", "Kode;Tekst\nSTP;Noget andet\n")[0] == ["2:LED_KODE_STP"]
    assert laes(tmp_path, "led.koder", "Kode;Tekst\nTLF;Telefon\n") == ([], [Optaelling(1)])
    assert henvendelser.koder() == {"STP": "Stempling", "TLF": "Telefon"}
    assert Henvendelseskode.objects.get().kode == "TLF"


def test_the_last_stamping_is_asked_under_any_number() -> None:
    row = kort(SISIMIUT)
    Henvendelseskode.objects.create(kode="TLF", tekst="Telefon")
    henvend(row, "20250304", "20250318")
    henvend(row, "20250320", kode="TLF")
    Person.objects.create(personnummer=MANIITSOQ, status="05")
    Person.objects.create(personnummer=SISIMIUT, status="60", gaeldende=MANIITSOQ)
    assert stempling.sidste([SISIMIUT, MANIITSOQ, "6101600001"], d("20250331")) == {
        SISIMIUT: d("20250318"),
        MANIITSOQ: d("20250318"),
    }
    assert stempling.sidste([MANIITSOQ], d("20250317")) == {MANIITSOQ: d("20250304")}
    henvendelser.annuller(Henvendelse.objects.get(dato=d("20250318")).pk, "Forkert", "bo")
    assert stempling.sidste([MANIITSOQ], d("20250331")) == {MANIITSOQ: d("20250304")}


def test_a_road_through_two_places_says_neither() -> None:
    assert veje([]) == {}
    assert veje([("0957", "0082")])["0957", "0082"] == Vej()
