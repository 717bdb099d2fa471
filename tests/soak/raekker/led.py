"""Labour: row 21, the statistics by mail over an SMTP server. IT Reg's calls are in `tjenester`."""

from __future__ import annotations

import datetime as dt

from tests.soak.kalender import Operatoer, Raekke, maanedlig
from tests.soak.operatoer import BYGGER, Trin
from tests.soak.raekker.konstanter import AAR

from snitflade.led import henvendelser
from snitflade.led import kort as kortene
from snitflade.led.models import Art, Henvendelse, Ledighedskort

STATISTIK, KOMMUNE = "led.statistik", "0957"
LEDIGE = ("8207919003", "7104669005")


def opsaet() -> None:
    """Two persons without work."""
    for number in LEDIGE:
        row, new = kortene.opret(KOMMUNE, number, BYGGER)
        if new:
            kortene.saet_gruppe(row, "1", dt.date(2020, 1, 1), BYGGER)
            kortene.tilfoej_periode(row, Art.LEDIG, dt.date(AAR - 1, 11, 1), None, "", BYGGER)


def henvend(trin: Trin) -> None:
    """They come to the office."""
    for number in LEDIGE:
        row = Ledighedskort.objects.get(cpr=number)
        if not Henvendelse.objects.filter(kort=row, dato=trin.dag).exists():
            henvendelser.registrer(row, trin.dag, "STP", "0800", "SISIMIUT", BYGGER)


def statistik(trin: Trin) -> None:
    """Last month's statistics; the first month there is nothing to tell of."""
    last = trin.dag.replace(day=1) - dt.timedelta(1)
    if not Henvendelse.objects.filter(dato__year=last.year, dato__month=last.month).exists():
        return
    trin.send(STATISTIK, kommune=KOMMUNE, maaned=f"{last:%Y%m}", komplet="ja", mangler=None)


RAEKKER = (
    Raekke(
        21, "Statistics Greenland: mail, SMTP server", (Operatoer(maanedlig(5, 19), henvend), Operatoer(maanedlig(6), statistik))
    ),
)
