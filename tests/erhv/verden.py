"""A small world of sales at the board: two places and an institution, sellers, and the percentages of a worked example."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests import udvekslinger
from tests.bogh.udbetalingsverden import FRA_KONTO, saet, saldo, ur

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.erhv import afregning, saelgere, salg, steder
from snitflade.erhv.beregning import Ordre
from snitflade.erhv.models import Indhandlingssted, Saelger, Salg
from snitflade.erhv.models_afregning import Afregning
from snitflade.erhv.saelgere import NySaelger
from snitflade.erhv.salg import NytSalg
from snitflade.erhv.steder import Betingelser
from snitflade.exchange import blobs, catalogue, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.models import Exchange
from snitflade.folk.models import Adresse, Person

IDAG = dt.date(2026, 11, 27)
KOEB, LEJE, SKAT, KNAPK, LOKAL, DRIFT, TUR, GAELD = (f"90010010{n:02}" for n in range(1, 9))
BANK = "9002002001"
ET, TO, TRE = "6112909999", "6211909998", "6310909997"
FIRMA = "12227353"
GER = "90000001"

VILKAAR = Betingelser(
    fra=dt.date(2026, 1, 1),
    skat=42_00,
    knapk=2_00,
    lokal=1_00,
    drift=5_50,
    transport=50_00,
    konto_salg=KOEB,
    konto_afregning=GAELD,
    konto_skat=SKAT,
    konto_knapk=KNAPK,
    konto_lokal=LOKAL,
    konto_drift=DRIFT,
    konto_transport=TUR,
)
INSTITUTION = Betingelser(fra=dt.date(2026, 1, 1), konto_salg=KOEB, konto_leje=LEJE, konto_afregning=GAELD)


def i_folk(nummer: str, fornavn: str, kommune: str = "0956", **felter: Any) -> Person:
    """A person in the population register who lives in a municipality since 2020."""
    values: dict[str, Any] = {"status": "05", "fornavn": fornavn, "efternavn": "Prøvesen", "kommunekode": kommune, **felter}
    person = Person.objects.create(personnummer=nummer, **values)
    Adresse.objects.create(person=person, aktuel=True, kommunekode=kommune, vejkode="0082", husnr="007", fra="202001010000")
    return person


def saelger(nummer: str, cpr: str, sted: str = "NAN", **felter: Any) -> Saelger:
    """A seller who is a person."""
    konto = felter.pop("konto", f"6471{int(cpr):010}")
    return saelgere.gem(NySaelger(nummer, "cpr", cpr, sted, konto=konto, **felter), "anna", dt.date(2026, 1, 1))


def opsaet(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 27 November 2026; two places at the board, a school, two persons and a firm."""
    ur(monkeypatch)
    saet(a11__ger=f"0956={GER},0957=90000002", _301=BANK, _302=FRA_KONTO)
    for kode, navn in (("NAN", "Nanortalik"), ("NAR", "Narsaq")):
        sted(kode, navn)
    skole = steder.gem_sted("SKOLE", "Prøveskolen", "0956", "institution", "anna", nyt=True)
    steder.saet_vilkaar(skole, INSTITUTION, "anna")
    i_folk(ET, "Arnatsiaq")
    i_folk(TO, "Bibi", "0957")
    saelger("F0117", ET)
    saelger("F0209", TO, transport=True)
    saelgere.gem(NySaelger("E0001", "cvr", FIRMA, "NAN", navn="Prøvefangst A/S", konto="6471 1"), "anna", dt.date(2026, 1, 1))


def sted(kode: str, navn: str, kommune: str = "0956", vilkaar: Betingelser = VILKAAR) -> Indhandlingssted:
    """A place at the board with its terms."""
    made = steder.gem_sted(kode, navn, kommune, "braet", "anna", nyt=True)
    steder.saet_vilkaar(made, vilkaar, "anna")
    return made


_bon = iter(range(1, 10**9))


def solgt(saelger: str, beloeb: int, dag: str = "2026-10-12", sted: str = "NAN", **felter: Any) -> Salg:
    """One sale."""
    one = NytSalg(felter.pop("noegle", f"B{next(_bon)}"), sted, saelger, dt.date.fromisoformat(dag), beloeb, **felter)
    made = salg.registrer([one], "anna")
    return Salg.objects.get(pk=made.nye[0])


def afregnet(til: str = "2026-11-27", dato: str = "2026-11-27", kommune: str = "0956") -> Afregning:
    """A settlement of what is open, paid three days later."""
    dag = dt.date.fromisoformat(dato)
    made, _ = afregning.afregn(Ordre(kommune, dt.date.fromisoformat(til), dag, dag + dt.timedelta(3)), "anna")
    return made


def tilgode(nummer: str) -> int:
    """The øre that the seller's items are open with."""
    poster = Udbetalingspost.objects.filter(afregning__saelger__nummer=nummer)
    return sum(poster.values_list("rest", flat=True))


def saldi() -> dict[str, int]:
    """The øre on each account that has some."""
    names = ("KOEB", "LEJE", "SKAT", "KNAPK", "LOKAL", "DRIFT", "TUR", "GAELD")
    found = {name: saldo(globals()[name]) for name in names}
    return {name: oere for name, oere in found.items() if oere}


def byg(snitflade: str, **valg: Any) -> tuple[Exchange | None, Built]:
    """Build a report of 0956."""
    return outbound.build(catalogue.find(snitflade), {"kommune": "0956", **valg}, "anna")


def udveksling(snitflade: str, **valg: Any) -> Exchange:
    """A report that has a file."""
    exchange, built = byg(snitflade, **valg)
    assert exchange is not None, built.notes
    return exchange


def bring_ud(exchange: Exchange) -> None:
    """Approved by another and carried to the portal."""
    udvekslinger.bring_ud(exchange, svar="Uploadet i Sulinal")


def sendt(snitflade: str, **valg: Any) -> Exchange:
    """A report that was sent."""
    exchange = udveksling(snitflade, **valg)
    bring_ud(exchange)
    return exchange


def linjer(exchange: Exchange) -> list[str]:
    """The lines of its file, without line ends."""
    data = blobs.get(exchange.files.get().blob)
    text = data.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return text.removesuffix("\r\n").split("\r\n")
