"""What `verify` holds of Pension: hand-overs are their lines and their bytes, and each line begins where the last one ended.

Registered with the journal's own checks (`exchange.integrity`). Source: social-teknik.md 3.3 and 3.4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, Sum

from snitflade.exchange.integrity import register
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.pension.models_pension import Overlevering, Overleveringslinje
from snitflade.soc.pension.models_sats import Pensionssats, Satsstatus

FLEST = 100


@register
def overleveringers_linjer() -> Iterator[str]:
    """Each hand-over's totals are its lines'."""
    rows = Overlevering.objects.annotate(
        n=Count("overleveringslinjer"),
        sum_beloeb=Sum("overleveringslinjer__beloeb"),
        sum_forskel=Sum("overleveringslinjer__forskel"),
    )
    for row in rows.order_by("pk"):
        if (row.antal, row.beloeb, row.forskel) != (row.n, row.sum_beloeb or 0, row.sum_forskel or 0):
            told = f"siger {row.antal} linjer og {beloeb_tekst(row.forskel)} kr."
            yield f"Pension: overlevering {row} {told}, men linjerne er {row.n} og {beloeb_tekst(row.sum_forskel or 0)} kr."


@register
def overleveringers_kaede() -> Iterator[str]:
    """What a line says was handed over before is what the approved ones before it add up to."""
    rows = Overleveringslinje.objects.exclude(overlevering__godkendt_af="").order_by("overlevering__nummer", "pk")
    so_far: defaultdict[tuple[int, str], int] = defaultdict(int)
    shown = 0
    fields = ("pk", "pensionist_id", "overlevering__maaned", "foer", "forskel")
    for pk, card, month, before, difference in rows.values_list(*fields).iterator():
        if so_far[card, month] != before:
            shown += 1
            was = beloeb_tekst(so_far[card, month])
            yield f"Pension: linje {pk} for {month} siger {beloeb_tekst(before)} kr. overleveret før, men det er {was} kr."
        if shown == FLEST:
            return
        so_far[card, month] += difference


@register
def satser_er_set_af_nogen() -> Iterator[str]:
    """No rate from a sheet is in use that nobody has accepted."""
    rows = Pensionssats.objects.filter(status=Satsstatus.GODKENDT, exchange__isnull=False, afgjort_af="")
    for row in rows.order_by("pk")[:FLEST]:
        yield f"Pension: satsen {row.kode} fra {row.gyldig_fra} er i brug, men ingen har godkendt den."
