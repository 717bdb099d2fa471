"""The alarm on what should have been paid: items whose due date is passed and that no run has taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.bogh.udbetaling.modul import moduler
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE


@watch
def forfaldne(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each module with items that are due and not paid."""
    today = now.astimezone(ZONE).date()
    for modul in moduler():
        due = Udbetalingspost.objects.filter(modul=modul.navn, rest__gt=0, forfaldsdato__lt=today)
        found = due.aggregate(antal=Count("pk"), first=Min("forfaldsdato"))
        if not found["antal"]:
            continue
        since = dt.datetime.combine(found["first"], dt.time(), tzinfo=ZONE).astimezone(dt.UTC)
        count = "1 post er forfalden" if found["antal"] == 1 else f"{found['antal']} poster er forfaldne"
        yield Cause(
            kind=Kind.FORSINKET,
            weight=Severity.ADVARSEL,
            interface=modul.snitflade,
            about="ikke betalt",
            since=since,
            sentence=f"{count} og ikke betalt, den ældste fra {found['first']:%d-%m-%Y}. Lav en kørsel, og se, hvad der udelades.",
        )
