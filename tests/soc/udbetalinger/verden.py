"""A small world of social payments: two arts that are taxed, one that is not, one that needs a stamping, and two persons."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests import udvekslinger
from tests.bogh.udbetalingsverden import FRA_KONTO, saet

from snitflade.bogh.udbetaling import modtagere, tid
from snitflade.bogh.udbetaling.models import Udbetaling, Udbetalingspost
from snitflade.exchange import blobs, catalogue, leaving, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.models import Exchange
from snitflade.folk import stempling
from snitflade.folk.models import Adresse, Person
from snitflade.soc.models import Ydelseskort, Ydelseslinje
from snitflade.soc.udbetalinger import arter, kort, linjer
from snitflade.soc.udbetalinger.arter import Vilkaar
from snitflade.soc.udbetalinger.kort import Plan
from snitflade.soc.udbetalinger.linjer import NyLinje
from snitflade.soc.udbetalinger.modul import A11, BANK
from snitflade.soc.udbetalinger.regler import Hvem

NUUK = ZoneInfo("America/Nuuk")
ET, TO, TRE = "6102999001", "6211909998", "6310909997"
HJAELP, PENSION, FRI, LEDIG = "4711", "4720", "4730", "4740"
UDGIFT, MELLEM, KREDIT = "6601001000", "9003003001", "9001001001"
KONTO = "64710000123456"
GER = "90000001"
DAG = dt.date(2025, 4, 4)
_noegle = iter(range(1, 10**9))


def ur(monkeypatch: pytest.MonkeyPatch, aar: int = 2025, maaned: int = 4, dag: int = 3) -> None:
    """What time it is; without anything 3 April 2025."""
    now = dt.datetime(aar, maaned, dag, 9, 30, tzinfo=NUUK)
    monkeypatch.setattr(tid, "nu", lambda: now)
    monkeypatch.setattr(leaving, "timezone", SimpleNamespace(now=lambda: now))


def opsaet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Constants, arts, and two persons in the population register with an account that bo gave them."""
    ur(monkeypatch)
    monkeypatch.setattr(stempling, "_kilder", [])
    saet(_500="4000", _501=KREDIT, _502=FRA_KONTO, sociale__mellemkonto=MELLEM, a11__ger=f"0956={GER}")
    fra = dt.date(2020, 1, 1)
    hjaelp: dict[str, Any] = {"skattepligtig": True, "kolonne": "offentlighjaelp", "indkomst": "A"}
    arter.opret(HJAELP, "Offentlig hjælp", Vilkaar(fra, UDGIFT, **hjaelp), "cille")
    arter.opret(PENSION, "Førtidspension", Vilkaar(fra, UDGIFT, **{**hjaelp, "kolonne": "foertidspension"}), "cille")
    arter.opret(FRI, "Brændsel", Vilkaar(fra, UDGIFT, skattepligtig=False), "cille")
    arter.opret(LEDIG, "Arbejdsmarkedsydelse", Vilkaar(fra, UDGIFT, spec=14, **hjaelp), "cille")
    for number, name in ((ET, "Prøve Person Et"), (TO, "Prøve Person To")):
        i_folk(number)
        modtagere.gem("cpr", number, name, KONTO, dt.date(2020, 1, 1), "bo")


def i_folk(nummer: str, kommune: str = "0956", **felter: Any) -> Person:
    """A person in the population register who lives in a municipality since 2020."""
    values: dict[str, Any] = {"status": "05", "fornavn": "Prøve", "efternavn": "Person", "kommunekode": kommune, **felter}
    person = Person.objects.create(personnummer=nummer, **values)
    Adresse.objects.create(person=person, aktuel=True, kommunekode=kommune, vejkode="0082", husnr="007", fra="202001010000")
    return person


def stemplet(monkeypatch: pytest.MonkeyPatch, **dage: str) -> None:
    """Who was stamped when: ``p6102999001="2025-03-25"``."""
    days = {number.lstrip("p"): dt.date.fromisoformat(day) for number, day in dage.items()}
    monkeypatch.setattr(stempling, "_kilder", [lambda numre, til: {n: d for n, d in days.items() if n in numre and d <= til}])


def et_kort(beloeb: int = 1850_00, cpr: str = ET, art: str = HJAELP, af: str = "anna", **plan: Any) -> Ydelseskort:
    """The card of social-teknik.md 5.3, or another."""
    values: dict[str, Any] = {"naeste": DAG, "start": dt.date(2025, 3, 7), "slut": dt.date(2025, 6, 6), **plan}
    row, _ = kort.opret(f"k{next(_noegle)}", Hvem("0956", cpr, art), Plan(beloeb, **values), af)
    return row


def en_linje(beloeb: int = 1000_00, dato: str = "2025-04-04", cpr: str = ET, art: str = HJAELP, **felter: Any) -> Ydelseslinje:
    """One payment."""
    af, noegle = felter.pop("af", "anna"), felter.pop("noegle", "") or f"l{next(_noegle)}"
    hvem = Hvem("0956", cpr, art, **{name: felter.pop(name) for name in ("tekst", "vedroerer") if name in felter})
    row, _ = linjer.opret(NyLinje(noegle, hvem, beloeb, dt.date.fromisoformat(dato), **felter), af)
    return row


def koer(dato: str = "2025-04-04", af: str = "bo", **valg: Any) -> tuple[Exchange | None, Built]:
    """Build a run."""
    given = {"kommune": "0956", "betalingsdato": dt.date.fromisoformat(dato), **valg}
    return outbound.build(catalogue.find(BANK), given, af)


def udveksling(dato: str = "2025-04-04", **valg: Any) -> Exchange:
    """A run that has something to pay."""
    exchange, built = koer(dato, **valg)
    assert exchange is not None, built.notes
    return exchange


def send(exchange: Exchange) -> Exchange:
    """Approved by another and carried to the bank."""
    udvekslinger.bring_ud(exchange, "dorte", "Uploadet")
    return exchange


def a11(aar: int = 2025, **valg: Any) -> tuple[Exchange | None, Built]:
    """Build the year's report."""
    return outbound.build(catalogue.find(A11), {"kommune": "0956", "aar": aar, **valg}, "bo")


def fil(exchange: Exchange | None) -> list[str]:
    """The lines of an exchange's file, without the two heads."""
    assert exchange is not None
    text = blobs.get(exchange.files.get().blob).decode("utf-8-sig")
    return text.removesuffix("\r\n").split("\r\n")


def betalt() -> int:
    """Øre that payments hold which hold."""
    return sum(Udbetaling.objects.filter(gaelder=True).values_list("beloeb", flat=True))


def aabent() -> int:
    """Øre that items are open with."""
    return sum(Udbetalingspost.objects.values_list("rest", flat=True))
