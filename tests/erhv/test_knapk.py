"""Row 5: the quarter's list, byte by byte, and what it holds back."""

from __future__ import annotations

import pytest
from tests.bogh.udbetalingsverden import advarsler, i_orden, koder, saet
from tests.erhv.verden import ET, TO, TRE, afregnet, byg, i_folk, linjer, saelger, sendt, solgt, udveksling

from snitflade.erhv import salg
from snitflade.erhv.tilbage import tag_tilbage
from snitflade.exchange import blobs
from snitflade.folk.models import Person

pytestmark = pytest.mark.usefixtures("erhv")
ROW = "erhv.braetsalg-knapk"
K3 = {"kvartal": "2026K3"}


def test_the_list_byte_by_byte() -> None:
    i_folk(TRE, "Arnatsiaq")
    saelger("F0300", TRE)
    solgt("F0209", 9_225_00, "2026-07-01", ture=0)
    solgt("F0300", 100_10, "2026-09-30")
    solgt("F0117", 50_00, "2026-08-15")
    solgt("F0117", 50_00, "2026-10-01")
    solgt("E0001", 1_000_00, "2026-08-15")
    afregnet()
    exchange, built = byg(ROW, **K3)
    assert exchange is not None
    # 2 % of 50,00, 100,10 and 9.225,00; two of one name stand by number.
    assert (
        blobs.get(exchange.files.get().blob)
        == (
            "\ufeffNavn;Cprnr.;Total Beløb (KNAPK)\r\n"
            "Arnatsiaq Prøvesen;6112909999;1,00\r\n"
            "Arnatsiaq Prøvesen;6310909997;2,00\r\n"
            "Bibi Prøvesen;6211909998;184,50\r\n"
        ).encode()
    )
    assert exchange.files.get().name == "KNAPK-2026-K3-SE.csv"
    assert exchange.totals == {"Personer": 3, "Total Beløb (KNAPK)": 187_50}
    assert exchange.sheet == [
        [
            "KNAPK-gebyr",
            [
                ["Bogføring", "207,50"],
                ["Ikke personer (1)", "-20,00"],
                ["Holdt tilbage (0)", "0,00"],
                ["Afrunding", "0,00"],
                ["Fil", "187,50"],
            ],
        ]
    ]
    assert built.notes == ("1 sælgere er ikke personer og er ikke med: E0001.",) and i_orden()


def test_protected_names_the_turnover_and_the_total() -> None:
    saet(erhv__knapk_beloeb="turnover", erhv__knapk_ialt="J")
    Person.objects.filter(personnummer=TO).update(adressebeskyttet=True)
    solgt("F0209", 100_00, "2026-07-01", ture=0)
    solgt("F0117", 20_00, "2026-07-01")
    afregnet()
    exchange = udveksling(ROW, **K3)
    assert linjer(exchange)[1:] == ["Arnatsiaq Prøvesen;6112909999;20,00", "BESKYTTET;6211909998;100,00", "I ALT;2;120,00"]


def test_names_that_cannot_stand_are_told() -> None:
    Person.objects.filter(personnummer=ET).update(fornavn="Nivi;Ane", efternavn="Prøvesen")
    Person.objects.filter(personnummer=TO).update(fornavn="B" * 50, mellemnavn="C" * 10, adresseringsnavn="Prøvesen,Bibi")
    solgt("F0209", 100_00, "2026-07-01", ture=0)
    solgt("F0117", 100_00, "2026-07-01")
    afregnet()
    exchange, built = byg(ROW, **K3)
    assert advarsler(built) == ["KNAPK_NAVN_LANGT", "KNAPK_NAVN_TEGN"]
    assert exchange is not None and [line.split(";")[0] for line in linjer(exchange)[1:]] == ["Nivi Ane Prøvesen", "Prøvesen,Bibi"]


def test_nothing_and_unknown_are_left_out_and_told() -> None:
    saelger("F0300", TRE, navn="Prøve Person Tre")
    solgt("F0300", 100_00, "2026-07-01")
    solgt("F0209", 24, "2026-07-01", ture=0)
    solgt("F0117", 100_00, "2026-07-01")
    afregnet()
    exchange, built = byg(ROW, **K3)
    assert exchange is not None and len(linjer(exchange)) == 2
    assert advarsler(built) == ["ERHV_PERSON_UKENDT"] and built.notes == ("1 personer har intet at indberette og er udeladt.",)


def test_a_name_that_is_protected_now_is_a_correction_and_a_list_of_nobody_is_refused() -> None:
    solgt("F0117", 100_00, "2026-07-01")
    afregning = afregnet()
    sendt(ROW, **K3)
    assert byg(ROW, **K3)[0] is None
    Person.objects.filter(personnummer=ET).update(adressebeskyttet=True)
    assert linjer(sendt(ROW, **K3))[1] == "BESKYTTET;6112909999;2,00"
    tag_tilbage(afregning, "bo", "Forkert")
    assert koder(lambda: byg(ROW, **K3)) == ["INDBERETNING_TOM_IGEN"]


def test_a_correction_is_the_whole_list() -> None:
    one = solgt("F0117", 100_00, "2026-07-01")
    solgt("F0209", 100_00, "2026-07-01", ture=0)
    afregnet()
    sendt(ROW, **K3)
    salg.ophaev(one, "bo")
    solgt("F0117", 200_00, "2026-07-02")
    afregnet()
    assert [line.split(";")[2] for line in linjer(udveksling(ROW, **K3))[1:]] == ["4,00", "2,00"]
