"""What the two layouts of a CPR delivery have in common as formats: how a file becomes records, and what all of it must keep.

`CprFormat.read` gives the whole file as tables, as every format does; `cpr_fil.CprFil` walks through a large one in parts. Both
stand on `Delt`, the file cut into records.

Source: cpr.md 1, 2 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from snitflade.formats import cpr_ramme
from snitflade.formats.characters import BLANK, Chars, Lines
from snitflade.formats.columns import not_digits, number_of, text_chars
from snitflade.formats.cpr_opdeling import CPR_UTF8, ENCODING, del_op, gemt_som_utf8, koder
from snitflade.formats.cpr_profil import CPR_FORKERT_PROFIL, Profil, profil
from snitflade.formats.cpr_ramme import INGEN_PERSON, SLUT, START, Poster
from snitflade.formats.document import RAW, Document, Wrapping
from snitflade.formats.fixed import RECORD_UDEN_LAYOUT, FixedFormat
from snitflade.formats.layout import BLOCK_ROWS, Record, Table
from snitflade.formats.problems import ProblemKind, Problems, Severity, mask_line

CPR_RECORD_UKENDT = ProblemKind(
    "CPR_RECORD_UKENDT", "Recordtypen «{key}» kendes ikke i {format}; linjen er bevaret, men ikke læst.", Severity.ADVARSEL
)
CPR_LINJE_UGYLDIG = ProblemKind("CPR_LINJE_UGYLDIG", "Linjen begynder ikke med en recordtype på tre cifre. Den er beskadiget.")
CPR_LINJE_TOM = ProblemKind("CPR_LINJE_TOM", "Linjen er tom og sprunget over.", Severity.ADVARSEL)

_PNR = slice(3, 13)
_PIECE = 1 << 16


@dataclass(slots=True)
class Delt:
    """A delivery cut into records: where each stands, its type (index in the format's types, or RAW) and whose it is."""

    lines: Lines
    order: NDArray[np.uint8]
    lengths: NDArray[np.int64]
    poster: Poster

    def chars(self, rows: NDArray[np.intp], width: int) -> Chars:
        """The characters of `rows`, filled with blanks to `width`."""
        starts, lengths = self.lines.starts[rows], self.lines.lengths[rows]
        all_chars = self.lines.chars
        inside = starts + width <= len(all_chars)
        if len(rows) and inside.all():
            chars = sliding_window_view(all_chars, width)[starts]
        else:
            chars = np.full((len(rows), width), BLANK, dtype=all_chars.dtype)
            if inside.any():
                chars[inside] = sliding_window_view(all_chars, width)[starts[inside]]
            for i in np.flatnonzero(~inside).tolist():
                rest = all_chars[starts[i] : starts[i] + width]
                chars[i, : len(rest)] = rest
        if (lengths < width).any():
            chars[np.arange(width) >= lengths[:, None]] = BLANK
        return chars


@dataclass(frozen=True)
class CprFormat(FixedFormat):
    """A layout of CPR deliveries.

    `profil`: the shape its files have. `slut_kraeves`: False only for test files, which have no end record. `et_001`: whether a
    person always comes with one 001. `andre_laengder`: the lengths of `without_layout`, without which a stream cannot be split.
    """

    profil: Profil = Profil.INGEN
    slut_kraeves: bool = True
    et_001: bool = False
    andre_laengder: Mapping[str, int] = field(default_factory=dict)
    upersonlige: tuple[str, ...] = ("000", "910", "997", "999")
    """Record types that are about no person."""

    @cached_property
    def widths(self) -> dict[bytes, int]:
        """The length of each record type, for splitting."""
        own = {record.key: record.width for record in self.records}
        return {key.encode(): width for key, width in {**own, **self.andre_laengder}.items()}

    @cached_property
    def _index(self) -> NDArray[np.uint8]:
        """The index of a record type by its number; RAW where there is none."""
        out = np.full(1000, RAW, dtype=np.uint8)
        for index, key in enumerate(self.types):
            out[int(key)] = index
        return out

    # Reading

    def cut(self, data: bytes, problems: Problems) -> Delt | None:
        """The file cut into records, with what is wrong about their types and lengths; None when it must not be read at all."""
        if gemt_som_utf8(data):
            problems.add(CPR_UTF8)
            return None
        found, length = profil(data)
        if found not in (self.profil, Profil.INGEN):
            shape = f"{found}" if found is not Profil.UKENDT else "ingen af de to profiler"
            problems.add(CPR_FORKERT_PROFIL, found=shape, format=self.name, length=length)
            return None
        lines = del_op(data, self.widths, problems)
        codes = koder(lines)
        order = np.where(codes >= 0, self._index[codes], RAW).astype(np.uint8)
        self._report_raw(lines, order, codes, problems)
        lengths = np.zeros(len(order), dtype=np.int64)
        for index, record in enumerate(self.records):
            rows = np.flatnonzero(order == index)
            if len(rows):
                self._check_lengths(record, rows, lines, order, lengths, problems)
        delt = Delt(lines, order, lengths, Poster(codes, lines.lengths == 0, np.empty(0, dtype=np.int64)))
        delt.poster = Poster(codes, lines.lengths == 0, self._persons(delt))
        return delt

    def _report_raw(self, lines: Lines, order: NDArray[np.uint8], codes: NDArray[np.int16], problems: Problems) -> None:
        raw = np.flatnonzero(order == RAW)
        if not len(raw):
            return
        empty, coded = lines.lengths[raw] == 0, codes[raw] >= 0
        known = np.isin(codes[raw], [int(key) for key in self.without_layout]) & coded
        problems.add_many(CPR_LINJE_TOM, raw[empty] + 1)
        for kind, which in (
            (RECORD_UDEN_LAYOUT, known),
            (CPR_RECORD_UKENDT, coded & ~known),
            (CPR_LINJE_UGYLDIG, ~coded & ~empty),
        ):
            at = raw[which]
            raws = [mask_line(lines.text(int(i))[:80]) for i in at]
            problems.add_many(kind, at + 1, column=1, raws=raws, key=[f"{codes[i]:03}" for i in at], format=self.name)

    def _persons(self, delt: Delt) -> NDArray[np.int64]:
        """Whose each record is (`Poster.pnr`)."""
        lines, codes = delt.lines, delt.poster.typer
        pnr = np.full(len(delt.order), INGEN_PERSON, dtype=np.int64)
        about = (codes >= 0) & ~np.isin(codes, [int(key) for key in self.upersonlige]) & (lines.lengths >= _PNR.stop)
        rows = np.flatnonzero(about)
        for first in range(0, len(rows), _PIECE):
            piece = rows[first : first + _PIECE]
            pnr[piece] = _numbers(delt.chars(piece, _PNR.stop)[:, _PNR], piece)
        return pnr

    def read(self, data: bytes, problems: Problems) -> Document:
        """The file's tables; every fault of every line goes to `problems`. A file of another profile has none."""
        delt = self.cut(data, problems)
        if delt is None:
            return Document(self.types, {}, np.empty(0, dtype=np.uint8), wrapping=Wrapping(ENCODING))
        lines = delt.lines
        tables = {record.key: self.table_of(delt, record, self.rows_of(delt, record), problems) for record in self.records}
        raw = lines.numbered(np.flatnonzero(delt.order == RAW))
        wrapping = Wrapping(ENCODING, lines.newline, lines.final_newline, False, lines.end_mark)
        lengths = delt.lengths if delt.lengths.any() else None
        document = Document(self.types, tables, delt.order, raw, lengths, wrapping)
        self.frame(delt.poster, tables[SLUT.key], problems)
        return document

    def rows_of(self, delt: Delt, record: Record) -> NDArray[np.intp]:
        """The records of one type, in order."""
        return np.flatnonzero(delt.order == self._index[int(record.key)])

    def table_of(self, delt: Delt, record: Record, rows: NDArray[np.intp], problems: Problems) -> Table:
        """The table of `rows`, every field checked."""
        blocks = []
        for first in range(0, len(rows) or 1, BLOCK_ROWS):
            block = rows[first : first + BLOCK_ROWS]
            blocks.append(record.read(delt.chars(block, record.width), block + 1, problems, ENCODING))
        columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]} if len(blocks) > 1 else blocks[0]
        return Table(record.key, columns, rows + 1, record.places)

    # The rules of the whole file

    def frame(self, poster: Poster, slut: Table | None, problems: Problems) -> None:
        """Report what is wrong with start, end, count and the records of each person."""
        cpr_ramme.ramme(poster, slut, problems, slut_kraeves=self.slut_kraeves)
        cpr_ramme.personer(poster, problems, et_001=self.et_001)

    def check(self, document: Document, problems: Problems) -> None:
        """The rules of the whole file, before it is written."""
        super().check(document, problems)
        self.frame(self._posts(document), document.tables.get(SLUT.key), problems)

    def _posts(self, document: Document) -> Poster:
        codes = np.full(256, -1, dtype=np.int16)
        codes[: len(self.types)] = [int(key) for key in self.types]
        typer = codes[document.order]
        pnr = np.full(len(document), INGEN_PERSON, dtype=np.int64)
        empty = np.zeros(len(document), dtype=bool)
        for record in self.records:
            if document.rows(record.key) and record.key not in self.upersonlige:
                table = document.tables[record.key]
                at = table.lines - 1
                pnr[at] = _numbers(text_chars(table[record.fields[1].name], 10), at)
        for number, text in document.raw.items():
            empty[number - 1] = not text
            if text[:3].isascii() and text[:3].isdecimal() and len(text) >= 3:
                typer[number - 1] = int(text[:3])
                if len(text) >= _PNR.stop and text[:3] not in self.upersonlige:
                    chars = np.array([[min(ord(c), 255) for c in text[_PNR]]], dtype=np.uint8)
                    pnr[number - 1] = _numbers(chars, np.array([number - 1]))[0]
        return Poster(typer, empty, pnr)

    def recognise(self, data: bytes) -> bool | None:
        """Whether `data` begins as a delivery of this profile; None where its profile does not show."""
        problems = Problems()
        begins = data[: START.width]
        if len(begins) < START.width or not begins.startswith(b"000"):
            return False
        START.read(np.frombuffer(begins, dtype=np.uint8).reshape(1, -1), np.ones(1, dtype=np.int64), problems, ENCODING)
        if problems.errors or begins[3:13] != b"0" * 10:
            return False
        found = profil(data)[0]
        return None if found is Profil.INGEN else found is self.profil


def _numbers(chars: Chars, rows: NDArray[np.intp]) -> NDArray[np.int64]:
    """The personnumre in `chars` as numbers; what is not ten digits gets a number below `INGEN_PERSON` of its own."""
    bad = not_digits(chars)
    numbers = number_of(chars)
    return np.where(bad, INGEN_PERSON - 1 - rows, numbers) if bad.any() else numbers
