"""What `verify` holds of set-offs: its amount is what happened to it, what the ledger's rows say, and what they get."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from snitflade.bogh.udbetaling.models import Modregning
from snitflade.exchange.integrity import register
from snitflade.formats.text import beloeb_tekst
from snitflade.krdi.modregning.models import MODREGNET, Forskel, Forskelsart, Forsoeg, Haendelse, Tilstand

FLEST = 100
"""Sentences of one kind."""


@register
def modregningers_beloeb() -> Iterator[str]:
    """What is set off = what happened = the item's reduction less what the payee got back."""
    notes = Haendelse.objects.filter(forsoeg=OuterRef("pk")).order_by().values("forsoeg")
    undone = Modregning.objects.filter(ophaever=OuterRef("modregning"))
    found = Forsoeg.objects.annotate(
        sket=Coalesce(Subquery(notes.annotate(s=Sum("beloeb")).values("s")), 0),
        retur=Coalesce(Subquery(notes.exclude(retur_post=None).annotate(s=Sum("retur_post__beloeb")).values("s")), 0),
        undone=Exists(undone),
    )
    holds = found.filter(undone=False).exclude(modregning=None)
    for row in found.exclude(gaeldende=F("sket")).order_by("pk")[:FLEST]:
        yield f"Modregning {row.reference}: {beloeb_tekst(row.gaeldende)} kr. er ikke det, dens hændelser siger."
    for row in holds.exclude(modregning__beloeb=F("gaeldende") + F("retur")).order_by("pk")[:FLEST]:
        yield f"Modregning {row.reference}: posten er ikke nedsat med det, der gælder ({beloeb_tekst(row.gaeldende)} kr.)."
    for row in found.filter(gaeldende__gt=0).filter(Q(modregning=None) | Q(undone=True)).order_by("pk")[:FLEST]:
        yield f"Modregning {row.reference} gælder, men posten er ikke nedsat."


@register
def modregningers_tilstand() -> Iterator[str]:
    """Only what is set off, or being cancelled, holds an amount."""
    wrong = Forsoeg.objects.filter(gaeldende__gt=0).exclude(tilstand__in=(*MODREGNET, Tilstand.ANNULLERES))
    for row in wrong.order_by("pk")[:FLEST]:
        yield f"Modregning {row.reference} er «{row.get_tilstand_display()}», men {beloeb_tekst(row.gaeldende)} kr. gælder."


@register
def myndighedens_penge() -> Iterator[str]:
    """What the authority is paid is what holds; where it was paid more, or has booked more, there is a difference that says so."""
    told = Forskel.objects.filter(forsoeg=OuterRef("pk"))
    rows = Forsoeg.objects.annotate(
        tilbage=Exists(told.filter(art=Forskelsart.TILBAGE)), meget=Exists(told.filter(art=Forskelsart.FOR_MEGET))
    )
    unpaid = Q(gaeldende__gt=0, deres_post=None) | Q(deres_post__beloeb__lt=F("gaeldende"))
    over = Q(deres_post__beloeb__gt=F("gaeldende"), tilbage=False) | Q(
        tilstand__in=MODREGNET, meget=False, bogfoert__gt=F("gaeldende") / 100
    )
    for row in rows.filter(unpaid | over).order_by("pk")[:FLEST]:
        yield f"Modregning {row.reference}: det, Inddrivelsesmyndigheden får eller har bogført, er ikke det, der gælder."
