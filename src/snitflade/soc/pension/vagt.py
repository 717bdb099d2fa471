"""The alarms of Pension: next year's rates, rates that wait for somebody, the recalculation list, a hand-over that waits.

Source: social-teknik.md 3 (rates that arrive late) and 3.4.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from django.db.models import Min

from snitflade.exchange.konstanter import konstant
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE
from snitflade.soc.pension.models_pension import Afgoerelse, Genberegning, Overlevering, Pensionist
from snitflade.soc.pension.models_sats import Pensionssats, Satsstatus

SATSER = "soc.pension-satser"
DECEMBER = 12


@watch
def satser_mangler(now: dt.datetime) -> Iterator[Cause]:
    """A cause from December's day until a yearly amount that is regulated on 1 January has a rate from then on."""
    today = now.astimezone(ZONE).date()
    if not Pensionist.objects.filter(til=None).exists():
        return
    day = min(int(konstant("pension.satser_senest", today)), calendar.monthrange(today.year, DECEMBER)[1])
    year = today.year + 1 if (today.month, today.day) >= (DECEMBER, day) else today.year
    there = set(Pensionssats.objects.filter(status=Satsstatus.GODKENDT, gyldig_fra__year__gte=year).values_list("kode", flat=True))
    if there & {"AP_GRUND", "FP_HOEJESTE"} >= {"AP_GRUND", "FP_HOEJESTE"}:
        return
    due = dt.datetime(year - 1, DECEMBER, day if day <= calendar.monthrange(year - 1, DECEMBER)[1] else 31, tzinfo=ZONE)
    yield Cause(
        kind=Kind.TAVS,
        weight=Severity.KRITISK if today.year >= year else Severity.ADVARSEL,
        interface=SATSER,
        about=f"satser {year}",
        since=due.astimezone(dt.UTC),
        sentence=f"Pensionssatserne for {year} er ikke godkendt. Bed Departementet om regnearket, indlæs det, og godkend satserne.",
    )


@watch
def venter(now: dt.datetime) -> Iterator[Cause]:
    """Rates nobody has looked at, entries nobody has decided, hand-overs nobody has approved."""
    rates = Pensionssats.objects.filter(status=Satsstatus.AFVENTER).aggregate(first=Min("exchange__created_at"))["first"]
    if rates is not None:
        text = "Nye pensionssatser venter på, at nogen ser dem igennem ved siden af sidste års og godkender dem."
        yield _i_dag("nye satser", min(rates, now), text)
    listed = Genberegning.objects.filter(status=Afgoerelse.AABEN)
    first = listed.aggregate(first=Min("fundet"))["first"]
    if first is not None:
        count = listed.count()
        text = f"{'1 punkt' if count == 1 else f'{count} punkter'} på genberegningslisten for pension venter på en afgørelse."
        yield _i_dag("genberegningsliste", min(first, now), text)
    made = Overlevering.objects.filter(godkendt_af="", kasseret_af="").order_by("lavet_tid").first()
    if made is not None:
        text = f"Pensioner for {made.maaned} (kommune {made.kommune}) venter på, at en anden godkender overleveringen."
        yield _i_dag("overlevering", min(made.lavet_tid, now), text)


def _i_dag(about: str, since: dt.datetime, sentence: str) -> Cause:
    return Cause(kind=Kind.I_DAG, weight=Severity.ADVARSEL, interface=SATSER, about=about, since=since, sentence=sentence)
