"""Reading a delimited file: its lines told apart, cut into cells, and read as columns, a block of lines at a time."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import delimited_text
from snitflade.formats.characters import as_chars
from snitflade.formats.columns import Mask
from snitflade.formats.delimited import CSV_ANFOERSELSTEGN, CSV_FELTANTAL
from snitflade.formats.delimited_headings import HEADINGS, Headings
from snitflade.formats.delimited_post import TRAILING, Block, Post, Quoting, joined
from snitflade.formats.delimited_scan import Cells, contents, scan
from snitflade.formats.document import RAW, Document
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_line

if TYPE_CHECKING:
    from snitflade.formats.delimited_format import DelimitedFormat

LINJESLUT_MANGLER = ProblemKind("LINJESLUT_MANGLER", "Linjen ender ikke med «{tegn}», som skal slutte hver linje. Tilføj det.")
LINJESLUT_SIDSTE = ProblemKind(
    "LINJESLUT_SIDSTE", "Den sidste linje ender ikke med «{tegn}»; skrives filen igen, gør den.", Severity.ADVARSEL
)
LINJE_SPRUNGET_OVER = ProblemKind("LINJE_SPRUNGET_OVER", "Linjen er tom; den er sprunget over.", Severity.ADVARSEL)
OVERSKRIFT_MANGLER = ProblemKind(
    "OVERSKRIFT_MANGLER", "Filen begynder ikke med kolonnernes navne. Tilføj linjen: {ventet}", spec="FIL-E04"
)
FELT_LINJESKIFT = ProblemKind(
    "FELT_LINJESKIFT", "En tekst i anførselstegn går over {antal} linjer, fra denne. Skriv den på én linje, og luk anførselstegnet."
)
BLOCK_LINES = 8192
"""Lines read at once."""
_JOINED = 50
"""Lines over which a quoted text may go and still be told as one fault."""
_SHOWN = 200


class Reader:
    """One file being read."""

    def __init__(self, format: DelimitedFormat, data: bytes, problems: Problems) -> None:
        self.format, self.problems = format, problems
        self.lines, self.wrapping = delimited_text.read(data, format.encodings, format.byte_order_mark, format.widest, problems)
        self.lengths = self._ended()
        self.order = np.full(len(self.lengths), RAW, dtype=np.uint8)
        self.columns = np.zeros(len(self.lengths), dtype=np.int64)
        self.tables: dict[str, list[Table]] = {key: [] for key in format.types}
        self.under: tuple[dict[str, int], int] | None = None
        self.widths: dict[str, int] = {}
        self.broken: list[int] = []
        self.taken = self.lengths == 0

    def run(self) -> Document:
        """The file's tables."""
        self.problems.add_many(LINJE_SPRUNGET_OVER, np.flatnonzero(self.taken) + 1)
        filled = iter(np.flatnonzero(~self.taken).tolist())
        placed = {post.line: post for post in self.format.posts if post.line}
        here: dict[int, Post] = {}
        for number in range(1, max(placed, default=0) + 1):
            line = next(filled, None)
            if line is not None and number in placed:
                here[line] = placed[number]
        if isinstance(heads := self.format.records[0], Headings):
            self._read_headings(heads, next(filled, None))
        for first in range(0, len(self.lengths), BLOCK_LINES):
            self._read_block(slice(first, min(first + BLOCK_LINES, len(self.lengths))), here)
        self._report_broken()
        raw = self.lines.numbered(np.flatnonzero(self.order == RAW))
        tables = {key: joined(parts, key) for key, parts in self.tables.items()}
        return Document(self.format.types, tables, self.order, raw, self.columns if self.columns.any() else None, self.wrapping)

    def _ended(self) -> NDArray[np.int64]:
        """The lengths of the lines without what closes each of them."""
        lengths, end = self.lines.lengths, self.format.line_end
        if not end:
            return lengths
        mark = as_chars(end)
        at = self.lines.starts + lengths - len(mark)
        enough = lengths >= len(mark)
        window = self.lines.chars[np.maximum(at, 0)[:, None] + np.arange(len(mark))] if len(at) else np.empty((0, len(mark)))
        ended = enough & (window == mark).all(axis=1)
        missing = np.flatnonzero(~ended & (lengths > 0))
        last = missing == len(lengths) - 1
        self.problems.add_many(LINJESLUT_MANGLER, missing[~last] + 1, column=lengths[missing[~last]] + 1, tegn=end)
        self.problems.add_many(LINJESLUT_SIDSTE, missing[last] + 1, column=lengths[missing[last]] + 1, tegn=end)
        return np.where(ended, lengths - len(mark), lengths)

    def _read_headings(self, heads: Headings, line: int | None) -> None:
        if line is None:
            if self.format.heading_required and len(self.lengths):
                self.problems.add(OVERSKRIFT_MANGLER, ventet=heads.usual)
            return
        text = self.lines.text(line)[: int(self.lengths[line])]
        if not heads.known(text):
            cells = len(text.split(self.format.delimiter))
            if not self.format.heading_required:
                return
            if cells in self.format.main.widths and cells > 1:
                self.problems.add(OVERSKRIFT_MANGLER, line=line + 1, ventet=heads.usual)
                return
        self.under = heads.find(text, line + 1, self.problems)
        self.taken[line] = True
        self.order[line] = 0
        faulty = Problems()
        self.tables[HEADINGS].append(heads.table({"tekst": [text]}, faulty, lines=np.array([line + 1])))
        self.problems.extend(faulty)

    def _read_block(self, block: slice, here: dict[int, Post]) -> None:
        cells = scan(self.lines, self.lengths, block, self.format.delimiter, quotes=self.format.quoting is not Quoting.INGEN)
        numbers = np.arange(block.start + 1, block.stop + 1)
        whole = Block(
            cells,
            self.lines.starts[block],
            numbers,
            self.problems,
            self.lines.encoding,
            self.format.delimiter,
            self.format.quoting,
        )
        left = ~self.taken[block] & ~cells.broken
        self.broken += (np.flatnonzero(cells.broken & ~self.taken[block]) + block.start).tolist()
        if self.under is not None and not self.under[0]:
            return  # nothing is known about what stands where
        for line, post in here.items():
            if block.start <= line < block.stop and left[line - block.start]:
                left[line - block.start] = False
                self._read_rows(post, whole, np.array([line - block.start]), block.start)
        for post in self.format.posts:
            if post.told is not None:
                rows = self._told(post.told, cells, left)
                left[rows] = False
                self._read_rows(post, whole, rows, block.start)
        self._read_rows(self.format.main, whole, np.flatnonzero(left), block.start)

    def _told(self, told: tuple[int, str], cells: Cells, left: Mask) -> NDArray[np.intp]:
        """The lines in which the column stands that tells a kind of line."""
        place, text = told
        rows = np.flatnonzero(left & (cells.counts > place))
        found = contents(cells, cells.heads[rows] + place)
        alike = np.flatnonzero(found.length == len(text))
        if not len(alike):
            return rows[:0]
        return np.asarray(rows[alike[(found.matrix(cells.chars, alike, len(text)) == as_chars(text)).all(axis=1)]])

    def _read_rows(self, post: Post, block: Block, rows: NDArray[np.intp], first: int) -> None:
        """Read the lines `rows` of a block as `post`; those with another number of cells stay as they are."""
        if not len(rows):
            return
        cells, headed = block.cells, post.headed and self.under is not None
        counts = cells.counts[rows]
        width = self.under[1] if headed and self.under else self._width(post, int(counts[0]))
        last = cells.heads[rows] + counts - 1
        extra = (counts == width + 1) & (cells.starts[last] == cells.stops[last]) & self.format.trailing
        good = (counts == width) | extra
        bad = rows[~good]
        self.problems.add_many(
            CSV_FELTANTAL,
            block.numbers[bad],
            record=post.key,
            raws=[mask_line(self.lines.text(int(row) + first)[:_SHOWN]) for row in bad],
            antal=cells.counts[bad],
            ventet=width,
            skilletegn=self.format.delimiter,
        )
        rows, extra = rows[good], extra[good]
        if not len(rows):
            return
        names = {column.name: place for place, column in enumerate(post.columns[:width])}
        table = post.read(block, rows, self.under[0] if headed and self.under else names)
        if extra.any():
            table.spelled[TRAILING] = (np.flatnonzero(extra), [self.format.delimiter] * int(extra.sum()))
        self.tables[post.key].append(table)
        self.order[rows + first] = self.format.types.index(post.key)
        if not headed and width != post.widths[0]:
            self.columns[rows + first] = width

    def _width(self, post: Post, count: int) -> int:
        """How many cells the lines of `post` have in this file: as many as its first line, where the format allows that."""
        if post.key not in self.widths:
            wider = self.format.trailing and count - 1 in post.widths and count not in post.widths
            self.widths[post.key] = count if count in post.widths else count - 1 if wider else post.widths[0]
        return self.widths[post.key]

    def _report_broken(self) -> None:
        """Report lines whose quotes do not match; a text over several lines is one fault."""
        at = 0
        while at < len(self.broken):
            line = self.broken[at]
            then = self.broken[at + 1] if at + 1 < len(self.broken) else None
            if then is not None and then - line < _JOINED and self._is_one_row(line, then):
                self.problems.add(FELT_LINJESKIFT, line=line + 1, antal=then - line + 1)
                at += 2
            else:
                self.problems.add(CSV_ANFOERSELSTEGN, line=line + 1, raw=mask_line(self.lines.text(line)[:_SHOWN]))
                at += 1

    def _is_one_row(self, line: int, then: int) -> bool:
        text = "\n".join(self.lines.text(i) for i in range(line, then + 1))
        width = self.under[1] if self.under else self.format.main.widths[0]
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self.format.delimiter, strict=True))
        except csv.Error:
            return False
        return len(rows) == 1 and len(rows[0]) in (width, width + 1)
