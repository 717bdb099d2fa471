"""The series of numbers that partners see: what was last used in each, and how one is moved on.

A number is counted from the rows there are, so a database of yesterday gives yesterday's next number again, for something else.
Then a person moves the series on to what the partner has seen (`backup.renumber`): an event in the audit chain, below which nothing
is given any more. Each Delsystem declares its series in ``numre.py``, and takes every new number from there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection, models

from snitflade.exchange.bulk import next_id
from snitflade.exchange.models import AuditEvent

MOVED = "nummerserie flyttet"
"""What the audit event is called. Its detail: `serie`, `omfang`, `fra` and `til` (the last number before and after), `grund`."""
_MONTHS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """What a series counts anew for: what may stand there, how to write it, and which of them matter after a moment."""

    pattern: str
    form: str
    """E.g. ``kommune-år, fx 0956-2026``."""
    since: Callable[[dt.date], Iterable[str]]
    """Those whose numbers may have been given from a day on and could be given again."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series of numbers.

    `used`: the largest that the rows of a scope hold, `none` where there are none. `column`: where the numbers stand, if they have
    one. `rows`: the model whose rows the database itself numbers; its own counter is moved along.
    """

    name: str
    title: str
    seen_by: str
    """Who outside sees the numbers."""
    used: Callable[[str], int]
    most: int
    """The largest number there is room for."""
    scope: Scope | None = None
    none: int = 0
    column: tuple[type[models.Model], str] | None = None
    rows: type[models.Model] | None = None

    def last(self, scope: str = "") -> int:
        """The last number used in the scope, here or, as somebody has said, by the partner."""
        return max((self.used(scope), *(til for _, til in moves(self.name, scope))))

    def following(self, scope: str = "") -> int:
        """The next number. Whoever gives it away has locked the rows that it is counted from."""
        return self.last(scope) + 1

    def scopes(self, since: dt.date) -> list[str]:
        """The scopes to look after when what was given since `since` is not known here."""
        return [""] if self.scope is None else sorted(self.scope.since(since))

    def fits(self, scope: str) -> bool:
        """Whether the series has such a scope."""
        return not scope if self.scope is None else re.fullmatch(self.scope.pattern, scope) is not None


_series: dict[str, Series] = {}


def register(series: Series) -> Series:
    """Declare a series. Raises ValueError when one of that name is declared in another way."""
    if _series.setdefault(series.name, series) != series:
        raise ValueError(f"{series.name} is declared twice")
    return series


def column(model: type[models.Model], field: str, name: str, title: str, *, seen_by: str, most: int) -> Series:
    """Declare a series that runs through the whole table."""

    def used(_: str) -> int:
        return next_id(model, field) - 1

    return register(Series(name, title, seen_by, used, most, column=(model, field)))


def rows(model: type[models.Model], name: str, title: str, *, seen_by: str) -> Series:
    """Declare that the numbers which the database gives the rows of `model` are seen by others."""

    def used(_: str) -> int:
        return next_id(model) - 1

    return register(Series(name, title, seen_by, used, 2**31 - 1, rows=model))


def every() -> list[Series]:
    """Every series, by name."""
    return [_series[name] for name in sorted(_series)]


def moves(name: str, scope: str = "") -> list[tuple[int, int]]:
    """How a series was moved, oldest first: the last number before, and the one after."""
    details = AuditEvent.objects.filter(event=MOVED).order_by("number").values_list("detail", flat=True)
    return [(one["fra"], one["til"]) for one in details if (one["serie"], one["omfang"]) == (name, scope)]


def maaned(since: Callable[[dt.date], Iterable[str]]) -> Scope:
    """The scopes of what is numbered within a municipality's month."""
    return Scope("[0-9]{4}-[0-9]{4}(0[1-9]|1[0-2])", "kommune-måned, fx 0956-202610", since)


def months(known: Iterable[str], since: dt.date) -> list[str]:
    """Those scopes of the municipalities `known` in which something was still sent after `since`."""
    last = since.year * 12 + since.month - 1
    names = [f"{number // 12:04}{number % 12 + 1:02}" for number in range(last - _MONTHS_SHOWN, last + 1)]
    return [f"{kommune}-{month}" for kommune in known for month in names]


def advance(model: type[models.Model], number: int) -> None:
    """Let the database number the next row of `model` with more than `number`; never with less than it would have."""
    table, key = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(own.name, greatest(%s, coalesce(pg_sequence_last_value(own.name), 0)))"
                " FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name) AS own",
                [number, f'"{table}"', key],
            )
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [number, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
