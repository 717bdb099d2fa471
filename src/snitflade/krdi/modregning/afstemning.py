"""Set-off on Afstemning: set off here = booked at the authority = paid to it, by the month it was sent."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import TruncMonth

from snitflade.bogh.udbetaling.models import Udbetaling
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Trin, register
from snitflade.exchange.reconciliation import Sum as Beloeb
from snitflade.exchange.schedule import ZONE
from snitflade.formats.text import beloeb_tekst
from snitflade.krdi.modregning.hent import SNITFLADE
from snitflade.krdi.modregning.models import Forsoeg

_DERES = Case(When(bogfoert=None, then=F("gaeldende")), default=F("bogfoert") * 100, output_field=IntegerField())
_BETALT = Q(betalt_til_dem=True)


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months that have a day from `fra` to `til`, oldest first."""
    months = _maaneder().annotate(
        vores=Sum("gaeldende"),
        deres=Sum(_DERES),
        betalt=Sum("gaeldende", filter=_BETALT, default=0),
        antal_betalt=Count("pk", filter=_BETALT),
        antal=Count("pk"),
    )
    found = [_linje(row) for row in months.order_by("maaned")]
    return [linje for linje in found if linje.til >= fra and linje.fra <= til]


def _med_betalt() -> QuerySet[Any]:
    """Every set-off, with whether the authority has been paid."""
    return Forsoeg.objects.annotate(betalt_til_dem=Exists(Udbetaling.objects.filter(post=OuterRef("deres_post"), gaelder=True)))


def _maaneder() -> QuerySet[Any, dict[str, Any]]:
    rows: QuerySet[Any] = _med_betalt().filter(sendt_tid__isnull=False).filter(Q(gaeldende__gt=0) | Q(bogfoert__gt=0))
    found: QuerySet[Any, dict[str, Any]] = rows.order_by().annotate(maaned=TruncMonth("sendt_tid", tzinfo=ZONE)).values("maaned")
    return found


def _linje(row: dict[str, Any]) -> Linje:
    summer = {
        Trin.SENDT: Beloeb(int(row["vores"]), int(row["antal"])),
        Trin.TAGET: Beloeb(int(row["deres"]), int(row["antal"])),
        Trin.BETALT: Beloeb(int(row["betalt"]), int(row["antal_betalt"])),
    }
    return _periode(row, summer)


def _periode(row: dict[str, Any], summer: dict[Trin, Beloeb]) -> Linje:
    first = row["maaned"].date()
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return Linje(f"{first:%Y-%m}", first, last, summer)


def forskelle(linje: Linje, most: int) -> Iterable[Forskel]:
    """Each set-off that they have booked otherwise, or that they have not been paid yet."""
    begin = dt.datetime.combine(linje.fra, dt.time(), tzinfo=ZONE)
    end = dt.datetime.combine(linje.til + dt.timedelta(days=1), dt.time(), tzinfo=ZONE)
    rows = _med_betalt().filter(sendt_tid__gte=begin, sendt_tid__lt=end).annotate(deres=_DERES)
    otherwise = rows.exclude(deres=F("gaeldende"))
    wrong = list(otherwise.order_by("pk")[: most + 1])
    for row in wrong[:most]:
        text = f"Modregning {row.reference}: vi har {beloeb_tekst(row.gaeldende)} kr., de har {beloeb_tekst(row.deres)} kr."
        yield Forskel(Trin.TAGET, linje.periode, text, row.gaeldende - row.deres, Emne.SNITFLADE, SNITFLADE)
    unpaid = rows.filter(gaeldende__gt=0).exclude(_BETALT).aggregate(oere=Sum("gaeldende"), antal=Count("pk"))
    if len(wrong) > most:
        text = "Der er flere, som Inddrivelsesmyndigheden har bogført anderledes. Se dem på siden Modregning."
        yield Forskel(Trin.TAGET, linje.periode, text, 0, Emne.SNITFLADE, SNITFLADE)
    if more := otherwise.aggregate(oere=Sum(F("deres") - F("gaeldende")))["oere"]:
        text = "Inddrivelsesmyndigheden har bogført et andet beløb, end der gælder her og betales."
        yield Forskel(Trin.BETALT, linje.periode, text, int(more), Emne.SNITFLADE, SNITFLADE)
    if unpaid["antal"]:
        text = f"{unpaid['antal']} modregnede beløb er ikke betalt til Inddrivelsesmyndigheden endnu."
        yield Forskel(Trin.BETALT, linje.periode, text, int(unpaid["oere"]), Emne.SNITFLADE, SNITFLADE)


def perioder() -> Sequence[Linje]:
    """Every month with set-offs, oldest first."""
    return [_periode(row, {}) for row in _maaneder().annotate(antal=Count("pk")).order_by("maaned")]


register(Kilde(modul=SNITFLADE, titel="Modregning i udbetalinger", linjer=linjer, forskelle=forskelle, perioder=perioder))
