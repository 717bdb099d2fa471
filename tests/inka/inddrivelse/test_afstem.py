"""Row 16: the month's reconciliation, ours, theirs and the ledger's (skat-inddrivelse.md 9.3)."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.inka.inddrivelse.verden import (
    AFVISTE,
    KOMMUNE,
    NU,
    SVENDSEN,
    afvigelser,
    byg,
    fordring,
    frigiv,
    indhold,
    krav,
    laes,
    saet_op,
    send,
    tilstande,
    udveksling,
)
from tests.inka.verden import betal, koder, stemmer

from snitflade.exchange import reconciliation
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.inka import krav as kravene
from snitflade.inka.bogfoer_indbetalinger import Kilde
from snitflade.inka.inddrivelse import afstemning, handlinger, ind, kvittering, nedskriv, vagt
from snitflade.inka.inddrivelse import afvigelser as forskelle
from snitflade.inka.inddrivelse.models import Fordringshaendelse, Nedskrivning
from snitflade.inka.inddrivelse.models_ind import Afstemning, Afvigelse
from snitflade.inka.models import Regning
from snitflade.partners.inddrivelse import Myndighed

pytestmark = pytest.mark.usefixtures("opsat")
NAVN = "AFSTEM_37AK_2025-06.csv"
I_ALT = "I ALT;1;1830,00;0,00;0,00;0,00;1830,00;\r\n"
JULI = NU + dt.timedelta(45)


@pytest.fixture
def opsat(db: None) -> None:
    saet_op()


def raekke(
    regning: Regning | None,
    hovedstol: str,
    ned: str = "0,00",
    ind: str = "0,00",
    rest: str = "",
    *,
    af: str = "0,00",
    status: str = "ÅBEN",
    sekvens: str = "AKI-900001",
    sag: str = "",
    debitor: str = SVENDSEN,
    haver: str = "37AK",
) -> str:
    case = sag or (f"37-{regning.nummer:010}" if regning else "37-0000009999")
    amounts = f"{hovedstol};{ned};{ind};{af};{rest or hovedstol}"
    return f"{haver};{debitor};{case};{sekvens};12RENO;RENOVATION;2025/06/02;{amounts};{status};\r\n"


def afstem(*rows: str, name: str = NAVN) -> tuple[Exchange, Problems]:
    return laes(name, "".join(rows).encode(), interface=AFVISTE, now=JULI)


def hos(*beloeb: int) -> list[Regning]:
    claims = krav(*beloeb)
    send(udveksling())
    return claims


def test_the_line_of_the_specification() -> None:
    """9.3: 1830,00 less 500,00 written down and 500,00 paid is 830,00; the trailer sums it up."""
    (one,) = hos(183000)
    exchange, problems = afstem(
        raekke(one, "1830,00", "500,00", "500,00", "830,00"), "I ALT;1;1830,00;500,00;500,00;0,00;830,00;\r\n"
    )
    assert exchange.state == "anvendt" and not problems
    assert exchange.totals == {"linjer": 1, "restsaldo": 83000, "ens": 0, "afvigelser": 1}
    row = Afvigelse.objects.get()
    assert (row.art, row.vores, row.deres, row.bogfoert, row.forskel) == ("beløb", 183000, 83000, 183000, -100000)
    assert row.tekst == "De har 830,00 kr., vi 1.830,00 kr. Forskellen: nedskrivning 500,00, afregning 500,00."
    claim = fordring(one)
    assert (claim.sekvensnummer, claim.tilstand, claim.rest_hos) == ("AKI-900001", "under", 183000), "it books nothing"
    stemmer()


def test_equal_on_all_three_sides() -> None:
    (one,) = hos(183000)
    exchange, _ = afstem(raekke(one, "1830,00"))
    assert exchange.totals["ens"] == 1 and afvigelser() == []
    row = Afstemning.objects.get()
    assert (row.fordringshaver, f"{row.maaned:%Y-%m}", row.antal, row.ens) == ("37AK", "2025-06", 1, 1)


def test_only_with_us_only_with_them_and_closed_on_one_side() -> None:
    one, two, three = hos(100, 200, 300)
    exchange, _ = afstem(
        raekke(one, "1,00", "0,00", "1,00", "0,00", status="LUKKET", sekvens="AKI-1"),
        raekke(None, "7,00", sekvens="AKI-2"),
        raekke(two, "2,00", sekvens="AKI-3", debitor="0101010101"),
    )
    assert exchange.totals["ens"] == 0
    assert afvigelser() == [("beløb", -100), ("status", -100), ("kun der", 700), ("debitor", 0), ("kun her", 300)]
    assert Afvigelse.objects.get(art="kun her").fordring_id == fordring(three).pk


def test_what_was_sent_after_the_month_is_not_missing() -> None:
    (one,) = krav(100)
    send(udveksling(now=dt.datetime(2025, 7, 1, 12, tzinfo=dt.UTC)), dt.datetime(2025, 7, 1, 12, tzinfo=dt.UTC))
    hos(200)
    afstem(raekke(None, "2,00", sag=f"37-{one.nummer + 1:010}"))
    assert afvigelser() == []


def test_a_payment_here_that_they_do_not_know_is_a_write_down_that_lacks() -> None:
    (one,) = hos(183000)
    betal(("A1", 50000, one.nummer), kilde=Kilde("bogh.fi", KOMMUNE))
    afstem(raekke(one, "1830,00"))
    assert afvigelser() == [("bogføring", -50000)]
    send(udveksling("nedskrivninger", JULI), JULI)
    exchange, _ = afstem(raekke(one, "1830,00"), I_ALT, name="AFSTEM_37AK_2025-07.csv")
    assert exchange.totals["ens"] == 1, "sent, and they have not come to it"
    exchange, _ = afstem(raekke(one, "1830,00", "500,00", rest="1330,00"), name="AFSTEM_37AK_2025-08.csv")
    assert exchange.totals["ens"] == 1 and Nedskrivning.objects.get().tilstand == "modtaget"
    stemmer()


def test_a_claim_they_have_and_we_had_rejected() -> None:
    (one,) = krav(100)
    exchange = send(udveksling())
    kvittering.registrer(exchange, f"{fordring(one).ekstern_sagsnummer};;nej", True, "anna")
    afstem(raekke(one, "1,00"))
    assert afvigelser() == [("kun der", 100)] and tilstande() == ["afvist"]
    assert "er afvist hos os" in Afvigelse.objects.get().tekst


def test_amounts_that_do_not_add_up_and_another_sequence_number() -> None:
    (one,) = hos(183000)
    _, problems = afstem(raekke(one, "1830,00", "1,00"))
    assert problems.codes == {"AFSTEMNING_RAEKKE"} and afvigelser() == [("række", -100)]
    afstem(raekke(one, "1830,00", sekvens="AKI-7"), name="AFSTEM_37AK_2025-07.csv")
    assert afvigelser()[1:] == [("sekvensnummer", 0)] and fordring(one).sekvensnummer == "AKI-900001"


@pytest.mark.parametrize(
    ("rows", "name", "kode"),
    [
        ((raekke(None, "1,00", haver="32SE"),), NAVN, "AFSTEMNING_BLANDET"),
        ((raekke(None, "1,00", haver="32SE"),), NAVN.replace("37AK", "32SE"), "AFSTEMNING_FREMMED"),
        ((raekke(None, "1,00"),), "afstemning.csv", "AFSTEMNING_NAVN"),
        ((raekke(None, "1,00"), raekke(None, "1,00")), NAVN, "RAEKKE_DUBLET"),
        ((raekke(None, "1,00"), "I ALT;2;1,00;0,00;0,00;0,00;1,00;\r\n"), NAVN, "AFSLUTNING_ANTAL"),
        ((raekke(None, "1,00"), "I ALT;1;1,01;0,00;0,00;0,00;1,00;\r\n"), NAVN, "AFSLUTNING_SUM"),
        ((raekke(None, "12.345"),), NAVN, "CELLE_DECIMALER_ANTAL"),
        ((raekke(None, "1,00").replace("ÅBEN", "ÅB"),), NAVN, "FELT_VAERDI"),
    ],
)
def test_files_that_are_refused_change_nothing(rows: tuple[str, ...], name: str, kode: str) -> None:
    hos(100)
    exchange, problems = afstem(*rows, name=name)
    assert exchange.state == "afvist" and kode in problems.codes, problems.codes
    assert not Afvigelse.objects.exists() and not Afstemning.objects.exists()


def test_the_same_month_again_replaces_and_an_older_one_waits() -> None:
    (one,) = hos(183000)
    afstem(raekke(one, "1830,00", "500,00", rest="1330,00"))
    second, _ = afstem(raekke(one, "1830,00", "0,00", "500,00", "1330,00"))
    assert second.state == "holdt" and "allerede afstemt for 2025-06" in second.note
    assert frigiv(second).state == "anvendt"
    assert afvigelser() == [("beløb", -50000)] and Afvigelse.objects.filter(grund__startswith="Erstattet").count() == 1
    assert Afstemning.objects.filter(erstattet_af=None).get().exchange_id == second.pk
    older, _ = afstem(raekke(one, "1830,00"), name="AFSTEM_37AK_2025-05.csv")
    assert older.state == "holdt" and "for gammel" in older.note


def test_each_difference_is_closed_by_a_person_before_the_month_is_signed() -> None:
    (one,) = hos(183000)
    afstem(raekke(one, "1830,00", "500,00", rest="1330,00"))
    row, month = Afvigelse.objects.get(), Afstemning.objects.get()
    assert koder(lambda: forskelle.underskriv(month, "anna")) == ["AFSTEMNING_AABNE"]
    assert koder(lambda: forskelle.luk(row, " ", "anna")) == ["AFVIGELSE_GRUND"]
    forskelle.luk(row, "De nedskrev selv", "anna")
    assert koder(lambda: forskelle.luk(row, "igen", "bo")) == ["AFVIGELSE_LUKKET"]
    forskelle.underskriv(month, "bo")
    assert koder(lambda: forskelle.underskriv(month, "bo")) == ["AFSTEMNING_UNDERSKREVET"]
    assert (row.lukket_af, Afstemning.objects.get().underskrevet_af) == ("anna", "bo")


def test_the_two_formats_are_told_by_their_content() -> None:
    assert ind.genkend("﻿FORD;3112999999;x".encode("utf-16-le"), "x") == "afviste"
    assert ind.genkend(raekke(None, "1,00").encode("utf-16-le"), "x") == "afstemninger"
    assert ind.genkend(b"I ALT;0;0,00", "x") == "afstemninger"
    assert ind.genkend(b"AFRH;37AK", "x") == "" and ind.genkend(b"", "x") == ""
    assert ind.orden(b"", "AFVIST_37AK_05-06-2025_120000.csv") < ind.orden(b"", "AFSTEM_37AK_2025-06.csv")


def test_the_reconciliation_page_has_the_chain() -> None:
    one, two = krav(100, 200)
    exchange = udveksling()
    day = NU.date()
    (line,) = afstemning.linjer(day, day)
    assert {step.value: total.beloeb for step, total in line.summer.items()} == {
        "opkraevet": 300,
        "sendt": 0,
        "taget": 0,
        "betalt": 0,
    }
    send(exchange)
    kvittering.registrer(exchange, f"{fordring(one).ekstern_sagsnummer};7", True, "anna")
    (line,) = reconciliation._kilder["inka.inddrivelse"].linjer(day, day)
    sums = [line.summer[step].beloeb for step in reconciliation.Trin if step in line.summer]
    assert sums == [300, 300, 100, 0]
    told = [(one.trin.value, one.beloeb, one.tekst) for one in afstemning.forskelle(line, 10)]
    assert told == [
        ("betalt", 100, "1 fordringer er ikke afregnet (modtaget)."),
        ("taget", 200, f"1 fordringer i udveksling {exchange.pk} er afvist."),
    ]
    assert [line.periode for line in afstemning.perioder()] == ["2025-06"] and fordring(two).tilstand == "afvist"


def test_watches() -> None:
    (one,) = hos(183000)
    assert list(vagt.uden_svar(NU + dt.timedelta(35))) == [] and list(vagt.afstemning_mangler(NU + dt.timedelta(45))) == []
    (cause,) = vagt.uden_svar(NU + dt.timedelta(36))
    assert cause.sentence == "1 fordring er sendt for mere end 35 dage siden uden svar. Registrér myndighedens kvittering."
    (cause,) = vagt.afstemning_mangler(NU + dt.timedelta(46))
    assert cause.sentence.startswith("37AK er ikke afstemt med myndigheden siden 02-06-2025.")
    kravene.nedskriv(one, 1000, "anna", NU.date(), "Fejl")
    (cause,) = vagt.skal_nedskrives(NU)
    assert cause.sentence.startswith("1 fordring er betalt eller ændret her og skal nedskrives hos myndigheden (1 venter")
    afstem(raekke(one, "1830,00"))
    assert list(vagt.afstemning_mangler(NU + dt.timedelta(80))) == [] and list(vagt.uden_svar(NU + dt.timedelta(80))) == []


def test_a_year_to_the_oere() -> None:
    """Rejections, corrections, payments here and there, reversals, a file sent half: every claim's state explains its money."""
    there, now = Myndighed(), NU
    claims = krav(*(100_000 + at for at in range(6)))
    exchange = send(udveksling())
    cases = [fordring(one).ekstern_sagsnummer for one in claims]
    receipt = there.modtag(indhold(exchange), now.date(), afvis={cases[5]: "Debitor findes ikke"})
    kvittering.registrer(exchange, receipt, True, "anna")
    handlinger.igen(fordring(claims[5]), "anna")
    for month in range(7, 13):
        now = dt.datetime(2025, month, 3, 12, tzinfo=dt.UTC)
        if month == 7:
            again = send(udveksling(now=now), now)
            kvittering.registrer(again, there.modtag(indhold(again), now.date()), True, "anna")
            betal(("B1", 30_000, claims[1].nummer), kilde=Kilde("bogh.fi", KOMMUNE))
        if month == 8:
            handlinger.tilbagekald(fordring(claims[2]), "Aftale", "anna")
            there.betal(cases[0], 100_000, now.date(), rente=500, gebyr=100)
        if month == 9:
            there.betal(cases[0], -100_000, now.date(), art="TILBAGEFØRSEL")
            there.betal(cases[3], 2_000, now.date(), art="AFSKRIVNING")
        if month == 11:
            there.betal(cases[0], 100_000, now.date())
        if (file := byg("nedskrivninger", now)[0]) is not None:
            send(file, now)
            kvittering.registrer(file, there.modtag(indhold(file), now.date()), True, "anna")
        if there.uafregnet:
            name, data = there.afregning("37AK", f"2025-{month}", now.date())
            assert laes(name, data, now=now)[0].state == "anvendt"
        name, data = there.afstemning("37AK", f"2025-{month:02}")
        got, _ = laes(name, data, interface=AFVISTE, now=now)
        assert (got.state == "anvendt" and got.totals["afvigelser"] == 0) or month == 7, (month, afvigelser())
        stemmer()
    assert [fordring(one).tilstand for one in claims] == ["lukket", "under", "tilbagekaldt", "delvist", "under", "under"]
    for one in claims:
        claim = fordring(one)
        steps = Fordringshaendelse.objects.filter(fordring=claim).values_list("beloeb", flat=True)
        assert claim.rest_hos == sum(steps) == there.sager[claim.ekstern_sagsnummer].rest
    assert nedskriv.antal_skyldige() == (0, 0)
