"""The alarms of the subscriptions: questions that nobody answers, and those CPR refused. Source: cpr.md 8.4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import ngettext

from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.folk.abonnement import svar
from snitflade.folk.models import Abonnement
from snitflade.folk.models_abonnement import Tilstand


@watch
def ubesvarede(now: dt.datetime) -> Iterator[Cause]:
    """One cause for questions without an answer in two deliveries that will be asked again, one for those that have been."""
    silent = svar.uhoerte(svar.aabne())
    for again, kind in ((1, Severity.ADVARSEL), (2, Severity.KRITISK)):
        found = [linje for linje in silent if linje.forsoeg == again]
        if found:
            yield _tavs(len(found), again, kind, max(linje.exchange_id for linje in found), now)


def _tavs(count: int, forsoeg: int, weight: Severity, exchange: int, now: dt.datetime) -> Cause:
    def words() -> str:
        if forsoeg == 1:
            return ngettext(
                "CPR har ikke svaret på %(antal)s ændring af abonnementer i to leverancer. Den sendes igen med den næste fil.",
                "CPR har ikke svaret på %(antal)s ændringer af abonnementer i to leverancer. De sendes igen med den næste fil.",
                count,
            ) % {"antal": count}
        return ngettext(
            "CPR har hverken svaret på %(antal)s ændring af abonnementer eller på, at den blev sendt igen. "
            "Spørg CPR-kontoret, og prøv igen på siden CPR-abonnementer.",
            "CPR har hverken svaret på %(antal)s ændringer af abonnementer eller på, at de blev sendt igen. "
            "Spørg CPR-kontoret, og prøv igen på siden CPR-abonnementer.",
            count,
        ) % {"antal": count}

    return Cause(
        kind=Kind.IKKE_KVITTERET,
        weight=weight,
        interface=svar.SNITFLADE,
        about=f"intet svar, forsøg {forsoeg}",
        since=now,
        exchange=exchange,
        words=words,
    )


@watch
def afviste(now: dt.datetime) -> Iterator[Cause]:
    """One cause while CPR has refused something that is still wanted."""
    count = Abonnement.objects.filter(tilstand=Tilstand.FEJL).count()
    if count:
        yield Cause(
            kind=Kind.AFVIST,
            weight=Severity.ADVARSEL,
            interface=svar.SNITFLADE,
            about="afviste abonnementer",
            since=now,
            words=lambda: (
                ngettext(
                    "CPR har afvist %(antal)s ændring af abonnementer. Se hvorfor på siden CPR-abonnementer.",
                    "CPR har afvist %(antal)s ændringer af abonnementer. Se hvorfor på siden CPR-abonnementer.",
                    count,
                )
                % {"antal": count}
            ),
        )
