"""The alarm on vouchers that wait too long to be approved or for their receipts (constant ``bogh.kladder_bankdage``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, Q

from snitflade.bogh.models import Bilagskladde, Kladdetilstand
from snitflade.exchange import catalogue
from snitflade.exchange.bankdage import bankdage_foer
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.rhythm import Cause, Kind, Severity, watch
from snitflade.exchange.schedule import ZONE

AABNE = (Kladdetilstand.KLADDE, Kladdetilstand.ATTESTERET, Kladdetilstand.ANVIST)


@watch
def kladder(now: dt.datetime) -> Iterator[Cause]:
    """One cause for each source with vouchers that have waited longer than they may."""
    today = now.astimezone(ZONE).date()
    days = int(konstant("bogh.kladder_bankdage", today))
    before = dt.datetime.combine(bankdage_foer(today, days), dt.time(), tzinfo=ZONE).astimezone(dt.UTC)
    missing = Q(ventede__isnull=False, ventede__vedhaeftning=None, ventede__undladt_af="")
    old = Bilagskladde.objects.filter(tilstand__in=AABNE, oprettet_tid__lt=before).order_by()
    found = old.values("kilde").annotate(
        antal=Count("pk", distinct=True), siden=Min("oprettet_tid"), mangler=Count("pk", filter=missing, distinct=True)
    )
    for row in found.order_by("kilde"):
        kilde, count, since, without = row["kilde"], row["antal"], row["siden"], row["mangler"]
        what = "1 bilag har" if count == 1 else f"{count} bilag har"
        and_receipts = f" {without} af dem mangler en fil, der skal være vedhæftet." if without else ""
        yield Cause(
            kind=Kind.VENTER_PAA_ANDEN,
            weight=Severity.ADVARSEL,
            interface=kilde if kilde in catalogue.rows() else "",
            about=f"bilag fra {kilde}"[:100],
            since=since,
            sentence=f"{what} ventet over {days} bankdage på at blive attesteret, anvist eller bogført, det ældste fra "
            f"{since.astimezone(ZONE):%d-%m-%Y}.{and_receipts} Se «Bilag til godkendelse».",
        )
