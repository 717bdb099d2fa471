"""Payroll files, written as the sample of social-teknik.md 7.1, and what became of them."""

from __future__ import annotations

from tests.udvekslinger import koder as koder

from snitflade.exchange import catalogue, inbound, integrity
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.lon.models import Loenkoersel

HOVED = "KOMMUNENR;AFLOENNING;AAR;MAANED;KOERSEL;STATUS;LINIENR;KONTO;BELOEB;DEBKRE;TEKST;POSTDATO"
DEBET = "0957;14;2025;03;A;F;1;5602601100;182450,75;D;Månedsløn børnehave;20250331"
KREDIT = "0957;14;2025;03;A;F;2;9407009001;182450,75;K;Nettoløn;20250331"
DATA_HOVED = "KOMMUNENR;INSTITUTION;CPR;NAVN;STILLING;AFLOENNING;LOENART;LOENARTTEKST;PERIODE;TIMER;SATS;BELOEB;KONTO"


def laes(*lines: str, snitflade: str = "lon.bogfoering", navn: str = "loen.csv") -> tuple[Exchange, Problems]:
    """Read and apply a file of these lines below their heading."""
    heading = HOVED if snitflade == "lon.bogfoering" else DATA_HOVED
    data = "".join(f"{line}\r\n" for line in (heading, *lines)).encode()
    interface = catalogue.find(snitflade)
    exchange = inbound.receive(interface, navn, data, "anna").exchange
    problems = inbound.apply(exchange, interface, "anna")
    exchange.refresh_from_db()
    return exchange, problems


def koersel() -> Loenkoersel:
    """The only run."""
    return Loenkoersel.objects.get()


def i_orden() -> bool:
    """Whether `verify` finds nothing."""
    return list(integrity.broken()) == []
