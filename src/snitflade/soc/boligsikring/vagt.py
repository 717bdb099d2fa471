"""The alarms of Boligsikring: a landlord's file that has not come, and entries of the advis list that stop somebody's benefit.

Source: social-teknik.md 2.1: the file comes about the 5th, the ordinary booking of the next month is on the 10th.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Min

from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE
from snitflade.soc.boligsikring.models_ansoegning import Advis, Advisstatus, Ansoegning
from snitflade.soc.boligsikring.models_lejemaal import Lejefil, Udlejer
from snitflade.soc.boligsikring.modul import LEJEMAAL, TILDELT
from snitflade.soc.maaned import Maaned

FILEN, BOGFOERING = 5, 10
"""The days of the month that are the cycle's."""


@watch
def udlejerfiler(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each landlord with applications whose file for the next month has not come after the 5th."""
    today = now.astimezone(ZONE).date()
    if today.day <= FILEN:
        return
    month = Maaned.af(today).plus(1)
    running = Ansoegning.objects.filter(aar=month.aar, trukket=None, udlejer__sender_fil=True)
    wanted = set(running.values_list("udlejer_id", "kommune"))
    there = set(Lejefil.objects.filter(maaned=str(month)).values_list("udlejer_id", "kommune"))
    codes = dict(Udlejer.objects.values_list("pk", "kode"))
    since = dt.datetime.combine(today.replace(day=FILEN), dt.time(16), tzinfo=ZONE).astimezone(dt.UTC)
    for landlord, kommune in sorted(wanted - there):
        yield Cause(
            kind=Kind.TAVS,
            weight=Severity.KRITISK if today.day >= BOGFOERING else Severity.ADVARSEL,
            interface=LEJEMAAL,
            about=f"{codes[landlord]} {kommune} {month}",
            since=since,
            sentence=(
                f"{codes[landlord]} har ikke sendt lejemål for {month.tekst} (kommune {kommune}). Den ordinære kørsel er den "
                f"{BOGFOERING}. Ring til udlejeren."
            ),
        )


@watch
def aabne_advis(now: dt.datetime) -> Iterator[Cause]:
    """One cause when blocking entries of this month or the next are open."""
    today = now.astimezone(ZONE).date()
    months = (str(Maaned.af(today)), str(Maaned.af(today).plus(1)))
    rows = Advis.objects.filter(status=Advisstatus.AABEN, blokerer=True, maaned__in=months)
    count = rows.values("ansoegning").distinct().count()
    if not count:
        return
    first = rows.aggregate(first=Min("maaned"))["first"] or months[0]
    since = dt.datetime.combine(Maaned.laes(first).plus(-1).foerste, dt.time(), tzinfo=ZONE).astimezone(dt.UTC)
    who = "1 ansøgning" if count == 1 else f"{count} ansøgninger"
    yield Cause(
        kind=Kind.I_DAG,
        weight=Severity.ADVARSEL,
        interface=TILDELT,
        about="advisliste",
        since=min(since, now),
        sentence=f"{who} kan ikke bogføres, før punkterne på advislisten er afgjort. Gør det før den {BOGFOERING}.",
    )
