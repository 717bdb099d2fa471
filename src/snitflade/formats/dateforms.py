"""The forms in which dates and times stand in delimited files and workbooks, as a specification writes them.

A form is made of ``ÅÅÅÅ`` or ``ÅÅ``, ``MM``, ``DD`` and, for a time, ``tt`` and ``mm``; everything else stands for itself. Every
form has one width, so a whole column is read and written by the positions of its digits.

>>> Form("DD-MM-ÅÅÅÅ").value("04-11-2026")
datetime.date(2026, 11, 4)

Sources: payments.md 1 (years of two digits: 00–79 are 20xx), skat-inddrivelse.md 8.2, social-teknik.md 1.3 and 9.3.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.characters import Chars, as_chars
from snitflade.formats.columns import ZERO, Column, Mask, digits_of
from snitflade.formats.kinds import Faults
from snitflade.formats.moments import Date
from snitflade.formats.problems import Problems

_TOKENS = re.compile("ÅÅÅÅ|ÅÅ|MM|DD|tt|mm")
_DIGIT = re.compile("[0-9]")
_DATE, _TIME = {"DD", "MM", "ÅÅ"}, {"DD", "MM", "ÅÅ", "tt", "mm"}
_PIVOT = 80
"""Years of two digits from here are 19xx, below 20xx."""


@dataclass(frozen=True)
class Form:
    """One form. Raises ValueError when `text` is none."""

    text: str

    def __post_init__(self) -> None:
        found = [token[:2] for token in _TOKENS.findall(self.text)]
        if len(found) != len(set(found)) or set(found) not in (_DATE, _TIME):
            raise ValueError(f"«{self.text}» er hverken en dato som DD-MM-ÅÅÅÅ eller et tidspunkt som ÅÅÅÅ-MM-DD tt:mm")

    @property
    def has_time(self) -> bool:
        """Whether the form has hours and minutes."""
        return "tt" in self._places

    @property
    def width(self) -> int:
        """Characters of a value."""
        return len(self.text)

    @cached_property
    def _places(self) -> dict[str, slice]:
        return {match[0][:2]: slice(*match.span()) for match in _TOKENS.finditer(self.text)}

    @cached_property
    def shape(self) -> str:
        """The form with a zero for every digit: two forms of the same shape cannot be told apart."""
        return _TOKENS.sub(lambda match: "0" * len(match[0]), self.text)

    def value(self, text: str) -> dt.date | dt.datetime | None:
        """What `text` says in this form, None when it is none."""
        if not text.isascii() or _DIGIT.sub("0", text) != self.shape:
            return None
        part = {token: int(text[place]) for token, place in self._places.items()}
        year = self._places["ÅÅ"]
        if year.stop - year.start == 2:
            part["ÅÅ"] += 1900 if part["ÅÅ"] >= _PIVOT else 2000
        try:
            if self.has_time:
                return dt.datetime(part["ÅÅ"], part["MM"], part["DD"], part["tt"], part["mm"])  # noqa: DTZ001 (local, as it stands)
            return dt.date(part["ÅÅ"], part["MM"], part["DD"])
        except ValueError:
            return None

    def read(self, chars: Chars) -> tuple[Column, Mask]:
        """Rows of exactly `width` characters as dates (or minutes), NaT where they are none, and which of them are."""
        shape = as_chars(self.shape)
        digit = shape == ZERO
        good = (chars[:, ~digit] == shape[~digit]).all(axis=1) & (chars[:, digit] - chars.dtype.type(ZERO) <= 9).all(axis=1)
        safe = np.where(good[:, None], chars, shape.astype(chars.dtype)).astype(np.uint8)
        days = np.empty((len(chars), 8), dtype=np.uint8)
        year = safe[:, self._places["ÅÅ"]]
        if year.shape[1] == 2:
            past = (year[:, 0] >= ZERO + _PIVOT // 10)[:, None]
            century = np.where(past, as_chars("19"), as_chars("20"))
            year = np.concatenate([century, year], axis=1)
        days[:, :4], days[:, 4:6], days[:, 6:] = year, safe[:, self._places["MM"]], safe[:, self._places["DD"]]
        dates = Date().read(days, Faults(Problems(), np.arange(len(chars)), "", "", "", 0))
        good &= ~np.isnat(dates)
        if not self.has_time:
            return dates, good
        hour, minute = (_two(safe[:, self._places[token]]) for token in ("tt", "mm"))
        good &= (hour < 24) & (minute < 60)
        return dates.astype("datetime64[m]") + (hour * 60 + minute).astype("timedelta64[m]"), good

    def write(self, column: Column) -> Chars:
        """Dates (or minutes) as characters, one row each; NaT as NUL."""
        none = np.isnat(column)
        filled = np.where(none, np.array("2000-01-01", dtype=column.dtype), column)
        days = filled.astype("datetime64[D]")
        digits = Date().write(days)
        shape = as_chars(self.text)
        out = np.empty((len(column), self.width), dtype=np.uint8)
        out[:] = np.where(shape < 256, shape, ZERO).astype(np.uint8)
        year = self._places["ÅÅ"]
        out[:, year] = digits[:, 4 - (year.stop - year.start) : 4]
        out[:, self._places["MM"]], out[:, self._places["DD"]] = digits[:, 4:6], digits[:, 6:]
        if self.has_time:
            minutes = (filled.astype("datetime64[m]") - days.astype("datetime64[m]")).astype(np.int64)
            out[:, self._places["tt"]], out[:, self._places["mm"]] = digits_of(minutes // 60, 2), digits_of(minutes % 60, 2)
        out[none] = 0
        return out

    def holds(self, column: Column) -> Mask:
        """Which dates the form can say: with two digits for the year not all of them."""
        if self._places["ÅÅ"].stop - self._places["ÅÅ"].start == 4:
            return np.ones(len(column), dtype=bool)
        years = column.astype("datetime64[Y]").astype(np.int64) + 1970
        return np.asarray((years >= 1900 + _PIVOT) & (years < 2000 + _PIVOT))


def _two(chars: Any) -> NDArray[np.int64]:
    return np.asarray((chars[:, 0].astype(np.int64) - ZERO) * 10 + chars[:, 1] - ZERO)
