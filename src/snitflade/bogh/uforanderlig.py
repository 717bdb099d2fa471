"""What is booked is never edited or deleted, only reversed: held by the models and, for whoever passes them by, by the database.

A table declares a `Vagt`. The triggers are made after every `migrate` rather than by a migration: SQLite rebuilds a table to change
it and loses its triggers, so they are taken away before migrations run and put back behind them. `verify` says when one is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper


class Uforanderlig(Exception):
    """Det, der er bogført, ændres og slettes ikke. Tilbagefør det, og bogfør det rigtige."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class UforanderligQuerySet(models.QuerySet[Any]):
    """Rows that can be added and read."""

    def update(self, **_: Any) -> int:
        """Refused."""
        raise Uforanderlig

    def bulk_update(self, *_: Any, **__: Any) -> int:
        """Refused."""
        raise Uforanderlig

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise Uforanderlig


class UforanderligModel(models.Model):
    """A table whose rows are written once."""

    objects: ClassVar[models.Manager[Self]] = UforanderligQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new row. Raises Uforanderlig for one that is there."""
        if not self._state.adding:
            raise Uforanderlig
        super().save(*args, **options)

    def delete(self, *_: Any, **__: Any) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise Uforanderlig


@dataclass(frozen=True, slots=True)
class Vagt:
    """What the database refuses to do to a table: delete rows, and change `kolonner` (none named: any of them).

    With `slet_uden` only rows in which that text column is empty may be deleted: what was never booked.
    """

    tabel: str
    kolonner: tuple[str, ...] = ()
    slet_uden: str = ""


@dataclass(frozen=True, slots=True)
class Loft:
    """No row of `tabel` whose number `kolonne` is above `loft` in the row of `ejer` that `noegle` points to."""

    tabel: str
    kolonne: str
    ejer: str
    noegle: str
    loft: str


_vagter: list[Vagt | Loft] = []
_FUNKTION = """
CREATE OR REPLACE FUNCTION snitflade_afvis() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'Uforanderlig: % på %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def bevogt(*vagter: Vagt | Loft) -> None:
    """Declare what the database must refuse."""
    _vagter.extend(vagt for vagt in vagter if vagt not in _vagter)


def manglende(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The names of the triggers that should be there and are not; none are where not all tables are."""
    connection = connections[using]
    there = _findes(connection)
    return [name for name, _ in _udloesere(connection) if name not in there]


def opsaet(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Make the triggers that are missing (after migrations)."""
    connection = connections[using]
    there = _findes(connection)
    new = [sql for name, sql in _udloesere(connection) if name not in there]
    if new:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(_FUNKTION)
            for sql in new:
                cursor.execute(sql)


def nedtag(using: str = DEFAULT_DB_ALIAS, plan: Iterable[Any] = (), **_: Any) -> None:
    """Take the triggers away before migrations that have something to do; SQLite would not even let tables be rebuilt."""
    connection = connections[using]
    if list(plan):
        there = _findes(connection)
        with connection.cursor() as cursor:
            for name, sql in _udloesere(connection):
                if name in there:
                    table = re.findall(r' ON ("\w+") FOR EACH ROW', sql)[0]
                    cursor.execute(f'DROP TRIGGER "{name}"' + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def _findes(connection: BaseDatabaseWrapper) -> set[str]:
    sql = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {str(row[0]) for row in cursor.fetchall()}


def _udloesere(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    """Name and SQL of each trigger, as this database writes it; none where not all tables are there (an older state)."""
    postgres = connection.vendor == "postgresql"
    if not {vagt.tabel for vagt in _vagter} <= set(connection.introspection.table_names()):
        return
    for vagt in _vagter:
        if isinstance(vagt, Loft):
            yield _loft(vagt, postgres)
            continue
        for event in ("DELETE", "UPDATE"):
            name = f"{vagt.tabel}_{event.lower()}"
            when, of = "", ""
            if event == "DELETE" and vagt.slet_uden:
                when = f"WHEN (OLD.\"{vagt.slet_uden}\" <> '')"
            if event == "UPDATE" and vagt.kolonner:
                differs = "IS DISTINCT FROM" if postgres else "IS NOT"
                when = "WHEN (" + " OR ".join(f'OLD."{one}" {differs} NEW."{one}"' for one in vagt.kolonner) + ")"
                of = " OF " + ", ".join(f'"{one}"' for one in vagt.kolonner)
            act = "EXECUTE FUNCTION snitflade_afvis()" if postgres else _afvis(f"Uforanderlig: {event} på {vagt.tabel}")
            yield name, f'CREATE TRIGGER "{name}" BEFORE {event}{of} ON "{vagt.tabel}" FOR EACH ROW {when} {act}'


def _loft(vagt: Loft, postgres: bool) -> tuple[str, str]:
    name = f"{vagt.tabel}_loft"
    asked = f'SELECT "{vagt.loft}" FROM "{vagt.ejer}" WHERE id = NEW."{vagt.noegle}"'  # noqa: S608 (names from the code)
    if not postgres:
        return name, (
            f'CREATE TRIGGER "{name}" BEFORE INSERT ON "{vagt.tabel}" FOR EACH ROW WHEN NEW."{vagt.kolonne}" > ({asked}) '
            + _afvis(f"Uforanderlig: INSERT på {vagt.tabel}")
        )
    # A condition of a trigger cannot ask another table there, so the function does.
    return name, (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f'IF NEW."{vagt.kolonne}" > ({asked}) THEN '
        "RAISE EXCEPTION 'Uforanderlig: % på %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; "
        "END IF; RETURN NEW; END $$; "
        f'CREATE TRIGGER "{name}" BEFORE INSERT ON "{vagt.tabel}" FOR EACH ROW EXECUTE FUNCTION {name}()'
    )


def _afvis(text: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
