"""What the fields of a CPR delivery can hold beyond digits and text: dates and moments as they come, codes, names.

CPR's dates may be known in part, and its moments carry stand-ins (minute 99, month and day 00). Such values are kept as the text
they are and only checked; what they mean is derived by whoever needs it (`dato`, `tid`), never stored instead. A blank date is
None in JSON.

Source: cpr.md 0 (types), 2.2 (lost letters), 5.2 (codes), 6.1 (dates and moments).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.characters import BLANK, Chars, as_chars
from snitflade.formats.columns import ZERO, Column, Mask, char_column, char_raws, strings, text_chars, value_raws
from snitflade.formats.kinds import Faults, Kind, Text
from snitflade.formats.problems import ProblemKind, Severity

CPR_DATO = ProblemKind("CPR_DATO", "«{raw}» er hverken en dato ÅÅÅÅ-MM-DD eller blank.")
CPR_TID = ProblemKind(
    "CPR_TID", "«{raw}» er ikke et tidspunkt ÅÅÅÅMMDDTTMM (måned og dag må være 00, minut 99), nuller eller blank."
)
CPR_KODE = ProblemKind("CPR_KODE", "Koden «{raw}» er ikke en af de kendte: {known}. Den er beholdt.", Severity.ADVARSEL)
CPR_SPOERGSMAALSTEGN = ProblemKind(
    "CPR_SPOERGSMAALSTEGN",
    "Navnet «{raw}» har et spørgsmålstegn; et bogstav kan være gået tabt, før filen kom hertil.",
    Severity.ADVARSEL,
)

_MONTH_ENDS = np.zeros(256, dtype=np.uint8)
_MONTH_ENDS[1:13] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


class _Moment(Kind):
    """A date or moment kept as text; `blank` is its absence."""

    width: int
    problem: ClassVar[ProblemKind]

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: texts, or None for blank."""
        if not isinstance(values, np.ndarray):
            values = ["" if value is None else value for value in values]
        column = Text(self.width).prepare(values, faults)
        chars = text_chars(column, self.width)
        wrong = self._wrong(chars)
        faults.report(self.problem, wrong if faults.faulty is None else wrong & ~faults.faulty, value_raws(values))
        return column

    def write(self, column: Column) -> Chars:
        return text_chars(column, self.width)

    def read(self, chars: Chars, faults: Faults) -> Column:
        faults.report(self.problem, self._wrong(chars), char_raws(chars))
        return char_column(chars)

    def plain(self, column: Column) -> list[Any]:
        return [text or None for text in strings(column)]

    def _wrong(self, chars: Chars) -> Mask:
        """The rows that hold neither a possible value nor blanks."""
        wrong = self._impossible(_turned(chars))
        if wrong.any():
            wrong &= ~(chars == BLANK).all(axis=1)
        return wrong

    def _impossible(self, digits: NDArray[np.uint8]) -> Mask:
        raise NotImplementedError


def _turned(chars: Chars) -> NDArray[np.uint8]:
    """Positions as rows, so that each is one run in memory; digits as 0–9, everything else above."""
    narrow = chars if chars.dtype == np.uint8 else np.minimum(chars, 0xFF).astype(np.uint8)
    return np.asarray(np.ascontiguousarray(narrow.T) - np.uint8(ZERO))


def _two(digits: NDArray[np.uint8], at: int) -> NDArray[np.uint8]:
    """The number in two positions; meaningless where they are not digits."""
    return np.asarray(digits[at] * np.uint8(10) + digits[at + 1])


def _not_leap(digits: NDArray[np.uint8], rows: Mask) -> Mask:
    """Of `rows`, those whose year (the first four positions) has no 29 February."""
    out = np.zeros(len(rows), dtype=bool)
    if rows.any():
        year = _two(digits[:, rows], 0).astype(np.int64) * 100 + _two(digits[:, rows], 2)
        out[rows] = ((year % 4) != 0) | ((year % 100 == 0) & (year % 400 != 0))
    return out


@dataclass(frozen=True, slots=True)
class CprDato(_Moment):
    """A date ÅÅÅÅ-MM-DD, or blank."""

    width: int = 10
    name: ClassVar[str] = "D10"
    problem: ClassVar[ProblemKind] = CPR_DATO

    def _impossible(self, digits: NDArray[np.uint8]) -> Mask:
        dash = np.uint8((ord("-") - ZERO) % 256)
        wrong = (digits[4] != dash) | (digits[7] != dash)
        for at in (0, 1, 2, 3, 5, 6, 8, 9):
            wrong |= digits[at] > 9
        month, day = _two(digits, 5), _two(digits, 8)
        wrong |= (day < 1) | (day > _MONTH_ENDS[month]) | (digits[:4] == 0).all(axis=0)
        return np.asarray(wrong | _not_leap(digits, ~wrong & (month == 2) & (day == 29)))


