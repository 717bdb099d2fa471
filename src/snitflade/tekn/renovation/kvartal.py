"""A quarter of a year."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_FORM = re.compile(r"([12][0-9]{3})K([1-4])")


@dataclass(frozen=True, order=True, slots=True)
class Kvartal:
    """A quarter, written ``2018K1``.

    >>> kvartal = Kvartal.laes("2025K2")
    >>> kvartal.foerste.isoformat(), kvartal.sidste.isoformat(), kvartal.dage, str(kvartal.forrige)
    ('2025-04-01', '2025-06-30', 91, '2025K1')
    """

    aar: int
    nummer: int

    @classmethod
    def laes(cls, text: str) -> Kvartal:
        """The quarter written as `text`. Raises ValueError when it is none."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"«{text}» er ikke et kvartal; skriv fx 2018K1")
        return cls(int(match[1]), int(match[2]))

    @property
    def foerste(self) -> dt.date:
        """Its first day."""
        return dt.date(self.aar, 3 * self.nummer - 2, 1)

    @property
    def sidste(self) -> dt.date:
        """Its last day."""
        following = dt.date(self.aar + 1, 1, 1) if self.nummer == 4 else dt.date(self.aar, 3 * self.nummer + 1, 1)
        return following - dt.timedelta(days=1)

    @property
    def dage(self) -> int:
        """Number of days."""
        return (self.sidste - self.foerste).days + 1

    @property
    def forrige(self) -> Kvartal:
        """The quarter before."""
        return Kvartal(self.aar - 1, 4) if self.nummer == 1 else Kvartal(self.aar, self.nummer - 1)

    @property
    def tekst(self) -> str:
        """The usual posting text, e.g. ``1. KVARTAL 2018``."""
        return f"{self.nummer}. KVARTAL {self.aar}"

    def __str__(self) -> str:
        return f"{self.aar}K{self.nummer}"
