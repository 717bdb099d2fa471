"""Claims and payments in the reconciliation, month by month: what was claimed and what became of it, what came and where it went.

How far a claim has come on its way out is its own module's affair. Sources: payments.md 4.5, 8.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models import Sum as Total

from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.inka.indbetaling import navn
from snitflade.inka.models import Indbetaling, Regning

KRAV, INDBETALINGER, KOE = "regninger", "indbetalinger", "uanbringelige"
"""The registers that show them."""


def krav_linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months with claims that fall due from `fra` to `til`; settled is whatever is not open. One query."""
    rows = Regning.objects.filter(forfaldsdato__range=(fra.replace(day=1), _sidste(til))).order_by()
    return [_linje(month, one, {"": one.rest}) for month, one in _maaneder(rows, "forfaldsdato")]


def krav_forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """What of a month's claims is open."""
    for left in _viden(linje).values():
        if left.antal:
            what = "1 krav er åbent" if left.antal == 1 else f"{left.antal} krav er åbne"
            yield Forskel(Trin.OPKRAEVET, linje.periode, what, left.beloeb, Emne.REGISTER, KRAV)


def indbetaling_linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months with payments booked from `fra` to `til`. Two queries."""
    rows = Indbetaling.objects.filter(bogfoeringsdato__range=(fra.replace(day=1), _sidste(til))).order_by()
    waiting: defaultdict[dt.date, defaultdict[str, Sum]] = defaultdict(lambda: defaultdict(lambda: Sum(0, 0)))
    queue = rows.exclude(rest=0).values_list("bogfoeringsdato", "aarsag")
    for day, code, left, count in queue.annotate(Total("rest"), Count("pk")):
        waiting[day.replace(day=1)][code] += Sum(left, count)
    return [_linje(month, one, dict(waiting[month])) for month, one in _maaneder(rows, "bogfoeringsdato")]


def indbetaling_forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """What of a month's payments waits in the queue, by reason."""
    for code, left in sorted(_viden(linje).items()):
        what = "1 indbetaling venter" if left.antal == 1 else f"{left.antal} indbetalinger venter"
        yield Forskel(Trin.OPKRAEVET, linje.periode, f"{what}: {navn(code)}", left.beloeb, Emne.REGISTER, KOE)


def _viden(linje: Linje) -> dict[str, Sum]:
    if not isinstance(linje.viden, dict):
        raise TypeError("the line must come from its source")
    return linje.viden


@dataclass(frozen=True, slots=True)
class _Maaned:
    """All of a month's rows, and what of them is left."""

    ialt: Sum
    rest: Sum


def _maaneder(rows: QuerySet[Regning] | QuerySet[Indbetaling], field: str) -> list[tuple[dt.date, _Maaned]]:
    """The months in order. They are summed up day by day: a day is a column of an index, a month would be computed row by row."""
    whole: defaultdict[dt.date, Sum] = defaultdict(lambda: Sum(0, 0))
    left: defaultdict[dt.date, Sum] = defaultdict(lambda: Sum(0, 0))
    days = rows.values_list(field).annotate(Total("beloeb"), Total("rest"), Count("pk"), aabne=Count("pk", filter=~Q(rest=0)))
    for day, beloeb, rest, count, open_ in days:
        month = day.replace(day=1)
        whole[month] += Sum(beloeb, count)
        left[month] += Sum(rest, open_)
    return [(month, _Maaned(whole[month], left[month])) for month in sorted(whole)]


def _linje(month: dt.date, one: _Maaned, left: dict[str, Sum]) -> Linje:
    settled = Sum(one.ialt.beloeb - one.rest.beloeb, one.ialt.antal - one.rest.antal)
    return Linje(f"{month:%Y-%m}", month, _sidste(month), {Trin.KRAEVET: one.ialt, Trin.OPKRAEVET: settled}, left)


def _perioder() -> Sequence[Linje]:
    """The months from the first payment to the last one. Claims name none: with years of them a chart would take too long."""
    ends = Indbetaling.objects.aggregate(first=Min("bogfoeringsdato"), last=Max("bogfoeringsdato"))
    if ends["first"] is None:
        return []
    months, day = [], ends["first"].replace(day=1)
    while day <= ends["last"]:
        months.append(Linje(f"{day:%Y-%m}", day, _sidste(day), {}))
        day = _sidste(day) + dt.timedelta(days=1)
    return months


def _sidste(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


AFSTEMNING_KRAV = register(
    Kilde(
        modul="inka.krav",
        titel="Krav",
        linjer=krav_linjer,
        forskelle=krav_forskelle,
        ord={
            Trin.KRAEVET: ("Krævet", "krav, der forfalder i måneden"),
            Trin.OPKRAEVET: ("Gjort op", "betalt, udlignet, nedskrevet eller annulleret"),
        },
    )
)
AFSTEMNING_INDBETALINGER = register(
    Kilde(
        modul="inka.indbetalinger",
        titel="Indbetalinger",
        linjer=indbetaling_linjer,
        forskelle=indbetaling_forskelle,
        perioder=_perioder,
        ord={
            Trin.KRAEVET: ("Modtaget", "indbetalinger, der er bogført i måneden"),
            Trin.OPKRAEVET: ("Placeret", "på krav, ført tilbage eller betalt tilbage"),
        },
    )
)
