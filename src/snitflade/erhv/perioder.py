"""The periods that are reported: months, quarters and years, written ``2026-03``, ``2026K1`` and ``2026``.

Source: skat-inddrivelse.md 2.2, 3.2, 4.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_FORM = re.compile(r"([12][0-9]{3})(?:-(0[1-9]|1[0-2])|K([1-4]))?")


@dataclass(frozen=True, order=True, slots=True)
class Periode:
    """A month, a quarter or a year.

    >>> [str(Periode.laes(text).sidste) for text in ("2026-02", "2026K4", "2026")]
    ['2026-02-28', '2026-12-31', '2026-12-31']
    """

    foerste: dt.date
    maaneder: int

    @classmethod
    def laes(cls, text: str) -> Periode:
        """The period written as `text`. Raises ValueError when it is none."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"«{text}» er ingen periode; skriv fx 2026-03, 2026K1 eller 2026")
        year, month, quarter = match.groups()
        if month:
            return cls(dt.date(int(year), int(month), 1), 1)
        return cls(dt.date(int(year), 3 * int(quarter) - 2, 1), 3) if quarter else cls(dt.date(int(year), 1, 1), 12)

    @classmethod
    def maaned(cls, dag: dt.date) -> Periode:
        """The month of a day."""
        return cls(dag.replace(day=1), 1)

    @property
    def aar(self) -> int:
        """Its year."""
        return self.foerste.year

    @property
    def efter(self) -> dt.date:
        """The first day after it."""
        whole = self.foerste.year * 12 + self.foerste.month - 1 + self.maaneder
        return dt.date(whole // 12, whole % 12 + 1, 1)

    @property
    def sidste(self) -> dt.date:
        """Its last day."""
        return self.efter - dt.timedelta(days=1)

    @property
    def naeste(self) -> Periode:
        """The period after it."""
        return Periode(self.efter, self.maaneder)

    def __str__(self) -> str:
        if self.maaneder == 1:
            return f"{self.foerste:%Y-%m}"
        return f"{self.aar}K{(self.foerste.month + 2) // 3}" if self.maaneder == 3 else f"{self.aar}"
