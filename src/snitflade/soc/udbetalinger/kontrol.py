"""What `verify` holds of Sociale udbetalinger: a line is its credit item, and a report is what its rows say.

Source: social-teknik.md 5.1, skat-inddrivelse.md 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.exchange.integrity import register
from snitflade.exchange.models import Exchange
from snitflade.formats.text import beloeb_tekst
from snitflade.krdi.modregning.bogfoer import RETUR
from snitflade.krdi.modregning.tilslut import NOEGLE as MODREGNING
from snitflade.soc.udbetalinger.models import Kolonne, Ydelsesindberetning, Ydelseslinje
from snitflade.soc.udbetalinger.modul import A11, SOCIALE

FLEST = 100


@register
def linjers_poster() -> Iterator[str]:
    """A line that is booked is its credit item, to the øre and by the payee."""
    same = Q(
        post__beloeb=F("beloeb"),
        post__modtager=F("modtager"),
        post__kommune=F("kommune"),
        post__vedroerer=F("vedroerer"),
        post__modul=SOCIALE.navn,
    )
    rows = Ydelseslinje.objects.filter(post__isnull=False).exclude(same).order_by("pk")
    for pk, post in rows.values_list("pk", "post_id")[:FLEST]:
        yield f"Social linje {pk}: udbetalingspost {post} er ikke, hvad linjen siger."


@register
def poster_uden_linje() -> Iterator[str]:
    """Every credit item of the module is a line's, but for what set-off makes: the authority's money, and what payees get back."""
    rows = Udbetalingspost.objects.filter(modul=SOCIALE.navn, ydelseslinje=None)
    rows = rows.exclude(Q(noegle__startswith=MODREGNING) | Q(noegle__startswith=RETUR))
    for pk in rows.order_by("pk").values_list("pk", flat=True)[:FLEST]:
        yield f"Udbetalingspost {pk} hører til sociale udbetalinger, men er ingen linjes."


@register
def linjer_taget_tilbage() -> Iterator[str]:
    """What was withdrawn is neither open nor paid."""
    rows = Ydelseslinje.objects.filter(tilbage_tid__isnull=False, post__isnull=False)
    alive = rows.filter(Q(post__rest__gt=0) | Q(post__udbetalinger__gaelder=True)).order_by("pk").distinct()
    for pk in alive.values_list("pk", flat=True)[:FLEST]:
        yield f"Social linje {pk} er taget tilbage, men dens udbetalingspost er åben eller betalt."


@register
def indberetninger() -> Iterator[str]:
    """Each report's rows are its totals."""
    rows = Ydelsesindberetning.objects.filter(holdt="").order_by().values_list("exchange_id", "kolonne").annotate(Sum("fil"))
    sums = {(exchange, kolonne): oere for exchange, kolonne, oere in rows}
    for exchange in Exchange.objects.filter(interface=A11).order_by("pk"):
        for kolonne in Kolonne.values:
            told, found = int(exchange.totals.get(kolonne, 0)), sums.get((exchange.pk, kolonne), 0)
            if told != found:
                text = f"{Kolonne(kolonne).label} er {beloeb_tekst(told)} kr. i filen, men {beloeb_tekst(found)} kr. i rækkerne"
                yield f"Udveksling {exchange.pk}: {text}."
