"""Payroll in the reconciliation, month by month: what the payroll system has calculated, frozen, and what of it is booked."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import Q

from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.lon.models import Koerselstatus, Loenbogfoering, Loenkoersel

KOERSLER = "loenkoersler"
"""The register that shows them."""


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months from `fra` to `til` with payroll runs. Two queries."""
    after = Q(aar__gt=fra.year) | Q(aar=fra.year, maaned__gte=fra.month)
    before = Q(aar__lt=til.year) | Q(aar=til.year, maaned__lte=til.month)
    months: defaultdict[tuple[int, int], list[Loenkoersel]] = defaultdict(list)
    for run in Loenkoersel.objects.filter(after & before).order_by("aar", "maaned", "pk"):
        months[run.aar, run.maaned].append(run)
    runs = [run.pk for of_month in months.values() for run in of_month]
    held = Loenbogfoering.objects.filter(koersel__in=runs, bilag__tilbagefoert_af=None)
    booked = set(held.values_list("koersel", flat=True))
    return [_linje(aar, maaned, of_month, booked) for (aar, maaned), of_month in months.items()]


def _linje(aar: int, maaned: int, runs: Sequence[Loenkoersel], booked: set[int]) -> Linje:
    last = calendar.monthrange(aar, maaned)[1]
    frozen = [run for run in runs if run.status == Koerselstatus.FROSSET]
    summer = {
        Trin.KRAEVET: _sum(runs),
        Trin.OPKRAEVET: _sum(frozen),
        Trin.BETALT: _sum([run for run in runs if run.pk in booked]),
    }
    waiting = [run for run in runs if run.pk not in booked]
    return Linje(f"{aar}-{maaned:02}", dt.date(aar, maaned, 1), dt.date(aar, maaned, last), summer, waiting)


def _sum(runs: Sequence[Loenkoersel]) -> Sum:
    return Sum(sum(run.debet for run in runs), len(runs))


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Which of a month's runs are not booked, and why."""
    waiting = linje.viden if isinstance(linje.viden, list) else []
    for run in waiting[:most]:
        frozen = run.status == Koerselstatus.FROSSET
        what = "er frosset og ikke bogført" if frozen else "er ikke frosset i lønsystemet"
        trin = Trin.BETALT if frozen else Trin.OPKRAEVET
        yield Forskel(trin, linje.periode, f"Kørsel {run.noegle} {what}", run.debet, Emne.REGISTER, KOERSLER)
    rest = waiting[most:]
    if rest:
        yield Forskel(Trin.BETALT, linje.periode, f"{len(rest)} kørsler mere er ikke bogført", sum(run.debet for run in rest))


AFSTEMNING = register(
    Kilde(
        modul="lon.bogfoering",
        titel="Lønkørsler",
        linjer=linjer,
        forskelle=forskelle,
        ord={
            Trin.KRAEVET: ("Beregnet", "debet i de kørsler, lønsystemet har vist"),
            Trin.OPKRAEVET: ("Frosset", "af dem er frosset med LS490"),
            Trin.BETALT: ("Bogført", "af dem er bogført og ikke tilbageført"),
        },
    )
)
