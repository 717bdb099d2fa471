"""Rows 6 and 7: the year as A11; the board's year is the sum of the months that were reported, or somebody says why not."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from tests.bogh.udbetalingsverden import advarsler, i_orden, koder, saet
from tests.erhv.verden import FIRMA, TO, afregnet, byg, i_folk, linjer, saelger, sendt, solgt, udveksling

from snitflade.bogh.udbetaling import tid
from snitflade.erhv import salg
from snitflade.erhv.models_afregning import Indberettet
from snitflade.exchange import leaving
from snitflade.folk.models import Adresse, Person

pytestmark = pytest.mark.usefixtures("erhv")
BRAET, INST, MAANED = "erhv.braetsalg-a11", "erhv.institutionssalg-a11", "erhv.braetsalg-skat"
HEAD = (
    "GER;CprNo;Skattekommune;Løn;OffentligHjælp;Underholdsbidrag;Alderspension;Førtidspension;AndenPension;Indhandling;"
    "Brætsalg;LejeTransportmidler;AndenBIndkomst;IndeholdtSkat;Medarbejdernr"
)


@pytest.fixture(autouse=True)
def januar(erhv: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 15 January 2027."""
    now = dt.datetime(2027, 1, 15, 9, 30, tzinfo=ZoneInfo("America/Nuuk"))
    monkeypatch.setattr(tid, "nu", lambda: now)
    monkeypatch.setattr(leaving, "timezone", SimpleNamespace(now=lambda: now))


def test_the_year_is_the_sum_of_its_months() -> None:
    # 10,60 + 10,60 is 20 in whole kroner month by month, where the year alone would give 21.
    solgt("F0117", 10_60, "2026-03-10")
    solgt("F0117", 10_60, "2026-12-31")
    solgt("F0209", 300_00, "2026-03-11", ture=0)
    solgt("F0117", 500_00, "2027-01-02")
    afregnet("2027-01-15", "2027-01-15")
    for maaned in ("2026-03", "2026-12"):
        sendt(MAANED, maaned=maaned)
    exchange, built = byg(BRAET, aar=2026)
    assert exchange is not None and not built.warnings
    assert linjer(exchange) == [
        "2026;2027-01-15",
        HEAD,
        "90000001;6112909999;32;0;0;0;0;0;0;0;20;0;0;8;F0117",
        "90000001;6211909998;33;0;0;0;0;0;0;0;300;0;0;126;F0209",
    ]
    assert exchange.files.get().name == "A11-BRAETSALG-2026-SE-20270115093000.csv"
    months = Indberettet.objects.filter(exchange__interface=MAANED)
    assert exchange.totals["braetsalg"] == sum(months.values_list("fil_salg", flat=True)) == 320_00
    assert exchange.totals["indeholdtskat"] == 134_00 and exchange.totals["loen"] == 0 and i_orden()


def test_a_month_that_was_not_told_so_needs_a_reason() -> None:
    one = solgt("F0117", 100_00, "2026-03-10")
    solgt("F0209", 100_00, "2026-04-10", ture=0)
    afregnet("2027-01-15", "2027-01-15")
    sendt(MAANED, maaned="2026-03")
    salg.ophaev(one, "bo")
    solgt("F0117", 150_00, "2026-03-10")
    afregnet("2027-01-15", "2027-01-15")
    assert koder(lambda: byg(BRAET, aar=2026)) == ["ERHV_AAR_AFVIGER"] * 2
    exchange, built = byg(BRAET, aar=2026, frigiv="Sulinal er lukket")
    assert exchange is not None and advarsler(built) == ["ERHV_AAR_FRIGIVET"] * 2
    assert {problem.message.partition(", men ")[2] for problem in built.warnings} == {
        "100,00 kr. salg og 42,00 kr. skat er indberettet. Frigivet af anna: Sulinal er lukket",
        "måneden er ikke indberettet for sælgeren. Frigivet af anna: Sulinal er lukket",
    }
    assert exchange.options["frigiv"] == "Sulinal er lukket"


def test_who_was_told_and_is_gone_is_told_too() -> None:
    one = solgt("F0117", 100_00, "2026-03-10")
    solgt("F0209", 100_00, "2026-03-10", ture=0)
    afregnet("2027-01-15", "2027-01-15")
    sendt(MAANED, maaned="2026-03")
    salg.ophaev(one, "bo")
    solgt("F0117", 100_00, "2027-01-02")
    afregnet("2027-01-15", "2027-01-15")
    assert koder(lambda: byg(BRAET, aar=2026)) == ["ERHV_AAR_AFVIGER"]
    sendt(MAANED, maaned="2026-03")
    assert len(linjer(udveksling(BRAET, aar=2026))) == 3


def test_institutions_and_rent_as_the_specification_prints_them() -> None:
    """skat-inddrivelse.md 3.2, sample SK-4, with our year and number."""
    i_folk("3112999997", "Prøve")
    saelger("I0044", "3112999997", "SKOLE")
    solgt("I0044", 27_000_00, "2026-02-01", sted="SKOLE")
    solgt("I0044", 500_99, "2026-05-01", sted="SKOLE")
    solgt("I0044", 6_200_00, "2026-05-01", sted="SKOLE", art="leje")
    solgt("E0001", 1_000_00, "2026-05-01", sted="SKOLE")
    solgt("F0117", 100_00, "2026-05-01")
    afregnet("2027-01-15", "2027-01-15")
    exchange, built = byg(INST, aar=2026)
    assert exchange is not None and linjer(exchange)[2:] == ["90000001;3112999997;32;0;0;0;0;0;0;0;27500;6200;0;0;I0044"]
    assert exchange.files.get().name == "A11-INSTSALG-2026-SE-20270115093000.csv"
    assert exchange.sheet[1] == [
        "Leje (LejeTransportmidler)",
        [
            ["Bogføring", "6.200,00"],
            ["Ikke personer (1)", "0,00"],
            ["Holdt tilbage (0)", "0,00"],
            ["Afrunding", "0,00"],
            ["Fil", "6.200,00"],
        ],
    ]
    assert built.notes == ("1 sælgere er ikke personer og er ikke med: E0001.",)


def test_the_skattekommune_is_that_of_new_years_eve_or_the_payers() -> None:
    Adresse.objects.filter(person__personnummer=TO).update(til="202607010000")
    Adresse.objects.create(person=Person.objects.get(personnummer=TO), aktuel=True, kommunekode="0960", fra="202607010000")
    solgt("F0209", 100_00, "2026-05-01", sted="SKOLE")
    afregnet("2027-01-15", "2027-01-15")
    first = sendt(INST, aar=2026)
    assert linjer(first)[2].split(";")[2] == "37"
    saet(a11__kommune="paying_municipality")
    assert linjer(udveksling(INST, aar=2026))[2].split(";")[2] == "32"


def test_a_year_that_is_not_over_is_refused_and_one_without_sales_has_no_file() -> None:
    assert koder(lambda: byg(INST, aar=2027)) == ["INDBERETNING_FREMTID"]
    exchange, built = byg(BRAET, aar=2025)
    assert exchange is None and built.notes == ("Der er intet at indberette for 2025.",) and FIRMA
