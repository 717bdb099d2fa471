"""Stamps: a value that the database itself changes whenever rows of a watched table change, whoever changes them.

What was computed from rows may be kept beside the stamps they had, and is right for as long as those are the same. Triggers set
them (`stamp_triggers`), so that no way of writing can forget to. A stamp is chance, never a number: two databases, or one before
and after a restore, must not meet on one.

Read stamps before the rows. Then what is kept may be newer than its stamps, and is computed once more; it can never be older.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model

TABLE = "exchange_stempel"
"""Of names and stamps. It is no model: its rows belong to one database, and are neither moved nor compared (`moving`)."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a table is watched: by which text column (empty: as a whole), and which columns count when a row changes (none: all)."""

    by: str = ""
    columns: tuple[str, ...] = ()


_watched: dict[type[Model], Watch] = {}


def watch(model: type[Model], field: str = "", only: Collection[str] = ()) -> None:
    """Stamp the table at every change; with a text `field` each value of it has a stamp of its own.

    `only`: a row that changes counts where it changes in these fields. Declared when the app is loaded. Raises ValueError where the
    table is watched in another way.
    """

    def column(name: str) -> str:
        return str(model._meta.get_field(name).column)  # type: ignore[union-attr]

    declared = Watch(column(field) if field else "", tuple(column(name) for name in (*only, *([field] if only and field else ()))))
    if _watched.setdefault(model, declared) != declared:
        raise ValueError(f"{model.__name__} is watched in another way")


def watched() -> Mapping[type[Model], Watch]:
    """What is watched, and how."""
    return _watched


def subject(model: type[Model], value: str = "") -> str:
    """What the stamp of a table, or of a value in it, is called. Raises ValueError where there is no such stamp."""
    if bool(value) != bool(_watched[model].by):
        raise ValueError(f"{model.__name__} is stamped {'value by value' if _watched[model].by else 'as a whole'}")
    return f"{model._meta.db_table}:{value}" if value else model._meta.db_table


def read(subjects: Iterable[str]) -> dict[str, str]:
    """The stamps of these subjects as they are now; empty for one whose rows have not changed since it was first watched."""
    wanted = list(subjects)
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(wanted)) or "NULL"
        cursor.execute(f"SELECT emne, nr FROM {TABLE} WHERE emne IN ({places})", wanted)  # noqa: S608
        found = dict(cursor.fetchall())
    return {name: found.get(name, "") for name in wanted}
