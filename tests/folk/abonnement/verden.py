"""A small world of subscriptions: a clock, sources, persons and deliveries of CPR, and the file going out by hand."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from snitflade.exchange import blobs, catalogue, delivery, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Direction, Exchange
from snitflade.exchange.states import State
from snitflade.folk.abonnement import kilder
from snitflade.folk.models import Abonnement, CprLeverance, CprSvar, Haendelse, Person

ET, TO, TRE = "0101600001", "0101600002", "0101600003"
"""Composed numbers. Replacement numbers cannot be subscribed to."""
ERSTATNING = "6101600001"
FREDAG = dt.datetime(2026, 11, 20, 10, 15, tzinfo=dt.UTC)
"""11.15 in Denmark."""
SNITFLADE = "folk.cpr-abonnementer"


def konstanter() -> None:
    """The constants of an installation."""
    for nummer, vaerdi in (("folk.abonnement.kundenr", "1234"), ("folk.cpr.opgavenr", "123456")):
        Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)


def person(nummer: str, **felter: Any) -> Person:
    """A person as CPR has delivered it; lives in Nuuk unless said otherwise."""
    known = {"status": "05", "kommunekode": "0956", "vejkode": "0082"} | felter
    return Person.objects.update_or_create(personnummer=nummer, defaults=known)[0]


@dataclass
class Verden:
    """The clock and the sources, both of which a test sets."""

    monkeypatch: pytest.MonkeyPatch
    nu: dt.datetime = FREDAG
    numre: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.monkeypatch.setattr("django.utils.timezone.now", lambda: self.nu)
        egne = {name: kilde for name, kilde in kilder._kilder.items() if name.startswith("folk.")}
        self.monkeypatch.setattr(kilder, "_kilder", egne | {"prøve": self.kilde})

    def kilde(self, idag: dt.date) -> Iterable[tuple[str, str]]:
        """What the test's own module knows."""
        return self.numre.items()

    def vil(self, *numre: str) -> None:
        """The test's module knows these, and no others."""
        self.numre = dict.fromkeys(numre, "sag")

    def i_morgen(self) -> None:
        """The same time of the next weekday."""
        self.nu += dt.timedelta(days=3 if self.nu.isoweekday() == 5 else 1)

    def byg(self) -> tuple[Exchange | None, Built]:
        """Build today's file."""
        return outbound.build(catalogue.find(SNITFLADE), {}, "system")

    def send(self) -> Exchange:
        """Build today's file and let it be delivered."""
        exchange, built = self.byg()
        assert exchange is not None, built.notes
        delivery.delivered_by_hand(exchange, "anna", "prøve")
        return exchange

    def leverance(self, *numre: str, a45: bool = True, fejl: str = "", slettet: str = "", nummer: int = 1) -> CprLeverance:
        """A delivery of this evening that brings these persons, and perhaps an answer about another."""
        dato = self.nu.date()
        exchange = Exchange.objects.create(
            interface="folk.cpr-ajourfoering",
            key=hashlib.sha256(f"{dato} {nummer}".encode()).hexdigest(),
            direction=Direction.IND,
            state=State.ANVENDT,
            created_by="system",
        )
        leverance = CprLeverance.objects.create(
            exchange=exchange, opgavenr="123456", proddto=dato, profil="cpr-p12170", faerdig=True
        )
        for one in numre:
            found = person(one, leveret=dato, exchange=exchange, status="01", kommunekode="0101")
            if a45:
                Haendelse.objects.create(person=found, kode="A45", exchange=exchange)
        if fejl:
            inddata = f"06123400OP{fejl}" if len(fejl) == 10 else fejl
            number = inddata[10:20] if inddata.startswith("06") else inddata[8:18]
            CprSvar.objects.create(
                exchange=exchange, linje=9, type="910", personnummer=number, inddata=inddata, fejlnr="0017", fejltekst="Findes ikke"
            )
        if slettet:
            CprSvar.objects.create(exchange=exchange, linje=10, type="997", personnummer=slettet)
        return leverance


def linjer(exchange: Exchange) -> list[str]:
    """The lines of the file, blanks at their ends left out."""
    (file,) = exchange.files.all()
    data = blobs.get(file.blob)
    assert data.endswith(b"\r\n")
    return [line.rstrip() for line in data.decode("ascii").split("\r\n")[:-1]]


def tilstand(nummer: str) -> str:
    """Where the subscription on a number stands."""
    return Abonnement.objects.get(personnummer=nummer).tilstand
