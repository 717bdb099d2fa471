"""The alarms of weighed waste: a scale that has fallen silent, and batches that nobody has billed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Max, Min

from snitflade.exchange.konstanter import KonstantUgyldig, konstant
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE
from snitflade.tekn.affald.models import Vejeparti, Vejning
from snitflade.tekn.affald.opkraev import SNITFLADE, aabne


@watch
def tavs(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each municipality whose last file is older than `affald.tavs_dage`."""
    days = _dage("affald.tavs_dage", now)
    if not days:
        return
    for kommune, last in Vejeparti.objects.order_by("kommune").values_list("kommune").annotate(Max("oprettet_tid")):
        silent = (now - last).days
        if silent >= days:
            yield Cause(
                kind=Kind.TAVS,
                weight=Severity.ADVARSEL,
                interface=SNITFLADE,
                about=f"tavs {kommune}",
                since=last,
                sentence=(
                    f"Der er ikke kommet vejninger fra kommune {kommune} i {silent} dage. Se i vægtens mappe, og spørg "
                    "modtagerstationen, om filen er lagt."
                ),
            )


@watch
def ikke_opkraevet(now: dt.datetime) -> Iterator[Cause]:
    """One cause when batches are open longer than `affald.uopkraevet_dage`."""
    limit = now - dt.timedelta(days=_dage("affald.uopkraevet_dage", now))
    rows = aabne(Vejning.objects.filter(parti__oprettet_tid__lt=limit)).order_by()
    batches = sorted(set(rows.values_list("parti_id", flat=True)))
    if not batches:
        return
    since = Vejeparti.objects.filter(pk__in=batches).aggregate(first=Min("oprettet_tid"))["first"] or now
    which = ", ".join(map(str, batches[:5])) + (" …" if len(batches) > 5 else "")
    yield Cause(
        kind=Kind.FORSINKET,
        weight=Severity.ADVARSEL,
        interface=SNITFLADE,
        about="ikke opkrævet",
        since=since,
        sentence=f"Vejninger i parti {which} er indlæst og ikke opkrævet. Prøveberegn partiet, og opkræv det: side 869.",
    )


def _dage(noegle: str, now: dt.datetime) -> int:
    try:
        return int(konstant(noegle, now.astimezone(ZONE).date()))
    except KonstantUgyldig:
        return 0
