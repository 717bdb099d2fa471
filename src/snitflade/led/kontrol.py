"""What `verify` holds of Led: a built month has the lines it says, one for each number, and what was sent is what counts."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from snitflade.exchange.integrity import register
from snitflade.exchange.taken_back import counting
from snitflade.led.models import Henvendelse, Statistik, Statistiklinje

FLEST = 100


@register
def linjer_er_tallene() -> Iterator[str]:
    """Each month's numbers against its own lines and its exchange's totals."""
    found = Statistik.objects.annotate(antal=Count("exchange__ledighedslinjer")).select_related("exchange").order_by("pk")
    for row in found.exclude(antal=F("linjer"))[:FLEST]:
        yield f"{row} har {row.antal} linjer og siger {row.linjer}."
    for row in found.exclude(personer=F("gruppe0") + F("gruppe1") + F("gruppe2") + F("gruppe3"))[:FLEST]:
        yield f"{row} har andre personer i matchgrupperne end de {row.personer}, den siger."
    for row in found:
        if row.exchange.totals.get("Linjer") != row.linjer or row.exchange.totals.get("Personer") != row.personer:
            yield f"{row} er ikke, som udveksling {row.exchange_id} siger."


@register
def maaneder_har_et_nummer_hver() -> Iterator[str]:
    """Of a municipality's month each number stands once among those that count."""
    twice = (
        counting(Statistik.objects.order_by()).values("kommune", "maaned", "nummer").annotate(antal=Count("pk")).filter(antal__gt=1)
    )
    for row in twice[:FLEST]:
        yield f"Ledighed {row['kommune']} {row['maaned']:%Y-%m} nr. {row['nummer']} er bygget {row['antal']} gange."


@register
def linjer_er_i_maaneden() -> Iterator[str]:
    """Every line of a built month is a contact of that month and municipality."""
    lines = Statistiklinje.objects.annotate(maaned=TruncMonth("henvendelse__dato"))
    astray = lines.exclude(
        maaned=F("exchange__ledighedsstatistik__maaned"), henvendelse__kort__kommune=F("exchange__ledighedsstatistik__kommune")
    )
    for line in astray.order_by("pk")[:FLEST]:
        yield f"{line} hører ikke til den måned, udvekslingen er for."
    halves = Henvendelse.objects.filter(Q(annulleret=None) & ~Q(annulleret_af="") | Q(annulleret__isnull=False, annulleret_af=""))
    for row in halves.order_by("pk")[:FLEST]:
        yield f"Henvendelse {row.pk} er hverken annulleret eller ikke."
