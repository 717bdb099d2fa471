"""Sums of claims and payments for the reconciliation: what of a module's periods has been paid, closed otherwise, or is open.

Shapes as `exchange.reconciliation` has them: `betalt` gives what a module's `Linje` needs for its stage *betalt*.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models import Sum as Total

from snitflade.exchange.reconciliation import Sum
from snitflade.inka.models import Art, Fordeling, Indbetaling, Regning


@dataclass(frozen=True, slots=True)
class Opgoerelse:
    """The claims of a module (and period): what was claimed, what closed it, and what is open.

    `kraevet` is all the others together.
    """

    kraevet: Sum
    direkte: Sum
    """Posted on the debtors' own accounts."""
    betalt: Sum
    udlignet: Sum
    nedskrevet: Sum
    annulleret: Sum
    aaben: Sum

    @property
    def gaar_op(self) -> bool:
        """Whether everything claimed is accounted for."""
        others = (self.direkte, self.betalt, self.udlignet, self.nedskrevet, self.annulleret, self.aaben)
        return self.kraevet.beloeb == sum(one.beloeb for one in others)


def opgoer(modul: str, periode: str | None = None) -> Opgoerelse:
    """The state of a module's claims, of one period or all."""
    claims = Regning.objects.filter(modul=modul).order_by()
    moves = Fordeling.objects.filter(regning__modul=modul).order_by()
    if periode is not None:
        claims, moves = claims.filter(periode=periode), moves.filter(regning__periode=periode)
    by_art = {
        art: Sum(total, count)
        for art, total, count in moves.values_list("art").annotate(Total("beloeb"), Count("regning", distinct=True))
    }
    none = Sum(0, 0)
    return Opgoerelse(
        kraevet=_sum(claims, "beloeb"),
        direkte=_sum(claims.exclude(betales_fra_konto=""), "beloeb"),
        betalt=by_art.get(Art.BETALING, none),
        udlignet=by_art.get(Art.UDLIGNING, none),
        nedskrevet=by_art.get(Art.NEDSKRIVNING, none),
        annulleret=by_art.get(Art.ANNULLERING, none),
        aaben=_sum(claims.exclude(rest=0), "rest"),
    )


def betalt(modul: str, perioder: Collection[str]) -> dict[str, Sum]:
    """What has been paid of a module's periods, and on how many claims; every period asked for is there."""
    paid = Fordeling.objects.filter(regning__modul=modul, regning__periode__in=list(perioder), art=Art.BETALING).order_by()
    rows = paid.values_list("regning__periode").annotate(Total("beloeb"), Count("regning", distinct=True))
    found = {periode: Sum(total, count) for periode, total, count in rows}
    return {periode: found.get(periode, Sum(0, 0)) for periode in perioder}


def indbetalt(kilde: str, fra: dt.date, til: dt.date) -> Sum:
    """What came from a source between two posting dates."""
    return _sum(Indbetaling.objects.filter(kilde=kilde, bogfoeringsdato__range=(fra, til)).order_by(), "beloeb")


def koe(kilde: str = "") -> dict[str, Sum]:
    """What waits in the queue (of a source), by reason."""
    waiting = Indbetaling.objects.exclude(rest=0).order_by()
    if kilde:
        waiting = waiting.filter(kilde=kilde)
    return {code: Sum(total, count) for code, total, count in waiting.values_list("aarsag").annotate(Total("rest"), Count("pk"))}


def _sum(rows: QuerySet[Regning] | QuerySet[Indbetaling], field: str) -> Sum:
    found = rows.aggregate(ialt=Total(field), antal=Count("pk"))
    return Sum(found["ialt"] or 0, found["antal"])
