"""Moving an installation from SQLite to PostgreSQL: every row copied as it is, then counted and compared.

Stored bytes and keys stay where they are in ``SNITFLADE_HOME``; work that was in the queue is given anew by the sweep. When to
move stands in docs/drift.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from snitflade.exchange.bulk import insert_rows
from snitflade.exchange.known import KnownError, Refusal
from snitflade.settings import database

TARGET = "target"
_CHUNK = 20_000


class MoveError(KnownError):
    """Databasen kan ikke flyttes."""

    refusal = Refusal.SETUP


@dataclass(frozen=True, slots=True)
class Moved:
    """One table, with the rows it has on both sides."""

    table: str
    rows: int


def move(url: str) -> list[Moved]:
    """Copy everything in the default database to the empty database at `url`; gives the tables.

    While it runs nobody can write to the old database. Raises MoveError when the new one holds anything, or when a table is
    not the same on both sides afterwards; then the new database is left empty and the old one is untouched.
    """
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        raise MoveError("Installationen ligger allerede på PostgreSQL. Fjern DATABASE_URL for at flytte fra SQLite.")
    here = connections.databases[DEFAULT_DB_ALIAS]
    connections.databases[TARGET] = {**here, "OPTIONS": {}, **_postgresql(url)}
    try:
        call_command("migrate", database=TARGET, verbosity=0, interactive=False)
        with transaction.atomic(), transaction.atomic(TARGET):
            _empty_target()
            for model in _tables():
                _copy(model)
            return list(_compared())
    finally:
        connections[TARGET].close()
        del connections.databases[TARGET]


def _postgresql(url: str) -> dict[str, Any]:
    try:
        found = database(url, settings.HOME)
    except ImproperlyConfigured as error:
        raise MoveError(str(error)) from None
    if "postgresql" not in found["ENGINE"]:
        raise MoveError("Angiv en PostgreSQL-database: postgresql://bruger:kode@vært:port/navn")
    return found


def _tables() -> list[type[models.Model]]:
    """All tables that are ours, also those of many-to-many relations."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]


def _empty_target() -> None:
    """Remove what the migrations themselves put in; refuse when somebody has used the database."""
    from snitflade.exchange.models import AuditEvent, Exchange

    if Exchange.objects.using(TARGET).exists() or AuditEvent.objects.using(TARGET).exists():
        raise MoveError("Den nye database er i brug: der ligger udvekslinger i den. Angiv en tom database.")
    with connections[TARGET].cursor() as cursor:
        quote = connections[TARGET].ops.quote_name
        names = ", ".join(quote(model._meta.db_table) for model in _tables())
        cursor.execute(f"TRUNCATE {names}")


def _fields(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _rows(model: type[models.Model], using: str) -> Iterator[tuple[Any, ...]]:
    rows = model._base_manager.using(using).order_by("pk").values_list(*_fields(model))
    return rows.iterator(chunk_size=_CHUNK)


def _copy(model: type[models.Model]) -> None:
    insert_rows(model, _fields(model), _rows(model, DEFAULT_DB_ALIAS), using=TARGET)


def _compared() -> Iterator[Moved]:
    for model in _tables():
        old, new = _print(model, DEFAULT_DB_ALIAS), _print(model, TARGET)
        if old != new:
            counts = f"{old[0]} og {new[0]} rækker"
            raise MoveError(f"Tabellen {model._meta.db_table} er ikke ens i de to databaser ({counts}). Intet er flyttet.")
        yield Moved(model._meta.db_table, new[0])


def _print(model: type[models.Model], using: str) -> tuple[int, str]:
    """How many rows the table has, and a hash over every value in them."""
    digest, count = hashlib.sha256(), 0
    for row in _rows(model, using):
        count += 1
        digest.update(repr([_comparable(value) for value in row]).encode())
    return count, digest.hexdigest()


def _comparable(value: Any) -> Any:
    """A value in the one form both databases give it: PostgreSQL orders the names in JSON objects anew."""
    if isinstance(value, memoryview):
        return bytes(value)
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value
