"""Row 29: the year's taxable benefits as A11, whole and equal to the ledger; corrections are the whole year again."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.bogh.udbetalingsverden import advarsler, annuller, i_orden, koder, saet
from tests.soc.udbetalinger.verden import (
    DAG,
    ET,
    FRI,
    HJAELP,
    KREDIT,
    MELLEM,
    PENSION,
    TO,
    UDGIFT,
    a11,
    en_linje,
    fil,
    send,
    udveksling,
    ur,
)

from snitflade.bogh import bilag as bilagene
from snitflade.bogh.bilag import Hoved, Linje
from snitflade.bogh.udbetaling import modregning, retur
from snitflade.bogh.udbetaling.models import Modtager, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.bogh.udbetaling.poster import opret as opret_poster
from snitflade.exchange.models import Exchange
from snitflade.folk.models import Person
from snitflade.soc.models import Ydelsesart, Ydelsesindberetning, Ydelseslinje
from snitflade.soc.udbetalinger import arter, vagt
from snitflade.soc.udbetalinger.arter import Vilkaar
from snitflade.soc.udbetalinger.modul import SOCIALE

pytestmark = pytest.mark.usefixtures("sociale")
HOVED = (
    "GER;CprNo;Skattekommune;Løn;OffentligHjælp;Underholdsbidrag;Alderspension;Førtidspension;AndenPension;Indhandling;"
    "Brætsalg;LejeTransportmidler;AndenBIndkomst;IndeholdtSkat;Medarbejdernr"
)


@pytest.fixture
def aaret(sociale: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two persons were paid in 2025; it is 15 January 2026."""
    en_linje(1850_75)
    en_linje(900_50, "2025-04-03")
    en_linje(3000_00, cpr=TO, art=PENSION)
    en_linje(700_00, cpr=TO, art=FRI)
    send(udveksling())
    ur(monkeypatch, 2026, 1, 15)


@pytest.mark.usefixtures("aaret")
def test_the_file_by_hand_and_its_sheet() -> None:
    exchange, built = a11()
    # 1850,75 + 900,50 is 2751,25 and whole kroner are cut per person and column; what is not taxable is not there.
    assert fil(exchange) == [
        "2025;2026-01-15",
        HOVED,
        f"90000001;{ET};32;0;2751;0;0;0;0;0;0;0;0;0;",
        f"90000001;{TO};32;0;0;0;0;3000;0;0;0;0;0;0;",
    ]
    assert exchange is not None and exchange.files.get().name == "A11-SOCIAL-2025-SE-20260115093000.csv"
    assert (
        exchange.totals["offentlighjaelp"] == 2751_00
        and exchange.totals["foertidspension"] == 3000_00
        and exchange.totals["Personer"] == 2
    )
    assert exchange.sheet == [
        [
            "Fra bogføring til fil",
            [
                ["Udbetalt", "6.451,25"],
                ["Kommet retur", "0,00"],
                ["Modregnet og betalt til Inddrivelsesmyndigheden eller tilbage", "0,00"],
                ["Modregnet", "0,00"],
                ["Ikke skattepligtigt", "-700,00"],
                ["Holdt tilbage (0)", "0,00"],
                ["Afrunding", "-0,25"],
                ["Fil", "5.751,00"],
            ],
        ],
        ["Kolonner", [["Offentlig hjælp", "2.751,00"], ["Førtidspension", "3.000,00"]]],
    ]
    assert not built.warnings and i_orden()


@pytest.mark.usefixtures("aaret")
def test_the_same_again_is_not_sent_unless_somebody_says_why() -> None:
    first, _ = a11()
    assert koder(a11) == ["A11_FORRIGE"]
    assert first is not None and send(first)
    again, built = a11()
    assert again is None and built.notes == (f"Intet er ændret i 2025 siden udveksling {first.pk}. Der er intet at sende.",)
    again, _ = a11(igen="Rullet tilbage i Sulinal")
    assert again is not None and fil(again)[1:] == fil(first)[1:] and again.key == "0956-2025-2"


