"""The database, and the clock that everything in it is dated by."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.db import DatabaseError, NotSupportedError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from snitflade.cli.doctor import kernel
from snitflade.cli.doctor.finding import Finding, ok, warn, wrong
from snitflade.exchange import engine
from snitflade.exchange.backup import postgres
from snitflade.exchange.backup.errors import BackupError
from snitflade.exchange.engine import place
from snitflade.exchange.models import AuditEvent

PATIENCE = 3.0
"""Seconds that looking through an SQLite database may take."""
APART = dt.timedelta(seconds=5)
"""How far two clocks may be apart, and how far into the future the last event may lie."""


def reachable() -> bool:
    """Whether there is a database that answers; on SQLite none is made."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).is_file():
        return False
    try:
        connection.ensure_connection()
    except (DatabaseError, NotSupportedError):
        return False
    return True


def answers() -> Iterator[Finding]:
    """It is there and answers."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(name).is_file():
        yield wrong(f"Der er ingen database ({name}).", "Lav den: snitflade migrate. Er det ingen ny, så gendan: snitflade restore")
        return
    try:
        connection.ensure_connection()
    except NotSupportedError as error:
        yield wrong(f"Databaseserveren er for gammel: {error}", "Opgradér databaseserveren.")
    except DatabaseError as error:
        server = "Se, om serveren kører, og om DATABASE_URL (vært, port, navn, bruger og kode) er rigtig."
        todo = "Se, hvad der siges om databasefilen." if connection.vendor == "sqlite" else server
        yield wrong(f"Databasen svarer ikke: {str(error).strip()}", todo)
    else:
        version = ".".join(map(str, connection.get_database_version()))
        yield ok(f"{'SQLite' if connection.vendor == 'sqlite' else 'PostgreSQL'} {version} svarer")


def _behind(executor: MigrationExecutor) -> bool:
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def tables() -> Iterator[Finding]:
    """All tables of this version are there, and none of a later one."""
    if not reachable():
        return
    executor = MigrationExecutor(connection)
    if _behind(executor):
        yield wrong("Databasen har ikke alle tabeller, som denne version skal bruge.", "Kør: snitflade migrate")
        return
    known = set(executor.loader.disk_migrations)
    known |= {replaced for one in executor.loader.disk_migrations.values() for replaced in one.replaces}
    ours = {app for app, _ in known}
    if strange := sorted(
        f"{app}.{name}" for app, name in executor.loader.applied_migrations if app in ours and (app, name) not in known
    ):
        yield wrong(
            f"Databasen er bragt op af en nyere version af programmet ({strange[-1]}).",
            "Installér den version, databasen hører til; gå aldrig tilbage uden at gendanne en kopi fra før.",
        )
        return
    yield ok("Alle tabeller er der")


def whole() -> Iterator[Finding]:
    """SQLite: the file is not damaged, as far as can be seen in `PATIENCE` seconds."""
    if connection.vendor != "sqlite" or not Path(connection.settings_dict["NAME"]).is_file():
        return
    until = time.monotonic() + PATIENCE
    todo = "Stop arbejder og side, gem den ødelagte fil, og gendan den seneste kopi: snitflade restore"
    file = Path(connection.settings_dict["NAME"]).absolute()
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as database:
            database.set_progress_handler(lambda: int(time.monotonic() > until), 100_000)
            said = [str(row[0]) for row in database.execute("PRAGMA quick_check(3)")]
    except sqlite3.OperationalError as error:
        if time.monotonic() > until:
            yield ok(f"Databasefilen ser hel ud, så langt der blev set på {PATIENCE:g} sekunder")
        else:
            yield wrong(f"Databasefilen kan ikke læses: {error}.", todo)
        return
    except sqlite3.DatabaseError as error:
        yield wrong(f"Databasefilen er ødelagt: {error}.", todo)
        return
    yield ok("Databasefilen er hel") if said == ["ok"] else wrong(f"Databasefilen er ødelagt: {'; '.join(said)}.", todo)


def memory() -> Iterator[Finding]:
    """The engine's memory can be used."""
    if not reachable() or (place.is_sqlite() and not place.file().is_file()):
        return  # on SQLite the first worker makes it
    if _behind(MigrationExecutor(connection)):
        return  # what makes the tables makes the memory, too
    try:
        engine.status("doctor")
    except engine.NotMigratedError as error:
        yield wrong(str(error), "Kør: snitflade migrate")
    except engine.UnreachableError as error:
        yield wrong(str(error), f"Slet {place.file()} med arbejderen stoppet; arbejdet findes igen af sig selv.")
    else:
        yield ok("Arbejdets hukommelse svarer")
    finally:
        engine.close()


def tools() -> Iterator[Finding]:
    """PostgreSQL: a backup can be taken."""
    if connection.vendor != "postgresql" or not reachable():
        return
    for name in ("pg_dump", "pg_restore"):
        try:
            postgres.tool(name)
        except BackupError as error:
            yield wrong(str(error), "Indtil det er gjort, kan der hverken tages eller gendannes sikkerhedskopier.")
        else:
            yield ok(f"{name} passer til databasen")


def clock() -> Iterator[Finding]:
    """The machine's clock is right, as far as the machine, the database and what has happened can tell."""
    right = "Sæt uret, og lad det stille sig selv: timedatectl set-ntp true"
    found = list(_wrong_clock(right))
    yield from found
    if kernel.synchronised() is False:
        yield warn("Maskinens ur stilles ikke af sig selv (NTP), så det kommer til at gå forkert.", right)
    elif not found:
        yield ok(f"Uret siger {timezone.localtime():%d-%m-%Y %H:%M} i Nuuk")


def _wrong_clock(right: str) -> Iterator[Finding]:
    if not reachable():
        return
    try:
        last = AuditEvent.objects.order_by("-number").values_list("at", flat=True).first()
        if last is not None and last - timezone.now() > APART:
            yield wrong(
                f"Den sidste hændelse er fra {timezone.localtime(last):%d-%m-%Y %H:%M}, som ikke er kommet endnu: uret "
                "går eller gik forkert.",
                right,
            )
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                apart = abs(cursor.fetchone()[0] - timezone.now())
            if apart > APART:
                yield wrong(f"Maskinens ur og databasens er {apart.total_seconds():.0f} sekunder fra hinanden.", right)
    except DatabaseError:
        return  # a table is missing, which `tables` tells
