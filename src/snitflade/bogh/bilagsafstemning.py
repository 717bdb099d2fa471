"""Vouchers from other systems in the reconciliation: what came in = booked + rejected + waiting, month by month.

The months are those of the vouchers' dates; amounts are debit, as they came in. Source: payments.md 8.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import Count
from django.db.models import Sum as Total

from snitflade.bogh.models import Bilagskladde, Kladdetilstand
from snitflade.bogh.models_bilag import Bilagsfil
from snitflade.exchange.models import Exchange
from snitflade.exchange.reconciliation import Emne, Forskel, Kilde, Linje, Sum, Trin, register

REGISTER = "bilag-til-godkendelse"
"""The register of the site that lists them."""
_BEHANDLET = (Kladdetilstand.BOGFOERT, Kladdetilstand.AFVIST)
_VENTER = {
    Kladdetilstand.KLADDE: "venter på at blive attesteret",
    Kladdetilstand.ATTESTERET: "er attesteret og venter på at blive anvist",
    Kladdetilstand.ANVIST: "er anvist og venter på at blive bogført",
}
ORD = {
    Trin.KRAEVET: ("Kommet ind", "bilag fra kilden, debet"),
    Trin.OPKRAEVET: ("Behandlet", "bogført eller afvist"),
    Trin.SENDT: ("Sendt", "bilag sendes ikke herfra"),
    Trin.TAGET: ("Taget", "bilag sendes ikke herfra"),
    Trin.BETALT: ("Heraf bogført", "som det stod, da det blev bogført"),
}


@dataclass(frozen=True, slots=True)
class _Viden:
    """The sums of a month by state."""

    efter: dict[str, Sum]


def totaler(exchange: Exchange) -> dict[str, int]:
    """What an exchange brought: drafts, their debit (øre), and receipts."""
    own = Bilagskladde.objects.filter(exchange=exchange)
    debet = own.aggregate(ialt=Total("indkommet"))["ialt"] or 0
    return {"bilag": own.count(), "debet": debet, "filer": Bilagsfil.objects.filter(exchange=exchange).count()}


def linjer(kilde: str, fra: dt.date, til: dt.date) -> list[Linje]:
    """The months that have vouchers of `kilde` from `fra` to `til`. Two queries."""
    last = dt.date(til.year, til.month, calendar.monthrange(til.year, til.month)[1])
    rows = Bilagskladde.objects.filter(kilde=kilde, bilagsdato__range=(fra.replace(day=1), last)).order_by()
    months: defaultdict[dt.date, dict[str, Sum]] = defaultdict(lambda: defaultdict(lambda: Sum(0, 0)))
    for day, state, total, count in rows.values_list("bilagsdato", "tilstand").annotate(Total("indkommet"), Count("pk")):
        months[day.replace(day=1)][state] += Sum(total, count)
    booked: defaultdict[dt.date, Sum] = defaultdict(lambda: Sum(0, 0))
    for day, total, count in rows.exclude(bilag=None).values_list("bilagsdato").annotate(Total("bilag__debet"), Count("pk")):
        booked[day.replace(day=1)] += Sum(total, count)
    return [_linje(month, months[month], booked[month]) for month in sorted(months)]


def _linje(month: dt.date, by_state: dict[str, Sum], booked: Sum) -> Linje:
    done = (one for state, one in by_state.items() if state in _BEHANDLET)
    return Linje(
        periode=f"{month:%Y-%m}",
        fra=month,
        til=month.replace(day=calendar.monthrange(month.year, month.month)[1]),
        summer={
            Trin.KRAEVET: sum(by_state.values(), Sum(0, 0)),
            Trin.OPKRAEVET: sum(done, Sum(0, 0)),
            Trin.BETALT: booked,
        },
        viden=_Viden(dict(by_state)),
    )


def forskelle(linje: Linje, most: int) -> Iterator[Forskel]:
    """What waits, by what it waits for; the sums are few, whatever `most` is."""
    if not isinstance(linje.viden, _Viden):
        raise TypeError("the line must come from linjer")
    for state, text in _VENTER.items():
        if (one := linje.viden.efter.get(state)) is not None and one.antal:
            yield Forskel(Trin.OPKRAEVET, linje.periode, f"{one.antal} bilag {text}", one.beloeb, Emne.REGISTER, REGISTER)


def perioder(kilde: str) -> list[Linje]:
    """The months that have vouchers, without sums."""
    days = Bilagskladde.objects.filter(kilde=kilde).dates("bilagsdato", "month")
    return [Linje(f"{day:%Y-%m}", day, day.replace(day=calendar.monthrange(day.year, day.month)[1]), {}) for day in days]


def afstem(kilde: str, titel: str) -> Kilde:
    """Let the vouchers of an interface be reconciled."""
    return register(
        Kilde(
            modul=kilde, titel=titel, linjer=partial(linjer, kilde), forskelle=forskelle, perioder=partial(perioder, kilde), ord=ORD
        )
    )
