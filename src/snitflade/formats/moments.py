"""Dates and time stamps as fields: datetime64[D] and datetime64[m] inside, no date is NaT."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.characters import BLANK, Chars
from snitflade.formats.columns import ZERO, Column, Mask, char_raws, digits_of, not_digits, number_of, value_raws
from snitflade.formats.kinds import FELT_TOMT, Faults, Kind
from snitflade.formats.problems import ProblemKind, Severity

_FORMS = ("ÅÅÅÅMMDD", "DDMMÅÅÅÅ", "DDMMÅÅ")
_FIRST_YEAR = 1980
"""The first of the hundred years that two digits can mean."""

DATO_UGYLDIG = ProblemKind("DATO_UGYLDIG", "«{raw}» er ikke en dato i formen {form}.")
DATO_BLANK = ProblemKind("DATO_BLANK", "Datoen er blank; her skrives nuller, når der ingen dato er.", Severity.ADVARSEL)


@dataclass(frozen=True, slots=True)
class Date(Kind):
    """A date ÅÅÅÅMMDD, or in another `form` of the digits. `zero`: no date is allowed, and stands as zeros.

    Years of two digits are 1980 to 2079 (payments.md 1).
    """

    zero: bool = False
    width: int = 8
    form: str = "ÅÅÅÅMMDD"
    name: ClassVar[str] = "D"

    def __post_init__(self) -> None:
        if self.form not in _FORMS:
            raise ValueError(f"no date is written {self.form}")

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: dates, ISO strings, None where `zero`, or a datetime64 array."""
        dates = _moments(values, faults, "D", "ÅÅÅÅ-MM-DD", optional=self.zero)
        if self.form == "DDMMÅÅ":
            years = dates.astype("datetime64[Y]").astype(np.int64) + 1970
            outside = ~np.isnat(dates) & ((years < _FIRST_YEAR) | (years >= _FIRST_YEAR + 100))
            faults.report(DATO_UGYLDIG, outside, value_raws(values), form=self.form)
        return dates

    def write(self, column: Column) -> Chars:
        years = column.astype("datetime64[Y]").astype(np.int64) + 1970
        months = column.astype("datetime64[M]").astype(np.int64) % 12 + 1
        days = (column - column.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
        if self.form == "ÅÅÅÅMMDD":
            number = years * 10000 + months * 100 + days
        else:
            number = days * 10**6 + months * 10**4 + years if self.form == "DDMMÅÅÅÅ" else days * 10**4 + months * 100 + years % 100
        return digits_of(np.where(np.isnat(column), 0, number), len(self.form))

    def read(self, chars: Chars, faults: Faults) -> Column:
        bad = not_digits(chars)
        blank = (chars == BLANK).all(axis=1) if self.zero else np.zeros(len(chars), dtype=bool)
        number = np.where(bad, 0, number_of(chars))
        dates, impossible = _calendar(*self._parts(number))
        if self.zero:
            faults.report(DATO_BLANK, blank, char_raws(chars))
            impossible &= ~(number == 0)
        faults.report(DATO_UGYLDIG, (bad | impossible) & ~blank, char_raws(chars), form=self.form)
        return dates

    def _parts(self, number: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Year, month and day of the digits."""
        if self.form == "ÅÅÅÅMMDD":
            return number // 10000, number // 100 % 100, number % 100
        if self.form == "DDMMÅÅÅÅ":
            return number % 10**4, number // 10**4 % 100, number // 10**6
        two = number % 100
        return two + np.where(two < _FIRST_YEAR % 100, 2000, 1900), number // 100 % 100, number // 10**4

    def plain(self, column: Column) -> list[Any]:
        return [None if value is None else value.isoformat() for value in column.tolist()]


def _calendar(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> tuple[Column, Mask]:
    """Dates from their parts (NaT where there is no such day), and which rows have no such day."""
    possible = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = np.where(possible, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    dates = months.astype("datetime64[D]") + np.where(possible, day - 1, 0).astype("timedelta64[D]")
    possible &= dates.astype("datetime64[M]") == months
    dates[~possible] = np.datetime64("NaT")
    return dates, ~possible


def _moments(values: Any, faults: Faults, unit: str, form: str, *, optional: bool) -> Column:
    """Dates or minutes as datetime64, None as NaT. What is neither is reported and stands as NaT; so is None unless `optional`."""
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        out = values.astype(f"datetime64[{unit}]")
        none = np.isnat(values)
        years = out.astype("datetime64[Y]").astype(np.int64) + 1970
        coarser = np.promote_types(values.dtype, out.dtype) != values.dtype  # months, say: which day is meant is not known
        bad = ~none & (coarser | (years < 1) | (years > 9999) | (out.astype(values.dtype) != values))
        out[bad] = np.datetime64("NaT")
    else:
        values = list(values)
        moments = [_date(item) if unit == "D" else _minute(item) for item in values]
        out = np.array(moments, dtype=f"datetime64[{unit}]")
        none = np.array([item is None for item in values], dtype=bool)
        bad = np.isnat(out) & ~none
    faults.report(DATO_UGYLDIG, bad, value_raws(values), form=form)
    if not optional:
        faults.report(FELT_TOMT, none, value_raws(values))
    return out


def _date(item: Any) -> dt.date | None:
    """`item` as a date, if it is one or its ISO form ÅÅÅÅ-MM-DD."""
    if isinstance(item, str):
        try:
            moment = dt.date.fromisoformat(item)
        except ValueError:
            return None
        return moment if moment.isoformat() == item else None
    return item if type(item) is dt.date else None


def _minute(item: Any) -> dt.datetime | None:
    """`item` as a naive datetime on the minute, if it is one or its ISO form ÅÅÅÅ-MM-DDTtt:mm."""
    if isinstance(item, str):
        try:
            moment = dt.datetime.fromisoformat(item)
        except ValueError:
            return None
        item = moment if moment.isoformat(timespec="minutes") == item else None
    whole = isinstance(item, dt.datetime) and not item.tzinfo and not item.second and not item.microsecond
    return item if whole else None


@dataclass(frozen=True, slots=True)
class Timestamp(Kind):
    """A 10Q time stamp XHHÅÅMMDDttmm with X = 0: ``0`` + ÅÅÅÅMMDDttmm, local time to the minute (prisme.md 3.6)."""

    width: int = 13
    name: ClassVar[str] = "N"

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: naive datetimes, ISO strings, or a datetime64 array."""
        return _moments(values, faults, "m", "ÅÅÅÅ-MM-DDTtt:mm", optional=False)

    def write(self, column: Column) -> Chars:
        days = column.astype("datetime64[D]")
        minutes = (column - days).astype(np.int64)
        out = np.empty((len(column), 13), dtype=np.uint8)
        out[:, 0] = ZERO
        out[:, 1:9] = Date().write(days)
        out[:, 9:] = digits_of(minutes // 60 * 100 + minutes % 60, 4)
        return out

    def read(self, chars: Chars, faults: Faults) -> Column:
        bad = not_digits(chars) | (chars[:, 0] != ZERO)
        number = np.where(bad, 0, number_of(chars))
        day, clock = number // 10000, number % 10000
        dates, impossible = _calendar(day // 10000, day // 100 % 100, day % 100)
        impossible |= (clock // 100 > 23) | (clock % 100 > 59)
        faults.report(DATO_UGYLDIG, bad | impossible, char_raws(chars), form="0ÅÅÅÅMMDDttmm")
        minutes = (clock // 100 * 60 + clock % 100).astype("timedelta64[m]")
        return np.asarray(dates.astype("datetime64[m]") + minutes)

    def plain(self, column: Column) -> list[Any]:
        return [None if value is None else value.isoformat(timespec="minutes") for value in column.tolist()]
