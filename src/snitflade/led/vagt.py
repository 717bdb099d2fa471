"""Watches: a month that is not sent by the 5th, and one that is no longer what was sent. Source: social-teknik.md 6.1 (D56)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE
from snitflade.exchange.taken_back import counting
from snitflade.led.bestilling import FRIST
from snitflade.led.models import Henvendelse, Statistik, Statistiklinje
from snitflade.led.statistik import SNITFLADE
from snitflade.skat.maaneder import flyt, foerste

MAANEDER = 12
"""How many months back are watched."""


@watch
def maaneder(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each month of a municipality with contacts that is not sent, or has other contacts than what was."""
    today = now.astimezone(ZONE).date()
    since = flyt(foerste(today), -MAANEDER)
    sent = _sendt(since)
    still = _gaelder_endnu([row.exchange_id for row in sent.values()])
    for kommune, maaned, antal in _henvendelser(since, foerste(today)):
        frist = flyt(maaned, 1).replace(day=FRIST)
        row = sent.get((kommune, maaned))
        if row is None and today > frist:
            yield _ikke_sendt(kommune, maaned, frist)
        # None was annulled and none has come: then they are the same.
        elif row is not None and not antal == row.linjer == still.get(row.exchange_id, 0):
            yield _aendret(kommune, maaned, row.exchange)


def _henvendelser(fra: dt.date, til: dt.date) -> list[tuple[str, dt.date, int]]:
    """How many contacts count, by municipality and month."""
    rows = Henvendelse.objects.filter(dato__gte=fra, dato__lt=til, annulleret=None).order_by().annotate(maaned=TruncMonth("dato"))
    found = rows.values_list("kort__kommune", "maaned").annotate(Count("pk"))
    return sorted((kommune, maaned, antal) for kommune, maaned, antal in found)


def _sendt(fra: dt.date) -> dict[tuple[str, dt.date], Statistik]:
    """The last of each month that has gone out."""
    rows = counting(Statistik.objects.filter(maaned__gte=fra, exchange__sent_at__isnull=False)).select_related("exchange")
    return {(row.kommune, row.maaned): row for row in rows.order_by("nummer", "pk")}


def _gaelder_endnu(exchanges: list[int]) -> dict[int, int]:
    """How many of each delivery's contacts count still."""
    rows = Statistiklinje.objects.filter(exchange__in=exchanges, henvendelse__annulleret=None).order_by()
    return dict(rows.values_list("exchange").annotate(Count("pk")))


def _ikke_sendt(kommune: str, maaned: dt.date, frist: dt.date) -> Cause:
    since = dt.datetime.combine(frist, dt.time(12), tzinfo=ZONE).astimezone(dt.UTC)
    return Cause(
        kind=Kind.FORSINKET,
        interface=SNITFLADE,
        about=f"ledighed {kommune} {maaned:%Y-%m}",
        since=since,
        deadline=since,
        words=lambda: (
            _(
                "Ledigheden for %(maaned)s i kommune %(kommune)s er ikke sendt til Grønlands Statistik; det skulle være sket "
                "den %(frist)s. Byg og send filen: snitflade run led.statistik"
            )
            % {"maaned": f"{maaned:%Y-%m}", "kommune": kommune, "frist": f"{frist:%d-%m-%Y}"}
        ),
    )


def _aendret(kommune: str, maaned: dt.date, exchange: Exchange) -> Cause:
    return Cause(
        kind=Kind.FORSINKET,
        weight=Severity.ADVARSEL,
        interface=SNITFLADE,
        exchange=exchange.pk,
        about=f"ledighed ændret {kommune} {maaned:%Y-%m}",
        since=exchange.sent_at or exchange.created_at,
        words=lambda: (
            _(
                "Henvendelserne for %(maaned)s i kommune %(kommune)s er ikke længere dem, udveksling %(nr)s sendte. "
                "Send måneden igen, så rettelsen erstatter den: snitflade run led.statistik"
            )
            % {"maaned": f"{maaned:%Y-%m}", "kommune": kommune, "nr": exchange.pk}
        ),
    )
