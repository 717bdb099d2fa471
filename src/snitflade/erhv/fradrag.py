"""What is deducted of a sale: percentages of it and a charge per trip; and which terms hold on the day of the sale.

Each deduction is rounded half up to the øre, sale by sale, so that a cancelled sale gives back just what it took.
Sources: skat-inddrivelse.md 2.1, winformatik.md 2.5 (payout = sales − tax − KNAPK − local − operating − transport).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from snitflade.erhv.models import HELE, Saelgerskat, Stedart, Vilkaar

T = TypeVar("T")
_Dateret = tuple[list[dt.date], list[T]]


class Udregning(NamedTuple):
    """A sale as it is settled, in øre: what it gave, what was deducted, what is left."""

    brutto: int
    skat: int
    knapk: int
    lokal: int
    drift: int
    transport: int
    netto: int

    def modsat(self) -> Udregning:
        """What takes it back."""
        return Udregning(*(-one for one in self))


def andel(beloeb: int, procent: int) -> int:
    """So many hundredths of a percent of øre, half up, on both sides of zero alike.

    >>> andel(1_00, 42_50), andel(-1_25, 50_00), andel(10, 5_00), andel(9, 5_00)
    (43, -63, 1, 0)
    """
    part = (abs(beloeb) * procent * 2 + HELE) // (2 * HELE)
    return part if beloeb >= 0 else -part


def beregn(beloeb: int, ture: int, vilkaar: Vilkaar, skat: int) -> Udregning:
    """A sale settled on these terms. `skat`: the tax percentage that holds for this seller, 0 for who is not taxed."""
    tax, knapk, lokal, drift = (andel(beloeb, procent) for procent in (skat, vilkaar.knapk, vilkaar.lokal, vilkaar.drift))
    transport = ture * vilkaar.transport
    return Udregning(beloeb, tax, knapk, lokal, drift, transport, beloeb - tax - knapk - lokal - drift - transport)


class Vilkaarsbog:
    """All terms, looked up by place or seller and day. Made anew for each piece of work."""

    def __init__(self) -> None:
        self._steder = _dateret(((row.sted_id, row.fra), row) for row in Vilkaar.objects.order_by("sted_id", "fra", "pk"))
        rows = Saelgerskat.objects.order_by("saelger_id", "fra", "pk").values_list("saelger_id", "fra", "skat")
        self._skatter = _dateret(((saelger, fra), skat) for saelger, fra, skat in rows)

    def vilkaar(self, sted: int, dato: dt.date) -> Vilkaar | None:
        """The terms of a place on a day; None where there are none yet."""
        return _paa(self._steder.get(sted), dato)

    def skat(self, saelger: int, dato: dt.date, vilkaar: Vilkaar, *, person: bool, art: str) -> int:
        """The tax percentage of a seller on a day: its own, else the place's; none for firms and for institutions' purchases."""
        if not person or art == Stedart.INSTITUTION:
            return 0
        own = _paa(self._skatter.get(saelger), dato)
        return vilkaar.skat if own is None else own


def _dateret(rows: Iterable[tuple[tuple[int, dt.date], T]]) -> dict[int, _Dateret[T]]:
    """Values by what they belong to, with the days they hold from; of several of one day the last one."""
    found: defaultdict[int, _Dateret[T]] = defaultdict(lambda: ([], []))
    for (whose, fra), value in rows:
        days, values = found[whose]
        days.append(fra)
        values.append(value)
    return found


def _paa(dated: _Dateret[T] | None, dato: dt.date) -> T | None:
    at = bisect_right(dated[0], dato) if dated else 0
    return dated[1][at - 1] if dated and at else None
