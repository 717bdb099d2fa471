"""Labour: rows 21 and 22. The statistics go by mail over an SMTP server; IT Reg asks our service."""

from __future__ import annotations

import datetime as dt
import json

from django.test import Client
from tests.soak.kalender import Operatoer, Raekke, maanedlig
from tests.soak.operatoer import BYGGER, Trin
from tests.soak.raekker.konstanter import AAR

from snitflade.api import tokens
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


def spoerg(adgang: str, kommune: str, navn: str, sti: str) -> object:
    """Ask our service as another system would, with a token of its own; gives the answer's JSON, or its bytes."""
    _, text = tokens.create(navn, kommune, "Prøve", (adgang,), BYGGER)
    answer = Client(SERVER_NAME="localhost").get(f"/api/{sti}", headers={"Authorization": f"Bearer {text}"})
    content = bytes(getattr(answer, "content", b""))
    assert answer.status_code == 200, (sti, answer.status_code, content[:500])
    return json.loads(content) if "json" in answer.headers["Content-Type"] else content


def itreg(trin: Trin) -> None:
    """IT Reg looks a person up."""
    spoerg("led.itreg:laes", KOMMUNE, "IT Reg", f"ledighed/v1/personer/{LEDIGE[0]}")


def renoweb(trin: Trin) -> None:
    """RenoWeb asks for a debtor (row 17), and for what has changed (row 37)."""
    spoerg("inka.renoweb-debitor:laes", "0956", "RenoWeb", "debitor/v1?kundenr=3112999999")


RAEKKER = (
    Raekke(17, "RenoWeb: kalder vores REST (i processen)", (Operatoer(maanedlig(7), renoweb),)),
    Raekke(
        21, "Grønlands Statistik: mail (SMTP-server)", (Operatoer(maanedlig(5, 19), henvend), Operatoer(maanedlig(6), statistik))
    ),
    Raekke(22, "IT Reg: kalder vores REST (i processen)", (Operatoer(maanedlig(20), itreg),)),
    Raekke(37, "RenoWeb: kalder vores REST (i processen)"),
)
