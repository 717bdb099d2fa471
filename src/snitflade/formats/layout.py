"""Fixed-width records, declared once.

A `Record` is a list of `Field`s and the width its specification prints; that the two agree is proved when the module is
imported. From the declaration alone come reading, writing, checking and the printed description: no position is written
anywhere. A file is a table: whole columns go through a matrix of characters, in blocks of rows small enough for the cache. A single
record is a table of one row.

>>> from snitflade.formats.characters import as_text
>>> from snitflade.formats.kinds import Amount, Digits
>>> RATE = Record("24", "Rate", 13, fields=(
...     Field("transaktionstype", Digits(2), "Transaktionstype", default="24"),
...     Field("ratebeloeb", Amount(11), "Ratens beløb"),
... ))
>>> problems = Problems()
>>> table = RATE.table({"ratebeloeb": [89000, -100]}, problems)
>>> as_text(RATE.write(table, slice(0, 2)).ravel())
'240000089000+240000000100-'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.characters import BLANK, Chars
from snitflade.formats.columns import Column, Mask, shown, value_raws
from snitflade.formats.kinds import FELT_TOMT, FELT_VAERDI, Faults, Kind
from snitflade.formats.problems import ProblemKind, Problems

BLOCK_ROWS = 2048
"""Rows handled at once: 2048 of the widest records stay within a core's cache."""

FELT_UKENDT = ProblemKind("FELT_UKENDT", "Feltet {field} findes ikke i {record}. Felterne er: {known}.")


class LayoutError(Exception):
    """A declaration contradicts its specification; the program must not start."""


class _Required:
    def __repr__(self) -> str:
        return "skal angives"


REQUIRED = _Required()
"""The default of a field that has none: a value must be given."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule on single values beyond what the kind knows, e.g. a check digit.

    `holds` takes the value's characters as digits 0–9, one row per value, and tells which rows keep the rule.
    """

    holds: Callable[[NDArray[np.uint8]], Mask]
    kind: ProblemKind


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the specification's name in ASCII, what it holds, what it means, and its value when none is given."""

    name: str
    kind: Kind
    meaning: str
    default: Any = REQUIRED
    allowed: tuple[str, ...] = ()
    check: Check | None = None
    source: str = ""

    def prepare(self, values: Any, faults: Faults) -> Column:
        """The canonical column of `values`; one value (not a list or array) stands for all rows."""
        rows = len(faults.lines)
        if isinstance(values, np.ndarray | list | tuple):
            if len(values) != rows:
                raise ValueError(f"{self.name}: {len(values)} values for {rows} rows")
            return self._prepared(values, faults)
        if not rows:
            return self._prepared([], faults)
        one = Faults(faults.problems, faults.lines[:1], faults.encoding, faults.field, faults.record, faults.column)
        return np.broadcast_to(self._prepared([values], one), (rows,))

    def _prepared(self, values: Any, faults: Faults) -> Column:
        column = self.kind.prepare(values, faults)
        self.check_values(column, faults)
        return column

    def read(self, chars: Chars, faults: Faults) -> Column:
        """The column that stands in `chars`. One value repeated in every row, as so often, is read once."""
        if len(chars) > 1 and (chars == chars[0]).all():
            quiet = Problems()
            one = Faults(quiet, faults.lines[:1], faults.encoding, faults.field, faults.record, 0)
            column = self._read(chars[:1], one)
            if not quiet:
                return np.broadcast_to(column, (len(chars),))
        return self._read(chars, faults)

    def _read(self, chars: Chars, faults: Faults) -> Column:
        column = self.kind.read(chars, faults)
        self.check_values(column, faults)
        return column

    def check_values(self, column: Column, faults: Faults) -> None:
        """Report what breaks the field's own rules, in the rows in which nothing else is wrong."""
        if self.allowed and len(column):
            allowed = np.array(self.allowed, dtype="U")
            if column.dtype.kind == "S":  # bytes of Latin-1, as the column's
                allowed = np.array([value.encode("latin-1", "ignore") for value in self.allowed])
            self._report(FELT_VAERDI, ~np.isin(column, allowed), column, faults, allowed=", ".join(self.allowed))
        if self.check and len(column):
            chars = self.kind.write(column)
            holds = self.check.holds((chars - np.uint8(ord("0"))).astype(np.uint8))
            self._report(self.check.kind, (chars[:, 0] != BLANK) & ~holds, column, faults)

    def _report(self, kind: ProblemKind, bad: Mask, column: Column, faults: Faults, **params: Any) -> None:
        faults.report(kind, bad if faults.faulty is None else bad & ~faults.faulty, value_raws(column), **params)


