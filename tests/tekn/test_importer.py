"""Loading the master data: all or nothing, every problem, no doubling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.upsert import Optaelling
from snitflade.folk.models import Lokalitet
from snitflade.formats.problems import Severity
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Aftale, Takst, Ydelse
from snitflade.tekn.renovation.aftaler import bnr_noegle
from snitflade.tekn.renovation.importer import Importresultat, importer
from snitflade.tekn.renovation.opkraev import opkraev
from snitflade.tekn.renovation.parametre import Parametre

pytestmark = pytest.mark.django_db

Indlaes = Callable[..., Importresultat]
Bestil = Callable[..., Parametre]

AFTALER = "Kundenummer;Lokalitet;B-nr;Ydelse;Antal\n"
DATERET = "Kundenummer;Lokalitet;B-nr;Ydelse;Antal;Fra;Til\n"
YDELSER = "Ydelse;Lokalitet;Indtægtskonto;Pris\n"
TAKSTER = "Ydelse;Lokalitet;Indtægtskonto;Pris;Gyldig fra\n"
DAG = "Dagrenovation;Paamiut;66-02-50-70-00;610,00"
IND = "5809001539;Paamiut;B-1200;Dagrenovation"


def fejl(result: Importresultat) -> list[tuple[str, str, int, str]]:
    return [(p.code, p.file, p.line, p.field) for p in result.problemer.sorted() if p.severity is Severity.FEJL]


def advarsler(result: Importresultat) -> list[str]:
    return [p.code for p in result.problemer.sorted() if p.severity is Severity.ADVARSEL]


def empty() -> bool:
    return not any(model.objects.exists() for model in (Debitor, Ydelse, Takst, Aftale, Systemkonstant))


def test_the_test_case_is_loaded_and_again_changes_nothing(indlaes: Indlaes) -> None:
    result = indlaes()
    assert not result.problemer
    assert result.indlaest
    assert {name: counts.nye for name, counts in result.tabeller.items()} == {
        "lokaliteter": 0,
        "systemkonstanter": 0,
        "debitorer": 5,
        "ydelser": 4,
        "takster": 4,
        "aftaler": 9,
    }
    again = indlaes()
    assert all(counts.nye == counts.aendrede == 0 for counts in again.tabeller.values())
    assert again.tabeller["aftaler"] == Optaelling(uaendrede=9)
    assert [ydelse.indtaegtskonto for ydelse in Ydelse.objects.order_by("id")] == [
        "6602507000",
        "6603507000",
        "6602107000",
        "6603107000",
    ]


def test_the_same_b_number_in_two_towns_is_two_addresses(indlaes: Indlaes) -> None:
    indlaes()
    towns = Aftale.objects.filter(bnr="B-1456").values_list("lokalitet__navn", flat=True)
    assert set(towns) == {"Paamiut", "Tasiilaq"}


def test_all_faults_of_all_files_come_at_once_and_nothing_is_loaded(indlaes: Indlaes) -> None:
    result = indlaes(
        debitorer="Kundenummer;Navn;CVR;GLN;Betales fra konto\n3112999999;Ole & Co;;;\n580900153;Iserit;;;\n",
        ydelser=YDELSER + "Dagrenovation;Paamiiut;66-02-50-70-00;1.220,00\n",
        aftaler=AFTALER + "3112999999;Nuk;B-1;Dagrenovation;-1\n",
        lokaliteter="Lokalitet;GEO\nTasiilaq;40\n",
        systemkonstanter="Nøgle;Værdi\n4011;X\n",
    )
    assert fejl(result) == [
        ("LOKALITET_UKENDT", "aftaler.csv", 2, "Lokalitet"),
        ("CELLE_NEGATIV", "aftaler.csv", 2, "Antal"),
        ("CELLE_TEGN", "debitorer.csv", 2, "Navn"),
        ("CELLE_CIFRE_MANGLER", "debitorer.csv", 3, "Kundenummer"),
        ("CELLE_CIFRE_MANGLER", "lokaliteter.csv", 2, "GEO"),
        ("KONSTANT_VAERDI", "systemkonstanter.csv", 2, "Værdi"),
        ("LOKALITET_UKENDT", "ydelser.csv", 2, "Lokalitet"),
        ("CELLE_TUSINDTAL", "ydelser.csv", 2, "Pris"),
    ]
    assert not result.indlaest
    assert not result.tabeller
    assert empty()


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("1234567890;Paamiut;B-1;Dagrenovation;1", "AFTALE_DEBITOR_UKENDT", "Kundenummer"),
        ("123456789;Paamiut;B-1;Dagrenovation;1", "CELLE_CIFRE_MANGLER", "Kundenummer"),
        (";Paamiut;B-1;Dagrenovation;1", "FELT_TOMT", "Kundenummer"),
        ("5809001539;Paamiiut;B-1;Dagrenovation;1", "LOKALITET_UKENDT", "Lokalitet"),
        ("5809001539;;B-1;Dagrenovation;1", "FELT_TOMT", "Lokalitet"),
        ("5809001539;Paamiut;;Dagrenovation;1", "FELT_TOMT", "B-nr"),
        ("5809001539;Paamiut;B-14567;Dagrenovation;1", "AFTALE_BNR", "B-nr"),
        ("5809001539;Paamiut;ukendt;Dagrenovation;1", "AFTALE_BNR", "B-nr"),
        ("5809001539;Paamiut;B-1&2;Dagrenovation;1", "CELLE_TEGN", "B-nr"),
        ("5809001539;Paamiut;B-1;Dagrenovaton;1", "AFTALE_YDELSE_UKENDT", "Ydelse"),
        ("5809001539;Nuuk;B-1;Dagrenovation;1", "AFTALE_YDELSE_IKKE_HER", "Ydelse"),
        ("5809001539;Paamiut;B-1;;1", "FELT_TOMT", "Ydelse"),
        ("5809001539;Paamiut;B-1;Dagrenovation;", "FELT_TOMT", "Antal"),
        ("5809001539;Paamiut;B-1;Dagrenovation;1,5", "CELLE_HELTAL", "Antal"),
        ("5809001539;Paamiut;B-1;Dagrenovation;-1", "CELLE_NEGATIV", "Antal"),
        ("5809001539;Paamiut;B-1;Dagrenovation;1000000", "CELLE_FOR_STOR", "Antal"),
        ("5809001539;Paamiut;B-1;Dagrenovation", "CSV_FELTANTAL", ""),
    ],
)
def test_each_fault_of_an_agreement(indlaes: Indlaes, row: str, code: str, field: str) -> None:
    result = indlaes(aftaler=f"{AFTALER}{row}\n")
    assert fejl(result) == [(code, "aftaler.csv", 2, field)]
    assert empty()


def test_a_misspelt_name_is_asked_about_never_guessed(indlaes: Indlaes) -> None:
    result = indlaes(aftaler=f"{AFTALER}5809001539;Paamiiut;B-1;Dagrenovaton;1\n5809001539;Nuuk;B-1;Natrenovation;1\n")
    shown = [problem.message for problem in result.problemer.sorted()]
    assert any("Mente du Paamiut?" in message for message in shown)
    assert any("Mente du Dagrenovation?" in message for message in shown)
    assert any("kun i Paamiut, Tasiilaq" in message for message in shown)


@pytest.mark.parametrize("bnr", ["B-1456", "b1456", "1456", "12A", "B-7B", "Aqqusinersuaq 14", "1456 lejl. 2", "0012"])
def test_addresses_that_may_be_right_are_taken(indlaes: Indlaes, bnr: str) -> None:
    assert indlaes(aftaler=f"{AFTALER}5809001539;Paamiut;{bnr};Dagrenovation;1\n").indlaest


@pytest.mark.parametrize(("one", "other"), [("B-1456", "1456"), ("B-56", "b 0056"), ("12a", "B-012A"), ("B-1", "0001")])
def test_one_address_written_in_two_ways(one: str, other: str) -> None:
    assert bnr_noegle(one) == bnr_noegle(other)


@pytest.mark.parametrize(("one", "other"), [("B-1456", "B-1457"), ("12", "12A"), ("1456 lejl. 1", "1456 lejl. 2")])
def test_two_addresses_stay_two(one: str, other: str) -> None:
    assert bnr_noegle(one) != bnr_noegle(other)


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([f"{IND};1;;", f"{IND};2;;"], [("AFTALE_DOBBELT", 3)]),
        ([f"{IND};1;;", "5809001539;Paamiut;1200;Dagrenovation;2;;"], [("AFTALE_DOBBELT", 3)]),
        ([f"{IND};1;;", f"{IND};2;20180101;"], [("AFTALE_OVERLAPPER", 3)]),
        ([f"{IND};1;;20180101", f"{IND};2;20180101;"], [("AFTALE_OVERLAPPER", 3)]),
        (
            [f"{IND};1;20180101;20181231", f"{IND};1;20180201;20180202", f"{IND};1;20180601;"],
            [("AFTALE_OVERLAPPER", 3), ("AFTALE_OVERLAPPER", 4)],
        ),
        ([f"{IND};1;;20171231", f"{IND};2;20180101;"], []),
        ([f"{IND};1;;", "5809001539;Paamiut;B-1201;Dagrenovation;1;;"], []),
        ([f"{IND};1;;", "5809001539;Paamiut;B-1200;Natrenovation;1;;"], []),
        ([f"{IND};1;20180102;20180101"], [("AFTALE_PERIODE", 2)]),
        ([f"{IND};1;20180101;20180101"], []),
        ([f"{IND};1;31-02-2018;"], [("DATO_UGYLDIG", 2)]),
    ],
)
def test_periods_of_agreements(indlaes: Indlaes, rows: list[str], errors: list[tuple[str, int]]) -> None:
    result = indlaes(aftaler=DATERET + "\n".join(rows) + "\n")
    assert [(code, line) for code, _, line, _ in fejl(result)] == errors


def test_an_agreement_may_not_run_into_one_that_is_loaded(indlaes: Indlaes) -> None:
    assert indlaes(aftaler=f"{AFTALER}{IND};1\n").indlaest
    result = indlaes(aftaler=f"{DATERET}{IND};2;20180512;\n")
    assert fejl(result) == [("AFTALE_OVERLAPPER", "aftaler.csv", 2, "Kundenummer")]
    assert indlaes(aftaler=f"{DATERET}{IND};1;;20180511\n{IND};2;20180512;\n").indlaest
    assert list(Aftale.objects.order_by("id").values_list("antal", "fra", "til")) == [
        (1, None, dt.date(2018, 5, 11)),
        (2, dt.date(2018, 5, 12), None),
    ]


def test_number_and_last_day_may_change_and_what_is_not_mentioned_stays(indlaes: Indlaes) -> None:
    indlaes()
    result = indlaes(aftaler=f"{DATERET}{IND};5;;20181231\n")
    assert result.tabeller["aftaler"] == Optaelling(aendrede=1, ikke_naevnt=8)
    assert Aftale.objects.get(bnr="B-1200").antal == 5
    # Without the column Til the last day stays; with it, an empty cell takes it away.
    assert indlaes(aftaler=f"{AFTALER}{IND};5\n").tabeller["aftaler"].uaendrede == 1
    assert Aftale.objects.get(bnr="B-1200").til == dt.date(2018, 12, 31)
    assert indlaes(aftaler=f"{DATERET}{IND};5;;\n").tabeller["aftaler"].aendrede == 1
    assert Aftale.objects.get(bnr="B-1200").til is None


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        (["Dagrenovation;Paamiut;66-02-50-70;610,00"], [("YDELSE_KONTO", "Indtægtskonto")]),
        (["Dagrenovation;Paamiut;66-02-50-70-00;610,001"], [("CELLE_DECIMALER", "Pris")]),
        (["Dagrenovation;Paamiut;66-02-50-70-00;1.220,00"], [("CELLE_TUSINDTAL", "Pris")]),
        (["Dagrenovation;Paamiut;66-02-50-70-00;-610,00"], [("CELLE_NEGATIV", "Pris")]),
        (["Dagrenovation;Paamiut;66-02-50-70-00;"], [("FELT_TOMT", "Pris")]),
        (["Dag & nat;Paamiut;66-02-50-70-00;610,00"], [("CELLE_TEGN", "Ydelse")]),
        ([DAG, DAG], [("YDELSE_DOBBELT", "Ydelse")]),
        ([DAG, "Dagrenovation;Paamiut;66-02-50-70-01;700,00"], [("YDELSE_DOBBELT", "Ydelse")]),
    ],
)
def test_each_fault_of_a_service(indlaes: Indlaes, rows: list[str], errors: list[tuple[str, str]]) -> None:
    result = indlaes(ydelser=YDELSER + "\n".join(rows) + "\n", aftaler=AFTALER)
    assert [(code, field) for code, _, _, field in fejl(result)] == errors
    assert empty()


def test_two_lines_of_one_service_must_agree_on_all_but_price_and_date(indlaes: Indlaes) -> None:
    rows = "Dagrenovation;Paamiut;66-02-50-70-00;610,00;\nDagrenovation;Paamiut;66-02-50-70-01;650,00;20180401\n"
    result = indlaes(ydelser=TAKSTER + rows, aftaler=AFTALER)
    assert [code for code, *_ in fejl(result)] == ["YDELSE_FORSKEL"]


def test_a_new_service_in_a_new_place_and_its_agreement_come_together(indlaes: Indlaes) -> None:
    result = indlaes(
        lokaliteter="Lokalitet;Kode;GEO\nPrøvesund;;099\n",
        ydelser=f"{YDELSER}Storskrald;Prøvesund;66-09-10-70-00;100,00\n",
        aftaler=f"{AFTALER}5809001539;Prøvesund;B-1;Storskrald;1\n",
    )
    assert result.indlaest
    assert Lokalitet.objects.get(navn="Prøvesund").geo_kode == "099"
    assert result.tabeller["lokaliteter"].nye == 1


def test_a_fault_in_a_customers_line_is_not_told_again_in_the_agreements(indlaes: Indlaes) -> None:
    result = indlaes(
        debitorer="Kundenummer;Navn;CVR;GLN;Betales fra konto\n5809001539;Iserit;12227354;;\n", aftaler=f"{AFTALER}{IND};1\n"
    )
    assert [code for code, *_ in fejl(result)] == ["DEBITOR_CVR"]


@pytest.mark.parametrize("name", ["debitorer", "ydelser", "aftaler"])
def test_a_missing_file_is_one_fault(indlaes: Indlaes, name: str) -> None:
    result = indlaes(**{name: None})
    assert fejl(result) == [("STAMDATA_MANGLER", "", 0, "")]
    assert empty()


@pytest.mark.parametrize(("name", "text"), [("debitorer", ""), ("ydelser", "Ydelse,Lokalitet\n")])
def test_an_unreadable_file_is_one_fault(indlaes: Indlaes, name: str, text: str) -> None:
    assert len(fejl(indlaes(**{name: text}))) == 1


def test_a_missing_folder(tmp_path: Path) -> None:
    assert fejl(importer(tmp_path / "findes ikke")) == [("STAMDATA_MAPPE", "", 0, "")]


def test_file_names_match_in_any_case_but_only_once(indlaes: Indlaes, mappe: Path) -> None:
    (mappe / "aftaler.csv").rename(mappe / "Aftaler.CSV")
    assert indlaes().indlaest
    (mappe / "aftaler.csv").write_bytes((mappe / "Aftaler.CSV").read_bytes())
    assert [code for code, *_ in fejl(indlaes())] == ["STAMDATA_FLERE"]


def test_a_foreign_csv_file_is_said_to_be_unread(indlaes: Indlaes, mappe: Path) -> None:
    (mappe / "aftale.csv").write_text("x")
    (mappe / "noter.txt").write_text("x")
    result = indlaes()
    assert advarsler(result) == ["STAMDATA_UKENDT"]
    assert "aftaler.csv" in result.problemer.sorted()[0].message
    assert result.indlaest


def test_a_customer_without_any_number_is_warned_of(indlaes: Indlaes) -> None:
    result = indlaes(debitorer="Kundenummer;Navn;CVR;GLN;Betales fra konto\n5809001539;Iserit;;;\n", aftaler=f"{AFTALER}{IND};1\n")
    assert advarsler(result) == ["DEBITOR_UDEN_NUMMER"]
    assert result.indlaest


def test_no_problem_shows_a_whole_person_number(indlaes: Indlaes) -> None:
    result = indlaes(aftaler=f"{AFTALER}6102999001;Paamiut;B-1;Dagrenovation;1\n" * 2)
    assert result.problemer
    assert all("6102999001" not in str(problem) + problem.raw for problem in result.problemer)


class TestPriser:
    """A price that has been billed never changes silently."""

    def test_before_billing_a_price_is_simply_changed(self, indlaes: Indlaes) -> None:
        indlaes(ydelser=f"{YDELSER}{DAG}\n", aftaler=f"{AFTALER}{IND};1\n")
        result = indlaes(ydelser=f"{YDELSER}{DAG.replace('610', '650')}\n")
        assert result.tabeller["takster"].aendrede == 1
        assert Takst.objects.get().pris == 65000

    def billed(self, indlaes: Indlaes, bestil: Bestil) -> None:
        assert indlaes(ydelser=f"{YDELSER}{DAG}\n", aftaler=f"{AFTALER}{IND};1\n").indlaest
        opkraev(bestil())

    def test_after_billing_it_needs_a_date(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.billed(indlaes, bestil)
        result = indlaes(ydelser=f"{YDELSER}{DAG.replace('610', '650')}\n")
        assert fejl(result) == [("TAKST_AENDRET", "ydelser.csv", 2, "Pris")]
        assert "610,00" in result.problemer.sorted()[0].message
        assert Takst.objects.get().pris == 61000

    def test_with_a_later_date_it_is_a_new_tariff_and_the_old_one_stays(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.billed(indlaes, bestil)
        result = indlaes(ydelser=f"{TAKSTER}{DAG};\n{DAG.replace('610', '650')};01-04-2018\n")
        assert not result.problemer
        assert list(Takst.objects.order_by("id").values_list("pris", "gyldig_fra")) == [(61000, None), (65000, dt.date(2018, 4, 1))]
        # Once a tariff has a date, a price without one would never be used: refused too.
        again = indlaes(ydelser=f"{YDELSER}{DAG.replace('610', '700')}\n")
        assert [code for code, *_ in fejl(again)] == ["TAKST_AENDRET"]

    def test_a_date_inside_what_is_billed_is_warned_of(self, indlaes: Indlaes, bestil: Bestil) -> None:
        self.billed(indlaes, bestil)
        result = indlaes(ydelser=f"{TAKSTER}{DAG.replace('610', '650')};31-03-2018\n")
        assert advarsler(result) == ["TAKST_BAGUD"]
        assert result.indlaest

    def test_only_dated_prices_billed_and_one_without_a_date(self, indlaes: Indlaes, bestil: Bestil) -> None:
        assert indlaes(ydelser=f"{TAKSTER}{DAG};20180101\n", aftaler=f"{AFTALER}{IND};1\n").indlaest
        opkraev(bestil())
        assert [code for code, *_ in fejl(indlaes(ydelser=f"{YDELSER}{DAG.replace('610', '650')}\n"))] == ["TAKST_AENDRET"]
