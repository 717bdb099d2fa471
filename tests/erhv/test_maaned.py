"""Row 4: the month's file, byte by byte; whom it leaves out and says so; and what a correction replaces."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from tests.bogh.udbetalingsverden import advarsler, i_orden, koder, saet
from tests.erhv.verden import ET, TO, TRE, afregnet, byg, i_folk, linjer, saelger, sendt, solgt, sted, udveksling

from snitflade.bogh import uforanderlig
from snitflade.erhv import salg
from snitflade.erhv.indberetning import gaeldende
from snitflade.erhv.models_afregning import Indberettet, Modtagersvar
from snitflade.erhv.perioder import Periode
from snitflade.erhv.tilbage import tag_tilbage
from snitflade.exchange import catalogue, outbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TwoPeopleError
from snitflade.folk.models import Adresse, Opslag, Person, TidligereNummer

pytestmark = pytest.mark.usefixtures("erhv")
ROW = "erhv.braetsalg-skat"
OKTOBER = {"maaned": "2026-10"}
HEAD = "GER;CprNo;MunicipalityCode;Year;Month;CatchSaleIncome;CatchSaleTax;EmployeeId;Note"


def test_the_file_byte_by_byte() -> None:
    solgt("F0117", 1_000_60, "2026-10-01")
    solgt("F0117", 200_00, "2026-10-31", sted="NAR")
    solgt("F0209", 77_77, "2026-10-12", ture=0)
    solgt("F0209", 500_00, "2026-11-01")
    solgt("E0001", 900_00)
    solgt("F0117", 333_00, sted="SKOLE")
    afregnet()
    exchange, built = byg(ROW, **OKTOBER)
    assert exchange is not None
    # 1.200,60 sold at two places: no note; 42 % tax is 420,25 + 84,00. 77,77 gives 32,66.
    assert linjer(exchange) == [
        "2026;10;2026-11-27",
        HEAD,
        "90000001;6112909999;32;2026;10;1200;504;F0117;",
        "90000001;6211909998;33;2026;10;77;32;F0209;NAN",
    ]
    assert exchange.files.get().name == "BRAETSALG-2026-10-SE-20261127093000.csv"
    assert exchange.totals == {"Personer": 2, "CatchSaleIncome": 1277_00, "CatchSaleTax": 536_00}
    assert built.notes == ("1 sælgere er ikke personer og er ikke med: E0001.",)
    assert exchange.sheet[0] == [
        "Salg (CatchSaleIncome)",
        [
            ["Bogføring", "2.178,37"],
            ["Ikke personer (1)", "-900,00"],
            ["Holdt tilbage (0)", "0,00"],
            ["Afrunding", "-1,37"],
            ["Fil", "1.277,00"],
        ],
    ]
    assert exchange.sheet[2] == [
        "Pr. indhandlingssted: salg, skat",
        [["NAN", "1.978,37, 452,91"], ["NAR", "200,00, 84,00"]],
    ]
    assert i_orden()
    assert Opslag.objects.filter(via=ROW, formaal__contains="0956-2026-10-1").count() == 2


@pytest.mark.parametrize(("maade", "kroner"), [("truncate", 10), ("half_up", 11), ("half_even", 10)])
def test_the_rounding_that_is_set(maade: str, kroner: int) -> None:
    saet(erhv__afrunding=maade, erhv__indberet_skat="N")
    solgt("F0117", 10_50)
    afregnet()
    exchange = udveksling(ROW, **OKTOBER)
    assert linjer(exchange)[2] == f"90000001;6112909999;32;2026;10;{kroner};;F0117;NAN"


def test_two_people_and_the_same_bytes_again() -> None:
    solgt("F0117", 100_00)
    afregnet()
    exchange = udveksling(ROW, **OKTOBER)
    with pytest.raises(TwoPeopleError):
        outbound.approve(exchange, "anna")
    assert linjer(exchange) == linjer(Exchange.objects.get(pk=exchange.pk))
    assert catalogue.state(ROW) == "ubekræftet"


def test_a_month_without_sales_has_no_file() -> None:
    exchange, built = byg(ROW, maaned="2026-09")
    assert exchange is None and built.notes == ("Der er intet at indberette for 2026-09.",)


def test_what_cannot_be_ordered_is_told() -> None:
    assert koder(lambda: byg(ROW, maaned="2026-11")) == ["INDBERETNING_FREMTID"]
    assert koder(lambda: byg(ROW, maaned="2026K1")) == ["INDBERETNING_PERIODE"]
    assert koder(lambda: byg(ROW, maaned="2026-13", kommune="0101")) == ["INDBERETNING_KOMMUNE", "INDBERETNING_PERIODE"]
    assert koder(lambda: byg(ROW, maaned="2026-10", kommune="0955")) == ["GER_MANGLER"]


def test_what_is_not_settled_is_told() -> None:
    solgt("F0117", 100_00)
    afregnet()
    solgt("F0117", 12_50)
    exchange, built = byg(ROW, **OKTOBER)
    (warning,) = built.warnings
    assert warning.message.startswith("1 salg på i alt 12,50 kr. i 2026-10 er ikke afregnet")
    assert exchange is not None and exchange.totals["CatchSaleIncome"] == 100_00


def test_who_is_not_in_the_register_is_held_and_comes_with_the_next_file() -> None:
    saelger("F0300", TRE, navn="Prøve Person Tre")
    solgt("F0117", 100_00)
    solgt("F0300", 50_00)
    afregnet()
    first = sendt(ROW, **OKTOBER)
    assert [row.holdt for row in Indberettet.objects.filter(cpr=TRE)] == ["M01"] and len(linjer(first)) == 3
    i_folk(TRE, "Cilla")
    exchange, built = byg(ROW, **OKTOBER)
    assert exchange is not None and linjer(exchange)[3] == "90000001;6310909997;32;2026;10;50;21;F0300;NAN"
    assert built.notes == (f"Filen erstatter udveksling {first.pk} hos modtageren (resend=1): den er hele 2026-10.",)


def test_a_month_in_which_all_are_held_is_refused() -> None:
    saelger("F0300", TRE, navn="Prøve Person Tre")
    solgt("F0300", 50_00)
    afregnet()
    assert koder(lambda: byg(ROW, **OKTOBER)) == ["INDBERETNING_ALLE_HOLDT"]


def test_a_person_with_a_new_number_is_one_row() -> None:
    person = i_folk(TRE, "Cilla")
    TidligereNummer.objects.create(person=person, nummer=TO)
    Person.objects.filter(personnummer=TO).update(gaeldende=TRE)
    saelger("F0300", TRE)
    solgt("F0209", 100_00, ture=0)
    solgt("F0300", 50_00)
    afregnet()
    assert linjer(udveksling(ROW, **OKTOBER))[2:] == ["90000001;6310909997;32;2026;10;150;63;;NAN"]


def test_the_dead_and_the_departed_are_reported_with_a_warning() -> None:
    Person.objects.filter(personnummer=ET).update(status="90")
    Adresse.objects.filter(person__personnummer=TO).update(til="202606010000")
    Person.objects.filter(personnummer=TO).update(status="80", kommunekode="", fraflyttet_kommunekode="0960")
    solgt("F0117", 100_00)
    solgt("F0209", 100_00, ture=0)
    afregnet()
    exchange, built = byg(ROW, **OKTOBER)
    assert advarsler(built) == ["ERHV_PERSON_STATUS", "ERHV_PERSON_UDEN_KOMMUNE"]
    assert exchange is not None and [line.split(";")[2] for line in linjer(exchange)[2:]] == ["32", "37"]


def test_a_correction_is_the_whole_month_again() -> None:
    one, two = solgt("F0117", 100_00), solgt("F0209", 200_00, ture=0)
    afregnet()
    first = sendt(ROW, **OKTOBER)
    exchange, built = byg(ROW, **OKTOBER)
    assert exchange is None and built.notes == (f"Intet er ændret i 2026-10 siden udveksling {first.pk}. Der er intet at sende.",)
    salg.ophaev(two, "bo")
    solgt("F0209", 250_00, ture=0)
    salg.ophaev(one, "bo")
    solgt("F0117", 110_00, "2026-11-02")
    afregnet()
    exchange, built = byg(ROW, **OKTOBER)
    assert exchange is not None and exchange.key == "0956-2026-10-2"
    assert advarsler(built) == ["INDBERETNING_BORTFALDET"]
    assert linjer(exchange)[2:] == ["90000001;6211909998;33;2026;10;250;105;F0209;NAN"]
    # One that is not sent yet stands in the way, and can be superseded.
    assert koder(lambda: byg(ROW, **OKTOBER)) == ["INDBERETNING_IKKE_SENDT"]
    new, _ = outbound.supersede(exchange, catalogue.find(ROW), {"kommune": "0956", **OKTOBER}, "anna")
    assert new.key == "0956-2026-10-3" and linjer(new)[1:] == linjer(exchange)[1:] and i_orden()


def test_a_sale_that_was_at_another_place_is_a_correction_too() -> None:
    one = solgt("F0117", 100_00)
    afregnet()
    sendt(ROW, **OKTOBER)
    salg.ophaev(one, "bo")
    solgt("F0117", 100_00, sted="NAR")
    afregnet()
    assert linjer(udveksling(ROW, **OKTOBER))[2:] == ["90000001;6112909999;32;2026;10;100;42;F0117;NAR"]


def test_who_falls_out_is_sent_with_nothing_where_that_is_set() -> None:
    saet(a11__nulraekke="J")
    one = solgt("F0117", 100_00)
    afregning = afregnet()
    sendt(ROW, **OKTOBER)
    tag_tilbage(afregning, "bo", "Forkert")
    salg.ophaev(one, "bo")
    exchange = sendt(ROW, **OKTOBER)
    assert linjer(exchange)[2:] == ["90000001;6112909999;32;2026;10;0;0;F0117;"]
    assert byg(ROW, **OKTOBER)[0] is None


def test_a_month_that_is_gone_cannot_be_a_file() -> None:
    solgt("F0117", 100_00)
    afregning = afregnet()
    sendt(ROW, **OKTOBER)
    tag_tilbage(afregning, "bo", "Forkert")
    assert koder(lambda: byg(ROW, **OKTOBER)) == ["INDBERETNING_TOM_IGEN"]


def test_a_report_that_was_rolled_back_can_be_made_again() -> None:
    solgt("F0117", 100_00)
    afregnet()
    first = sendt(ROW, **OKTOBER)
    assert gaeldende(ROW, "0956", Periode.laes("2026-10")) == first
    Modtagersvar.objects.create(exchange=first, svar="tilbage", oprettet_af="bo")
    assert gaeldende(ROW, "0956", Periode.laes("2026-10")) is None
    assert udveksling(ROW, **OKTOBER).key == "0956-2026-10-2"


def test_no_file_where_the_ledger_says_something_else() -> None:
    solgt("F0117", 100_00)
    afregnet()
    uforanderlig.nedtag(plan=[1])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bogh_postering SET beloeb = beloeb - 1 WHERE konto = '9001001003'")
    assert koder(lambda: byg(ROW, **OKTOBER)) == ["ERHV_BOGFOERING_AFVIGER"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bogh_postering SET beloeb = beloeb + 1 WHERE konto = '9001001003'")
        cursor.execute("UPDATE erhv_afregningslinje SET brutto = brutto + 5, netto = netto + 5")
    assert koder(lambda: byg(ROW, **OKTOBER)) == ["ERHV_BOGFOERING_AFVIGER"] * 2
    uforanderlig.opsaet()


def test_a_file_that_breaks_off_has_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    solgt("F0117", 100_00)
    afregnet()
    monkeypatch.setattr("snitflade.exchange.outbound.blobs.put", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        byg(ROW, **OKTOBER)
    assert not Exchange.objects.exists() and not Indberettet.objects.exists()


def test_only_the_municipality_that_is_asked_for() -> None:
    sted("QAQ", "Qaqortoq", "0957")
    solgt("F0117", 100_00)
    solgt("F0209", 100_00, sted="QAQ", ture=0)
    afregnet()
    afregnet(kommune="0957")
    assert [line.split(";")[1] for line in linjer(udveksling(ROW, **OKTOBER))[2:]] == [ET]
    assert linjer(udveksling(ROW, kommune="0957", **OKTOBER))[2].startswith("90000002;6211909998;33;")
    assert dt.date(2026, 10, 31) == Periode.laes("2026-10").sidste