@dataclass(slots=True)
class Table:
    """Rows of one record type as columns. `lines`: the line (from 1) each row has or will have in its file.

    `present`: for records whose fields may be left out (tagged lines), which rows have the field; a field not named there
    stands in every row. `places`: where each field begins in its line (from 1), one number or one per row. `spelled`: for delimited
    files, by column the rows whose cell is not written as we write it, and how it is.
    """

    record: str
    columns: dict[str, Column]
    lines: NDArray[np.int64]
    places: Mapping[str, int | NDArray[np.integer[Any]]] = field(default_factory=dict)
    present: dict[str, Mask] = field(default_factory=dict)
    spelled: dict[str, tuple[NDArray[np.intp], Sequence[str]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def report(self, problems: Problems, kind: ProblemKind, bad: Mask | NDArray[np.intp], name: str, **params: Any) -> None:
        """Report `kind` at field `name` for the rows in `bad` (a mask, or row numbers); arrays in `params` run along."""
        rows = np.flatnonzero(bad) if bad.dtype == bool else bad
        if len(rows):
            place = self.places.get(name, 0)
            problems.add_many(
                kind,
                self.lines[rows],
                column=place if isinstance(place, int) else place[rows],
                field=name,
                record=self.record,
                raws=shown(self[name][rows]),
                **params,
            )


@dataclass(frozen=True)
class Record:
    """One record type. `width`: the length the specification prints; `least`: the shortest that others write (blanks cut)."""

    key: str
    title: str
    width: int
    fields: tuple[Field, ...]
    source: str = ""
    least: int = 0

    def __post_init__(self) -> None:
        total = sum(f.kind.width for f in self.fields)
        if total != self.width:
            raise LayoutError(f"{self.key} {self.title}: felterne fylder {total} tegn, specifikationen siger {self.width}")
        names = [f.name for f in self.fields]
        if len(set(names)) != len(names):
            raise LayoutError(f"{self.key} {self.title}: et felt står to gange")

    @cached_property
    def slices(self) -> dict[str, slice]:
        """Where each field stands, counted from the widths."""
        out, at = {}, 0
        for f in self.fields:
            out[f.name] = slice(at, at + f.kind.width)
            at += f.kind.width
        return out

    @cached_property
    def places(self) -> dict[str, int]:
        """Each field's first position, counted from 1 as specifications do."""
        return {name: int(place.start) + 1 for name, place in self.slices.items()}

    def faults(self, name: str, problems: Problems, lines: NDArray[np.int64], encoding: str) -> Faults:
        """Where faults of field `name` are reported to."""
        return Faults(problems, lines, encoding, name, self.key, self.places[name])

    def table(
        self,
        values: Mapping[str, Any],
        problems: Problems,
        *,
        rows: int | None = None,
        lines: NDArray[np.int64] | None = None,
        encoding: str = "utf-8",
    ) -> Table:
        """A table from columns or single values per field, every value checked; defaults fill what is not given.

        `rows` is needed only when every value is single.
        """
        if rows is None:
            rows = next((len(v) for v in values.values() if isinstance(v, np.ndarray | list | tuple)), 1)
        if lines is None:
            lines = np.arange(1, rows + 1)
        for name in [name for name in values if name not in self.slices]:
            problems.add(FELT_UKENDT, field=name, record=self.key, known=", ".join(f.name for f in self.fields))
        columns = {}
        for f in self.fields:
            faults = self.faults(f.name, problems, lines, encoding)
            value = values.get(f.name, f.default)
            if value is REQUIRED:
                faults.report(FELT_TOMT, np.ones(rows, dtype=bool), lambda at: [""] * len(at))
            else:
                columns[f.name] = f.prepare(value, faults)
        return Table(self.key, columns, lines, self.places)

    def write(self, table: Table, rows: slice) -> Chars:
        """The characters of `rows` of a prepared table, one line each, without line ends."""
        pieces: list[tuple[slice, Chars]] = []
        template = np.full(self.width, BLANK, dtype=np.uint8)
        count = len(range(*rows.indices(len(table))))
        for name, place in self.slices.items():
            column = table.columns[name]
            kind = self._kinds[name]
            if column.strides[0] == 0 and count:  # one value for all rows
                chars = kind.write(column[:1])
                if chars.dtype == np.uint8:
                    template[place] = chars[0]
                    continue
                chars = np.broadcast_to(chars, (count, kind.width))
            else:
                chars = kind.write(column[rows])
            pieces.append((place, chars))
        wide = any(chars.dtype != np.uint8 for _, chars in pieces)
        out = np.empty((count, self.width), dtype=np.uint32 if wide else np.uint8)
        out[:] = template
        for place, chars in pieces:
            out[:, place] = chars
        return out

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        return {f.name: f.kind for f in self.fields}

    def read(self, chars: Chars, lines: NDArray[np.int64], problems: Problems, encoding: str) -> dict[str, Column]:
        """The columns of rows of characters, every field checked."""
        if not len(lines) and chars.dtype.char in self._nothing:  # most of a format's records are not in a file
            return dict(self._nothing[chars.dtype.char])
        found = {f.name: f.read(chars[:, self.slices[f.name]], self.faults(f.name, problems, lines, encoding)) for f in self.fields}
        if not len(lines):
            self._nothing[chars.dtype.char] = dict(found)
        return found

    @cached_property
    def _nothing(self) -> dict[str, dict[str, Column]]:
        """The columns of no rows, by the type of their characters."""
        return {}

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The table as plain JSON values, row by row."""
        names = list(table.columns)
        columns: Sequence[list[Any]] = [self._kinds[name].plain(table.columns[name]) for name in names]
        for values in zip(*columns, strict=True):
            yield dict(zip(names, values, strict=True))
