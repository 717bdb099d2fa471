"""The alarms of weighed waste: a scale that has fallen silent, and batches that nobody has billed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Min

from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.tekn.affald.models import Vejeparti, Vejning
from snitflade.tekn.affald.opkraev import SNITFLADE, aabne
from snitflade.tekn.grundlag.vagt import dage, tavse


@watch
def tavs(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each municipality whose last file is older than `affald.tavs_dage`."""

    def sentence(kommune: str, silent: int) -> str:
        return (
            f"Der er ikke kommet vejninger fra kommune {kommune} i {silent} dage. Se i vægtens mappe, og spørg "
            "modtagerstationen, om filen er lagt."
        )

    return tavse(Vejeparti, SNITFLADE, "affald.tavs_dage", now, sentence)


@watch
def ikke_opkraevet(now: dt.datetime) -> Iterator[Cause]:
    """One cause when batches are open longer than `affald.uopkraevet_dage`."""
    limit = now - dt.timedelta(days=dage("affald.uopkraevet_dage", now))
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
