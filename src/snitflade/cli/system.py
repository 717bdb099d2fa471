"""Commands on the installation itself: worker, keys, migrate."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import ExitStack, suppress
from typing import Annotated

import typer
from django.conf import settings

from snitflade.cli import home
from snitflade.cli.show import out, table
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange import alarms, engine, moving
from snitflade.exchange import keys as key_store
from snitflade.exchange.planned import schedule_all
from snitflade.exchange.serving import serve_http
from snitflade.folk.cpr import statusmail


def worker(
    slot: Annotated[str | None, typer.Option("--plads", help="Arbejderens faste navn; ellers den første ledige plads")] = None,
    http: Annotated[
        str | None, typer.Option("--http", metavar="VÆRT:PORT", help="Vis /healthz, /readyz og /metrics her, fx 127.0.0.1:9861")
    ] = None,
    beside: Annotated[bool, typer.Option("--foelg-stdin", hidden=True)] = False,
) -> None:
    """Udfør det, der er i kø, og det, der forfalder, indtil den stoppes. På PostgreSQL kan der køre flere."""
    home.open_home()
    schedule_all()
    alarms.schedule_alarms()
    statusmail.tidsplan()
    with ExitStack() as held:
        if http:
            host, port = _address(http)
            shown = held.enter_context(serve_http(host, port))
            out(f"Tilstand og målinger: http://{host}:{shown.port}/metrics")
        if beside:
            # Started by the site (`beside.py`): another that works already is as good, and when the site is gone there is nothing
            # more to read.
            with suppress(engine.SecondWorkerError):
                engine.run_worker(slot, _until_closed(sys.stdin.fileno()))
        else:
            engine.run_worker(slot)


def _until_closed(descriptor: int) -> threading.Event:
    """Set when there is nothing more to read."""
    closed = threading.Event()

    def read() -> None:
        while os.read(descriptor, 1024):
            pass
        closed.set()

    threading.Thread(target=read, name="following", daemon=True).start()
    return closed


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise UnusableCallError(f"--http «{text}» er ikke en adresse i formen VÆRT:PORT, fx 127.0.0.1:9861.")
    return host, int(port)


def keys(new: Annotated[bool, typer.Option("--ny", help="Lav en ny nøgle; den bruges fra nu af")] = False) -> None:
    """Nøglerne, som alt gemt er forseglet med. Tag en kopi af dem; uden dem kan de gemte bytes ikke læses."""
    home.open_home()
    if new or not key_store.key_files():
        out(f"Ny nøgle: {key_store.create()}")
    out("Nøgler, den nyeste sidst:")
    for path in key_store.key_files():
        out(f"  {path}")


def migrate(
    to: Annotated[
        str | None, typer.Option("--to", metavar="URL", help="Flyt installationen fra SQLite til denne PostgreSQL-database")
    ] = None,
) -> None:
    """Bring databasen op til den version, programmet har, eller flyt den til PostgreSQL."""
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    if to:
        home.open_home()
        moved = moving.move(to)
        table(("Tabel", "Rækker"), [(one.table, str(one.rows)) for one in moved])
        out("Alt er kopieret og sammenlignet række for række. Sæt nu DATABASE_URL til den nye database.")
        return
    had = home.pending()
    home.migrate()
    engine.migrate()
    out("Databasen er bragt op til dato." if had else "Databasen var allerede op til dato.")
