"""Cells that hold numbers and amounts: whole columns of them, as integers of their smallest unit. See `cell_kinds.py`.

Sources: payments.md 1, skat-inddrivelse.md 1.4 and 8.2, social-teknik.md 1.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from snitflade.formats import cells
from snitflade.formats.cell_kinds import CellKind, digits_in, lengths
from snitflade.formats.cells import CELLE_FOR_STOR, CELLE_NEGATIV
from snitflade.formats.characters import Chars
from snitflade.formats.columns import ZERO, Column, Mask, digits_of, value_raws
from snitflade.formats.kinds import FELT_TYPE, Faults
from snitflade.formats.problems import ProblemKind

CELLE_HELE_KRONER = ProblemKind(
    "CELLE_HELE_KRONER", "{raw} øre er ikke hele kroner, og her skrives kun kroner. Der afrundes ikke her."
)
MINUS = ord("-")


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
        length, digit = lengths(chars), digits_in(chars)
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
