"""Pension in the reconciliation: what a month was calculated to, what of it was approved for payroll, what payroll has been given.

Source: social-teknik.md 3.4 (check lists after payment); winformatik.md P6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Count, QuerySet
from django.db.models import Sum as Total

from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.soc.maaned import Maaned
from snitflade.soc.pension.models_pension import Overlevering, Overleveringslinje, Pensionsberegning

MODUL, REGISTER = "soc.pension", "pensionsoverleveringer"
INTET = Sum(0, 0)
ORD = {
    Trin.KRAEVET: ("Beregnet", "Det, månedens beregninger giver"),
    Trin.OPKRAEVET: ("Godkendt", "Det, der er godkendt til lønsystemet"),
    Trin.SENDT: ("Hentet", "Det, der er hentet som fil til lønsystemet"),
}


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months from `fra` to `til`. Three queries."""
    names = (str(Maaned.af(fra)), str(Maaned.af(til)))
    held = Pensionsberegning.objects.filter(gaelder=True, maaned__range=names).order_by()
    wanted = {month: Sum(total, n) for month, total, n in held.values_list("maaned").annotate(Total("beloeb"), Count("pk"))}
    rows = Overleveringslinje.objects.filter(overlevering__maaned__range=names).exclude(overlevering__godkendt_af="").order_by()
    approved = _summer(rows)
    taken = _summer(rows.exclude(overlevering__hentet_af=""))
    months = sorted(wanted.keys() | approved.keys())
    return [_linje(month, wanted.get(month, INTET), approved.get(month, INTET), taken.get(month, INTET)) for month in months]


def _summer(rows: QuerySet[Overleveringslinje]) -> dict[str, Sum]:
    found = rows.values_list("overlevering__maaned").annotate(Total("forskel"), Count("pensionist", distinct=True))
    return {month: Sum(total, n) for month, total, n in found}


def _linje(name: str, wanted: Sum, approved: Sum, taken: Sum) -> Linje:
    month = Maaned.laes(name)
    summer = {Trin.KRAEVET: wanted, Trin.OPKRAEVET: approved, Trin.SENDT: taken}
    return Linje(f"{month.aar}-{month.nummer:02}", month.foerste, month.sidste, summer)


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Why the stages of a month differ."""
    missing = linje.forskel(Trin.OPKRAEVET)
    if missing:
        text = "Beregnet, men ikke godkendt til lønsystemet. Lav en overlevering, og lad en anden godkende den."
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, missing, Emne.REGISTER, REGISTER)
    name = linje.periode.replace("-", "")
    for row in Overlevering.objects.filter(maaned=name, hentet_af="").exclude(godkendt_af="").order_by("pk")[:most]:
        text = f"Overlevering {row} er godkendt, men filen er ikke hentet"
        yield Forskel(Trin.SENDT, linje.periode, text, row.forskel, Emne.REGISTER, REGISTER)


def perioder() -> Sequence[Linje]:
    """The months that have calculations, without sums."""
    names = Pensionsberegning.objects.filter(gaelder=True).order_by("maaned").values_list("maaned", flat=True).distinct()
    months = [Maaned.laes(name) for name in names]
    return [Linje(f"{month.aar}-{month.nummer:02}", month.foerste, month.sidste, {}) for month in months]


AFSTEMNING = register(Kilde(modul=MODUL, titel="Pension", linjer=linjer, forskelle=forskelle, perioder=perioder, ord=ORD))
"""What *Afstemning* asks."""
