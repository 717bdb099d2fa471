"""Months as the files write them: ``ÅÅÅÅMM``.

Source: social-teknik.md 1.3.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Self

NAVNE = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)


@dataclass(frozen=True, slots=True, order=True)
class Maaned:
    """One month.

    >>> maj = Maaned.laes("202505")
    >>> str(maj), maj.foerste, maj.sidste, maj.tekst, str(maj.plus(-5))
    ('202505', datetime.date(2025, 5, 1), datetime.date(2025, 5, 31), 'maj 2025', '202412')
    """

    aar: int
    nummer: int

    @classmethod
    def laes(cls, text: str) -> Self:
        """The month of a text of six digits. Raises ValueError."""
        if not (len(text) == 6 and text.isascii() and text.isdigit() and 1 <= int(text[4:]) <= 12 and int(text[:4]) >= 1900):
            raise ValueError(f"{text!r} is no month")
        return cls(int(text[:4]), int(text[4:]))

    @classmethod
    def af(cls, dato: dt.date) -> Self:
        """The month that a day is in."""
        return cls(dato.year, dato.month)

    @property
    def foerste(self) -> dt.date:
        """Its first day."""
        return dt.date(self.aar, self.nummer, 1)

    @property
    def dage(self) -> int:
        """How many days it has."""
        return calendar.monthrange(self.aar, self.nummer)[1]

    @property
    def sidste(self) -> dt.date:
        """Its last day."""
        return dt.date(self.aar, self.nummer, self.dage)

    @property
    def tekst(self) -> str:
        """Its name and year in Danish."""
        return f"{NAVNE[self.nummer - 1]} {self.aar}"

    def plus(self, antal: int) -> Maaned:
        """The month so many months later."""
        number = self.aar * 12 + self.nummer - 1 + antal
        return Maaned(number // 12, number % 12 + 1)

    def __str__(self) -> str:
        return f"{self.aar:04}{self.nummer:02}"
