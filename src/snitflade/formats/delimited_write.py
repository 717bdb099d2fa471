"""Writing a delimited file: columns of cells laid beside each other, runs of lines of one kind at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.characters import Chars, as_chars
from snitflade.formats.columns import Column, strings
from snitflade.formats.delimited_headings import HEADINGS, Headings
from snitflade.formats.delimited_post import TRAILING, Post, Quoting
from snitflade.formats.delimited_text import encode
from snitflade.formats.document import RAW, Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import Problems

if TYPE_CHECKING:
    from snitflade.formats.delimited_format import DelimitedFormat

_ROWS = 8192
_MOST = 1 << 24
"""Characters of one column that are laid out at once; a block with longer cells is halved."""


def body(format: DelimitedFormat, document: Document) -> bytes:
    """The lines of the file as bytes, each with its end, with no rule checked."""
    return b"".join(_pieces(format, document))


def _pieces(format: DelimitedFormat, document: Document) -> Iterator[bytes]:
    wrapping, order = document.wrapping, document.order
    places: dict[str, int] | None = None
    width = 0
    heads = format.records[0]
    owed = isinstance(heads, Headings) and format.heading_required and len(document) > 0 and not document.rows(HEADINGS)
    placed = {format.types.index(post.key) for post in format.posts if post.line}
    if isinstance(heads, Headings) and document.rows(HEADINGS):
        text = strings(document.tables[HEADINGS].columns["tekst"][:1])[0]
        places, width = heads.find(text, 1, Problems())
    counts = document.lengths if document.lengths is not None else np.zeros(len(order), dtype=np.int64)
    changes = np.flatnonzero((order[1:] != order[:-1]) | (counts[1:] != counts[:-1])) + 1
    done = [0] * 256
    for first, stop in zip([0, *changes.tolist()], [*changes.tolist(), len(order)], strict=True):
        if first == stop:
            continue
        kind = int(order[first])
        if owed and kind not in placed:
            owed = False
            yield _heading(format, document)
        if kind == RAW:
            for number in range(first + 1, stop + 1):
                yield encode(as_chars(document.raw[number] + wrapping.newline), wrapping.encoding, number)
            continue
        record, table = format.records[kind], document.tables[format.types[kind]]
        begin, end = done[kind], done[kind] + stop - first
        done[kind] = end
        if isinstance(record, Headings):
            for text in strings(table.columns["tekst"][begin:end]):
                yield encode(as_chars(text + format.line_end + wrapping.newline), wrapping.encoding, first + 1)
            continue
        if record.headed and places is not None:
            names = {place: name for name, place in places.items()}
            columns = [names.get(place, "") for place in range(width)]
        else:
            columns = [column.name for column in record.columns[: int(counts[first]) or record.widths[0]]]
        for row in range(begin, end, _ROWS):
            block = slice(row, min(row + _ROWS, end))
            for chars in _Lines(format, record, table, columns, wrapping.newline).block(block):
                yield encode(chars, wrapping.encoding, int(table.lines[row]))
    if owed:
        yield _heading(format, document)


def _heading(format: DelimitedFormat, document: Document) -> bytes:
    """The line of headings as we write it, for a document that has none."""
    heads = format.records[0]
    assert isinstance(heads, Headings)  # noqa: S101 (its caller has looked)
    return encode(as_chars(heads.usual + format.line_end + document.wrapping.newline), document.wrapping.encoding, 1)


class _Lines:
    """Lines of one kind."""

    def __init__(self, format: DelimitedFormat, post: Post, table: Table, columns: list[str], newline: str) -> None:
        self.format, self.post, self.table, self.columns = format, post, table, columns
        self.end = as_chars(format.line_end + newline)
        self.kinds = {field.name: field.kind for field in post.fields}

    def block(self, rows: slice) -> Iterator[Chars]:
        """The characters of `rows`, ends included; in two halves where a cell is too long to lay out so many lines."""
        count = rows.stop - rows.start
        longest = max((len(text) for name in (*self.columns, TRAILING) for _, text in self._odd(name, rows)), default=0)
        if count > 1 and longest * count > _MOST:
            middle = rows.start + count // 2
            yield from self.block(slice(rows.start, middle))
            yield from self.block(slice(middle, rows.stop))
            return
        pieces: list[Chars] = []
        for number, name in enumerate(self.columns):
            if number:
                pieces.append(_same(self.format.delimiter, count))
            pieces += self._cell(name, rows, count)
        if TRAILING in self.table.spelled:
            pieces.append(_laid(np.zeros((count, 0), dtype=np.uint8), self._odd(TRAILING, rows)))
        pieces.append(np.broadcast_to(self.end, (count, len(self.end))))
        whole = np.concatenate(pieces, axis=1)
        yield np.asarray(whole[whole != 0])

    def _odd(self, name: str, rows: slice) -> list[tuple[int, str]]:
        """The cells of a column that are spelled their own way, by their row in the block."""
        if name not in self.table.spelled:
            return []
        at, texts = self.table.spelled[name]
        return [(int(at[i]) - rows.start, texts[i]) for i in np.flatnonzero((at >= rows.start) & (at < rows.stop)).tolist()]

    def _cell(self, name: str, rows: slice, count: int) -> list[Chars]:
        always = self.format.quoting is Quoting.ALLE
        odd = self._odd(name, rows)
        chars: Chars = np.zeros((count, 0), dtype=np.uint8)
        if name in self.table.columns:
            column = self.table.columns[name][rows]
            chars = self.kinds[name].write(column)
            chars = chars[:, (chars != 0).any(axis=0)]
            if name in self.table.present:
                chars = chars * self.table.present[name][rows, None]
            if self.format.quoting is not Quoting.INGEN:
                odd = [*self._quoted(column, chars), *odd]
        chars = _laid(chars, odd)
        if not always:
            return [chars]
        marks = np.full((count, 1), ord('"'), dtype=np.uint8)
        marks[[row for row, _ in odd]] = 0
        return [marks, chars, marks]

    def _quoted(self, column: Column, chars: Chars) -> list[tuple[int, str]]:
        """The cells that must stand in quotes, or have some to double, as they are written."""
        if column.dtype.kind not in "SU":
            return []
        sought = chars == ord('"')
        if self.format.quoting is Quoting.NOEDVENDIG:
            sought |= chars == ord(self.format.delimiter)
        rows: NDArray[np.intp] = np.flatnonzero(sought.any(axis=1))
        return [(int(row), '"' + text.replace('"', '""') + '"') for row, text in zip(rows, strings(column[rows]), strict=True)]


def _same(text: str, count: int) -> Chars:
    return np.broadcast_to(as_chars(text), (count, len(text)))


def _laid(chars: Chars, odd: list[tuple[int, str]]) -> Chars:
    """`chars` with the cells in `odd` instead of their rows."""
    if not odd:
        return chars
    letters = [(row, as_chars(text)) for row, text in odd]
    wide = chars.dtype != np.uint8 or any(text.dtype != np.uint8 for _, text in letters)
    width = max(chars.shape[1], max(len(text) for _, text in letters))
    out = np.zeros((len(chars), width), dtype=np.uint32 if wide else np.uint8)
    out[:, : chars.shape[1]] = chars
    for row, text in letters:
        out[row] = 0
        out[row, : len(text)] = text
    return out
