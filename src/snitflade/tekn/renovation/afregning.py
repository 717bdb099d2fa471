"""What an agreement costs in a quarter: tariffs by day, part of a quarter, rounding.

The amount of a tariff span is antal × price × counted days / days of the quarter, rounded half up to the øre, once. What
counts is a setting, since no rule is published: every day (``dage``), the months active on their first day
(``hele_maaneder``), the thirteen weeks active on their first day (``hele_uger``; weeks run from the quarter's first day, the
last one to its end), or the quarter's first day alone (``intet``). All four are one rule: days are picked from the quarter,
and those of them on which the agreement runs are counted.

Source: social-teknik.md 11.3.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from snitflade.tekn.renovation.kvartal import Kvartal

Takst = tuple[dt.date | None, int]
"""First day (None: from the beginning) and price in øre per unit and quarter."""


class Spaend(NamedTuple):
    """Part of a quarter with one tariff: its days, price (øre), counted days and amount (øre)."""

    fra: dt.date
    til: dt.date
    pris: int
    dage: int
    beloeb: int


class Udregning(NamedTuple):
    """What an agreement costs in a quarter (øre), of how many counted days, by which tariffs.

    `hul` is a day that should be paid for but has no tariff, None when there is none. Equal `nr` means equal values.
    """

    nr: int
    beloeb: int
    pris: int
    dage: int
    spaend: tuple[Spaend, ...]
    hul: dt.date | None


def taelledage(kvartal: Kvartal, metode: str) -> list[dt.date]:
    """The days of the quarter that count under proration `metode`. Raises ValueError for an unknown one."""
    first = kvartal.foerste
    if metode == "dage":
        return [first + dt.timedelta(days=day) for day in range(kvartal.dage)]
    if metode == "hele_maaneder":
        return [first.replace(month=first.month + month) for month in range(3)]
    if metode == "hele_uger":
        return [first + dt.timedelta(days=7 * week) for week in range(13)]
    if metode == "intet":
        return [first]
    raise ValueError(f"«{metode}» er ikke en afregningsmetode")


def halvt_op(taeller: int, naevner: int) -> int:
    """`taeller` / `naevner` rounded half up; neither is negative.

    >>> halvt_op(5, 2), halvt_op(9, 4), halvt_op(7, 2)
    (3, 2, 4)
    """
    return (2 * taeller + naevner) // (2 * naevner)


class Regnemaskine:
    """Computes and remembers what agreements cost in one quarter; most agreements are alike."""

    def __init__(self, kvartal: Kvartal, metode: str) -> None:
        self.kvartal = kvartal
        self.dage = taelledage(kvartal, metode)
        self._seen: dict[tuple[int, int, dt.date | None, dt.date | None], Udregning] = {}

    def udregn(self, ydelse: int, takster: Sequence[Takst], antal: int, fra: dt.date | None, til: dt.date | None) -> Udregning:
        """The cost of `antal` units of service `ydelse` from `fra` to `til` (None: open), `takster` by first day."""
        key = (ydelse, antal, fra, til)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._compute(takster, antal, fra, til)
        return found

    def _compute(self, takster: Sequence[Takst], antal: int, fra: dt.date | None, til: dt.date | None) -> Udregning:
        start = max(fra or dt.date.min, self.kvartal.foerste)
        end = min(til or dt.date.max, self.kvartal.sidste)
        nr = len(self._seen)
        total = self._count(start, end)
        if not antal or not total:
            return Udregning(nr, 0, 0, 0, (), None)
        starts = [max(first or dt.date.min, start) for first, _ in takster]
        ends = [min(later - dt.timedelta(days=1), end) for later in starts[1:]] + [end] * bool(starts)
        spans = []
        for (_, pris), first, last in zip(takster, starts, ends, strict=True):
            if days := self._count(first, last):
                spans.append(Spaend(first, last, pris, days, halvt_op(antal * pris * days, len(self.dage))))
        counted = sum(span.dage for span in spans)
        hole = None if counted == total else self.dage[bisect_left(self.dage, start)]
        return Udregning(nr, sum(span.beloeb for span in spans), spans[-1].pris if spans else 0, counted, tuple(spans), hole)

    def _count(self, first: dt.date, last: dt.date) -> int:
        """How many counted days lie from `first` to `last`."""
        return max(0, bisect_right(self.dage, last) - bisect_left(self.dage, first))
