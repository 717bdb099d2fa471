"""Files of fixed-width records, of one or many types, read and written in one pass.

The record type is told by the fields named in `told_by`, which stand at the same place in every record. Lines of a type that is not
declared are kept as they are and reported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from numpy.typing import NDArray

from snitflade.formats import characters
from snitflade.formats.characters import BLANK, Chars, Lines
from snitflade.formats.document import RAW, Document, Wrapping
from snitflade.formats.layout import BLOCK_ROWS, LayoutError, Record, Table
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_line
from snitflade.formats.writing import Writing

RECORD_UKENDT = ProblemKind("RECORD_UKENDT", "Recordtypen «{key}» kendes ikke i {format}; linjen er bevaret, men ikke læst.")
RECORD_UDEN_LAYOUT = ProblemKind(
    "RECORD_UDEN_LAYOUT",
    "Recordtypen «{key}» findes, men ingen har beskrevet dens felter; linjen er bevaret uændret.",
    Severity.ADVARSEL,
)
LINJE_TOM = ProblemKind("LINJE_TOM", "Linjen er tom.")
RECORD_FOR_KORT = ProblemKind(
    "RECORD_FOR_KORT", "Linjen er {length} tegn; {record} er {width}, og mindst {least} skal være der.", spec="RECORD_LAENGDE"
)
RECORD_FOR_LANG = ProblemKind(
    "RECORD_FOR_LANG", "Linjen er {length} tegn, men {record} er kun {width}; resten er ikke blank.", spec="RECORD_LAENGDE"
)
RECORD_BLANK_HALE = ProblemKind("RECORD_BLANK_HALE", "Linjen har blanke tegn efter sine {width} tegn.", Severity.ADVARSEL)
RECORD_AFKORTET = ProblemKind("RECORD_AFKORTET", "Linjen skal være {length} tegn, men det, der så falder bort, er ikke blankt.")


class Across(Protocol):
    """Rules that reach across the parts of a file that is written part by part."""

    def add(self, document: Document) -> None:
        """Take note of one part."""
        ...

    def finish(self, problems: Problems) -> None:
        """Report what is wrong between the parts."""
        ...


@dataclass(frozen=True)
class FixedFormat(Writing):
    """A file format of fixed-width records.

    `name`: its name on the command line. `told_by`: the fields that tell the record type. `encodings`: the first is written, the
    others are accepted. `rules`: the rules of the whole file, run on reading and before writing. `across`: those of them that
    reach from one part to another of a file written in parts (`streaming.py`). `without_layout`: types that exist
    but that nobody has described. `may_end_mark`: one 0x1A at the file's end is accepted. `padded`: lines filled with blanks beyond
    their record are as good as others. `unbroken`: the records may stand in one stream without line ends.
    """

    name: str
    title: str
    source: str
    records: tuple[Record, ...]
    told_by: tuple[str, ...]
    encodings: tuple[str, ...]
    rules: Callable[[Document, Problems], None] | None = None
    across: Callable[[], Across] | None = None
    without_layout: tuple[str, ...] = ()
    may_end_mark: bool = False
    padded: bool = False
    unbroken: bool = False

    def __post_init__(self) -> None:
        for record in self.records:
            if [record.slices[name] for name in self.told_by] != self._key_places:
                raise LayoutError(f"{self.name}: {record.key} har ikke sin recordtype samme sted som de andre")

    @cached_property
    def _key_places(self) -> list[slice]:
        return [self.records[0].slices[name] for name in self.told_by]

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The record types' keys, in declared order."""
        return tuple(record.key for record in self.records)

    def record(self, key: str) -> Record:
        """The record type `key`. Raises KeyError."""
        return self.records[{record.key: i for i, record in enumerate(self.records)}[key]]

    def recognise(self, data: bytes) -> bool | None:
        """Whether the beginning of a file looks as this format's files do; None where only its lines can tell."""
        return None

    # Reading

    def read(self, data: bytes, problems: Problems) -> Document:
        """The file's tables; every fault of every line goes to `problems`."""
        widest = max(record.width for record in self.records)
        lines = characters.read_lines(data, self.encodings, problems, pad=widest, may_end_mark=self.may_end_mark)
        order = self._classify(lines, problems)
        lengths = np.zeros(len(order), dtype=np.int64)
        tables = {}
        for index, record in enumerate(self.records):
            rows = np.flatnonzero(order == index)
            rows = self._check_lengths(record, rows, lines, order, lengths, problems)
            tables[record.key] = self._read_rows(record, rows, lines, problems)
        raw = lines.numbered(np.flatnonzero(order == RAW))
        wrapping = Wrapping(lines.encoding, lines.newline, lines.final_newline, lines.byte_order_mark, lines.end_mark)
        document = Document(self.types, tables, order, raw, lengths if lengths.any() else None, wrapping)
        self.check(document, problems)
        return document

    def _classify(self, lines: Lines, problems: Problems) -> NDArray[np.uint8]:
        """Each line's record type; unknown ones are reported."""
        order = np.full(len(lines.starts), RAW, dtype=np.uint8)
        end = max(place.stop for place in self._key_places)
        at = np.concatenate([np.arange(place.start, place.stop) for place in self._key_places])
        keys = lines.chars[lines.starts[:, None] + at]
        keys[lines.lengths < end] = 0
        for index, key in enumerate(self.types):
            order[(keys == characters.as_chars(key)).all(axis=1)] = index
        unknown = np.flatnonzero(order == RAW)
        if len(unknown):
            empty = lines.lengths[unknown] == 0
            problems.add_many(LINJE_TOM, unknown[empty] + 1)
            found = [characters.as_text(row).replace("\0", "") for row in keys[unknown]]
            named = np.array([key in self.without_layout for key in found], dtype=bool)
            for kind, which in ((RECORD_UDEN_LAYOUT, named), (RECORD_UKENDT, ~named & ~empty)):
                at_lines = unknown[which]
                problems.add_many(
                    kind,
                    at_lines + 1,
                    column=int(self._key_places[0].start) + 1,
                    raws=[mask_line(lines.text(int(i))) for i in at_lines],
                    key=[key for key, chosen in zip(found, which, strict=True) if chosen],
                    format=self.name,
                )
        return order

    def _check_lengths(
        self,
        record: Record,
        rows: NDArray[np.intp],
        lines: Lines,
        order: NDArray[np.uint8],
        lengths: NDArray[np.int64],
        problems: Problems,
    ) -> NDArray[np.intp]:
        """Report lines too short or too long for `record`; too short ones become raw. Remembers odd lengths in `lengths`."""
        length = lines.lengths[rows]
        params: dict[str, Any] = {"record": record.key, "width": record.width}
        if (length == record.width).all():
            return rows
        lengths[rows[length != record.width]] = length[length != record.width]
        short = length < (record.least or record.width)
        problems.add_many(
            RECORD_FOR_KORT,
            rows[short] + 1,
            length=length[short],
            least=record.least or record.width,
            raws=[mask_line(lines.text(int(i))) for i in rows[short]],
            **params,
        )
        order[rows[short]] = RAW
        lengths[rows[short]] = 0
        long = rows[length > record.width]
        tails = np.array([lines.text(int(i))[record.width :] for i in long], dtype=object)
        blank = np.array([not tail.strip(" ") for tail in tails], dtype=bool)
        for kind, which in ((RECORD_FOR_LANG, ~blank), (RECORD_BLANK_HALE, blank & ~np.bool_(self.padded))):
            at, raws = long[which] + 1, tails[which]
            problems.add_many(kind, at, column=record.width + 1, raws=raws, length=lines.lengths[long[which]], **params)
        return rows[~short]

    def _read_rows(self, record: Record, rows: NDArray[np.intp], lines: Lines, problems: Problems) -> Table:
        windows = sliding_window_view(lines.chars, record.width)
        blocks = []
        for first in range(0, len(rows) or 1, BLOCK_ROWS):
            block = rows[first : first + BLOCK_ROWS]
            chars = windows[lines.starts[block]]
            length = lines.lengths[block]
            if (length < record.width).any():
                chars[np.arange(record.width) >= length[:, None]] = BLANK
            blocks.append(record.read(chars, block + 1, problems, lines.encoding))
        columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]} if len(blocks) > 1 else blocks[0]
        return Table(record.key, columns, rows + 1, record.places)

    # Writing

    def check(self, document: Document, problems: Problems) -> None:
        """The rules of the whole file, run on reading and before writing."""
        if document.lengths is not None:
            for record in self.records:
                if document.rows(record.key):
                    self._check_cut(record, document.tables[record.key], document.lengths, problems)
        if self.rules:
            self.rules(document, problems)

    def _check_cut(self, record: Record, table: Table, lengths: NDArray[np.int64], problems: Problems) -> None:
        """A record may only be written shorter where what falls away is blank."""
        length = lengths[table.lines - 1]
        short = (length > 0) & (length < record.width)
        for first in range(0, len(table) if short.any() else 0, BLOCK_ROWS):
            block = slice(first, first + BLOCK_ROWS)
            falls = short[block, None] & (np.arange(record.width) >= length[block, None])
            rows = first + np.flatnonzero((falls & (record.write(table, block) != BLANK)).any(axis=1))
            problems.add_many(RECORD_AFKORTET, table.lines[rows], record=record.key, length=length[rows])

    def wrap(self, document: Document) -> bytes:
        """The file's bytes, with no rule checked."""
        return document.wrapping.finish(self.body(document))

    def body(self, document: Document) -> bytes:
        """The lines of the file as bytes, each with its end, with no rule checked."""
        wrapping = document.wrapping
        end = characters.as_chars(wrapping.newline)
        width = np.array([record.width for record in self.records] + [0] * (256 - len(self.records)), dtype=np.int64)
        length = width[document.order]
        for number, text in document.raw.items():
            length[number - 1] = len(text)
        if document.lengths is not None:
            length = np.where(document.lengths > 0, document.lengths, length)
        offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(length + len(end))])
        wide = any(self._is_wide(table) for table in document.tables.values()) or any(
            characters.as_chars(text).dtype != np.uint8 for text in document.raw.values()
        )
        out = np.empty(int(offsets[-1]), dtype=np.uint32 if wide else np.uint8)
        for i, character in enumerate(end):
            out[offsets[1:] - len(end) + i] = character
        for number, text in document.raw.items():
            out[offsets[number - 1] : offsets[number - 1] + len(text)] = characters.as_chars(text)
        for record in self.records:
            if document.rows(record.key):
                self._write_rows(record, document, offsets, length, out)
        return characters.to_bytes(out, wrapping.encoding)

    def _write_rows(
        self, record: Record, document: Document, offsets: NDArray[np.int64], length: NDArray[np.int64], out: Chars
    ) -> None:
        table = document.tables[record.key]
        size = out.itemsize
        for first in range(0, len(table), BLOCK_ROWS):
            block = slice(first, first + BLOCK_ROWS)
            chars = record.write(table, block)
            at = table.lines[block] - 1
            lengths = length[at]
            for width in np.unique(lengths).tolist():
                rows = lengths == width if (lengths != width).any() else slice(None)
                cut = chars[rows, :width]
                if width > record.width:
                    cut = np.pad(cut, ((0, 0), (0, width - record.width)), constant_values=BLANK)
                # A view in which row i begins at character i, so that rows are laid down at their offsets as they are.
                windows = as_strided(out, (len(out) - width + 1, width), (size, size))
                windows[offsets[at[rows]]] = cut

    def _is_wide(self, table: Table) -> bool:
        return any(column.dtype.kind == "U" and bool((_points(column) > 0xFF).any()) for column in table.columns.values())


def _points(column: NDArray[Any]) -> NDArray[np.uint32]:
    return np.ascontiguousarray(column).view(np.uint32)
