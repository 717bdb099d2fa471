"""Boligsikring in the reconciliation: what was calculated, granted, sent and taken of each month.

Source: social-teknik.md 2.3 and 2.6.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count
from django.db.models import Sum as Total

from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.exchange.states import TAKEN_BACK, State
from snitflade.soc.boligsikring.models_bevilling import Beregning, Bevilling, Resultat
from snitflade.soc.boligsikring.modul import TILDELT
from snitflade.soc.maaned import Maaned

MODUL = "soc.boligsikring"
TAGET = (State.TAGET, State.KVITTERET)
INTET = Sum(0, 0)


def _maaneder(fra: dt.date, til: dt.date) -> Iterator[Maaned]:
    month = Maaned.af(fra)
    while month.foerste <= til:
        yield month
        month = month.plus(1)


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months from `fra` to `til` that have been calculated or granted. Three queries."""
    names = (str(Maaned.af(fra)), str(Maaned.af(til)))
    rows = Bevilling.objects.filter(maaned__range=names).exclude(exchange__state__in=TAKEN_BACK).order_by()
    parts: defaultdict[str, dict[int, Sum]] = defaultdict(dict)
    for month, exchange, total, count in rows.values_list("maaned", "exchange_id").annotate(Total("beloeb"), Count("pk")):
        parts[month][exchange] = Sum(total, count)
    trials = Beregning.objects.filter(maaned__range=names, resultat=Resultat.TILSAGN).order_by()
    tried = {
        month: Sum(total, count) for month, total, count in trials.values_list("maaned").annotate(Total("beloeb"), Count("pk"))
    }
    exchanges = Exchange.objects.in_bulk({number for some in parts.values() for number in some})
    return [
        _linje(month, parts.get(str(month), {}), tried.get(str(month)), exchanges)
        for month in _maaneder(fra, til)
        if str(month) in parts or str(month) in tried
    ]


def _linje(month: Maaned, parts: dict[int, Sum], tried: Sum | None, exchanges: dict[int, Exchange]) -> Linje:
    sent = {number: one for number, one in parts.items() if exchanges[number].sent_at is not None}
    taken = {number: one for number, one in sent.items() if exchanges[number].state in TAGET}
    steps = {Trin.OPKRAEVET: parts, Trin.SENDT: sent, Trin.TAGET: taken}
    sums = {step: sum(some.values(), INTET) for step, some in steps.items()}
    return Linje(
        periode=f"{month.aar}-{month.nummer:02}",
        fra=month.foerste,
        til=month.sidste,
        summer={**({Trin.KRAEVET: tried} if tried is not None else {}), **sums},
        viden=(parts, exchanges),
    )


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Why the stages of a month differ: what is calculated and not granted, and per exchange what is not sent or not taken."""
    if not isinstance(linje.viden, tuple):
        raise TypeError("the line must come from linjer")
    parts, exchanges = linje.viden
    missing = linje.forskel(Trin.OPKRAEVET)
    if missing:
        text = "Beregnet, men ikke bevilget. Se advislisten, og kør ordinær kørsel eller opsamling."
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, missing, Emne.SNITFLADE, TILDELT)
    for number, one in sorted(parts.items()):
        exchange = exchanges[number]
        if exchange.sent_at is None:
            text = f"{one.antal} linjer i udveksling {number} er ikke sendt"
            yield Forskel(Trin.SENDT, linje.periode, text, one.beloeb, Emne.UDVEKSLING, number)
        elif exchange.state not in TAGET:
            text = f"{one.antal} linjer i udveksling {number} er sendt, men ingen har kvitteret"
            yield Forskel(Trin.TAGET, linje.periode, text, one.beloeb, Emne.UDVEKSLING, number)


def perioder() -> list[Linje]:
    """The months that have grants, without sums."""
    names = Bevilling.objects.order_by("maaned").values_list("maaned", flat=True).distinct()
    months = [Maaned.laes(name) for name in names]
    return [Linje(f"{month.aar}-{month.nummer:02}", month.foerste, month.sidste, {}) for month in months]


AFSTEMNING = register(Kilde(modul=MODUL, titel="Boligsikring", linjer=linjer, forskelle=forskelle, perioder=perioder))
