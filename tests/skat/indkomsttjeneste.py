"""Fetching aktuel incomes in the tests, and what came of it."""

from __future__ import annotations

import datetime as dt

from tests.skat.verden import BOLIG

from snitflade.exchange import catalogue, fetching, inbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.skat import indkomst
from snitflade.skat.models import Indkomstsvar


def pull(client: HttpClient, id: str = BOLIG) -> list[Exchange]:
    """Fetch, apply what came, and raise what broke it off, as the worker does."""
    interface = catalogue.find(id)
    try:
        fetching.pull(interface, client, "system")
    finally:
        for exchange in Exchange.objects.filter(state=State.MODTAGET).order_by("order", "pk"):
            inbound.apply(exchange, interface, "system")
    return list(Exchange.objects.filter(interface=id).order_by("pk"))


def udfald() -> dict[str, str]:
    return dict(Indkomstsvar.objects.values_list("cpr", "udfald"))


def maaned(cpr: str, text: str = "2025-03") -> indkomst.Maaned:
    (found,) = indkomst.maanedsindkomst(cpr, dt.date.fromisoformat(f"{text}-01"), dt.date.fromisoformat(f"{text}-28"))
    return found
