"""A month of day care: its basis composed by hand, its customers and constants, and what becomes of them."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.udvekslinger import fejl as fejl
from tests.udvekslinger import koder as koder

from snitflade.bogh.models import Postering
from snitflade.exchange import blobs, catalogue, inbound, integrity, outbound, reconciliation
from snitflade.exchange.catalogue import Built
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.inka.models import Debitor

HOVED = "Kommune;Måned;Barn;Betaler;Institution;Indtægtskonto;Takst;Friplads;Tekst"
ANNE, BO, CILLE = "6101189991", "6202194447", "6303205558"
FORAELDER, ANDEN = "3112999999", "5800000007"
VUGGESTUE, BOERNEHAVE = "0001953096", "0001952976"
VUGGEKONTO, HAVEKONTO, MODKONTO, FRIKONTO = "4106011000", "4106021000", "9407009003", "4107015000"
A = f"0956;2026-11;{ANNE};{FORAELDER};{VUGGESTUE};41-06-01-10-00;2000,00;500,00;Vuggestue november"
B = f"0956;2026-11;{BO};{FORAELDER};{VUGGESTUE};4106011000;1800,00;0,00;Vuggestue, søskende"
C = f"0956;2026-11;{CILLE};{ANDEN};{BOERNEHAVE};4106021000;2200,00;2200,00;Meeqqerivik"
MAANED = (A, B, C)


@pytest.fixture
def verden() -> None:
    """What `opret` makes."""
    opret()


def opret() -> None:
    """Two payers, two institutions, and the constants a run needs."""
    Debitor.objects.create(kundenummer=FORAELDER, navn="Prøve Forælder Et")
    Debitor.objects.create(kundenummer=ANDEN, navn="Prøve Forælder To", personnummer="6212809996")
    Debitor.objects.create(kundenummer=VUGGESTUE, navn="Prøve Vuggestue", lokalitet="0600")
    Debitor.objects.create(kundenummer=BOERNEHAVE, navn="Prøve Børnehave", lokalitet="0500")
    for name, vaerdi in (("modkonto", MODKONTO), ("fripladskonto", FRIKONTO), ("betalingsart", "110")):
        saet(f"daginstitution.{name}", vaerdi)


def saet(nummer: str, vaerdi: str) -> None:
    """The only value of a constant."""
    Systemkonstant.objects.update_or_create(nummer=nummer, defaults={"vaerdi": vaerdi})


def laes(*lines: str, navn: str = "november.csv") -> tuple[Exchange, Problems]:
    """Read and apply a basis of these lines below its heading."""
    interface = catalogue.find("522")
    exchange = inbound.receive(interface, navn, "".join(f"{line}\n" for line in (HOVED, *lines)).encode(), "anna").exchange
    problems = inbound.apply(exchange, interface, "anna")
    exchange.refresh_from_db()
    return exchange, problems


def ordre(**valg: object) -> dict[str, object]:
    """What a run is told."""
    return {
        "grundlag": None,
        "posteringsdato": dt.date(2026, 11, 20),
        "forfaldsdato": dt.date(2026, 12, 1),
        "regnskabsaar": 2026,
        "tekst": "DAGINSTITUTION NOV",
        "konteret_af": "tobl",
        "tidsstempel": dt.datetime.fromisoformat("2026-11-20T12:00"),
        **valg,
    }


def koer(**valg: object) -> tuple[Exchange, Built]:
    """Bill a month."""
    exchange, built = outbound.build(catalogue.find("522"), ordre(**valg), "anna")
    assert exchange is not None
    return exchange, built


def fil(exchange: Exchange, number: int) -> list[str]:
    """The lines of a file that was made."""
    return blobs.get(exchange.files.get(number=number).blob).decode().split("\r\n")


def postet() -> list[tuple[str, int]]:
    """The ledger rows in order."""
    return list(Postering.objects.order_by("pk").values_list("konto", "beloeb"))


def i_orden() -> bool:
    """Whether `verify` finds nothing."""
    return [*integrity.broken(), *reconciliation.brud()] == []
