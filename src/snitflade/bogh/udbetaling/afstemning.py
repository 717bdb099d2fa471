"""Payouts in the reconciliation: what was granted, how it was paid or otherwise settled, and what the bank has, month by month.

Each module that pays out gets a source of its own. *Betalt* is absent: nobody tells us what the bank has
executed. Sources: payments.md 3, winformatik.md 2.4.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, QuerySet
from django.db.models import Sum as Total
from django.utils import timezone

from snitflade.bogh.udbetaling.models import Modregning, Nedsaettelsesart, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modul import Modul, foelg
from snitflade.exchange import catalogue, reconciliation
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin
from snitflade.exchange.states import State

TAGET = (State.TAGET, State.KVITTERET)
ORD = {
    Trin.KRAEVET: ("Bevilget", "hvad posterne lyder på"),
    Trin.OPKRAEVET: ("I kørsel", "hvad kørsler har taget"),
    Trin.SENDT: ("Sendt", "hvad der er gået ud i en fil"),
    Trin.TAGET: ("Taget", "hvad der er kvitteret for"),
    Trin.BETALT: ("Betalt", "hvad der er betalt"),
}


@dataclass(frozen=True, slots=True)
class _Viden:
    """What is known of a month: what is open, what was settled otherwise by kind, and the runs' payments by exchange."""

    aaben: Sum
    nedsat: Mapping[str, Sum]
    koersler: Mapping[int, Sum]
    exchanges: Mapping[int, Exchange]


def linjer(modul: Modul, fra: dt.date, til: dt.date) -> list[Linje]:
    """The months with items that fall due from `fra` to `til`. Five queries, however many items."""
    days = (fra.replace(day=1), _sidste(til))
    items = Udbetalingspost.objects.filter(modul=modul.navn, forfaldsdato__range=days).order_by()
    granted, open_ = _maaneder(items, "beloeb"), _maaneder(items.filter(rest__gt=0), "rest")
    off: defaultdict[dt.date, dict[str, Sum]] = defaultdict(dict)
    rows = Modregning.objects.filter(post__modul=modul.navn, post__forfaldsdato__range=days).order_by()
    # A set-off that was undone counts as none: what is left of an item's rows of a kind.
    for _, due, art, total in rows.values_list("post", "post__forfaldsdato", "art").annotate(Total("beloeb")):
        if total:
            month = due.replace(day=1)
            off[month][art] = off[month].get(art, Sum(0, 0)) + Sum(total, 1)
    runs: defaultdict[dt.date, dict[int, Sum]] = defaultdict(dict)
    paid = Udbetaling.objects.filter(gaelder=True, post__modul=modul.navn, post__forfaldsdato__range=days).order_by()
    for due, exchange, total, count in paid.values_list("post__forfaldsdato", "exchange_id").annotate(Total("beloeb"), Count("pk")):
        month = due.replace(day=1)
        runs[month][exchange] = runs[month].get(exchange, Sum(0, 0)) + Sum(total, count)
    exchanges = Exchange.objects.in_bulk({number for numbers in runs.values() for number in numbers})
    none = Sum(0, 0)
    return [
        _linje(month, granted[month], _Viden(open_.get(month, none), off[month], runs[month], exchanges))
        for month in sorted(granted)
    ]


def _maaneder(items: QuerySet[Udbetalingspost], field: str) -> dict[dt.date, Sum]:
    found: dict[dt.date, Sum] = {}
    for due, total, count in items.values_list("forfaldsdato").annotate(Total(field), Count("pk")):
        month = due.replace(day=1)
        found[month] = found.get(month, Sum(0, 0)) + Sum(total, count)
    return found


def _linje(month: dt.date, granted: Sum, viden: _Viden) -> Linje:
    none = Sum(0, 0)
    sent = [one for number, one in viden.koersler.items() if viden.exchanges[number].sent_at is not None]
    taken = [one for number, one in viden.koersler.items() if viden.exchanges[number].state in TAGET]
    return Linje(
        periode=f"{month:%Y-%m}",
        fra=month,
        til=_sidste(month),
        summer={
            Trin.KRAEVET: granted,
            Trin.OPKRAEVET: sum(viden.koersler.values(), none),
            Trin.SENDT: sum(sent, none),
            Trin.TAGET: sum(taken, none),
        },
        viden=viden,
    )


def forskelle(modul: Modul, linje: Linje, most: int) -> Iterator[Forskel]:
    """Why the stages of a month differ: what is open, set off or withdrawn, and per run what is not sent or acknowledged."""
    viden = linje.viden
    if not isinstance(viden, _Viden):
        raise TypeError("the line must come from linjer")
    if viden.aaben.beloeb:
        what = _antal(viden.aaben.antal, "post er åben", "poster er åbne")
        yield Forskel(Trin.OPKRAEVET, linje.periode, what, viden.aaben.beloeb, Emne.SNITFLADE, modul.snitflade)
    for art, one in sorted(viden.nedsat.items()):
        text = _antal(one.antal, "post", "poster") + f": {Nedsaettelsesart(art).label.lower()}"
        yield Forskel(Trin.OPKRAEVET, linje.periode, text, one.beloeb, Emne.SNITFLADE, modul.snitflade)
    for number, one in sorted(viden.koersler.items()):
        exchange = viden.exchanges[number]
        what = _antal(one.antal, "betaling", "betalinger") + f" i udveksling {number}"
        if exchange.sent_at is None:
            yield Forskel(Trin.SENDT, linje.periode, f"{what} er ikke sendt", one.beloeb, Emne.UDVEKSLING, number)
        elif exchange.state not in TAGET:
            yield Forskel(Trin.TAGET, linje.periode, f"{what} er sendt, men ikke kvitteret", one.beloeb, Emne.UDVEKSLING, number)


def perioder(modul: Modul) -> Sequence[Linje]:
    """The months that have items, to this one, without sums."""
    due = Udbetalingspost.objects.filter(modul=modul.navn, forfaldsdato__lte=_sidste(timezone.localdate()))
    days = due.dates("forfaldsdato", "month")
    return [Linje(f"{day:%Y-%m}", day, _sidste(day), {}) for day in days]


def brud(modul: Modul) -> Iterator[str]:
    """Months whose granted amount is not what became of it, in sentences for `verify`."""
    first = Udbetalingspost.objects.filter(modul=modul.navn).order_by("forfaldsdato").values_list("forfaldsdato", flat=True)
    last = first.reverse().first()
    start = first.first()
    if start is None or last is None:
        return
    for linje in linjer(modul, start, last):
        missing = linje.forskel(Trin.OPKRAEVET)
        explained = sum(one.beloeb for one in forskelle(modul, linje, 0) if one.trin is Trin.OPKRAEVET)
        if missing != explained:
            yield f"Udbetalinger {modul.navn} {linje.periode}: bevilget er ikke åbent, modregnet, annulleret og betalt tilsammen."


def kilde(modul: Modul) -> Kilde:
    """Register a module's source."""
    return reconciliation.register(
        Kilde(
            modul=modul.snitflade,
            titel=f"Udbetalinger: {catalogue.rows()[modul.snitflade].modul}",
            linjer=partial(linjer, modul),
            forskelle=partial(forskelle, modul),
            perioder=partial(perioder, modul),
            brud=partial(brud, modul),
            ord=ORD,
        )
    )


def _antal(antal: int, en: str, flere: str) -> str:
    return f"1 {en}" if antal == 1 else f"{antal} {flere}"


def _sidste(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


foelg(kilde)
