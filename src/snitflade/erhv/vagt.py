"""The alarm on months that were not reported in time, or are not as they were reported.

The schedule sees whether something was run; here it is seen which month. Deadline: the 10th of the following month; a missing
report leads to an estimate and a fee. A month whose sums have moved since it was reported must be reported again.
Source: skat-inddrivelse.md 2.1, 2.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.erhv.afvigelser import MAANED
from snitflade.erhv.models import Stedart
from snitflade.erhv.models_afregning import GENAABNER, Afregning, Afregningslinje, Indberettet, Modtagersvar
from snitflade.erhv.perioder import Periode
from snitflade.exchange import kept, stamps
from snitflade.exchange.models import Exchange, Kept
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE
from snitflade.exchange.states import TAKEN_BACK

FRIST = 10
"""The day of the following month."""
SUMMER = "erhv.braetsalg/maaneder"
"""What the kept sums are called."""
Summer = dict[tuple[str, dt.date], tuple[int, int]]
"""Gross sales and tax (øre) by municipality and month."""

# What is settled changes only with a settlement that is made or taken back.
stamps.watch(Afregning)


@watch
def maaneder(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each month of a municipality that is not reported as it is: those of this year and the last."""
    today = now.astimezone(ZONE).date()
    since = dt.date(today.year - 1, 1, 1)
    told = _indberettet()
    said, reopened = _sagt(told.values()), _genaabnede(told.values())
    for (kommune, foerste), sums in sorted(_husket(since).items()):
        maaned = Periode.maaned(foerste)
        frist = maaned.naeste.foerste.replace(day=FRIST)
        exchange = told.get((kommune, str(maaned)))
        if exchange is None and today > frist:
            yield _ikke_indberettet(kommune, maaned, frist)
        elif exchange is not None and (exchange.pk in reopened or said.get(exchange.pk, (0, 0)) != sums):
            yield _aendret(kommune, maaned, exchange)


def _husket(since: dt.date) -> Summer:
    """`summer`, computed once for as long as no settlement is made or taken back: I dag asks often."""
    key = since.isoformat()
    found = kept.answers(SUMMER, _stempel(key), lambda _: {key: _json(summer(since))})
    return {(kommune, dt.date.fromisoformat(maaned)): (brutto, skat) for kommune, maaned, brutto, skat in found[key]}


def _stempel(key: str) -> dict[str, str]:
    return {key: kept.stamp(*stamps.read([stamps.subject(Afregning)]).values())}


def _json(sums: Summer) -> list[list[str | int]]:
    return [[kommune, maaned.isoformat(), brutto, skat] for (kommune, maaned), (brutto, skat) in sorted(sums.items())]


def brud() -> Iterator[str]:
    """What is kept and is not what the rows say."""
    for key in Kept.objects.filter(name=SUMMER).values_list("key", flat=True):
        since = dt.date.fromisoformat(key)
        if any(value != _json(summer(since)) for value in kept.valid(SUMMER, _stempel(key)).values()):
            yield f"Summerne af brætsalg fra {key}: det, der er gemt, er ikke, hvad rækkerne siger."


def summer(since: dt.date) -> Summer:
    """Persons' settled sales and tax at the board by municipality and month, from a day on."""
    rows = Afregningslinje.objects.filter(gaelder=True, salg__sted__art=Stedart.BRAET, salg__saelger__modtager__art=Nummerart.CPR)
    months = rows.filter(salg__dato__gte=since).order_by().annotate(maaned=TruncMonth("salg__dato"))
    sums = months.values_list("salg__sted__kommune", "maaned").annotate(Sum("brutto"), Sum("skat"))
    return {(kommune, maaned): (brutto, skat) for kommune, maaned, brutto, skat in sums if brutto or skat}


def _indberettet() -> dict[tuple[str, str], Exchange]:
    """The last report of each month that was sent."""
    sent = Exchange.objects.filter(interface=MAANED, sent_at__isnull=False).exclude(state__in=TAKEN_BACK).order_by("pk")
    return {(row.kommune, row.key.removeprefix(f"{row.kommune}-").rpartition("-")[0]): row for row in sent}


def _sagt(exchanges: Collection[Exchange]) -> dict[int, tuple[int, int]]:
    """What each report says the ledger had, of everybody in it or held back."""
    rows = Indberettet.objects.filter(exchange__in=exchanges).order_by().values_list("exchange_id")
    return {number: (salg, skat) for number, salg, skat in rows.annotate(Sum("salg"), Sum("skat"))}


def _genaabnede(exchanges: Collection[Exchange]) -> set[int]:
    """The reports that the receiver has rolled back or refused."""
    rows = Modtagersvar.objects.filter(exchange__in=exchanges).order_by("pk").values_list("exchange_id", "svar")
    return {number for number, svar in dict(rows).items() if svar in GENAABNER}


def _ikke_indberettet(kommune: str, maaned: Periode, frist: dt.date) -> Cause:
    since = dt.datetime.combine(frist, dt.time(12), tzinfo=ZONE).astimezone(dt.UTC)
    return Cause(
        kind=Kind.FORSINKET,
        interface=MAANED,
        about=f"brætsalg {kommune} {maaned}",
        since=since,
        deadline=since,
        words=lambda: (
            _(
                "Brætsalg for %(maaned)s i kommune %(kommune)s er ikke sendt til Skattestyrelsen; det skulle være sket "
                "den %(frist)s. Byg og send filen: snitflade run erhv.braetsalg-skat"
            )
            % {"maaned": str(maaned), "kommune": kommune, "frist": f"{frist:%d-%m-%Y}"}
        ),
    )


def _aendret(kommune: str, maaned: Periode, exchange: Exchange) -> Cause:
    return Cause(
        kind=Kind.FORSINKET,
        weight=Severity.ADVARSEL,
        interface=MAANED,
        exchange=exchange.pk,
        about=f"brætsalg ændret {kommune} {maaned}",
        since=exchange.sent_at or exchange.created_at,
        words=lambda: (
            _(
                "Brætsalg for %(maaned)s i kommune %(kommune)s er ikke længere, som udveksling %(nr)s indberettede det, "
                "eller Skattestyrelsen har rullet det tilbage. Send måneden igen: snitflade run erhv.braetsalg-skat"
            )
            % {"maaned": str(maaned), "kommune": kommune, "nr": exchange.pk}
        ),
    )
