"""What `verify` holds of vouchers from other systems: amounts, states, receipts, and what they pay.

Registered with the journal's own checks (`exchange.integrity`).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from snitflade.bogh.models import Bilagskladde, Kladdelinje, Kladdetilstand, Postering
from snitflade.bogh.models_bilag import Kladdebetaling, Ventetbilag
from snitflade.exchange.integrity import register
from snitflade.exchange.models import Direction, Exchange
from snitflade.formats.text import beloeb_tekst

FLEST = 100
"""Sentences of one kind."""


@register
def kladders_linjer() -> Iterator[str]:
    """Drafts balance, and a booked one is what its voucher says."""
    own = Kladdelinje.objects.filter(kladde=OuterRef("pk")).order_by().values("kladde")
    plus = own.filter(beloeb__gt=0).annotate(s=Sum("beloeb")).values("s")
    rows = Bilagskladde.objects.annotate(
        ialt=Coalesce(Subquery(own.annotate(s=Sum("beloeb")).values("s")), 0), plus=Coalesce(Subquery(plus), 0)
    )
    wrong = ~Q(ialt=0) | (Q(bilag__isnull=False) & (~Q(plus=F("bilag__debet")) | ~Q(noegle=F("bilag__noegle"))))
    for row in rows.filter(wrong).order_by("pk")[:FLEST]:
        yield f"Kladde {row.pk}: dens linjer er ikke dem, den er bogført med, eller går ikke i nul."


@register
def kladders_bilag() -> Iterator[str]:
    """Nothing was attested while it waited for a receipt, and a receipt belongs to the draft that it was waited for by."""
    waiting = Ventetbilag.objects.filter(kladde=OuterRef("pk"), vedhaeftning=None, undladt_af="")
    past = Bilagskladde.objects.filter(tilstand__in=(Kladdetilstand.ATTESTERET, Kladdetilstand.BOGFOERT))
    for row in past.filter(Exists(waiting)).order_by("pk")[:FLEST]:
        yield f"Kladde {row.pk} er {row.tilstand}, men venter på et bilag."
    foreign = Ventetbilag.objects.exclude(vedhaeftning=None).exclude(vedhaeftning__kladde=F("kladde"))
    for one in foreign.order_by("pk")[:FLEST]:
        yield f"Kladde {one.kladde_id} har fået et bilag, der er en anden kladdes."


@register
def kladders_betaling() -> Iterator[str]:
    """What a booked draft pays is what its voucher credits; one that is not booked pays nothing."""
    credited = (
        Postering.objects.filter(bilag=OuterRef("kladde__bilag"), konto=OuterRef("konto"))
        .order_by()
        .values("bilag")
        .annotate(s=-Sum("beloeb"))
        .values("s")
    )
    rows = Kladdebetaling.objects.annotate(krediteret=Coalesce(Subquery(credited), 0)).select_related("post")
    booked = Q(kladde__tilstand=Kladdetilstand.BOGFOERT)
    wrong = (booked & (Q(post=None) | ~Q(post__beloeb=F("krediteret")))) | (~booked & Q(post__isnull=False))
    for row in rows.filter(wrong).order_by("pk")[:FLEST]:
        paid = beloeb_tekst(row.post.beloeb) if row.post else "intet"
        yield f"Kladde {row.kladde_id} betaler {paid}, men dens bilag siger {beloeb_tekst(int(row.krediteret))} kr."


@register
def udvekslingers_kladder() -> Iterator[str]:
    """What an exchange says it brought, against its drafts."""
    rows = Bilagskladde.objects.exclude(exchange=None).order_by().values("exchange")
    sums = {row["exchange"]: (row["n"], row["s"]) for row in rows.annotate(n=Count("pk"), s=Sum("indkommet"))}
    for exchange in Exchange.objects.filter(pk__in=sums, direction=Direction.IND).order_by("pk").iterator():
        said = (exchange.totals.get("bilag"), exchange.totals.get("debet"))
        if said[0] is not None and said != sums[exchange.pk]:
            yield f"Udveksling {exchange.pk}: dens bilag er ikke dem, dens totaler siger."
