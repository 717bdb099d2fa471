"""Børnetilskud in the reconciliation: what was granted in each month's runs, made into items, sent, taken and paid.

The stages are those of a run's month (the month it was made for is that of its payment). Source: social-teknik.md 5.2.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, QuerySet
from django.db.models import Sum as Total

from snitflade.bogh.udbetaling.models import Udbetaling
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.exchange.states import State
from snitflade.soc.boernetilskud.models_tildeling import Tildeling, Tilskudsopgoerelse
from snitflade.soc.boernetilskud.modul import BANK, BOERNETILSKUD
from snitflade.soc.maaned import Maaned

TAGET = (State.TAGET, State.KVITTERET)
INTET = Sum(0, 0)


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months from `fra` to `til` that were run."""
    runs = _koersler()
    months = {month for month in runs.values() if fra <= month.sidste and month.foerste <= til}
    chosen = {number: month for number, month in runs.items() if month in months}
    granted = _pr_maaned(chosen, Tildeling.objects.filter(gaelder=True))
    items = _pr_maaned(chosen, Tilskudsopgoerelse.objects.filter(gaelder=True, beloeb__gt=0))
    rows = Udbetaling.objects.filter(gaelder=True, post__modul=BOERNETILSKUD.navn, post__boernetilskudsopgoerelse__isnull=False)
    paid: defaultdict[Maaned, dict[int, Sum]] = defaultdict(dict)
    grouped = rows.order_by().values_list("post__boernetilskudsopgoerelse__exchange_id", "exchange_id")
    for origin, exchange, total, count in grouped.annotate(Total("beloeb"), Count("pk")):
        if origin in chosen:
            part = paid[chosen[origin]]
            part[exchange] = part.get(exchange, INTET) + Sum(total, count)
    exchanges = Exchange.objects.in_bulk({number for some in paid.values() for number in some})
    return [_linje(month, granted.get(month), items.get(month), paid.get(month, {}), exchanges) for month in sorted(months)]


def _koersler() -> dict[int, Maaned]:
    """The month of each run."""
    numbers = Tilskudsopgoerelse.objects.filter(gaelder=True).order_by().values("exchange_id").distinct()
    rows = Exchange.objects.filter(pk__in=numbers).values_list("pk", "options__maaned")
    return {pk: Maaned.laes(str(name)) for pk, name in rows}


def _pr_maaned(runs: dict[int, Maaned], rows: QuerySet[Tildeling] | QuerySet[Tilskudsopgoerelse]) -> dict[Maaned, Sum]:
    found: dict[Maaned, Sum] = {}
    sums = rows.order_by().values_list("exchange_id").annotate(Total("beloeb"), Count("pk"))
    for exchange, total, count in sums:
        if exchange in runs:
            found[runs[exchange]] = found.get(runs[exchange], INTET) + Sum(total, count)
    return found


def _linje(month: Maaned, granted: Sum | None, items: Sum | None, paid: dict[int, Sum], exchanges: dict[int, Exchange]) -> Linje:
    sent = {number: one for number, one in paid.items() if exchanges[number].sent_at is not None}
    taken = {number: one for number, one in sent.items() if exchanges[number].state in TAGET}
    return Linje(
        periode=f"{month.aar}-{month.nummer:02}",
        fra=month.foerste,
        til=month.sidste,
        summer={
            Trin.KRAEVET: granted or INTET,
            Trin.OPKRAEVET: items or INTET,
            Trin.SENDT: sum(sent.values(), INTET),
            Trin.TAGET: sum(taken.values(), INTET),
        },
        viden=(paid, exchanges),
    )


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Why the stages of a month differ: what receivers owe or had before, what is not paid, not sent, not taken."""
    if not isinstance(linje.viden, tuple):
        raise TypeError("the line must come from linjer")
    paid, exchanges = linje.viden
    if carried := linje.forskel(Trin.OPKRAEVET):
        text = "Modtagernes mellemværende: for meget betalt før, eller ført videre til næste kørsel"
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, carried, Emne.SNITFLADE, BANK)
    for number, one in sorted(paid.items()):
        exchange = exchanges[number]
        if exchange.sent_at is None:
            text = f"{one.antal} betalinger i udveksling {number} er ikke sendt"
            yield Forskel(Trin.SENDT, linje.periode, text, one.beloeb, Emne.UDVEKSLING, number)
        elif exchange.state not in TAGET:
            text = f"{one.antal} betalinger i udveksling {number} er sendt, men ingen har kvitteret"
            yield Forskel(Trin.TAGET, linje.periode, text, one.beloeb, Emne.UDVEKSLING, number)
    left = linje.summer[Trin.OPKRAEVET].beloeb - sum(one.beloeb for one in paid.values())
    if left:
        text = "Poster, der ikke er i en kørsel: uden konto, holdt tilbage eller annulleret"
        yield Forskel(Trin.SENDT, linje.periode, text, left, Emne.SNITFLADE, BANK)


def perioder() -> list[Linje]:
    """The months that were run, without sums."""
    return [Linje(f"{month.aar}-{month.nummer:02}", month.foerste, month.sidste, {}) for month in sorted(set(_koersler().values()))]


AFSTEMNING = register(Kilde(modul=BOERNETILSKUD.navn, titel="Børnetilskud", linjer=linjer, forskelle=forskelle, perioder=perioder))
