"""The alarms of set-off: what has been unclear for too long, differences that nobody has closed, debt that waits for a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, QuerySet

from snitflade.bogh.udbetaling import tid
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.krdi.modregning.hent import SNITFLADE
from snitflade.krdi.modregning.models import UKLAR, Forskel, Forsoeg, Tilstand


@watch
def modregninger(now: dt.datetime) -> Iterator[Cause]:
    """At most one cause of each kind."""
    hours = int(konstant("krdi.modregning.alarm_timer", tid.nu().date()))
    late = Forsoeg.objects.filter(tilstand__in=UKLAR, sendt_tid__lt=now - dt.timedelta(hours=hours))
    yield from _aarsag(
        late,
        "sendt_tid",
        Kind.UKLAR,
        Severity.KRITISK,
        "uklare modregninger",
        "har været uklare i over {hours} timer. Posterne udbetales ikke. Spørg om status, eller ring til Inddrivelsesmyndigheden.",
        hours,
    )
    yield from _aarsag(
        Forskel.objects.filter(lukket_af=""),
        "fundet",
        Kind.IKKE_KVITTERET,
        Severity.ADVARSEL,
        "forskelle i modregning",
        "afviger fra Inddrivelsesmyndighedens bøger. Se dem på siden Modregning, og luk dem med en forklaring.",
        hours,
    )
    yield from _aarsag(
        Forsoeg.objects.filter(tilstand=Tilstand.FUNDET, seneste=True),
        "svar_tid",
        Kind.VENTER_PAA_ANDEN,
        Severity.OPLYSNING,
        "fundet gæld",
        "venter på, at nogen godkender eller fritager dem. Indtil da udbetales posterne ikke.",
        hours,
    )


def _aarsag(
    rows: QuerySet[Forsoeg] | QuerySet[Forskel], field: str, kind: Kind, weight: Severity, about: str, text: str, hours: int
) -> Iterator[Cause]:
    found = rows.aggregate(antal=Count("pk"), first=Min(field))
    if found["antal"]:
        count = "1 modregning" if found["antal"] == 1 else f"{found['antal']} modregninger"
        yield Cause(
            kind=kind,
            weight=weight,
            interface=SNITFLADE,
            about=about,
            since=found["first"],
            sentence=f"{count} {text.format(hours=hours)}",
        )
