"""What `verify` holds of payouts: each item's rest is what its rows say, and each run's payments are what its voucher says.

Registered with the journal's own checks (`exchange.integrity`).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from snitflade.bogh.models import Postering
from snitflade.bogh.udbetaling.models import Modregning, Udbetaling, Udbetalingspost
from snitflade.exchange.integrity import register
from snitflade.exchange.states import TAKEN_BACK
from snitflade.formats.text import beloeb_tekst

FLEST = 100
"""Sentences of one kind."""


@register
def posters_rest() -> Iterator[str]:
    """Granted = open + set off + paid, item by item."""
    off = Modregning.objects.filter(post=OuterRef("pk")).order_by().values("post").annotate(s=Sum("beloeb")).values("s")
    paid = Udbetaling.objects.filter(post=OuterRef("pk"), gaelder=True).values("beloeb")[:1]
    found = Udbetalingspost.objects.annotate(nedsat=Coalesce(Subquery(off), 0), betalt=Coalesce(Subquery(paid), 0))
    for post in found.exclude(beloeb=F("rest") + F("nedsat") + F("betalt")).order_by("pk")[:FLEST]:
        yield f"Udbetalingspost {post.pk}: det, der er åbent ({beloeb_tekst(post.rest)} kr.), er ikke det, dens rækker siger."


@register
def betalinger_der_gaelder() -> Iterator[str]:
    """No payment of a run that was taken back holds."""
    for row in Udbetaling.objects.filter(gaelder=True, exchange__state__in=TAKEN_BACK).order_by("pk")[:FLEST]:
        yield f"Betaling {row.betalings_id} gælder, men dens kørsel (udveksling {row.exchange_id}) er taget tilbage."


@register
def koerslers_bogfoering() -> Iterator[str]:
    """The payments of a run against the credit line of its voucher; the exchange may have others, of what is not paid."""
    paid = dict(Udbetaling.objects.order_by().values_list("exchange_id").annotate(Sum("beloeb")))
    lines = Postering.objects.filter(exchange__in=Udbetaling.objects.values("exchange_id"), beloeb__lt=0, bilag__tilbagefoerer=None)
    lines = lines.filter(bilag__noegle=F("exchange__key"))
    booked = dict(lines.order_by().values_list("exchange_id").annotate(Sum("beloeb")))
    for number in sorted(paid):
        credited = -booked.get(number, 0)
        if paid[number] != credited:
            text = f"betaler {beloeb_tekst(paid[number])} kr., men har bogført {beloeb_tekst(credited)} kr."
            yield f"Udveksling {number} {text}"
