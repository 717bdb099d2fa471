"""Deliveries of Betalingsservice from columns: sections, their order, counts and sums are worked out here (payments.md 5.2–5.4).

A post's line in a problem is its row (from 1) in the columns it came in, since it has no line of its own yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.betalingsservice import Leverance
from snitflade.formats.columns import Column
from snitflade.formats.document import Document, Wrapping, compose
from snitflade.formats.layout import Table
from snitflade.formats.marked import MarkedFormat
from snitflade.formats.problems import Problems, ProblemsError

Rows = NDArray[np.int64]
Values = Mapping[str, Any]
"""Columns by field name: lists, arrays, or one value for all rows."""


@dataclass(frozen=True, slots=True)
class Poster:
    """Rows of one record type: the section each stands in (from 0) and its place there, which several may share."""

    table: Table
    section: Rows
    place: Rows


def taken(table: Table, rows: NDArray[np.intp]) -> Table:
    """These rows of a table, in this order."""
    return Table(table.record, {name: column[rows] for name, column in table.columns.items()}, table.lines[rows], table.places)


def numbered(owner: Rows) -> tuple[NDArray[np.intp], Rows]:
    """Rows in the order of their owners, and the number of each (from 1) within its owner's.

    >>> order, number = numbered(np.array([1, 0, 1]))
    >>> order.tolist(), number.tolist()
    ([1, 0, 2], [1, 1, 2])
    """
    order = np.argsort(owner, kind="stable")
    sorted_owner = owner[order]
    return order, np.arange(len(owner)) - np.searchsorted(sorted_owner, sorted_owner) + 1


def section_of(*columns: Column) -> tuple[Rows, NDArray[np.intp]]:
    """The section (from 0) of each row, sections in the order of their values, and a row of each section."""
    parts = [np.unique(column, return_inverse=True)[1].astype(np.int64) for column in columns]
    number = np.zeros(len(columns[0]), dtype=np.int64)
    for part in parts:
        number = number * (int(part.max(initial=0)) + 1) + part
    _, first, section = np.unique(number, return_index=True, return_inverse=True)
    return section.astype(np.int64), first


def rejected(problems: Problems) -> None:
    """Raise ProblemsError where `problems` has errors: nothing is put together of columns that are wrong."""
    if problems.errors:
        raise ProblemsError(problems)


def delivery(format: MarkedFormat, head: Leverance, sections: Values, posts: Sequence[Poster], net: NDArray[np.int64]) -> Document:
    """A whole delivery. `sections`: the columns of BS012, one row per section; `net`: each section's signed sum in øre.

    Raises ProblemsError with every fault of the delivery's own numbers and the sections'.
    """
    problems, count = Problems(), len(net)
    own = {"dataleverandoernummer": head.dataleverandoernummer, "delsystem": head.delsystem}
    records = {record.key: record for record in format.records}
    identity = {"leveranceidentifikation": head.leveranceidentifikation, "dannelsesdato": head.dannelsesdato}
    start = records["BS002"].table({**own, **identity}, problems, rows=1)
    begin = records["BS012"].table(sections, problems, rows=count)
    totals = {"antal_042": _count(posts, "BS042", count), "antal_052_062": _count(posts, "BS052", count)}
    totals |= {"antal_022": _count(posts, "BS022", count), "nettobeloeb_042": abs(net)}
    same = {name: sections[name] for name in ("pbs_nummer", "sektionsnummer", "debitorgruppenummer") if name in sections}
    end = records["BS092"].table({**same, **totals}, problems, rows=count)
    sums = {name: int(column.sum()) for name, column in totals.items()}
    stop = records["BS992"].table({**own, "antal_sektioner": count, **sums}, problems, rows=1)
    rejected(problems)
    # Whatever shares a place stands in the order of the records: a section's start before its first post, its end after the last.
    places = 1 + max((int(post.place.max(initial=0)) for post in posts), default=0)
    numbers = np.arange(count, dtype=np.int64)
    tables = {
        "BS002": (start, np.zeros(1, dtype=np.int64)),
        "BS012": (begin, numbers * places),
        "BS092": (end, numbers * places + places - 1),
        "BS992": (stop, np.array([count * places], dtype=np.int64)),
    }
    for post in posts:
        at = post.section * places + post.place
        order = np.argsort(at, kind="stable")
        tables[post.table.record] = (taken(post.table, order), at[order])
    return compose(format.types, tables, Wrapping(format.encodings[0]))


def _count(posts: Sequence[Poster], prefix: str, sections: int) -> NDArray[np.int64]:
    """How many posts each section has of the records that begin with `prefix`."""
    counts = np.zeros(sections, dtype=np.int64)
    for post in posts:
        if post.table.record.startswith(prefix):
            counts += np.bincount(post.section, minlength=sections)
    return counts
