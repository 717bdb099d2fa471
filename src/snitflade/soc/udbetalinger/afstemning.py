"""Sociale udbetalinger in the reconciliation: what lines grant, month by month, and what of it is booked as credit items.

From there on the module's payouts have a line of their own (`bogh.udbetaling.afstemning`). Source: social-teknik.md 5.3.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, QuerySet
from django.db.models import Sum as Total
from django.db.models.functions import TruncMonth

from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.soc.udbetalinger.models import Ydelseslinje
from snitflade.soc.udbetalinger.modul import BANK, SOCIALE

INTET = Sum(0, 0)
ORD = {
    Trin.KRAEVET: ("Bevilget", "hvad linjerne lyder på"),
    Trin.OPKRAEVET: ("Bogført", "hvad der er bogført som udbetalingsposter"),
}


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months from `fra` to `til` that have lines. Three queries."""
    rows = Ydelseslinje.objects.filter(tilbage_tid=None, dato__range=(fra.replace(day=1), _sidste(til)))
    granted, booked = _maaneder(rows), _maaneder(rows.filter(post__isnull=False))
    held = _maaneder(rows.filter(post=None).exclude(holdt=""))
    return [
        Linje(
            periode=f"{month:%Y-%m}",
            fra=month,
            til=_sidste(month),
            summer={Trin.KRAEVET: granted[month], Trin.OPKRAEVET: booked.get(month, INTET)},
            viden=held.get(month, INTET),
        )
        for month in sorted(granted)
    ]


def _maaneder(rows: QuerySet[Ydelseslinje]) -> dict[dt.date, Sum]:
    months = rows.order_by().annotate(maaned=TruncMonth("dato")).values_list("maaned").annotate(Total("beloeb"), Count("pk"))
    return {month: Sum(total, count) for month, total, count in months}


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Why a month is not booked whole: lines that are held, and lines that no run has taken yet."""
    held = linje.viden
    if not isinstance(held, Sum):
        raise TypeError("the line must come from linjer")
    missing = linje.forskel(Trin.OPKRAEVET) or 0
    count = linje.summer[Trin.KRAEVET].antal - linje.summer[Trin.OPKRAEVET].antal - held.antal
    if held.antal:
        text = "1 linje er tilbageholdt" if held.antal == 1 else f"{held.antal} linjer er tilbageholdt"
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, held.beloeb, Emne.REGISTER, "sociale-linjer")
    if missing != held.beloeb:
        text = "1 linje er ikke i en kørsel endnu" if count == 1 else f"{count} linjer er ikke i en kørsel endnu"
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, missing - held.beloeb, Emne.SNITFLADE, BANK)


def perioder() -> list[Linje]:
    """The months that have lines, without sums."""
    days = Ydelseslinje.objects.filter(tilbage_tid=None).dates("dato", "month")
    return [Linje(f"{day:%Y-%m}", day, _sidste(day), {}) for day in days]


def _sidste(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


AFSTEMNING = register(
    Kilde(
        modul=SOCIALE.navn,
        titel="Sociale udbetalinger: bevilget og bogført",
        linjer=linjer,
        forskelle=forskelle,
        perioder=perioder,
        ord=ORD,
    )
)