@pytest.mark.usefixtures("aaret")
def test_a_payment_that_comes_back_is_a_correction_of_the_whole_year() -> None:
    first, _ = a11()
    assert first is not None and send(first)
    paid = Udbetaling.objects.get(beloeb=900_50)
    retur.returner(paid.betalings_id, dt.date(2026, 1, 15), "Konto lukket", "bo")
    (cause,) = vagt.aar_aendret(dt.datetime(2026, 1, 16, 12, tzinfo=dt.UTC))
    assert "er nu 4.850,75 kr." in cause.sentence and f"udveksling {first.pk}" in cause.sentence
    second, _ = a11()
    assert second is not None and fil(second)[2] == f"90000001;{ET};32;0;1850;0;0;0;0;0;0;0;0;0;"
    assert second.sheet[0][1][1] == ["Kommet retur", "-900,50"] and i_orden()
    send(second)
    assert list(vagt.aar_aendret(dt.datetime(2026, 1, 16, 12, tzinfo=dt.UTC))) == []


@pytest.mark.usefixtures("aaret")
def test_who_falls_out_is_left_out_or_told_with_nothing() -> None:
    first, _ = a11()
    assert first is not None and send(first)
    for paid in Udbetaling.objects.filter(post__vedroerer=ET):
        retur.returner(paid.betalings_id, dt.date(2026, 1, 15), "Konto lukket", "bo")
    second, built = a11()
    assert len(fil(second)) == 3 and advarsler(built) == ["A11_BORTFALDET"]
    assert second is not None
    annuller(second)
    saet(a11__nulraekke="J")
    third, built = a11()
    assert fil(third)[2] == f"90000001;{ET};32;0;0;0;0;0;0;0;0;0;0;0;" and not built.warnings and i_orden()


def test_set_off_is_income_and_undoing_it_takes_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    en_linje(1000_00)
    en_linje(500_00, cpr=TO)
    annuller(udveksling())
    item = Udbetalingspost.objects.get(vedroerer=ET)
    made = modregning.modregn(item, 400_00, "9005005005", "bo", DAG, "Gæld")
    send(udveksling())
    ur(monkeypatch, 2026, 1, 15)
    exchange, _ = a11()
    assert [line.split(";")[4] for line in fil(exchange)[2:]] == ["1000", "500"] and i_orden()
    assert (
        exchange is not None
        and exchange.sheet[0][1][0] == ["Udbetalt", "1.100,00"]
        and exchange.sheet[0][1][3] == ["Modregnet", "400,00"]
    )
    assert made.beloeb == 400_00


def test_an_art_that_nobody_has_said_the_tax_of_stops_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    en_linje(1000_00)
    send(udveksling())
    # One day of the year is enough, and nothing need be paid of it.
    ny = arter.opret("4750", "Ny ydelse", Vilkaar(dt.date(2025, 12, 31), UDGIFT), "cille")
    ur(monkeypatch, 2026, 1, 15)
    assert koder(a11) == ["SU_ART_UDEN_SKAT"]
    arter.saet_vilkaar(ny, Vilkaar(dt.date(2025, 12, 31), UDGIFT, skattepligtig=False), "cille")
    assert a11()[0] is not None
    arter.opret("4760", "Næste år", Vilkaar(dt.date(2026, 1, 1), UDGIFT), "cille")
    art = Ydelsesart.objects.get(nummer=HJAELP)
    arter.saet_vilkaar(art, Vilkaar(dt.date(2026, 1, 1), UDGIFT, socudb=False), "cille")
    assert koder(a11) == ["A11_FORRIGE"]


@pytest.mark.usefixtures("aaret")
def test_who_cpr_does_not_know_is_held_back_and_told() -> None:
    Person.objects.filter(personnummer=ET).update(personnummer="0101014321")
    exchange, built = a11()
    assert len(fil(exchange)) == 3 and advarsler(built) == ["A11_UKENDT"]
    assert Ydelsesindberetning.objects.get(cpr=ET).holdt == "M01" and i_orden()


