"""Rows for every page of the social, labour, payroll and waste modules: the worlds of their own tests in one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.led import verden as led
from tests.lon import verden as lon
from tests.soc.boernetilskud import verden as boern
from tests.soc.boligsikring import verden as bolig
from tests.soc.handicap import verden as handicap
from tests.soc.pension import verden as pension
from tests.soc.udbetalinger import verden as sociale
from tests.tekn.affald import verden as affald
from tests.tekn.conftest import DATA
from tests.tekn.renoweb import grundlag as renoweb

from snitflade.exchange import catalogue, outbound
from snitflade.folk.models import Lokalitet
from snitflade.inka.models import Debitor
from snitflade.lon import bogfoering, udtraek
from snitflade.lon.models import Loenkoersel
from snitflade.skat.models_aktuel import AktuelIndkomst
from snitflade.soc.handicap import grundlag, ipis
from snitflade.soc.handicap.models import Produkt
from snitflade.soc.pension import beregning, genberegning, overlevering
from snitflade.tekn.renovation.importer import importer
from snitflade.tekn.renoweb.models import Renowebkonto
from snitflade.tekn.renoweb_engangs import koersel

LOENDATA = (
    "0957;SKOLE 1;6101600001;Prøve Person Et;Lærer;14;100;Løn;202503;160,33;200,00;32066,00;5602601100",
    "0957;SKOLE 2;6101600002;Prøve Person To;Leder;14;200;Tillæg;202504;;;-12,50;5602601200",
)


def fyld(mappe: Path, bruger: str = "anna") -> None:
    """Put them there; `mappe` is for files that are read in, `bruger` may take payroll data out."""
    with pytest.MonkeyPatch.context() as patch:
        _boligsikring(patch)
        _boernetilskud(patch)
        _sociale(patch)
    _pension()
    _handicap(mappe)
    led.eksempel()
    led.bygget()
    _loen(bruger)
    _affald()


def _boligsikring(patch: pytest.MonkeyPatch) -> None:
    """A month that is granted, and one that is calculated, with differences nobody has answered for."""
    bolig.ur(patch)
    bolig.opsaet()
    bolig.spec()
    bolig.modtag(*bolig.lejefil(bolig.L1, bolig.L2))
    bolig.proev()
    bolig.send(bolig.udveksling())
    bolig.ur(patch, bolig.I_DAG.replace(month=5))
    june = [line.replace("202505", "202506") for line in (bolig.L1.replace("4500,00", "4700,00"), bolig.L2)]
    exchange, _ = bolig.modtag(*bolig.lejefil(*june, periode="202506"), hvornaar=bolig.I_DAG.replace(month=5))
    assert exchange.state == "anvendt"
    bolig.proev(bolig.MAJ.plus(1))


def _boernetilskud(patch: pytest.MonkeyPatch) -> None:
    """Two children granted; of a third the income is not known, and a card says what holds for another."""
    boern.ur(patch)
    boern.opsaet()
    boern.sats()
    boern.familier()
    AktuelIndkomst.objects.filter(cpr=boern.ENE).delete()
    boern.send(boern.udveksling())
    boern.kortet(boern.BARN_2, "202506", ret="nej")


def _sociale(patch: pytest.MonkeyPatch) -> None:
    """A line that is paid, one that is held for want of a stamping, a card that has paid and one that waits."""
    sociale.opsaet(patch)
    sociale.et_kort()
    sociale.en_linje(tekst="Tøj")
    sociale.en_linje(art=sociale.LEDIG)
    sociale.send(sociale.udveksling())
    sociale.et_kort(cpr=sociale.TO, art=sociale.FRI, beloeb=250_50)


def _pension() -> None:
    """A month handed over, an income that moved since, and next year's rates that wait."""
    pension.satser()
    pension.pensionist()
    pension.indkomst(100_000)
    pension.pensionist(pension.TO, "FP", niveau="mellemste", samliv="partner")
    beregning.beregn_maaned(pension.KOMMUNE, pension.JAN, "anna")
    made = overlevering.lav(pension.KOMMUNE, pension.JAN, "anna")
    overlevering.godkend(made.pk, "bo")
    pension.indkomst(150_000, dt.date(2026, 1, 1))
    genberegning.find(pension.KOMMUNE, dt.date(2026, 2, 10))
    beregning.beregn_maaned(pension.KOMMUNE, pension.FEB, "anna")
    overlevering.lav(pension.KOMMUNE, pension.FEB, "anna")
    pension.modtag(pension.regneark(pension.raekker(2027, AP_GRUND=100_000)))


def _handicap(mappe: Path) -> None:
    """Cards, a ground that was used and one that waits."""
    handicap.eksemplet(mappe)
    handicap.giv_grundlag(Produkt.ANTAL)
    ipis.hent(Produkt.ANTAL, handicap.SPOERGER, handicap.KOMMUNE, handicap.DAG)
    grundlag.foreslaa(handicap.KOMMUNE, Produkt.PERSON, handicap.HJEMMEL, handicap.DAG, None, "anna", medtag_cpr=True)


def _loen(bruger: str) -> None:
    """A run that is booked, one that is not frozen and does not balance, and data to take out."""
    lon.laes(lon.DEBET, lon.KREDIT)
    bogfoering.bogfoer(Loenkoersel.objects.get().pk, "anna")
    april = [line.replace(";2025;03;", ";2025;04;").replace(";F;", ";A;") for line in (lon.DEBET, lon.KREDIT)]
    lon.laes(april[0], april[1].replace("182450,75", "182000,00"), navn="april.csv")
    lon.laes(*LOENDATA, snitflade="lon.udtraek", navn="data.csv")
    udtraek.giv(bruger, "*", "*", "chef")


def _affald() -> None:
    """A batch with a customer nobody knows, RenoWeb's basis half billed, and everything transferred to RenoWeb."""
    affald.opret()
    affald.laes(affald.ET, affald.TO, affald.TRE.replace("5800000003", "5800000009"))
    affald.opkraev()
    affald.laes(affald.ET.replace("1000231", "1000241"), affald.TRE.replace("1000233", "1000243"), navn="april.csv")
    for kode, konto in (("DAG240", renoweb.DAG240), ("DAG660", renoweb.DAG660)):
        Renowebkonto.objects.create(kommune="0956", ydelseskode=kode, gyldig_fra=dt.date(2014, 1, 1), konto=konto)
    renoweb.laes(renoweb.ET)
    renoweb.opkraev()
    Debitor.objects.filter(kundenummer="5800000002").update(renoweb_kundeid="RW99")
    renoweb.laes(renoweb.TO, nr=2)
    assert not importer(DATA).problemer.errors
    Lokalitet.objects.filter(navn="Paamiut").update(kode="0500")
    Lokalitet.objects.filter(navn="Tasiilaq").update(kode="1500")
    exchange, _ = outbound.build(
        catalogue.find(koersel.SNITFLADE), {"dato": dt.date(2018, 1, 1), "beskyttede": koersel.NEJ}, "anna"
    )
    assert exchange is not None
