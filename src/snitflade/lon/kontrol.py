"""What `verify` holds of Løn: a booked run's vouchers are its lines, and no run is booked twice."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from snitflade.exchange.integrity import register
from snitflade.formats.text import beloeb_tekst
from snitflade.lon.models import Loenbogfoering, Loenkoersel

FLEST = 100


@register
def linjer_er_summerne() -> Iterator[str]:
    """Each run's sums and number of lines."""
    found = Loenkoersel.objects.annotate(
        antal=Count("loenlinjer"),
        d=Coalesce(Sum("loenlinjer__beloeb", filter=Q(loenlinjer__debkre="D")), 0),
        k=Coalesce(Sum("loenlinjer__beloeb", filter=Q(loenlinjer__debkre="K")), 0),
    ).exclude(antal=F("linjer"), d=F("debet"), k=F("kredit"))
    for koersel in found.order_by("pk")[:FLEST]:
        yield f"Lønkørsel {koersel.noegle} har ikke de linjer, den blev læst med."


@register
def bogfoert_er_linjerne() -> Iterator[str]:
    """What holds of a run's vouchers, against its lines: one voucher per posting date, and together the run's debit."""
    held = Loenbogfoering.objects.filter(bilag__tilbagefoert_af=None)
    twice = held.order_by().values("koersel", "bilag__posteringsdato").annotate(n=Count("pk")).filter(n__gt=1)
    for row in twice[:FLEST]:
        yield f"Lønkørsel {row['koersel']} er bogført {row['n']} gange med samme posteringsdato."
    booked = dict(held.order_by().values_list("koersel").annotate(Sum("bilag__debet")))
    for koersel in Loenkoersel.objects.filter(pk__in=booked).order_by("pk"):
        if booked[koersel.pk] != koersel.debet:
            there, wanted = beloeb_tekst(booked[koersel.pk]), beloeb_tekst(koersel.debet)
            yield f"Lønkørsel {koersel.noegle} er bogført med {there} kr. i debet, og dens linjer er {wanted} kr."
