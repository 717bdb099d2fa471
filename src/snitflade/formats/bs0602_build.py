"""A 0602 or 0603 from columns of posts, as Betalingsservice makes them (payments.md 5.3, 5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from snitflade.formats import bs0602, bs0603
from snitflade.formats.betalingsservice import Leverance
from snitflade.formats.betalingsservice_build import Poster, Values, delivery, rejected, section_of
from snitflade.formats.betalingsservice_rules import fortegn
from snitflade.formats.columns import Column, shown
from snitflade.formats.document import Document
from snitflade.formats.kinds import FELT_TOMT
from snitflade.formats.layout import Table
from snitflade.formats.marked import MarkedFormat
from snitflade.formats.payment_kinds import as_unicode
from snitflade.formats.problems import Problems

SEKTION = "sektionsnummer"


def leverance_0602(hoved: Leverance, poster: Mapping[str, Values]) -> Document:
    """A 0602. `poster`: columns by record (``BS042``, ``BS042-0238``, ``BS042-0297``), fields as declared there.

    Sections follow from the record. Sums are of what was to be collected. Raises ProblemsError with every fault.
    """
    sections = {"BS042": "0211", "BS042-0238": "0211", "BS042-0297": "0215"}
    given = {record: {**values, SEKTION: sections[record]} for record, values in poster.items()}
    return _leverance(bs0602.FORMAT, hoved, given)


def leverance_0603(hoved: Leverance, poster: Mapping[str, Values]) -> Document:
    """A 0603. `poster`: columns by record (``BS042``, ``BS042-0295``), fields as declared there and ``sektionsnummer``.

    Raises ProblemsError with every fault.
    """
    return _leverance(bs0603.FORMAT, hoved, poster)


def _leverance(format: MarkedFormat, hoved: Leverance, poster: Mapping[str, Values]) -> Document:
    problems = Problems()
    tables: list[Table] = []
    numbers: list[Column] = []
    for record, values in poster.items():
        fields = {name: value for name, value in values.items() if name != SEKTION}
        table = format.record(record).table(fields, problems)
        number: Any = values.get(SEKTION)
        if number is None:
            problems.add(FELT_TOMT, field=SEKTION, record=record)
            number = ""
        whole = number if isinstance(number, np.ndarray | list | tuple) else [number] * len(table)
        tables.append(table)
        numbers.append(np.asarray(whole).astype("U"))
    rejected(problems)
    if not sum(map(len, tables)):
        empty: Values = {"pbs_nummer": [], SEKTION: [], "debitorgruppenummer": []}
        return delivery(format, hoved, empty, [], np.empty(0, dtype=np.int64))
    creditor = np.concatenate([as_unicode(table["pbs_nummer"]) for table in tables])
    group = np.concatenate([as_unicode(table["debitorgruppenummer"]) for table in tables])
    number = np.concatenate(numbers)
    section, first = section_of(number, creditor, group)
    net = np.zeros(len(first), dtype=np.int64)
    posts, at = [], 0
    for table in tables:
        mine = slice(at, at + len(table))
        posts.append(Poster(table, section[mine], np.arange(at, at + len(table), dtype=np.int64)))
        if format is bs0602.FORMAT:
            np.add.at(net, section[mine], fortegn(table, "beloeb"))
        at += len(table)
    names = {"pbs_nummer": creditor, SEKTION: number, "debitorgruppenummer": group}
    sections: Values = {**{name: shown(column[first]) for name, column in names.items()}, "dato": hoved.dannelsesdato}
    return delivery(format, hoved, sections, posts, net)
