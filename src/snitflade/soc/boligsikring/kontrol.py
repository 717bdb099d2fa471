"""What `verify` holds of Boligsikring: granted = transferred = booked, run by run, to the øre.

Registered with the journal's own checks (`exchange.integrity`). Source: social-teknik.md 2.3 (BS-E20) and 2.6.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Sum

from snitflade.bogh.models import Postering
from snitflade.exchange.integrity import register
from snitflade.exchange.states import TAKEN_BACK
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boligsikring.models_bevilling import Bevilling, Koerselsart, Overfoersel
from snitflade.soc.boligsikring.models_lejemaal import Lejefil
from snitflade.soc.boligsikring.modul import TILDELT

FLEST = 100


@register
def overfoerslers_linjer() -> Iterator[str]:
    """Each transfer is the sum of its lines, and of its credit item where there is one."""
    lines = dict(Bevilling.objects.order_by().values_list("overfoersel_id").annotate(Sum("beloeb")))
    shown = 0
    for pk, exchange, amount, item in Overfoersel.objects.order_by("pk").values_list("pk", "exchange_id", "beloeb", "post__beloeb"):
        granted = lines.get(pk, 0)
        if granted != amount or (item is not None and item != amount):
            shown += 1
            text = f"er {beloeb_tekst(amount)} kr., men linjerne summer til {beloeb_tekst(granted)} kr."
            yield f"Boligsikring: overførsel {pk} i udveksling {exchange} {text}"
        if shown == FLEST:
            return


@register
def koerslers_bogfoering() -> Iterator[str]:
    """The art's line in a run's own voucher is what Prisme pays and the municipality keeps of it."""
    booked = Postering.objects.filter(bilag__kilde=TILDELT, bilag__tilbagefoerer=None, bilag__noegle__startswith="571-")
    lines = set(booked.order_by().values_list("exchange_id", "beloeb"))
    own = Overfoersel.objects.filter(post=None).order_by().values_list("exchange_id").annotate(Sum("beloeb"))
    for exchange, total in sorted(own):
        if total and (exchange, total) not in lines:
            yield f"Boligsikring: udveksling {exchange} bevilger {beloeb_tekst(total)} kr., men det er ikke, hvad den har bogført."


@register
def ordinaere_koersler() -> Iterator[str]:
    """One ordinary run of a month and municipality, not counting those taken back."""
    runs = Overfoersel.objects.filter(koersel=Koerselsart.ORDINAER).exclude(exchange__state__in=TAKEN_BACK)
    twice = runs.order_by().values_list("maaned", "exchange__kommune").annotate(n=Count("exchange", distinct=True)).filter(n__gt=1)
    for month, kommune, count in twice:
        yield f"Boligsikring: {month} for kommune {kommune} er bogført ordinært {count} gange."


@register
def lejefilers_linjer() -> Iterator[str]:
    """A file of tenancies has no more tenancies than it had lines."""
    for pk in (
        Lejefil.objects.annotate(n=Count("lejemaal"))
        .filter(n__gt=F("linjer"))
        .order_by("pk")
        .values_list("exchange_id", flat=True)[:FLEST]
    ):
        yield f"Boligsikring: udveksling {pk} har flere lejemål, end filen havde linjer."
