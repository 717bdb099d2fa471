"""The alarms of RenoWeb's basis: no file for more than a quarter, and lines that nobody has billed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min

from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.tekn.grundlag.vagt import dage, tavse
from snitflade.tekn.renoweb.models import Renoweblinje
from snitflade.tekn.renoweb.opkraev import SNITFLADE, aabne


@watch
def tavs(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each municipality whose last lines are older than `renoweb.tavs_dage`."""

    def sentence(kommune: str, silent: int) -> str:
        return (
            f"Der er ikke kommet opkrævningsgrundlag fra RenoWeb for kommune {kommune} i {silent} dage. Se i mappen, og "
            "spørg renovationskontoret."
        )

    return tavse(Renoweblinje, SNITFLADE, "renoweb.tavs_dage", now, sentence)


@watch
def ikke_opkraevet(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each quarter with lines open longer than `renoweb.uopkraevet_dage`."""
    limit = now - dt.timedelta(days=dage("renoweb.uopkraevet_dage", now))
    rows = aabne(Renoweblinje.objects.filter(oprettet_tid__lt=limit)).order_by().values_list("kvartal", "kommune")
    for kvartal, kommune, antal, since in rows.annotate(Count("pk"), Min("oprettet_tid")).order_by("kvartal", "kommune"):
        yield Cause(
            kind=Kind.FORSINKET,
            weight=Severity.ADVARSEL,
            interface=SNITFLADE,
            about=f"ikke opkrævet {kommune} {kvartal}",
            since=since,
            sentence=f"{antal} linjer fra RenoWeb for {kvartal} (kommune {kommune}) er ikke opkrævet. Kør kvartalet: side 867.",
        )