@dataclass(frozen=True, slots=True)
class CprTid(_Moment):
    """A moment ÅÅÅÅMMDDTTMM; zeros or blank where there is none.

    Month and day may be 00 (only the year is known) or the day alone; the minute may be 99 (the time of day is not known to the
    minute); 24.00 is the end of a day.
    """

    width: int = 12
    name: ClassVar[str] = "T12"
    problem: ClassVar[ProblemKind] = CPR_TID

    def _impossible(self, digits: NDArray[np.uint8]) -> Mask:
        wrong = (digits > 9).any(axis=0)
        month, day, hour, minute = (_two(digits, at) for at in (4, 6, 8, 10))
        wrong |= (day > _MONTH_ENDS[month]) | (month > 12)
        wrong |= ((hour > 23) & ~((hour == 24) & (minute == 0))) | ((minute > 59) & (minute != 99))
        wrong |= _not_leap(digits, ~wrong & (month == 2) & (day == 29))
        return np.asarray(wrong | ((digits[:4] == 0).all(axis=0) & digits.any(axis=0)))


@dataclass(frozen=True, slots=True)
class Kode(Kind):
    """A code or mark, kept as text whatever it is. One that is not among `known` is a warning; without `known` none is."""

    width: int
    known: tuple[str, ...] = ()
    name: ClassVar[str] = "K"

    def prepare(self, values: Any, faults: Faults) -> Column:
        """`values`: texts."""
        column = Text(self.width).prepare(values, faults)
        unknown = self._unknown(text_chars(column, max(self.width, 1))[:, : self.width])
        self._report(unknown if faults.faulty is None else unknown & ~faults.faulty, value_raws(values), faults)
        return column

    def write(self, column: Column) -> Chars:
        return text_chars(column, self.width)

    def read(self, chars: Chars, faults: Faults) -> Column:
        self._report(self._unknown(chars), char_raws(chars), faults)
        return char_column(chars)

    def _report(self, unknown: Mask, raws: Callable[[NDArray[np.intp]], Any], faults: Faults) -> None:
        faults.report(CPR_KODE, unknown, raws, known=", ".join(code or "blank" for code in self.known))

    def _unknown(self, chars: Chars) -> Mask:
        if not self.known:
            return np.zeros(len(chars), dtype=bool)
        found = _number(chars)
        known = np.zeros(len(chars), dtype=bool)
        for code in self.known:
            known |= found == _number(as_chars(code.ljust(self.width)).reshape(1, -1))[0]
        return ~known

    def plain(self, column: Column) -> list[Any]:
        return strings(column)


def _number(chars: Chars) -> NDArray[np.uint64]:
    """Up to four characters of each row as one number."""
    total = np.zeros(len(chars), dtype=np.uint64)
    for at in range(chars.shape[1]):
        total = (total << np.uint64(16)) | chars[:, at].astype(np.uint64)
    return total


@dataclass(frozen=True, slots=True)
class Navn(Text):
    """A person's name: a text in which a question mark tells that a letter was lost on the way."""

    def prepare(self, values: Any, faults: Faults) -> Column:
        column = Text.prepare(self, values, faults)
        self._look(text_chars(column, self.width), value_raws(values), faults)
        return column

    def read(self, chars: Chars, faults: Faults) -> Column:
        self._look(chars, char_raws(chars), faults)
        return Text.read(self, chars, faults)

    def _look(self, chars: Chars, raws: Callable[[NDArray[np.intp]], Any], faults: Faults) -> None:
        lost = chars == ord("?")
        if lost.any():
            faults.report(CPR_SPOERGSMAALSTEGN, lost.any(axis=1), raws)


def dato(column: Column) -> NDArray[np.datetime64]:
    """A column of dates as datetime64[D]; NaT where there is none. The column must have been read without problems.

    >>> dato(np.array([b"1960-01-31", b""]))
    array(['1960-01-31',        'NaT'], dtype='datetime64[D]')
    """
    return np.where(column == np.array("", column.dtype), "NaT", column.astype("U10")).astype("datetime64[D]")


PRAECISION = ("ingen", "aar", "maaned", "dag", "minut")
"""How exactly a moment is known, from not at all."""


def tid(column: Column) -> tuple[NDArray[np.datetime64], NDArray[np.uint8]]:
    """A column of moments as days to sort by (missing parts as 01, NaT where there is no date), and how exactly each is known
    (index into `PRAECISION`). No time of day is made up from minute 99. The column must have been read without problems.

    >>> days, known = tid(np.array([b"196000002000", b"200501301299", b"200501301245", b"000000000000", b""]))
    >>> days.tolist()[0], [PRAECISION[level] for level in known]
    (datetime.date(1960, 1, 1), ['aar', 'dag', 'minut', 'ingen', 'ingen'])
    """
    digits = _turned(text_chars(column, 12))
    absent = (digits > 9).any(axis=0) | ~digits[:4].any(axis=0)
    year = np.where(absent, 0, _two(digits, 0).astype(np.int64) * 100 + _two(digits, 2))
    month, day, minute = (np.where(absent, 0, _two(digits, at)).astype(np.int64) for at in (4, 6, 10))
    months = ((year - 1970) * 12 + np.maximum(month, 1) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (np.maximum(day, 1) - 1).astype("timedelta64[D]")
    days[absent] = np.datetime64("NaT")
    level = np.select([absent, month == 0, day == 0, minute == 99], [0, 1, 2, 3], 4)
    return days, level.astype(np.uint8)
