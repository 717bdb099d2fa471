"""Rules of a whole file that a profile can declare: what may not repeat, which date comes first, what a closing line sums up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from snitflade.formats.columns import Mask, shown
from snitflade.formats.document import Document
from snitflade.formats.duplicates import duplicates
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity

RAEKKE_DUBLET = ProblemKind(
    "RAEKKE_DUBLET", "Linjen gentager {felter} fra linje {foerste}; det må kun stå én gang i filen.", spec="R08"
)
RAEKKE_GENTAGET = ProblemKind("RAEKKE_GENTAGET", "Linjen gentager {felter} fra linje {foerste}.", Severity.ADVARSEL, spec="R08")
DATO_ORDEN = ProblemKind("DATO_ORDEN", "{raw} ligger før {anden} ({felt}).", spec="R05")
AFSLUTNING_ANTAL = ProblemKind(
    "AFSLUTNING_ANTAL", "Der står {raw}, men filen har {fundet} linjer af typen {post}.", spec="ANTAL_FEJL"
)
AFSLUTNING_SUM = ProblemKind("AFSLUTNING_SUM", "Der står {raw} øre, men {felt} summer til {fundet} øre.", spec="SUM_FEJL")

Rules = Callable[[Document, Problems], None]


@dataclass(frozen=True, slots=True)
class Unique:
    """The fields that together may stand only once in the lines of a kind; `warn`: it is only worth a warning."""

    post: str
    fields: tuple[str, ...]
    warn: bool

    def __call__(self, document: Document, problems: Problems) -> None:
        table = _table(document, self.post)
        if table is None or any(name not in table.columns for name in self.fields):
            return
        rows = np.flatnonzero(present(table, self.fields[0]))
        again, first = duplicates([table.columns[name][rows] for name in self.fields])
        kind = RAEKKE_GENTAGET if self.warn else RAEKKE_DUBLET
        table.report(problems, kind, rows[again], self.fields[0], felter=", ".join(self.fields), foerste=table.lines[rows[first]])


@dataclass(frozen=True, slots=True)
class Ordered:
    """A date that may not lie before another of the same line."""

    post: str
    first: str
    then: str

    def __call__(self, document: Document, problems: Problems) -> None:
        table = _table(document, self.post)
        if table is None or self.first not in table.columns or self.then not in table.columns:
            return
        both = present(table, self.first) & present(table, self.then)
        wrong = both & (table.columns[self.then] < table.columns[self.first])
        table.report(problems, DATO_ORDEN, wrong, self.then, anden=shown(table.columns[self.first][wrong]), felt=self.first)


@dataclass(frozen=True, slots=True)
class Counted:
    """A field of a closing line that counts the lines of a kind."""

    post: str
    field: str
    of: str

    def __call__(self, document: Document, problems: Problems) -> None:
        table = _table(document, self.post)
        if table is not None and self.field in table.columns:
            found = document.rows(self.of)
            wrong = present(table, self.field) & (_integers(table, self.field) != found)
            table.report(problems, AFSLUTNING_ANTAL, wrong, self.field, fundet=found, post=self.of)


@dataclass(frozen=True, slots=True)
class Summed:
    """A field of a closing line that sums a field of the lines of a kind."""

    post: str
    field: str
    of: str
    what: str

    def __call__(self, document: Document, problems: Problems) -> None:
        table, lines = _table(document, self.post), _table(document, self.of)
        if table is not None and self.field in table.columns:
            total = 0
            if lines is not None and self.what in lines.columns:
                total = sum(lines.columns[self.what][present(lines, self.what)].tolist())
            wrong = present(table, self.field) & (table.columns[self.field] != total)
            table.report(problems, AFSLUTNING_SUM, wrong, self.field, felt=self.what, fundet=total)


def together(rules: Sequence[Rules]) -> Rules | None:
    """All `rules` as one."""
    if not rules:
        return None

    def every(document: Document, problems: Problems) -> None:
        for rule in rules:
            rule(document, problems)

    return every


def present(table: Table, name: str) -> Mask:
    """The rows that have a value of the field."""
    if name not in table.columns:
        return np.zeros(len(table), dtype=bool)
    if name in table.present:
        return table.present[name]
    column = table.columns[name]
    if column.dtype.kind in "SU":
        return np.asarray(np.strings.str_len(column) > 0)
    return np.asarray(~np.isnat(column)) if column.dtype.kind == "M" else np.ones(len(table), dtype=bool)


def _table(document: Document, post: str) -> Table | None:
    table = document.tables.get(post)
    return table if table is not None and len(table) else None


def _integers(table: Table, name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    column = table.columns[name]
    if column.dtype.kind == "i":
        return column
    here = present(table, name)
    numbers = np.full(len(table), -1, dtype=np.int64)
    numbers[here] = [int(text) for text in column[here].tolist()]
    return numbers
