"""Weighed waste in the reconciliation: per month of weighing what was weighed, billed and sent; and what `verify` holds of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from snitflade.exchange import integrity
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Trin, register
from snitflade.exchange.reconciliation import Sum as Beloeb
from snitflade.exchange.states import TAKEN_BACK, State
from snitflade.exchange.taken_back import counting
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.models import Regning
from snitflade.tekn.affald.models import Vejning, Vejningskrav
from snitflade.tekn.affald.opkraev import MODUL, SNITFLADE, aabne

VEJNINGER = "vejninger"
"""The register that shows them."""
SENDT = (State.AFSENDT, State.KVITTERET)


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months from `fra` to `til` with weighings. Three queries."""
    first = fra.replace(day=1)
    weighed = _pr_maaned(Vejning.objects.filter(dato__gte=first, dato__lte=til, udeladt=""), "dato", "beloeb")
    claims = counting(Vejningskrav.objects.filter(vejning__dato__gte=first, vejning__dato__lte=til))
    billed = _pr_maaned(claims, "vejning__dato", "beloeb")
    sent = _pr_maaned(claims.filter(exchange__state__in=SENDT), "vejning__dato", "beloeb")
    found = []
    for month in sorted(weighed.keys() | billed.keys()):
        last = (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        none = Beloeb(0, 0)
        summer = {
            Trin.KRAEVET: weighed.get(month, none),
            Trin.OPKRAEVET: billed.get(month, none),
            Trin.SENDT: sent.get(month, none),
        }
        found.append(Linje(f"{month:%Y-%m}", month, last, summer))
    return found


def _pr_maaned(rows: QuerySet[Any], dato: str, beloeb: str) -> dict[dt.date, Beloeb]:
    grouped = rows.annotate(maaned=TruncMonth(dato)).order_by().values_list("maaned")
    return {month: Beloeb(total, antal) for month, total, antal in grouped.annotate(Sum(beloeb), Count("pk"))}


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Which weighings of a month are not billed, by batch, and which runs have not gone out."""
    within = Q(dato__gte=linje.fra, dato__lte=linje.til)
    waiting = aabne(Vejning.objects.filter(within)).order_by().values_list("parti_id")
    told = 0
    for parti, beloeb, antal in waiting.annotate(Sum("beloeb"), Count("pk")).order_by("parti_id")[:most]:
        told += 1
        yield Forskel(
            Trin.OPKRAEVET, linje.periode, f"Parti {parti}: {antal} vejninger er ikke opkrævet", beloeb, Emne.REGISTER, VEJNINGER
        )
    runs = counting(Vejningskrav.objects.filter(vejning__dato__gte=linje.fra, vejning__dato__lte=linje.til))
    unsent = runs.exclude(exchange__state__in=SENDT).order_by().values_list("exchange").annotate(Sum("beloeb"))
    for exchange, beloeb in unsent.order_by("exchange")[: max(most - told, 0)]:
        yield Forskel(Trin.SENDT, linje.periode, f"Udveksling {exchange} er ikke sendt", beloeb, Emne.UDVEKSLING, exchange)


AFSTEMNING = register(
    Kilde(
        modul=MODUL,
        titel="Affaldsvægte",
        linjer=linjer,
        forskelle=forskelle,
        ord={Trin.KRAEVET: ("Vejet", "vejninger, der er indlæst og ikke udeladt, efter vejedag")},
    )
)


@integrity.register
def brud() -> Iterator[str]:
    """What does not hold between weighings, the claims on them and the ledger."""
    twice = counting(Vejningskrav.objects.all()).order_by().values("vejning").annotate(antal=Count("pk")).filter(antal__gt=1)
    numbers = Vejning.objects.filter(pk__in=twice.values("vejning")).order_by("pk").values_list("registreringsnr", flat=True)
    yield from (f"Vejning {number} er opkrævet mere end én gang." for number in numbers)
    changed = (
        Vejningskrav.objects.exclude(beloeb=F("vejning__beloeb")).order_by("pk").values_list("vejning__registreringsnr", flat=True)
    )
    yield from (f"Vejning {number} er opkrævet med et andet beløb, end den har." for number in changed)
    outside = counting(Vejningskrav.objects.exclude(vejning__udeladt="")).order_by("pk")
    yield from (f"Vejning {one.vejning.registreringsnr} er både udeladt og opkrævet." for one in outside.select_related("vejning"))
    yield from _krav()


def _krav() -> Iterator[str]:
    claims: defaultdict[int, int] = defaultdict(int)
    for regning, beloeb in Vejningskrav.objects.order_by().values_list("regning").annotate(Sum("beloeb")):
        claims[regning] = beloeb
    for pk, nummer, beloeb in Regning.objects.filter(modul=MODUL).order_by("pk").values_list("pk", "nummer", "beloeb"):
        if claims.pop(pk, 0) != beloeb:
            yield f"Regning {nummer} på {beloeb_tekst(beloeb)} kr. er ikke summen af sine vejninger."
    runs = Exchange.objects.filter(interface=SNITFLADE, direction="ud").exclude(state__in=TAKEN_BACK)
    for exchange in runs.order_by("pk"):
        credits = exchange.posteringer.filter(beloeb__lt=0, konto__in=exchange.vejningskrav.values("konto")).aggregate(
            sum=Sum("beloeb")
        )["sum"]
        if -(credits or 0) != (exchange.vejningskrav.aggregate(sum=Sum("beloeb"))["sum"] or 0):
            yield f"Udveksling {exchange.pk} har ikke krediteret det, dens vejninger er på."
