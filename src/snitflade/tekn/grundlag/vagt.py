"""What the alarms of weighed waste and of RenoWeb's basis share: a source that has fallen silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from django.db.models import Max, Model

from snitflade.exchange.konstanter import KonstantUgyldig, konstant
from snitflade.exchange.rhythm import Cause, Kind, Severity
from snitflade.exchange.schedule import ZONE


def dage(noegle: str, now: dt.datetime) -> int:
    """The number of days in a system constant; 0 where it cannot be used."""
    try:
        return int(konstant(noegle, now.astimezone(ZONE).date()))
    except KonstantUgyldig:
        return 0


def tavse(
    model: type[Model], interface: str, noegle: str, now: dt.datetime, sentence: Callable[[str, int], str]
) -> Iterator[Cause]:
    """One cause for each municipality whose last row of `model` is as old as the constant `noegle` says in days; 0 asks for none.
    `sentence` is told the municipality and for how many days it has been silent."""
    days = dage(noegle, now)
    if not days:
        return
    rows = model._default_manager.order_by("kommune").values_list("kommune").annotate(Max("oprettet_tid"))
    for kommune, last in rows:
        silent = (now - last).days
        if silent >= days:
            about, said = f"tavs {kommune}", sentence(kommune, silent)
            yield Cause(kind=Kind.TAVS, weight=Severity.ADVARSEL, interface=interface, about=about, since=last, sentence=said)
