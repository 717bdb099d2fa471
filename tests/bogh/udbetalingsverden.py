"""A small world of payouts: accounts and settings, payees, credit items, and runs of row 18."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests import udvekslinger
from tests.udvekslinger import annuller as annuller
from tests.udvekslinger import koder as koder
from tests.udvekslinger import saldo as saldo

from snitflade.bogh.udbetaling import modtagere, poster, tid
from snitflade.bogh.udbetaling.models import Modtager, Udbetalingspost
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.exchange import blobs, catalogue, integrity, leaving, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.krdi.interfaces import KRDI

I_DAG = dt.datetime(2026, 11, 27, 9, 30, tzinfo=ZoneInfo("America/Nuuk"))
DAG = dt.date(2026, 11, 30)
BANK, KREDITOR, UDGIFT, GAELD = "9001001001", "9002002002", "6602507000", "9004004004"
FRA_KONTO = "64710001000206"
KONTO = "64710000123456"
ANDEN = "64710000222222"


def ur(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 27 November 2026."""
    monkeypatch.setattr(tid, "nu", lambda: I_DAG)
    monkeypatch.setattr(leaving, "timezone", SimpleNamespace(now=lambda: I_DAG))


def saet(**vaerdier: str) -> None:
    """Set constants; ``__`` stands for a dot and a number begins with an underscore."""
    for name, vaerdi in vaerdier.items():
        nummer = name.lstrip("_").replace("__", ".")
        Systemkonstant.objects.update_or_create(nummer=nummer, defaults={"vaerdi": vaerdi})


def opsaet() -> None:
    """The accounts of row 18."""
    saet(_301=BANK, _302=FRA_KONTO)


def person(nummer: str = "6112909999", navn: str = "Prøve Person Et", konto: str = KONTO) -> Modtager:
    """A payee with an account."""
    return modtagere.gem("cpr", nummer, navn, konto, dt.date(2026, 1, 1), "anna")


_nummer = iter(range(1, 10**9))


def post(beloeb: int = 125_000, hos: Modtager | None = None, *, noegle: str = "", **felter: Any) -> Udbetalingspost:
    """One credit item, booked."""
    number = next(_nummer)
    values: dict[str, Any] = {
        "noegle": noegle or f"P{number}",
        "modtager": (hos or person()).pk,
        "beloeb": beloeb,
        "forfaldsdato": DAG,
        "konto": KREDITOR,
        "modkonto": UDGIFT,
        **felter,
    }
    samling = Samling(KRDI, f"s{number}", "0956", dt.date(2026, 11, 1), "Prøvepost")
    (pk,) = poster.opret(samling, [NyPost(**values)], "anna")
    return Udbetalingspost.objects.get(pk=pk)


def spec() -> None:
    """The two payments of payments.md 3.10, both of Krdi."""
    post(125_000, person("6112909999", "Ole Olsen"), tekst="Børnetilskud nov.26")
    firm = modtagere.gem("cvr", "12227353", "Leverandør A/S", "", dt.date(2026, 1, 1), "anna")
    post(488_050, firm, ref="80000006", tekst="+71<000100017156728")


def koer(snitflade: str = "18", af: str = "anna", **options: Any) -> tuple[Exchange | None, Built]:
    """Build a run."""
    given = {"kommune": "0956", "betalingsdato": DAG, **options}
    return outbound.build(catalogue.find(snitflade), given, af)


def udveksling(**options: Any) -> Exchange:
    """A run that has something to pay."""
    exchange, _ = koer(**options)
    assert exchange is not None
    return exchange


def send(exchange: Exchange) -> None:
    """Approved by another and carried to the bank."""
    udvekslinger.bring_ud(exchange, svar="Uploadet i netbanken")


def indhold(exchange: Exchange, number: int = 1) -> bytes:
    """The bytes of one of its files."""
    return blobs.get(exchange.files.get(number=number).blob)


def advarsler(built: Built) -> list[str]:
    """The warnings of a run."""
    return sorted(problem.code for problem in built.warnings.sorted())


def i_orden() -> bool:
    """Whether `verify` finds nothing."""
    return list(integrity.broken()) == []
