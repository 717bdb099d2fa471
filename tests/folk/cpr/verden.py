"""Deliveries of composed persons, and what stands in the register after them. Persons have replacement numbers (cpr.md 6.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from tests.formats.composed_cpr import ET, GAMMEL, TO, TRE, delivery, put
from tests.formats.cpr_tables import Post

from snitflade.exchange import catalogue, inbound, waiting
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.folk import models
from snitflade.folk.models_fakta import Haendelse
from snitflade.folk.models_historie import Fakta
from snitflade.folk.models_person import Person
from snitflade.formats.problems import Problems

__all__ = ["DAGE", "ET", "GAMMEL", "TO", "TRE", "P", "Post", "put"]
P = "cpr-p12170"
ROW = "folk.cpr-ajourfoering"
DAGE = ("20260114", "20260115", "20260116", "20260119", "20260120", "20260121")
"""Production dates, one after another."""
FAKTA: tuple[type[Fakta], ...] = tuple(
    model
    for name in models.__all__
    if isinstance(model := getattr(models, name), type) and issubclass(model, Fakta) and model is not Haendelse
)


def konstanter(**values: str) -> None:
    """Set system constants of CPR; by default the task, and the chain's start at the second day."""
    for name, value in {"opgavenr": "123456", "start": "2026-01-15", **values}.items():
        Systemkonstant.objects.update_or_create(nummer=f"folk.cpr.{name}", gyldig_fra=None, defaults={"vaerdi": value})


def person(pnr: str, *more: Post, navn: str = "Person", events: Sequence[str] = ("A01",), **values: str) -> list[Post]:
    """A person's records: 001, the name, whatever `more`, the events, and 003 last."""
    given = {"pnr": pnr, "status": "05", "koen": "M", "foed_dt": "1960-01-01", "start_dt_person": "1968-04-02"}
    return [
        Post(P, "001", {**given, **values}),
        Post(P, "008", {"pnr": pnr, "fornvn": "Prøve", "efternvn": navn, "nvnhaenstart": "196001010000"}),
        *more,
        *(Post(P, "099", {"pnr": pnr, "timestampu": "202601142031", "haendelse": event}) for event in events),
        Post(P, "003", {"pnr": pnr, "adrnvn": f"{navn},Prøve", "postnr": "3900", "postdisttxt": "Nuuk"}),
    ]


def bolig(pnr: str, husnr: str = "012", **values: str) -> Post:
    """Where a person lives."""
    given = {"komkod": "0956", "vejkod": "0082", "husnr": husnr, "sidedoer": "0002", "tilflydto": "200501301200"}
    return Post(P, "002", {"pnr": pnr, **given, **values})


def fil(*posts: Iterable[Post], dag: str = DAGE[1], forrig: str | None = None, opgavenr: str = "123456", format: str = P) -> bytes:
    """A delivery; it follows the day before unless something else is said."""
    before = forrig if forrig is not None else DAGE[DAGE.index(dag) - 1]
    flat = [post for some in posts for post in some]
    first, *rest = delivery(format, *flat, proddto=dag, forrig=before)
    assert first.values is not None
    start = Post(format, "000", {**first.values, "opgavenr": opgavenr})
    return b"".join(post.text.encode("latin-1") + b"\r\n" for post in (start, *rest))


def modtag(data: bytes, navn: str = "") -> Exchange:
    """Receive a delivery."""
    name = navn or f"d{data[21:27].decode()}.l123456"
    return inbound.receive(catalogue.find(ROW), name, data, "anna").exchange


def anvend(exchange: Exchange) -> Problems:
    """Apply it."""
    problems = inbound.apply(exchange, catalogue.find(ROW), "anna")
    exchange.refresh_from_db()
    return problems


def lever(data: bytes, navn: str = "") -> Exchange:
    """Receive and apply a delivery."""
    exchange = modtag(data, navn)
    anvend(exchange)
    return exchange


def frigiv(exchange: Exchange) -> Exchange:
    """Release a held delivery."""
    waiting.release(exchange, "bent", "CPR leverer den ikke")
    anvend(exchange)
    return exchange


def register() -> dict[str, Any]:
    """Everything that is known of persons, without our own numbers: what two ways of arriving at it must share."""
    number = dict(Person.objects.values_list("id", "personnummer"))
    out: dict[str, Any] = {}
    tables: tuple[type[Person | Fakta], ...] = (Person, *FAKTA)
    for model in tables:
        names = [f.attname for f in model._meta.concrete_fields if f.name not in ("id", "exchange", "person")]
        people = ["person_id"] if model is not Person else []
        rows = model._default_manager.values_list(*people, *names)
        out[model.__name__] = sorted(repr([number[row[0]], *row[1:]] if people else list(row)) for row in rows)
    return out


def row(pnr: str) -> Person:
    """A person."""
    return Person.objects.get(personnummer=pnr)


def values(model: type[Fakta], pnr: str, *fields: str) -> list[tuple[Any, ...]]:
    """Facts of a person."""
    return sorted(model._default_manager.filter(person__personnummer=pnr).values_list(*fields))


def day(text: str) -> dt.date:
    """A production date."""
    return dt.datetime.strptime(text, "%Y%m%d").replace(tzinfo=dt.UTC).date()
