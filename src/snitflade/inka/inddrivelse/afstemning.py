"""Inddrivelse in the reconciliation: what was handed over each month, sent, taken by the authority, and settled.

*Krævet* is absent: what the claims are is their own modules' affair. Source: skat-inddrivelse.md 8.8.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models import Sum as Total
from django.db.models.functions import TruncMonth

from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register
from snitflade.inka.inddrivelse.models import Fordring, Fordringshaendelse, Haendelse, Tilstand

MODUL = "inka.inddrivelse"
IND = "inka.afregninger"
TAGET = (Tilstand.MODTAGET, Tilstand.UNDER, Tilstand.DELVIST, Tilstand.LUKKET, Tilstand.TILBAGEKALDT)


@dataclass(frozen=True, slots=True)
class _Del:
    """The claims of a month that went out with one exchange and are in one state."""

    exchange: int | None
    tilstand: str
    sendt: bool
    sum: Sum
    afregnet: Sum


def linjer(fra: dt.date, til: dt.date) -> list[Linje]:
    """The months in which claims were handed over from `fra` to `til`. Two queries."""
    last = dt.date(til.year, til.month, calendar.monthrange(til.year, til.month)[1])
    rows = _overgivne().filter(exchange__created_at__date__range=(fra.replace(day=1), last))
    names = ("maaned", "exchange", "tilstand", "exchange__sent_at")
    settled = Fordringshaendelse.objects.filter(art=Haendelse.AFREGNET, fordring__in=rows).order_by()
    paid = {
        (exchange, state): Sum(-total, count)
        for exchange, state, total, count in settled.values_list("fordring__exchange", "fordring__tilstand").annotate(
            Total("beloeb"), Count("fordring", distinct=True)
        )
    }
    months: defaultdict[dt.date, list[_Del]] = defaultdict(list)
    grouped = rows.annotate(maaned=TruncMonth("exchange__created_at")).order_by()
    for month, exchange, state, sent, total, count in grouped.values_list(*names).annotate(Total("hovedstol"), Count("pk")):
        part = _Del(exchange, state, sent is not None, Sum(total, count), paid.get((exchange, state), Sum(0, 0)))
        months[month.date()].append(part)
    return [_linje(month, months[month]) for month in sorted(months)]


def _overgivne() -> QuerySet[Fordring]:
    """Claims that are handed over: not those that wait for their file."""
    return Fordring.objects.exclude(Q(tilstand=Tilstand.KOE) | Q(exchange=None))


def _linje(month: dt.date, parts: list[_Del]) -> Linje:
    sent = [part for part in parts if part.sendt]
    taken = [part for part in sent if part.tilstand in TAGET]
    sums = {
        Trin.OPKRAEVET: sum((part.sum for part in parts), Sum(0, 0)),
        Trin.SENDT: sum((part.sum for part in sent), Sum(0, 0)),
        Trin.TAGET: sum((part.sum for part in taken), Sum(0, 0)),
        Trin.BETALT: sum((part.afregnet for part in taken), Sum(0, 0)),
    }
    return Linje(f"{month:%Y-%m}", month, _sidste(month), sums, viden=parts)


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """Why the stages of a month differ: per exchange what is not sent or answered, per state what is not settled."""
    if not isinstance(linje.viden, list):
        raise TypeError("the line must come from linjer")
    parts: list[_Del] = linje.viden
    waiting: defaultdict[tuple[Trin, int | None, str], Sum] = defaultdict(lambda: Sum(0, 0))
    for part in parts:
        if not part.sendt:
            waiting[Trin.SENDT, part.exchange, "er ikke sendt"] += part.sum
        elif part.tilstand == Tilstand.AFVIST:
            waiting[Trin.TAGET, part.exchange, "er afvist"] += part.sum
        elif part.tilstand not in TAGET:
            waiting[Trin.TAGET, part.exchange, "er ikke besvaret"] += part.sum
        elif left := part.sum.beloeb - part.afregnet.beloeb:
            waiting[Trin.BETALT, None, f"er ikke afregnet ({Tilstand(part.tilstand).label.lower()})"] += Sum(left, part.sum.antal)
    rows = sorted(waiting.items(), key=lambda one: (one[0][0], -one[1].beloeb, str(one[0])))
    for (step, exchange, what), total in rows[:most]:
        subject, number = (Emne.UDVEKSLING, exchange) if exchange is not None else (Emne.SNITFLADE, IND)
        file = f" i udveksling {exchange}" if exchange is not None else ""
        yield Forskel(step, linje.periode, f"{total.antal} fordringer{file} {what}.", total.beloeb, subject, number)
    for step in (Trin.SENDT, Trin.TAGET, Trin.BETALT):
        rest = sum(total.beloeb for (of, *_), total in rows[most:] if of is step)
        if rest:
            yield Forskel(step, linje.periode, "Resten af forskellene tilsammen.", rest)


def perioder() -> list[Linje]:
    """The months in which claims were handed over, without sums."""
    used = Exchange.objects.filter(fordringer__in=_overgivne()).distinct()
    days = [moment.date() for moment in used.datetimes("created_at", "month")]
    return [Linje(f"{day:%Y-%m}", day, _sidste(day), {}) for day in days]


def _sidste(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


AFSTEMNING = register(Kilde(modul=MODUL, titel="Inddrivelse", linjer=linjer, forskelle=forskelle, perioder=perioder))
