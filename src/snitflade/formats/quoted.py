"""Lines of columns, every one in quotes and between commas, without a heading line: ERH.

A `QuotedFormat` is declared like a record: its `Field`s in order, each as long as its value is. Some columns may stand at the
end of a line or not, all of them together (`tail`). A quote cannot stand in a value: nothing escapes it. Lines are handled as
whole columns: all values of one column in a block of lines are one matrix of characters, with NUL after the end of a value.

Source: payments.md 3.2, 3.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from snitflade.formats import characters
from snitflade.formats.characters import Chars, Lines
from snitflade.formats.columns import Column, Mask, shown
from snitflade.formats.document import RAW, Document, Wrapping
from snitflade.formats.fixed import LINJE_TOM
from snitflade.formats.kinds import FELT_LAENGDE, FELT_TOMT, Faults
from snitflade.formats.layout import BLOCK_ROWS, FELT_UKENDT, REQUIRED, Field, LayoutError, Table
from snitflade.formats.problems import ProblemKind, Problems, mask_line
from snitflade.formats.writing import Writing, pieces

QUOTE, COMMA = ord('"'), ord(",")

KOLONNER_ANTAL = ProblemKind(
    "KOLONNER_ANTAL", "Linjen har {count} kolonner; {format} har {wanted}. Linjen er bevaret, men ikke læst.", spec="RECORD_LAENGDE"
)
KOLONNER_BLANDET = ProblemKind(
    "KOLONNER_BLANDET", "Linjen har {count} kolonner, men den første har {first}. Alle linjer i en fil skal have lige mange."
)
CITATIONSTEGN_FEJL = ProblemKind(
    "CITATIONSTEGN_FEJL",
    "Hver kolonne skal stå i anførselstegn, adskilt af komma alene; det gør den {number}. ikke. Linjen er bevaret, men ikke læst.",
)
CITATIONSTEGN_I_TEKST = ProblemKind(
    "CITATIONSTEGN_I_TEKST", "«{raw}» indeholder et anførselstegn, som ikke kan skrives i {format}. Skriv teksten uden det."
)


class Places(Mapping[str, NDArray[np.int64]]):
    """Where each column of each line begins, counted from 1."""

    def __init__(self, names: Sequence[str], first: NDArray[np.int32]) -> None:
        self.at = {name: i for i, name in enumerate(names)}
        self.first = first

    def __getitem__(self, name: str) -> NDArray[np.int64]:
        return self.first[:, self.at[name]].astype(np.int64)

    def __iter__(self) -> Iterator[str]:
        return iter(self.at)

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True)
class QuotedFormat(Writing):
    """A file format of quoted columns: one record type. `tail`: columns a file has at the end of every line, or of none."""

    name: str
    title: str
    source: str
    key: str
    columns: tuple[Field, ...]
    tail: tuple[Field, ...]
    encodings: tuple[str, ...]
    rules: Callable[[Document, Problems], None] | None = None

    def __post_init__(self) -> None:
        if len(self.fields) != len(self.columns) + len(self.tail):
            raise LayoutError(f"{self.name}: et felt står to gange")

    @property
    def types(self) -> tuple[str, ...]:
        """The one record type."""
        return (self.key,)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """All columns by name, in order."""
        return {field.name: field for field in (*self.columns, *self.tail)}

    @cached_property
    def _empty(self) -> dict[str, Column]:
        """What a column is in which nothing stands, for the columns that may be so."""
        found = {}
        for name, field in self.fields.items():
            problems = Problems()
            faults = Faults(problems, np.ones(1, dtype=np.int64), self.encodings[0], name, self.key, 0)
            column = field.read(np.zeros((1, 1), dtype=np.uint8), faults) if field.kind.least == 0 else None
            if column is not None and not problems:
                found[name] = column
        return found

    # Building

    def table(
        self,
        values: Mapping[str, Any],
        problems: Problems,
        *,
        rows: int | None = None,
        lines: NDArray[np.int64] | None = None,
        present: Mapping[str, Mask] | None = None,
        encoding: str = "",
    ) -> Table:
        """A table from columns or single values per field, every value checked; defaults fill what is not given.

        The columns of `tail` stand in the lines in which `present` has one of them; without `present`, in all lines as soon as one
        of them is given.
        """
        if rows is None:
            rows = next((len(v) for v in values.values() if isinstance(v, np.ndarray | list | tuple)), 1)
        if lines is None:
            lines = np.arange(1, rows + 1)
        for name in [name for name in values if name not in self.fields]:
            problems.add(FELT_UKENDT, field=name, record=self.key, known=", ".join(self.fields))
        table = Table(self.key, {}, lines)
        for field in self.columns:
            table.columns[field.name] = self._prepared(field, values, lines, problems, encoding)
        given = [field.name for field in self.tail if field.name in values]
        if given:
            marked = [np.broadcast_to((present or {}).get(name, True), rows) for name in given]
            here = np.logical_or.reduce(marked)
            for field in self.tail:
                table.columns[field.name] = self._prepared(field, values, lines, problems, encoding, here)
                if not here.all():
                    table.present[field.name] = here
        return table

    def _prepared(
        self,
        field: Field,
        values: Mapping[str, Any],
        lines: NDArray[np.int64],
        problems: Problems,
        encoding: str,
        here: Mask | None = None,
    ) -> Column:
        faults = Faults(problems, lines, encoding or self.encodings[0], field.name, self.key, 0)
        value = values.get(field.name, field.default)
        if isinstance(value, list | tuple) and field.default is not REQUIRED:
            value = [field.default if one is None else one for one in value]
        if value is REQUIRED:
            faults.report(FELT_TOMT, np.ones(len(lines), dtype=bool), lambda at: [""] * len(at))
            value = []
            column = field.kind.prepare(value, Faults(Problems(), lines[:0], faults.encoding, field.name, self.key, 0))
            return np.zeros(len(lines), dtype=column.dtype)
        column = field.prepare(value, faults)
        if column.dtype.kind in "SU":
            single = column if column.strides[0] or not len(column) else column[:1]
            marked = np.strings.find(single, b'"' if column.dtype.kind == "S" else '"') >= 0
            if marked.any():
                every = np.broadcast_to(marked, column.shape)
                faults.report(CITATIONSTEGN_I_TEKST, every, lambda rows: shown(column[rows]), format=self.name)
        return column

    # Reading

    def read(self, data: bytes, problems: Problems) -> Document:
        """The file's table; every fault of every line goes to `problems`."""
        widest = max(field.kind.width for field in self.fields.values()) + 1
        lines = characters.read_lines(data, self.encodings, problems, pad=widest, may_end_mark=True)
        order = np.full(len(lines.starts), RAW, dtype=np.uint8)
        widths = [len(self.columns), *([len(self.fields)] if self.tail else [])]
        tables = [
            self._read_block(lines, rows, marks, problems)
            for first in range(0, len(order), BLOCK_ROWS)
            for rows, marks in self._framed(lines, slice(first, first + BLOCK_ROWS), widths)
        ]
        for table in tables:
            order[table.lines - 1] = 0
        self._report_raw(lines, np.flatnonzero(order == RAW), widths, problems)
        table = self._joined(tables)
        raw = lines.numbered(np.flatnonzero(order == RAW))
        wrapping = Wrapping(lines.encoding, lines.newline, lines.final_newline, lines.byte_order_mark, lines.end_mark)
        document = Document(self.types, {self.key: table}, order, raw, None, wrapping)
        self.check(document, problems)
        return document

    def _framed(self, lines: Lines, block: slice, widths: list[int]) -> Iterator[tuple[NDArray[np.int64], NDArray[Any]]]:
        """Those lines of `block` that are nothing but quoted columns with a comma between each two, and where their quotes are."""
        starts = lines.starts[block]
        ends = starts + lines.lengths[block]
        # Offsets in 32 bits as long as they fit: they are most of what is moved here.
        quote: NDArray[Any] = np.flatnonzero(lines.chars[starts[0] : ends[-1]] == QUOTE) + starts[0]
        if len(lines.chars) < 2**31:
            quote = quote.astype(np.int32)
        first = np.searchsorted(quote, starts)
        count = np.searchsorted(quote, ends) - first
        for width in widths:
            rows = np.flatnonzero(count == 2 * width)
            if not len(rows):
                continue
            marks = quote[first[rows, None] + np.arange(2 * width)]
            good = (marks[:, 0] == starts[rows]) & (marks[:, -1] == ends[rows] - 1)
            good &= (marks[:, 2::2] - marks[:, 1:-1:2] == 2).all(axis=1)
            good &= (lines.chars[marks[:, 1:-1:2] + 1] == COMMA).all(axis=1)
            if good.any():
                yield rows[good] + block.start, marks[good]

    def _report_raw(self, lines: Lines, rows: NDArray[np.intp], widths: list[int], problems: Problems) -> None:
        """Say of each line that is not read why."""
        problems.add_many(LINJE_TOM, rows[lines.lengths[rows] == 0] + 1)
        wanted = " eller ".join(map(str, widths))
        for i in rows[lines.lengths[rows] > 0].tolist():
            text = lines.text(i)
            found = _outside(text)
            shown_text = mask_line(text[:200])
            if found is None:
                count = len(text.split('","'))
                problems.add(KOLONNER_ANTAL, line=i + 1, raw=shown_text, count=count, wanted=wanted, format=self.name)
            else:
                at, number = found
                problems.add(CITATIONSTEGN_FEJL, line=i + 1, column=at + 1, raw=mask_line(text[at : at + 60]), number=number)

    def _read_block(self, lines: Lines, rows: NDArray[np.int64], marks: NDArray[Any], problems: Problems) -> Table:
        fields = list(self.fields.values())[: marks.shape[1] // 2]
        numbers = (rows + 1).astype(np.int64)
        first, length = marks[:, ::2] + 1, marks[:, 1::2] - marks[:, ::2] - 1
        place = (first - lines.starts[rows, None].astype(first.dtype) + 1).astype(np.int32, copy=False)
        table = Table(self.key, {}, numbers, Places([field.name for field in fields], place))
        longest = length.max(axis=0).tolist()
        for i, field in enumerate(fields):
            if not longest[i] and field.name in self._empty:  # most of them, in most files
                table.columns[field.name] = np.broadcast_to(self._empty[field.name], len(rows))
                continue
            faults = Faults(problems, numbers, lines.encoding, field.name, self.key, place[:, i].astype(np.int64))
            table.columns[field.name] = _values(field, lines.chars, first[:, i], length[:, i], longest[i], faults)
        return table

    def _joined(self, tables: list[Table]) -> Table:
        """The tables of all blocks as one, in the order of their lines."""
        if not tables:
            quiet = Problems()
            nothing = self.table({field.name: [] for field in self.columns}, quiet, rows=0)
            nothing.places = Places(list(self.fields), np.zeros((0, len(self.fields)), dtype=np.int32))
            return nothing
        lines = np.concatenate([table.lines for table in tables])
        order = np.argsort(lines, kind="stable")
        straight = bool((order == np.arange(len(order))).all())
        widest = max(len(table.columns) for table in tables)
        names = list(self.fields)[:widest]
        whole = Table(self.key, {}, lines[order])
        for name in names:
            sample = next(table.columns[name] for table in tables if name in table.columns)
            parts = [table.columns.get(name, np.zeros(len(table), dtype=sample.dtype)) for table in tables]
            column = np.concatenate(parts)
            whole.columns[name] = column if straight else column[order]
            here = np.concatenate([np.full(len(table), name in table.columns) for table in tables])
            if not here.all():
                whole.present[name] = here[order]
        places = np.zeros((len(lines), widest), dtype=np.int32)
        at = 0
        for table in tables:
            assert isinstance(table.places, Places)  # noqa: S101 (made in _read_block)
            places[at : at + len(table), : table.places.first.shape[1]] = table.places.first
            at += len(table)
        whole.places = Places(names, places if straight else places[order])
        return whole

    # Writing

    def check(self, document: Document, problems: Problems) -> None:
        """The rules of the whole file, run on reading and before writing."""
        table = document.tables[self.key]
        if self.tail and self.tail[0].name in table.present:
            long = table.present[self.tail[0].name]
            counts = np.where(long, len(self.fields), len(self.columns))
            odd = np.flatnonzero(counts != counts[0])
            problems.add_many(KOLONNER_BLANDET, table.lines[odd], record=self.key, count=counts[odd], first=int(counts[0]))
        if self.rules:
            self.rules(document, problems)

    def wrap(self, document: Document) -> bytes:
        """The file's bytes, with no rule checked."""
        return document.wrapping.finish(b"".join(pieces(document, self.key, self._block, BLOCK_ROWS)))

    def _block(self, table: Table, rows: slice, newline: str) -> Chars:
        """The lines of `rows`, ends included, as one run of characters."""
        count = len(range(*rows.indices(len(table))))
        pieces: list[Chars] = []
        constant = '"'
        everywhere = np.ones(count, dtype=bool)

        def flush(here: Mask) -> None:
            mark = np.broadcast_to(characters.as_chars(constant), (count, len(constant)))
            pieces.append(mark if here.all() else mark * here[:, None])

        here = everywhere
        for number, (name, field) in enumerate(self.fields.items()):
            if name not in table.columns:
                break
            if number == len(self.columns) and name in table.present:
                flush(here)
                constant, here = "", np.asarray(table.present[name][rows])
            constant += '","' if number else ""
            column = table.columns[name]
            chars = field.kind.write(column[rows] if column.strides[0] else column[:1])
            used = int((chars != 0).any(axis=0).sum())
            if not used:
                continue
            flush(here)
            constant = ""
            chars = np.broadcast_to(chars[:, :used], (count, used))
            pieces.append(chars if here.all() else chars * here[:, None])
        flush(here)
        constant, here = '"' + newline, everywhere
        flush(here)
        whole = np.concatenate(pieces, axis=1)
        return np.asarray(whole[whole != 0])

    # Showing

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The table as plain JSON values, row by row. A column that is empty, as it is by default, is not in its row."""
        columns = {name: self.fields[name].kind.plain(column) for name, column in table.columns.items()}
        defaults = [self.fields[name].default for name in columns]
        tails = {field.name for field in self.tail}
        everywhere = np.ones(len(table), dtype=bool)
        present = [table.present.get(name, everywhere).tolist() for name in columns]
        kept = [name in tails for name in columns]
        for values, here in zip(zip(*columns.values(), strict=True), zip(*present, strict=True), strict=True):
            yield {
                name: value
                for name, value, default, tail, there in zip(columns, values, defaults, kept, here, strict=True)
                if there and (tail or value != "" or default != "")
            }


def _values(
    field: Field, chars: Chars, first: NDArray[np.int64], length: NDArray[np.int64], longest: int, faults: Faults
) -> Column:
    """The values of one column of a block."""
    kind = field.kind
    if not longest and kind.least == 0:
        return field.read(np.zeros((len(first), 1), dtype=np.uint8), faults)
    bad = (length > kind.width) | (length < kind.least)
    if bad.any():
        span = f"{kind.width}" if kind.least == kind.width else f"{kind.least}–{kind.width}"
        texts = [characters.as_text(chars[at : at + size]) for at, size in zip(first.tolist(), length.tolist(), strict=True)]
        empty = bad & (length == 0)
        faults.report(FELT_TOMT, empty, lambda rows: [""] * len(rows))
        faults.report(FELT_LAENGDE, bad & ~empty, lambda rows: [texts[row] for row in rows], width=span)
    widest = min(kind.width, longest) or 1
    values = np.zeros((len(first), kind.width), dtype=chars.dtype)
    values[:, :widest] = sliding_window_view(chars, widest)[first]
    values[np.arange(kind.width) >= length[:, None]] = 0
    if not bad.any():
        return field.read(values, faults)
    assert not isinstance(faults.column, int)  # noqa: S101 (one per line)
    good = Faults(faults.problems, faults.lines[~bad], faults.encoding, faults.field, faults.record, faults.column[~bad])
    column = field.read(values[~bad], good)
    whole = np.zeros(len(bad), dtype=column.dtype)
    if whole.dtype.kind == "M":
        whole[:] = np.datetime64("NaT")
    whole[~bad] = column
    return whole


def _outside(text: str) -> tuple[int, int] | None:
    """Where a line stops being quoted columns with commas between, and in which column (from 1); None where it does not."""
    at, number = 0, 1
    while True:
        if text[at : at + 1] != '"':
            return at, number
        end = text.find('"', at + 1)
        if end < 0:
            return at, number
        if end == len(text) - 1:
            return None
        if text[end + 1] != ",":
            return end + 1, number
        at, number = end + 2, number + 1