@pytest.mark.usefixtures("aaret")
def test_a_ledger_that_says_otherwise_stops_the_file() -> None:
    run = Exchange.objects.get()
    hoved = Hoved("0956", 2025, DAG, DAG, "Forkert", "soc.udbetalinger-bank", "forkert", exchange=run.pk)
    bilagene.bogfoer(hoved, [Linje(MELLEM, 1_00), Linje(KREDIT, -1_00)], "bo")
    assert koder(a11) == ["SU_BOGFOERING"]


@pytest.mark.usefixtures("aaret")
def test_what_is_wrong_with_the_order_is_said() -> None:
    assert koder(lambda: a11(2026)) == ["A11_AAR"]
    saet(a11__ger="0957=90000002")
    assert koder(a11) == ["GER_MANGLER"]
    saet(a11__ger="0956=90000001")
    exchange, built = a11(2024)
    assert exchange is None and built.notes == ("Der er intet at indberette for 2024.",)


def test_a_run_that_is_not_sent_is_not_income_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    en_linje(1000_00)
    send(udveksling())
    en_linje(10_00, cpr=TO)
    udveksling()
    ur(monkeypatch, 2026, 1, 15)
    exchange, built = a11()
    assert len(fil(exchange)) == 3 and advarsler(built) == ["SU_IKKE_SENDT"]


def test_the_terms_of_the_day_of_payment_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    art = Ydelsesart.objects.get(nummer=FRI)
    ny = Vilkaar(dt.date(2025, 4, 4), UDGIFT, skattepligtig=True, kolonne="andenbindkomst", indkomst="B")
    arter.saet_vilkaar(art, ny, "cille")
    assert not arter.saet_vilkaar(art, ny, "cille")
    en_linje(100_00, art=FRI)
    send(udveksling())
    ur(monkeypatch, 2026, 1, 15)
    assert fil(a11()[0])[2] == f"90000001;{ET};32;0;0;0;0;0;0;0;0;0;100;0;"


def test_a_set_off_undone_in_a_later_year_holds_the_person_back(monkeypatch: pytest.MonkeyPatch) -> None:
    en_linje(1000_00)
    annuller(udveksling())
    made = modregning.modregn(Udbetalingspost.objects.get(), 1000_00, "9005005005", "bo", DAG, "Gæld")
    en_linje(500_00, "2026-04-04", cpr=TO)
    ur(monkeypatch, 2026, 4, 3)
    modregning.ophaev(made, "bo", dt.date(2026, 4, 3), "Fejl")
    send(udveksling("2026-04-04", poster=Ydelseslinje.objects.get(vedroerer=TO).nummer))
    ur(monkeypatch, 2027, 1, 15)
    exchange, built = a11(2026)
    assert [line.split(";")[1] for line in fil(exchange)[2:]] == [TO] and advarsler(built) == ["A11_MINUS"]
    assert exchange is not None and exchange.sheet[0][1][5] == ["Holdt tilbage (1)", "1.000,00"] and i_orden()


def test_what_is_paid_on_to_the_collection_authority_is_nobodys_income(monkeypatch: pytest.MonkeyPatch) -> None:
    en_linje(1000_00)
    samling = Samling(SOCIALE, "modregning:1", "0956", DAG, "Til Inddrivelsesmyndigheden")
    payee = Modtager.objects.get(nummer=TO)
    opret_poster(samling, [NyPost("modregning:1", payee.pk, 400_00, DAG, MELLEM, UDGIFT)], "bo")
    send(udveksling())
    ur(monkeypatch, 2026, 1, 15)
    exchange, _ = a11()
    assert len(fil(exchange)) == 3 and fil(exchange)[2].split(";")[4] == "1000" and i_orden()
    assert exchange is not None and exchange.sheet[0][1][2] == [
        "Modregnet og betalt til Inddrivelsesmyndigheden eller tilbage",
        "-400,00",
    ]


@pytest.mark.usefixtures("aaret")
def test_a_person_with_a_new_number_is_one_person() -> None:
    Person.objects.filter(personnummer=ET).update(gaeldende=TO)
    assert fil(a11()[0])[2:] == [f"90000001;{TO};32;0;2751;0;0;3000;0;0;0;0;0;0;"]
