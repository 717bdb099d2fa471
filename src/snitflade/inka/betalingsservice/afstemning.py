"""Betalingsservice in the reconciliation: what was collected, sent, answered and paid of each month's due dates.

*Krævet* is absent: what the claims are is their own modules' affair. Sources: payments.md 5.2 and 5.4.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.db.models import Sum as Total

from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.exchange.states import State
from snitflade.inka.models_bs import UDEN_VIRKNING, BSOpkraevning, BSStatus

MODUL = "inka.betalingsservice"
IND = "inka.bs-indbetalinger"
TAGET = (State.TAGET, State.KVITTERET)


@dataclass(frozen=True, slots=True)
class _Del:
    """The collections of a month that one exchange sent and that have come equally far."""

    exchange: int
    status: str
    besvaret: bool
    sum: Sum


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months that have collections with a due date from `fra` to `til`. Two queries."""
    last = dt.date(til.year, til.month, calendar.monthrange(til.year, til.month)[1])
    rows = BSOpkraevning.objects.filter(forfaldsdato__range=(fra.replace(day=1), last)).exclude(status__in=UDEN_VIRKNING).order_by()
    months: defaultdict[dt.date, list[_Del]] = defaultdict(list)
    for due, exchange, status, answer, total, count in rows.values_list("forfaldsdato", "exchange", "status", "svar").annotate(
        Total("beloeb"), Count("pk")
    ):
        months[due.replace(day=1)].append(_Del(exchange, status, answer is not None, Sum(total, count)))
    exchanges = Exchange.objects.in_bulk({part.exchange for parts in months.values() for part in parts})
    return [_linje(month, months[month], exchanges) for month in sorted(months)]


def _linje(month: dt.date, parts: list[_Del], exchanges: dict[int, Exchange]) -> Linje:
    sent = [part for part in parts if part.besvaret or exchanges[part.exchange].sent_at is not None]
    taken = [part for part in sent if part.besvaret or exchanges[part.exchange].state in TAGET]
    paid = [part for part in taken if part.status == BSStatus.BETALT]
    steps = {Trin.OPKRAEVET: parts, Trin.SENDT: sent, Trin.TAGET: taken, Trin.BETALT: paid}
    return Linje(
        periode=f"{month:%Y-%m}",
        fra=month,
        til=month.replace(day=calendar.monthrange(month.year, month.month)[1]),
        summer={step: sum((part.sum for part in some), Sum(0, 0)) for step, some in steps.items()},
        viden=(parts, exchanges),
    )


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Why the stages of a month differ: per exchange what is not sent or answered, per outcome what is not paid."""
    if not isinstance(linje.viden, tuple):
        raise TypeError("the line must come from linjer")
    parts, exchanges = linje.viden
    unpaid: defaultdict[str, Sum] = defaultdict(lambda: Sum(0, 0))
    waiting: defaultdict[tuple[Trin, int], Sum] = defaultdict(lambda: Sum(0, 0))
    for part in parts:
        exchange = exchanges[part.exchange]
        if not part.besvaret and exchange.sent_at is None:
            waiting[Trin.SENDT, exchange.pk] += part.sum
        elif not part.besvaret and exchange.state not in TAGET:
            waiting[Trin.TAGET, exchange.pk] += part.sum
        elif part.status != BSStatus.BETALT:
            unpaid[part.status] += part.sum
    for (step, number), one in sorted(waiting.items(), key=lambda item: (item[0][0], item[0][1])):
        what = "er ikke sendt" if step is Trin.SENDT else "er sendt, men Betalingsservice har ikke svaret"
        text = f"{one.antal} opkrævninger i udveksling {number} {what}"
        yield Forskel(step, linje.periode, text, one.beloeb, Emne.UDVEKSLING, number)
    for status, one in sorted(unpaid.items()):
        text = f"{one.antal} opkrævninger: {BSStatus(status).label.lower()}"
        yield Forskel(Trin.BETALT, linje.periode, text, one.beloeb, Emne.SNITFLADE, IND)


def perioder() -> list[Linje]:
    """The months that have collections, without sums."""
    days = BSOpkraevning.objects.exclude(status__in=UDEN_VIRKNING).dates("forfaldsdato", "month")
    return [Linje(f"{day:%Y-%m}", day, day.replace(day=calendar.monthrange(day.year, day.month)[1]), {}) for day in days]


AFSTEMNING = register(Kilde(modul=MODUL, titel="Betalingsservice", linjer=linjer, forskelle=forskelle, perioder=perioder))
