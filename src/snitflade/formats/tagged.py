"""Lines of a fixed header and floating fields: ``&`` + field number + value, ended by the next ``&`` or the line's end.

G69 has three-digit field numbers, G68 two-digit ones. A `TaggedFormat` is declared like a fixed record: a header `Record` and
a list of `Tag`s, each a `Field` with its number. Lines are handled as whole columns too: all values of one field number in
a file are one matrix of characters, with NUL after the end of a value that is shorter than its field may be.

Sources: prisme.md 2.2 (G69), 4 (G68).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from snitflade.formats import characters
from snitflade.formats.characters import BLANK, Chars, Lines
from snitflade.formats.columns import Column, Mask, shown
from snitflade.formats.document import RAW, Document, Wrapping
from snitflade.formats.fixed import LINJE_TOM
from snitflade.formats.kinds import FELT_LAENGDE, Digits, Faults, Kind
from snitflade.formats.layout import BLOCK_ROWS, FELT_UKENDT, Field, LayoutError, Record, Table
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.tagged_scan import MARK, Found, find_tags
from snitflade.formats.writing import Writing, pieces

LINJE_FOR_KORT = ProblemKind("LINJE_FOR_KORT", "Linjen er kun {length} tegn; alene hovedet fylder {width}.")
FELTNUMMER_UKENDT = ProblemKind("FELTNUMMER_UKENDT", "Feltnummer {number} findes ikke i {format}.")
FELT_MANGLER = ProblemKind("FELT_MANGLER", "Felt {number} ({field}) mangler og skal være der.", spec="FELT-E01")
FELT_BLANK_FORAN = ProblemKind(
    "FELT_BLANK_FORAN", "Der står et blankt tegn mellem feltnummer {number} og værdien; det er sprunget over.", Severity.ADVARSEL
)
TEKST_MED_OG_TEGN = ProblemKind("TEKST_MED_OG_TEGN", "«{raw}» indeholder «&», som begynder et nyt felt. Skriv «og» eller «+».")


@dataclass(frozen=True, slots=True)
class Tag:
    """A floating field. `blank_before`: one blank between number and value is accepted with a warning."""

    number: int
    field: Field
    required: bool = False
    blank_before: bool = False

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name


@dataclass(frozen=True)
class TaggedFormat(Writing):
    """A file format of tagged lines: one record type, whose columns are the header's fields and the tags' together."""

    name: str
    title: str
    source: str
    key: str
    header: Record
    tags: tuple[Tag, ...]
    number_width: int
    encodings: tuple[str, ...]
    rules: Callable[[Document, Problems], None] | None = None
    accept: Callable[[Document, Problems], None] | None = None
    """Brings what a reader accepts, but nobody should write, into the form that is written; run on reading, before `rules`."""

    def __post_init__(self) -> None:
        numbers = [tag.number for tag in self.tags]
        if numbers != sorted(set(numbers)) or numbers[-1] >= 10**self.number_width:
            raise LayoutError(f"{self.name}: feltnumrene skal stige og have {self.number_width} cifre")

    @property
    def types(self) -> tuple[str, ...]:
        """The one record type."""
        return (self.key,)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """All fields, the header's first."""
        return {field.name: field for field in (*self.header.fields, *(tag.field for tag in self.tags))}

    def number(self, tag: Tag) -> str:
        """The tag's number as it is written."""
        return f"{tag.number:0{self.number_width}}"

    # Building

    def table(
        self,
        values: Mapping[str, Any],
        problems: Problems,
        *,
        rows: int | None = None,
        lines: NDArray[np.int64] | None = None,
        present: Mapping[str, Mask] | None = None,
        encoding: str = "utf-8",
    ) -> Table:
        """A table from columns or single values per field, every value checked.

        A tag that is not given is left out of every line; `present` tells which rows have a tag that only some have (what the
        others hold is of no account). Header fields have their defaults.
        """
        if rows is None:
            rows = next((len(v) for v in values.values() if isinstance(v, np.ndarray | list | tuple)), 1)
        header = {name: value for name, value in values.items() if name in self.header.slices}
        table = self.header.table(header, problems, rows=rows, lines=lines, encoding=encoding)
        table.record = self.key
        for name in [name for name in values if name not in self.fields]:
            problems.add(FELT_UKENDT, field=name, record=self.key, known=", ".join(self.fields))
        for tag in self.tags:
            here = (present or {}).get(tag.name, np.ones(rows, dtype=bool))
            if tag.name not in values:
                here = np.zeros(rows, dtype=bool)
            else:
                table.columns[tag.name] = self._prepare(tag, values[tag.name], table.lines, here, problems, encoding)
                if not here.all():
                    table.present[tag.name] = here
            self._report_missing(tag, table.lines[~here], problems)
        return table

    def _prepare(self, tag: Tag, value: Any, lines: NDArray[np.int64], here: Mask, problems: Problems, encoding: str) -> Column:
        if isinstance(value, list | tuple) and not here.all():
            value = [item for item, chosen in zip(value, here, strict=True) if chosen]
        elif isinstance(value, np.ndarray):
            value = value[here]
        faults = Faults(problems, lines[here], encoding, tag.name, self.key, 0)
        column = tag.field.prepare(value, faults)
        if column.dtype.kind in "SU":
            marked = np.strings.find(column, b"&" if column.dtype.kind == "S" else "&") >= 0
            faults.report(TEKST_MED_OG_TEGN, marked, lambda rows: shown(column[rows]))
        return column if here.all() else _spread(column, here)

    def _report_missing(self, tag: Tag, lines: NDArray[np.int64], problems: Problems) -> None:
        if tag.required:
            problems.add_many(FELT_MANGLER, lines, field=tag.name, record=self.key, number=self.number(tag))

    # Reading

    def read(self, data: bytes, problems: Problems) -> Document:
        """The file's table; every fault of every line goes to `problems`."""
        longest = max(self.header.width, *(tag.field.kind.width for tag in self.tags)) + self.number_width + 2
        lines = characters.read_lines(data, self.encodings, problems, pad=longest)
        short = lines.lengths < self.header.width
        empty = lines.lengths == 0
        raw = lines.numbered(np.flatnonzero(short))
        problems.add_many(LINJE_TOM, np.flatnonzero(empty) + 1)
        at = np.flatnonzero(short & ~empty)
        texts = [raw[int(i) + 1] for i in at]
        problems.add_many(LINJE_FOR_KORT, at + 1, raws=texts, length=lines.lengths[at], width=self.header.width)
        rows = np.flatnonzero(~short)
        blocks = range(0, max(len(rows), 1), BLOCK_ROWS)
        table = _joined([self._read_lines(lines, rows[first : first + BLOCK_ROWS], problems) for first in blocks])
        wrapping = Wrapping(lines.encoding, lines.newline, lines.final_newline, lines.byte_order_mark)
        order = np.where(short, RAW, 0).astype(np.uint8)
        document = Document(self.types, {self.key: table}, order, raw, None, wrapping)
        if self.accept:
            self.accept(document, problems)
        self.check(document, problems)
        return document

    def _read_lines(self, lines: Lines, rows: NDArray[np.intp], problems: Problems) -> Table:
        numbers, starts = (rows + 1).astype(np.int64), lines.starts[rows]
        head = sliding_window_view(lines.chars, self.header.width)[starts]
        columns = self.header.read(head, numbers, problems, lines.encoding)
        table = Table(self.key, columns, numbers)
        places: dict[str, int | NDArray[np.integer[Any]]] = dict(self.header.places)
        found = find_tags(lines, rows, self.header.width, self.number_width, problems, self.key)
        counts = np.bincount(found.numbers, minlength=10**self.number_width)
        for number in set(np.flatnonzero(counts).tolist()) - {tag.number for tag in self.tags}:
            mine = found.of(number)
            column = mine.first - starts[mine.rows] - self.number_width
            text = f"{number:0{self.number_width}}"
            at = numbers[mine.rows]
            problems.add_many(FELTNUMMER_UKENDT, at, column=column, record=self.key, number=text, format=self.name)
        for tag in self.tags:
            if not counts[tag.number]:
                self._report_missing(tag, numbers, problems)
                continue
            mine = found.of(tag.number)
            here = np.zeros(len(rows), dtype=bool)
            here[mine.rows] = True
            self._report_missing(tag, numbers[~here], problems)
            column_of = mine.first - starts[mine.rows] + 1
            faults = Faults(problems, numbers[mine.rows], lines.encoding, tag.name, self.key, column_of)
            column, good = self._read_values(tag, lines.chars, mine, faults)
            table.columns[tag.name] = _spread(column, here)
            places[tag.name] = _spread(column_of, here)
            here[mine.rows] = good
            if not here.all():
                table.present[tag.name] = here
        table.places = places
        return table

    def _read_values(self, tag: Tag, chars: Chars, found: Found, faults: Faults) -> tuple[Column, Mask]:
        """The values of one tag, and which of them are read: not those whose length the field does not allow."""
        kind = tag.field.kind
        first, length = found.first, found.length
        if tag.blank_before:
            # Digits never begin with a blank; a text may, unless it would be too long with it.
            blank = (chars[first] == BLANK) & ((length == kind.width + 1) | (isinstance(kind, Digits) & (length > kind.least)))
            faults.report(FELT_BLANK_FORAN, blank, lambda rows: [" "] * len(rows), number=self.number(tag))
            first, length = first + blank, length - blank
        bad = (length > kind.width) | (length < kind.least)
        span = f"{kind.width}" if kind.least == kind.width else f"{kind.least}–{kind.width}"
        faults.report(
            FELT_LAENGDE, bad, lambda rows: [characters.as_text(chars[first[r] :][: length[r]]) for r in rows], width=span
        )
        widest = min(kind.width, int(length.max()))
        values = np.zeros((len(first), kind.width), dtype=chars.dtype)
        values[:, :widest] = sliding_window_view(chars, widest or 1)[first][:, :widest]
        if kind.least < kind.width:
            values[np.arange(kind.width) >= length[:, None]] = 0
        if not bad.any():
            return tag.field.read(values, faults), ~bad
        good = Faults(
            faults.problems, faults.lines[~bad], faults.encoding, faults.field, faults.record, np.asarray(faults.column)[~bad]
        )
        return _spread(tag.field.read(values[~bad], good), ~bad), ~bad

    # Writing

    def check(self, document: Document, problems: Problems) -> None:
        """The rules of the whole file, run on reading and before writing."""
        if self.rules:
            self.rules(document, problems)

    def wrap(self, document: Document) -> bytes:
        """The file's bytes, with no rule checked."""
        return document.wrapping.finish(self.body(document))

    def body(self, document: Document) -> bytes:
        """The lines of the file as bytes, each with its end, with no rule checked."""
        return b"".join(pieces(document, self.key, self._block, BLOCK_ROWS))

    def _block(self, table: Table, rows: slice, newline: str) -> Chars:
        """The lines of `rows`, ends included, as one run of characters."""
        pieces: list[Chars] = [self.header.write(table, rows)]
        count = len(pieces[0])
        for tag in self.tags:
            if tag.name not in table.columns:
                continue
            chars = tag.field.kind.write(table.columns[tag.name][rows])
            if tag.field.kind.least < tag.field.kind.width:
                chars = chars[:, : int((chars != 0).any(axis=0).sum())]
            mark = np.broadcast_to(characters.as_chars(f"{chr(MARK)}{self.number(tag)}"), (count, 1 + self.number_width))
            if tag.name in table.present:
                here = table.present[tag.name][rows, None]
                mark, chars = mark * here, chars * here
            pieces += [mark, chars]
        pieces.append(np.broadcast_to(characters.as_chars(newline), (count, len(newline))))
        whole = np.concatenate(pieces, axis=1)
        return np.asarray(whole[whole != 0])

    # Showing

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The table as plain JSON values, row by row; a field that a line does not have is not in its row."""
        kinds: dict[str, Kind] = {name: field.kind for name, field in self.fields.items()}
        columns = {name: kinds[name].plain(column) for name, column in table.columns.items()}
        everywhere = np.ones(len(table), dtype=bool)
        present = [table.present.get(name, everywhere).tolist() for name in columns]
        for values, here in zip(zip(*columns.values(), strict=True), zip(*present, strict=True), strict=True):
            yield {name: value for name, value, kept in zip(columns, values, here, strict=True) if kept}


def _joined(tables: list[Table]) -> Table:
    """Tables of following lines as one. A field that is in none of the lines of a table is absent there."""
    if len(tables) == 1:
        return tables[0]
    whole = Table(tables[0].record, {}, np.concatenate([table.lines for table in tables]))
    places: dict[str, int | NDArray[np.integer[Any]]] = {}
    samples = {name: (table.columns[name], table.places[name]) for table in tables for name in table.columns}
    for name, (sample, place) in samples.items():
        nothing = [np.zeros(len(table), dtype=sample.dtype) for table in tables]
        whole.columns[name] = np.concatenate([table.columns.get(name, none) for table, none in zip(tables, nothing, strict=True)])
        if not isinstance(place, int):
            place = np.concatenate([np.broadcast_to(table.places.get(name, 0), len(table)) for table in tables])
        places[name] = place
        here = [table.present.get(name, np.full(len(table), name in table.columns)) for table in tables]
        if not all(mask.all() for mask in here):
            whole.present[name] = np.concatenate(here)
    whole.places = places
    return whole


def _spread(column: Column, here: Mask) -> Column:
    """`column`, which has a value only for the True rows of `here`, with empty values for the others."""
    if here.all():
        return column
    whole = np.zeros(len(here), dtype=column.dtype)
    whole[here] = column
    return whole
