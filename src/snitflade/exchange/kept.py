"""Answers that take long to compute, kept beside the stamps of the rows they were computed from (`stamps`).

An answer is used only as long as its stamp is the one asked with, so it is always what the rows say; `broken` of whoever keeps
answers holds them against the rows for `snitflade verify`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction

from snitflade.exchange.models import Kept


def stamp(*parts: object) -> str:
    """One stamp of everything an answer depends on: plain values in a fixed order.

    >>> stamp("a", 1) == stamp("a", 1), stamp("a", 1) == stamp("a1")
    (True, False)
    """
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def answers(name: str, stamps: Mapping[str, str], compute: Callable[[Collection[str]], Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of kind `name` to the keys of `stamps`: as they are kept, the others from `compute`, which then are kept.

    `compute` is given the keys and gives plain JSON values. Call it with stamps that were read before anything else was.
    """
    found = valid(name, stamps)
    wanted = [key for key in stamps if key not in found]
    if wanted:
        new = compute(wanted)
        _keep([Kept(name=name, key=key, stamp=stamps[key], value=new[key]) for key in sorted(wanted)])
        found |= {key: new[key] for key in wanted}
    return found


def valid(name: str, stamps: Mapping[str, str]) -> dict[str, Any]:
    """The kept answers whose stamp is the one in `stamps`."""
    rows = Kept.objects.filter(name=name, key__in=list(stamps)).values_list("key", "stamp", "value")
    return {key: value for key, kept, value in rows if kept == stamps[key]}


def _keep(rows: Collection[Kept]) -> None:
    """Write the answers; where somebody else is writing just now they are computed again the next time instead."""
    with _without_waiting():
        try:
            with transaction.atomic():
                Kept.objects.bulk_create(
                    rows, update_conflicts=True, unique_fields=("name", "key"), update_fields=("stamp", "value"), batch_size=100
                )
        except OperationalError:
            return


@contextmanager
def _without_waiting() -> Iterator[None]:
    """Whoever only looks waits for nobody who writes: SQLite has one writer at a time, and a run may take half a minute."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
