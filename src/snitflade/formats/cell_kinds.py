"""What a cell of a delimited file or a workbook can hold, for whole columns.

What a cell may hold, and what is wrong with one that may not, is said in `cells.py`. A kind here reads all cells of a column that
are written plainly at once, and asks its cell about each of the others. It also tells which values stand just as we write them
(`plain_rows`); how the others are spelled is kept beside the table, so that an untouched file is written with the same bytes.

Characters of a value that is shorter than the widest are followed by NUL, as in `tagged.py`; written ones may have NUL anywhere.

Sources: payments.md 1, skat-inddrivelse.md 1.2–1.4 and 8.2, social-teknik.md 1.1, 1.3, 1.4.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import cells
from snitflade.formats.cells import Cell, CellFault
from snitflade.formats.characters import Chars, as_text
from snitflade.formats.columns import ZERO, Column, Mask, strings, value_raws
from snitflade.formats.dateforms import Form
from snitflade.formats.kinds import FELT_IKKE_CIFRE, Faults, Kind, Text
from snitflade.formats.moments import DATO_UGYLDIG, Date, Timestamp
from snitflade.formats.problems import ProblemKind

NINE = 9


@dataclass(frozen=True, slots=True)
class CellKind(Kind):
    """Base of the kinds whose values a `Cell` reads one by one. `width`: the most characters a value may have."""

    cell: Cell
    width: int

    @property
    def least(self) -> int:
        return 1

    def read(self, chars: Chars, faults: Faults) -> Column:
        return self.read_spelled(chars, faults)[0]

    def read_spelled(self, chars: Chars, faults: Faults) -> tuple[Column, Mask]:
        """The column of `chars`, and which of its values are written as we write them."""
        column, known, plain = self._read_plain(chars)
        if known.all():
            return column, plain
        column = column.copy()
        seen: dict[str, Any] = {}
        wrong: dict[tuple[ProblemKind, tuple[tuple[str, Any], ...]], list[int]] = defaultdict(list)
        for row in np.flatnonzero(~known).tolist():
            text = as_text(chars[row]).rstrip("\0")
            if text not in seen:
                try:
                    seen[text] = self.cell.read(text)
                except CellFault as fault:
                    # With its traceback it would keep this frame, and with that the block being read, until rubbish is collected.
                    seen[text] = fault.with_traceback(None)
            value = seen[text]
            if isinstance(value, CellFault):
                wrong[value.kind, tuple(value.params.items())].append(row)
            else:
                column[row] = self._canonical(value)
        for (kind, params), rows in wrong.items():
            bad = np.zeros(len(chars), dtype=bool)
            bad[rows] = True
            faults.report(kind, bad, lambda at: [as_text(chars[row]).rstrip("\0") for row in at], **dict(params))
        return column, plain & known

    def _read_plain(self, chars: Chars) -> tuple[Column, Mask, Mask]:
        """The column, which rows were read, and which of those stand as we write them."""
        raise NotImplementedError

    def _canonical(self, value: Any) -> Any:
        return value


def lengths(chars: Chars) -> NDArray[np.int64]:
    """How many characters each row has before its NULs."""
    return np.asarray((chars != 0).sum(axis=1))


def digits_in(chars: Chars) -> NDArray[np.bool_]:
    """Which characters are digits."""
    return np.asarray(chars - chars.dtype.type(ZERO) <= NINE)


@dataclass(frozen=True, slots=True)
class DigitsCell(CellKind):
    """A code or identifier of digits, kept as text with its zeros."""

    cell: cells.Digits
    name: ClassVar[str] = "cifre"

    @property
    def least(self) -> int:
        return min((self.cell.width, *self.cell.also))

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: strings of digits, or an ``S``/``U`` array of them."""
        column = Text(self.width, free=True).prepare(values, faults)
        good = np.array([self._is(text) for text in strings(column)], dtype=bool)
        bad = ~good if faults.faulty is None else ~good & ~faults.faulty
        span = " eller ".join(map(str, (*sorted(self.cell.also), self.cell.width)))
        faults.report(FELT_IKKE_CIFRE, bad, value_raws(values), width=span)
        return np.where(good, column, column.dtype.type()).astype(f"S{self.width}")

    def _is(self, text: str) -> bool:
        return text.isascii() and text.isdigit() and (len(text) == self.cell.width or len(text) in self.cell.also)

    def write(self, column: Column) -> Chars:
        return Text(self.width, free=True).write(column)

    def _read_plain(self, chars: Chars) -> tuple[Column, Mask, Mask]:
        length = lengths(chars)
        good = (digits_in(chars) | (chars == 0)).all(axis=1) & np.isin(length, (self.cell.width, *self.cell.also))
        room = np.zeros((len(chars), self.width), dtype=np.uint8)
        keep = min(self.width, chars.shape[1])
        room[:, :keep] = np.where(good[:, None], chars[:, :keep], 0)
        return room.view(f"S{self.width}").reshape(len(chars)), good, good

    def _canonical(self, value: str) -> bytes:
        return value.encode()

    def plain(self, column: Column) -> list[Any]:
        return strings(column)


@dataclass(frozen=True, slots=True)
class DateCell(CellKind):
    """A date, or a time to the minute, in the first of the cell's forms; the others are read too."""

    cell: cells.Date
    name: ClassVar[str] = "dato"

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms, the first of which is written."""
        return self.cell.forms

    @property
    def _inside(self) -> Date | Timestamp:
        return Timestamp() if self.forms[0].has_time else Date()

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: dates or naive datetimes, ISO strings, or a datetime64 array."""
        column = self._inside.prepare(values, faults)
        beyond = ~np.isnat(column) & ~self.forms[0].holds(column)
        faults.report(DATO_UGYLDIG, beyond, value_raws(values), form=self.forms[0].text)
        return column

    def write(self, column: Column) -> Chars:
        return self.forms[0].write(column)

    def _read_plain(self, chars: Chars) -> tuple[Column, Mask, Mask]:
        unit = "m" if self.forms[0].has_time else "D"
        column = np.full(len(chars), np.datetime64("NaT"), dtype=f"datetime64[{unit}]")
        known, plain = np.zeros(len(chars), dtype=bool), np.zeros(len(chars), dtype=bool)
        length = lengths(chars)
        for form in self.forms:
            rows = np.flatnonzero(~known & (length == form.width))
            if len(rows):
                found, good = form.read(chars[rows, : form.width])
                column[rows[good]] = found[good]
                known[rows[good]] = True
                plain[rows[good]] = form is self.forms[0]
        return column, known, plain

    def _canonical(self, value: dt.date) -> Any:
        return np.datetime64(value)

    def plain(self, column: Column) -> list[Any]:
        return self._inside.plain(column)


def spelled(kind: Kind, chars: Chars, faults: Faults) -> tuple[Column, Mask]:
    """A column of any kind, and which of its values are written as we write them; every text is."""
    if isinstance(kind, CellKind):
        return kind.read_spelled(chars, faults)
    return kind.read(chars, faults), np.ones(len(chars), dtype=bool)
