"""The database as it is at one moment, in a file, while others go on writing.

SQLite: the backup API in one step, which reads one state of the write-ahead log and stops nobody. PostgreSQL: ``pg_dump`` on an
exported snapshot, in which the list of stored bytes is read, too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from snitflade.exchange.backup import postgres
from snitflade.exchange.backup.errors import BackupError
from snitflade.exchange.models import AuditHead, Blob


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of the database, with what it says: which stored bytes there must be, and how far the audit chain had come."""

    vendor: str
    file: Path
    blobs: list[str]
    last_event: tuple[int, str]


@contextmanager
def taken(file: Path) -> Iterator[Snapshot]:
    """The database copied into `file`. Raises BackupError, OSError, DatabaseError."""
    if connection.vendor == "sqlite":
        _copied(Path(connection.settings_dict["NAME"]), file)
        yield read(file)
        return
    postgres.tool("pg_dump")
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
        postgres.dump(name, file)
        head = AuditHead.objects.filter(pk=1).first() or AuditHead()
        blobs = list(Blob.objects.filter(deleted_at=None).order_by("sha256").values_list("sha256", flat=True))
        found = Snapshot("postgresql", file, blobs, (head.number, head.hash))
    yield found


def check_there() -> None:
    """Raises BackupError when there is no database to copy; none is made."""
    database = Path(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not database.is_file():
        raise BackupError(f"Der er ingen database i {database.parent}. Er SNITFLADE_HOME den rigtige mappe?")


def _copied(database: Path, file: Path) -> None:
    # Its own connections: the program's may be inside a transaction, and a copy of that is of nobody's state.
    source = f"{database.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(source, uri=True, timeout=30)) as here, closing(sqlite3.connect(file)) as there:
        try:
            there.execute("PRAGMA journal_mode=OFF")  # one file and nothing beside it; a copy broken off is thrown away whole
            here.backup(there, pages=-1)
        except sqlite3.OperationalError as error:
            raise BackupError(f"Databasen kunne ikke kopieres ({error}). Se efter, om disken er fuld, og prøv igen.") from None


def read(file: Path) -> Snapshot:
    """What a copy of an SQLite database says. Raises BackupError."""
    try:
        with closing(opened(file)) as copy:
            blobs = [row[0] for row in copy.execute("SELECT sha256 FROM exchange_blob WHERE deleted_at IS NULL ORDER BY sha256")]
            head = copy.execute("SELECT number, hash FROM exchange_audithead WHERE id = 1").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"Kopien af databasen kan ikke læses ({error}). Er databasen hel? snitflade doctor") from None
    return Snapshot("sqlite", file, blobs, (head[0], head[1]) if head else (0, ""))


def opened(file: Path) -> sqlite3.Connection:
    """A copy nobody else has, to be read only."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def faults(file: Path) -> str:
    """What SQLite finds wrong with a copy of the database, empty when nothing is."""
    try:
        with closing(opened(file)) as copy:
            said = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(3)")]
            missing = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'exchange_exchange'").fetchone()[0] == 0
    except sqlite3.DatabaseError as error:
        return str(error)
    if missing:
        return "den har ingen udvekslinger"
    return "" if said == ["ok"] else "; ".join(said)
