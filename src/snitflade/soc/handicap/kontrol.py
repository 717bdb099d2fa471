"""What `verify` holds of Handicap: nothing was ever given out without a ground that two people made. Source: social-teknik.md 4."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from snitflade.exchange.integrity import register
from snitflade.soc.handicap.models import Handicapforanstaltning, Handicapkode, Handicapkort, Ipisgrundlag, Ipisudtraek, Kodeart

FLEST = 100


@register
def udtraek_har_grundlag() -> Iterator[str]:
    """Each download stands on a ground of its product and municipality that was approved before it and was in force that day."""
    wrong = Ipisudtraek.objects.exclude(
        Q(grundlag__til=None) | Q(grundlag__til__gte=F("hentet")),
        Q(grundlag__ophaevet=None) | Q(grundlag__ophaevet__gte=F("tidspunkt")),
        produkt=F("grundlag__produkt"),
        kommune=F("grundlag__kommune"),
        grundlag__fra__lte=F("hentet"),
        grundlag__godkendt__lte=F("tidspunkt"),
    )
    for row in wrong.order_by("pk")[:FLEST]:
        yield f"Handicap: {row} er ikke dækket af retsgrundlag {row.grundlag_id}."


@register
def grundlag_har_to_personer() -> Iterator[str]:
    """No ground is approved by whoever proposed it."""
    for row in Ipisgrundlag.objects.filter(godkendt_af=F("foreslaaet_af")).order_by("pk")[:FLEST]:
        yield f"Handicap: retsgrundlag {row.pk} er foreslået og godkendt af den samme."


@register
def koder_er_af_deres_art() -> Iterator[str]:
    """A card has a type, a measure is a measure, and none of a kind runs into another."""
    cards = Handicapkort.objects.exclude(handicaptype__art=Kodeart.TYPE) | Handicapkort.objects.filter(
        diagnose__art__in=(Kodeart.TYPE, Kodeart.FORANSTALTNING)
    )
    for card in cards.order_by("pk")[:FLEST]:
        yield f"Handicap: kort {card.pk} har en kode af en anden art."
    others = Handicapkode.objects.exclude(art=Kodeart.FORANSTALTNING)
    for measure in Handicapforanstaltning.objects.filter(kode__in=others).order_by("pk")[:FLEST]:
        yield f"Handicap: {measure} har en kode af en anden art."
