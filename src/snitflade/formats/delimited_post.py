"""One kind of line of a delimited file: its columns, declared once, read and written as whole columns.

A cell is a floating value as in `tagged.py`: it ends where it ends, and an empty one is no value at all. How a cell is spelled that
we would write otherwise (blanks around it, a point for a comma, another form of a date) is kept in `Table.spelled`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.cell_kinds import spelled
from snitflade.formats.characters import as_text
from snitflade.formats.columns import Column as Values
from snitflade.formats.columns import Mask
from snitflade.formats.delimited_column import Column
from snitflade.formats.delimited_scan import Cells, Contents, contents
from snitflade.formats.kinds import FELT_FOR_LANGT, FELT_TOMT, Faults
from snitflade.formats.layout import FELT_UKENDT, Field, LayoutError, Table
from snitflade.formats.problems import Problems
from snitflade.formats.texts import compact

TRAILING = ""
"""In `Table.spelled`: the delimiter after the last cell, where there is one."""
SPELLED = "stavemaade"
"""Where a row of JSON Lines tells how its cells are spelled."""
_SHOWN = 100
"""Characters that are shown of a cell that is too long to be read."""


class Quoting(StrEnum):
    """When cells stand in quotes: never (a quote is a character like others), where they must, always."""

    INGEN = "ingen"
    NOEDVENDIG = "noedvendig"
    ALLE = "alle"


@dataclass(slots=True)
class Block:
    """Lines that are read at once: their cells, numbers in the file, and where to report."""

    cells: Cells
    starts: NDArray[np.int64]
    numbers: NDArray[np.int64]
    problems: Problems
    encoding: str
    delimiter: str
    quoting: Quoting


@dataclass(frozen=True)
class Post:
    """One kind of line. `told`: the number of a column (from 0) and the text in it by which the line is known.

    `line`: the line is known by its place instead, from 1. `headed`: its columns stand under the headings, in their order;
    otherwise in the declared one. `counts`: the numbers of columns a line may have, the first of them written.
    `least` and `most`: how many such lines a file has. `last`: it closes the file.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    told: tuple[int, str] | None = None
    line: int = 0
    headed: bool = True
    counts: tuple[int, ...] = ()
    least: int = 0
    most: int | None = None
    last: bool = False

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise LayoutError(f"{self.key} {self.title}: et felt står to gange")
        if any(not 0 < count <= len(names) for count in self.counts):
            raise LayoutError(f"{self.key} {self.title}: der er {len(names)} kolonner")

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The columns' fields."""
        return tuple(column.field for column in self.columns)

    @cached_property
    def places(self) -> dict[str, int]:
        """Each field's column, counted from 1."""
        return {column.name: number for number, column in enumerate(self.columns, start=1)}

    @property
    def widths(self) -> tuple[int, ...]:
        """The numbers of columns a line may have."""
        return self.counts or (len(self.columns),)

    # Building

    def table(
        self,
        values: Mapping[str, Any],
        problems: Problems,
        *,
        rows: int | None = None,
        lines: NDArray[np.int64] | None = None,
        encoding: str = "utf-8",
    ) -> Table:
        """A table from columns or single values per field, every value checked; None and "" are empty cells.

        `rows` is needed only when every value is single.
        """
        if rows is None:
            rows = next((len(v) for v in values.values() if isinstance(v, np.ndarray | list | tuple)), 1)
        if lines is None:
            lines = np.arange(1, rows + 1)
        for name in [name for name in values if name not in self.places]:
            problems.add(FELT_UKENDT, field=name, record=self.key, known=", ".join(self.places))
        table = Table(self.key, {}, lines, dict.fromkeys(self.places, 0))
        for column in self.columns:
            if column.optional and column.name not in values:
                continue
            given = values.get(column.name)
            items: Any = given if isinstance(given, np.ndarray | list | tuple) else [given] * rows
            if len(items) != rows:
                raise ValueError(f"{column.name}: {len(items)} values for {rows} rows")
            here = _filled(items)
            if column.required:
                problems.add_many(FELT_TOMT, lines[~here], field=column.name, record=self.key)
            some = _stripped(items, here)
            faults = Faults(problems, lines[here], encoding, column.name, self.key, 0)
            found = column.field.prepare(some, faults)
            column.check(found, faults)
            put_values(table, column.name, found, here)
        return table

    # Reading

    def read(self, block: Block, rows: NDArray[np.intp], order: Mapping[str, int]) -> Table:
        """The table of the lines `rows` of a block. `order`: the cell (from 0) of each field; others are left out."""
        table = Table(self.key, {}, block.numbers[rows])
        places: dict[str, int | NDArray[np.integer[Any]]] = {}
        for column in self.columns:
            if column.name in order:
                at = block.cells.heads[rows] + order[column.name]
                place = (block.cells.starts[at] - block.starts[rows] + 1).astype(np.int32)
                places[column.name] = place
                self._read_column(table, column, block, at, place)
        table.places = places
        return table

    def _read_column(self, table: Table, column: Column, block: Block, at: NDArray[np.intp], place: NDArray[np.int32]) -> None:
        kind, cells = column.field.kind, block.cells
        if not column.required and block.quoting is not Quoting.ALLE and (cells.starts[at] == cells.stops[at]).all():
            nobody = Faults(Problems(), table.lines[:0], block.encoding, column.name, self.key, 0)
            values, _ = spelled(kind, np.zeros((0, 1), dtype=cells.chars.dtype), nobody)
            put_values(table, column.name, values, np.zeros(len(at), dtype=bool))
            return
        found = contents(cells, at)
        filled, long = found.length > 0, found.length > kind.width
        faults = Faults(block.problems, table.lines, block.encoding, column.name, self.key, place)
        faults.report(
            FELT_FOR_LANGT, long, lambda rows: [found.text(cells.chars, row, _SHOWN) for row in rows.tolist()], width=kind.width
        )
        if column.required:
            faults.report(FELT_TOMT, ~filled, lambda rows: [""] * len(rows))
        here = filled & ~long
        read = np.flatnonzero(here)
        faults = Faults(block.problems, table.lines[read], block.encoding, column.name, self.key, place[read])
        values, plain = spelled(kind, found.matrix(cells.chars, read, kind.width), faults)
        column.field.check_values(values, faults)
        column.check(values, faults)
        usual = found.bare & (found.quoted == self._quoted(block, found))
        usual[read] &= plain
        if faults.faulty is not None:
            here[read[faults.faulty]] = False
            values = values[~faults.faulty]
        put_values(table, column.name, values, here)
        odd = np.flatnonzero(~usual | (filled & ~here))
        if len(odd):
            spans = zip(cells.starts[at[odd]].tolist(), cells.stops[at[odd]].tolist(), strict=True)
            table.spelled[column.name] = (odd, compact([as_text(cells.chars[start:stop]) for start, stop in spans]))

    def _quoted(self, block: Block, found: Contents) -> Mask:
        """Which of the cells we would put in quotes."""
        if block.quoting is not Quoting.NOEDVENDIG:
            return np.full(len(found.length), block.quoting is Quoting.ALLE)
        needed = np.zeros(len(found.length), dtype=bool)
        for row in np.flatnonzero(found.quoted).tolist():
            text = found.text(block.cells.chars, row, int(found.length[row]))
            needed[row] = block.delimiter in text or '"' in text
        return needed

    # Showing

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The table as plain JSON values, row by row; an empty cell is not in its row."""
        kinds = {field.name: field.kind for field in self.fields}
        names = list(table.columns)
        values = [kinds[name].plain(column) for name, column in table.columns.items()]
        everywhere = np.ones(len(table), dtype=bool)
        here = [table.present.get(name, everywhere).tolist() for name in names]
        written: dict[int, dict[str, str]] = {}
        for name, (rows, texts) in table.spelled.items():
            for number, text in zip(rows.tolist(), texts, strict=True):
                written.setdefault(number, {})[name] = text
        for number in range(len(table)):
            row = {name: column[number] for name, column, kept in zip(names, values, here, strict=True) if kept[number]}
            yield row | ({SPELLED: written[number]} if number in written else {})


def _filled(items: Any) -> Mask:
    """Which values are not empty: neither None nor nothing but blanks."""
    if isinstance(items, np.ndarray):
        if items.dtype.kind == "M":
            return np.asarray(~np.isnat(items))
        if items.dtype.kind in "SU":
            return np.asarray(np.strings.str_len(np.strings.strip(items, b" " if items.dtype.kind == "S" else " ")) > 0)
        return np.ones(len(items), dtype=bool)
    return np.array([item.strip(" ") != "" if isinstance(item, str) else item is not None for item in items], dtype=bool)


def _stripped(items: Any, here: Mask) -> Any:
    """The values of the rows `here`, texts without the blanks around them, which are not value."""
    if isinstance(items, np.ndarray):
        some = items[here]
        return np.strings.strip(some, b" " if some.dtype.kind == "S" else " ") if some.dtype.kind in "SU" else some
    kept = [item for item, chosen in zip(items, here, strict=True) if chosen]
    return [item.strip(" ") if isinstance(item, str) else item for item in kept]


def put_values(table: Table, name: str, values: Values, here: Mask) -> None:
    """Put the values of the rows `here` into `table`; the others have none."""
    if here.all():
        table.columns[name] = values
        return
    whole = np.zeros(len(here), dtype=values.dtype)
    if whole.dtype.kind == "M":
        whole[:] = np.datetime64("NaT")
    whole[here] = values
    table.columns[name] = whole
    table.present[name] = here


def joined(tables: Sequence[Table], key: str) -> Table:
    """Tables of following lines as one, which takes over what is in them. A column that is in only some is empty in the others."""
    if len(tables) == 1:
        return tables[0]
    lines = np.concatenate([table.lines for table in tables]) if tables else np.empty(0, dtype=np.int64)
    whole = Table(key, {}, lines)
    samples = {name: column.dtype for table in tables for name, column in table.columns.items()}
    heads = np.cumsum([0, *(len(table) for table in tables)])[:-1].tolist()
    placed = [dict(table.places) for table in tables]
    for table in tables:
        table.places = {}
    places: dict[str, int | NDArray[np.integer[Any]]] = {}
    for name, sample in samples.items():
        here = [table.present.get(name, np.full(len(table), name in table.columns)) for table in tables]
        # Each column is let go as it is copied: not all of them are there twice at once.
        parts = [table.columns.pop(name, np.zeros(len(table), dtype=sample)) for table in tables]
        put_values(whole, name, np.concatenate(parts)[mask := np.concatenate(here)], mask)
        places[name] = np.concatenate(
            [np.broadcast_to(place.pop(name, 0), len(table)) for place, table in zip(placed, tables, strict=True)], dtype=np.int32
        )
    for name in (*samples, TRAILING):
        odd = [(*table.spelled[name], head) for table, head in zip(tables, heads, strict=True) if name in table.spelled]
        if not odd:
            continue
        rows = np.concatenate([rows + head for rows, _, head in odd])
        whole.spelled[name] = (rows, compact([text for _, texts, _ in odd for text in texts]))
    whole.places = places
    return whole
