"""A seller's year: sales, taxable sum, deductions and what is paid, month by month, as the card shows it.

Source: skat-inddrivelse.md 2.1, winformatik.md 2.5 (side 415).
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Sum
from django.db.models.functions import TruncMonth

from snitflade.erhv.models import Saelger, Salg, Stedart
from snitflade.erhv.models_afregning import Afregningslinje
from snitflade.erhv.perioder import Periode


class Maaned(NamedTuple):
    """A month of sales (None: the whole year), in øre. `skattepligtig`: what is reported; 0 for who is no person."""

    maaned: dt.date | None
    brutto: int
    skattepligtig: int
    skat: int
    knapk: int
    lokal: int
    drift: int
    transport: int
    netto: int


class Opgoerelse(NamedTuple):
    """A year of one kind of place: its months, their sum, and what is not settled (øre)."""

    maaneder: list[Maaned]
    ialt: Maaned
    uafregnet: int


def opgoerelse(saelger: Saelger, aar: int, art: Stedart) -> Opgoerelse:
    """The year's settled sales of a seller."""
    periode = Periode(dt.date(aar, 1, 1), 12)
    rows = Afregningslinje.objects.filter(gaelder=True, salg__saelger=saelger, salg__sted__art=art).order_by()
    rows = rows.filter(salg__dato__gte=periode.foerste, salg__dato__lte=periode.sidste)
    sums = (
        rows.annotate(maaned=TruncMonth("salg__dato"))
        .values_list("maaned")
        .annotate(Sum("brutto"), Sum("skat"), Sum("knapk"), Sum("lokal"), Sum("drift"), Sum("transport"), Sum("netto"))
    )
    months = [Maaned(maaned, brutto, brutto if saelger.er_person else 0, *rest) for maaned, brutto, *rest in sorted(sums)]
    totals = [sum(values) for values in zip(*(month[1:] for month in months), strict=True)] or [0] * 8
    settled = Afregningslinje.objects.filter(salg=OuterRef("pk"), gaelder=True)
    open_ = Salg.objects.filter(~Exists(settled), saelger=saelger, sted__art=art)
    left = open_.filter(dato__gte=periode.foerste, dato__lte=periode.sidste).aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    return Opgoerelse(months, Maaned(None, *totals), left)


def aar_med_salg(saelger: Saelger) -> set[int]:
    """The years in which the seller has sold something."""
    return {day.year for day in Salg.objects.filter(saelger=saelger).dates("dato", "year")}
