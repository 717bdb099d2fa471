"""A small world for the rhythm: interfaces that only these tests declare, and exchanges with the moments a test says."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Applied, Built, Interface
from snitflade.exchange.locks import exclusive
from snitflade.exchange.models import Blob, Exchange, ExchangeFile
from snitflade.exchange.rhythm import watches
from snitflade.exchange.schedule import ZONE
from snitflade.exchange.states import State

UD, IND = "tekn.renovation-prisme", "folk.cpr-ajourfoering"
"""An outbound and an inbound row of the catalogue."""
INBOUND = (State.MODTAGET, State.ANVENDT, State.KARANTAENE, State.AFVIST)


def empty(monkeypatch: pytest.MonkeyPatch, settings: Any, home: Path) -> Path:
    """Nothing is declared, nobody watches, and the home is `home`."""
    monkeypatch.setattr(catalogue, "_registered", {})
    monkeypatch.setattr(watches, "_watches", [])
    settings.HOME = home
    return home


@contextmanager
def held_elsewhere(name: str) -> Iterator[None]:
    """Another holds the lock: a thread, which has its own connection to the database."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with exclusive(name):
                held.set()
                done.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(30)
    try:
        yield
    finally:
        done.set()
        thread.join()


def at(text: str) -> dt.datetime:
    """A moment by the clock in Nuuk: ``at("2026-11-20 11:00")``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


def _nothing(*_: Any) -> Built:
    return Built(key="", files=(), totals={}, sheet=[])


def declare(id: str, **values: Any) -> Interface:
    """Declare an interface; it can build, or apply where the catalogue says that it comes in."""
    if catalogue.rows()[id].retning == "ind":
        values = {"apply": lambda *_: Applied(totals={}), "read": lambda *_: None} | values
    else:
        values = {"build": _nothing, "prove": lambda *_: {}} | values
    return catalogue.register(Interface(id=id, about="Kun til prøve.", **values))


_number = iter(range(1, 1_000_000))


def exchange(interface: str, state: State, created: str, since: str = "", **values: Any) -> Exchange:
    """An exchange that was made at `created` and has been in `state` since `since`."""
    row = Exchange.objects.create(
        interface=interface,
        key=f"prøve {next(_number)}",
        direction="ind" if state in INBOUND else "ud",
        state=state,
        created_by="anna",
        **values,
    )
    Exchange.objects.filter(pk=row.pk).update(created_at=at(created), state_at=at(since or created))
    row.refresh_from_db()
    return row


def file_of(row: Exchange, **values: Any) -> ExchangeFile:
    """A file of an exchange."""
    blob, _ = Blob.objects.get_or_create(sha256="0" * 64, defaults={"size": 1})
    return ExchangeFile.objects.create(exchange=row, number=1, name="prøve.txt", format="g69", blob=blob, **values)
