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
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import cells
from snitflade.formats.cells import CELLE_FOR_STOR, CELLE_NEGATIV, Cell, CellFault
from snitflade.formats.characters import Chars, as_text
from snitflade.formats.dateforms import Form
from snitflade.formats.kinds import (
    FELT_IKKE_CIFRE,
    FELT_TYPE,
    ZERO,
    Column,
    Faults,
    Kind,
    Mask,
    Text,
    digits_of,
    strings,
    value_raws,
)
from snitflade.formats.moments import DATO_UGYLDIG, Date, Timestamp
from snitflade.formats.problems import ProblemKind

CELLE_HELE_KRONER = ProblemKind(
    "CELLE_HELE_KRONER", "{raw} øre er ikke hele kroner, og her skrives kun kroner. Der afrundes ikke her."
)
MINUS, NINE = ord("-"), 9


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
                    seen[text] = fault
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


def _digit(chars: Chars) -> NDArray[np.bool_]:
    return np.asarray(chars - chars.dtype.type(ZERO) <= NINE)


def _number(chars: Chars, digit: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The digits of each row as a number, what is no digit passed over."""
    total = np.zeros(len(chars), dtype=np.int64)
    for i in range(chars.shape[1]):
        here = digit[:, i]
        total = np.where(here, total * 10 + (chars[:, i].astype(np.int64) - ZERO), total)
    return total


_DIGITS_READ = 17
"""Digits that fit an int64 with room to spare; longer numbers are read one by one."""


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
        good = (_digit(chars) | (chars == 0)).all(axis=1) & np.isin(length, (self.cell.width, *self.cell.also))
        room = np.zeros((len(chars), self.width), dtype=np.uint8)
        keep = min(self.width, chars.shape[1])
        room[:, :keep] = np.where(good[:, None], chars[:, :keep], 0)
        return room.view(f"S{self.width}").reshape(len(chars)), good, good

    def _canonical(self, value: str) -> bytes:
        return value.encode()

    def plain(self, column: Column) -> list[Any]:
        return strings(column)


@dataclass(frozen=True, slots=True)
class NumberCell(CellKind):
    """A number as an int64 of its smallest unit. `shown`: decimals that are written also as zeros; `fill`: digits at least."""

    cell: cells.Decimals
    shown: int = 0
    fill: int = 1
    name: ClassVar[str] = "tal"

    @property
    def unit(self) -> int:
        """What a value is multiplied with from the cell's smallest unit."""
        return 1

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: integers, or Decimals and their texts where the kind has decimals. Floats and lost fractions are reported."""
        most = self.cell.highest * self.unit
        if isinstance(values, np.ndarray) and values.dtype.kind == "i" and self._counts:
            column = values.astype(np.int64)
            self._check(column, abs(column) > most, column, faults, most)
            return np.where(abs(column) > most, 0, column)
        items = values.tolist() if isinstance(values, np.ndarray) else list(values)
        found = [self._whole(item) for item in items]
        wrong = np.array([value is None for value in found], dtype=bool)
        faults.report(FELT_TYPE, wrong, value_raws(items), wanted=self._wanted)
        numbers = [0 if value is None else value for value in found]
        large = np.array([abs(value) > most for value in numbers], dtype=bool)
        column = np.array([0 if abs(value) > most else value for value in numbers], dtype=np.int64)
        self._check(column, large, items, faults, most)
        return column

    def _check(self, column: NDArray[np.int64], large: Mask, values: Any, faults: Faults, most: int) -> None:
        faults.report(CELLE_FOR_STOR, large, value_raws(values), hoejst=most)
        if not self.cell.negative:
            faults.report(CELLE_NEGATIV, (column < 0) & ~large, value_raws(values))
        if self.unit > 1:
            faults.report(CELLE_HELE_KRONER, (column % self.unit != 0) & ~large, value_raws(values))

    @property
    def _counts(self) -> bool:
        """Whether an integer is a value as it is."""
        return self.cell.decimals == 0

    @property
    def _wanted(self) -> str:
        return f"et tal med højst {self.cell.decimals} decimaler" if self.cell.decimals else "et helt tal"

    def _whole(self, item: Any) -> int | None:
        """A value in the smallest unit; None for what is none."""
        if isinstance(item, bool | float):
            return None
        if isinstance(item, int | np.integer):
            return int(item) * int(10**self.cell.decimals)
        try:
            value = Decimal(item) if isinstance(item, str) else item
            if not isinstance(value, Decimal) or not value.is_finite() or abs(value.adjusted()) > 30:
                return None
            scaled = value.scaleb(self.cell.decimals)
        except ArithmeticError:
            return None
        return int(scaled) if scaled == scaled.to_integral_value() else None

    def write(self, column: Column) -> Chars:
        """Without NULs between what belongs together only after they are dropped."""
        decimals = self.cell.decimals
        values = np.floor_divide(abs(column), self.unit).astype(np.int64)
        width = max(len(str(int(values.max(initial=0)))), decimals + 1, decimals + self.fill)
        digits = digits_of(values, width)
        keep = np.cumsum(digits != ZERO, axis=1) > 0
        keep[:, width - decimals - self.fill :] = True
        digits = np.where(keep, digits, np.uint8(0))
        sign = np.where(column < 0, np.uint8(MINUS), np.uint8(0))[:, None]
        if not decimals:
            return np.concatenate([sign, digits], axis=1)
        mark = np.full((len(column), 1), ord(self.cell.marks[0]), dtype=np.uint8)
        part = digits[:, width - decimals :].copy()
        if self.shown < decimals:
            gone = (values % 10**decimals == 0)[:, None]
            part, mark = np.where(gone, np.uint8(0), part), np.where(gone, np.uint8(0), mark)
        return np.concatenate([sign, digits[:, : width - decimals], mark, part], axis=1)

    def _read_plain(self, chars: Chars) -> tuple[Column, Mask, Mask]:
        length, digit = lengths(chars), _digit(chars)
        negative = chars[:, 0] == MINUS
        marks = np.zeros(chars.shape, dtype=bool)
        if self.cell.decimals:
            for mark in self.cell.marks:
                marks |= chars == ord(mark)
        other = ~digit & ~marks & (chars != 0)
        other[:, 0] &= ~negative
        has_mark = marks.any(axis=1)
        place = np.where(has_mark, marks.argmax(axis=1), length)
        part = np.where(has_mark, length - place - 1, 0)
        count = digit.sum(axis=1)
        known = ~other.any(axis=1) & (marks.sum(axis=1) <= 1) & (place > negative) & (count <= _DIGITS_READ)
        known &= ~has_mark | (part > 0)
        known &= (part == self.cell.decimals) if self.cell.exact else (part <= self.cell.decimals)
        value = _number(chars, digit) * 10 ** np.where(known, self.cell.decimals - part, 0)
        known &= value <= self.cell.highest
        if not self.cell.negative:
            known &= ~negative
        whole = place - negative
        first = chars[np.arange(len(chars)), np.minimum(negative.astype(np.int64), chars.shape[1] - 1)]
        plain = known & ((whole == self.fill) | ((whole > self.fill) & (first != ZERO))) & ~(negative & (value == 0))
        if self.cell.decimals:
            written = (
                part == self.cell.decimals
                if self.shown == self.cell.decimals
                else np.where(value % 10**self.cell.decimals == 0, part == 0, part == self.cell.decimals)
            )
            mark = chars[np.arange(len(chars)), np.minimum(place, chars.shape[1] - 1)]
            plain &= written & (~has_mark | (mark == ord(self.cell.marks[0])))
        return np.where(negative, -value, value) * self.unit, known, np.asarray(plain)

    def _canonical(self, value: int) -> int:
        return value * self.unit

    def plain(self, column: Column) -> list[Any]:
        if not self.cell.decimals:
            return list(column.tolist())
        return [format(Decimal(value).scaleb(-self.cell.decimals).normalize(), "f") for value in column.tolist()]


@dataclass(frozen=True, slots=True)
class AmountCell(NumberCell):
    """Kroner, as øre inside. `cell.decimals` is 2, or 0 where only whole kroner are written."""

    name: ClassVar[str] = "beløb"

    @property
    def unit(self) -> int:
        return 100 if self.cell.decimals == 0 else 1

    @property
    def _counts(self) -> bool:
        return True

    @property
    def _wanted(self) -> str:
        return "et beløb i hele øre"

    def _whole(self, item: Any) -> int | None:
        if isinstance(item, Decimal) and item.is_finite() and item.adjusted() < 30 and item == item.to_integral_value():
            return int(item)
        return int(item) if isinstance(item, int | np.integer) and not isinstance(item, bool) else None

    def plain(self, column: Column) -> list[Any]:
        return list(column.tolist())


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
