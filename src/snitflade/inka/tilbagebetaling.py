"""Paying back what a payer paid too much: it leaves the queue and becomes a credit item of Bogh, which row 1 pays.

The queue's account is debited and ``inka.tilbagebetalingskonto`` credited; there the item stands until the bank is. Two people see
to it: who pays back here, and who approves the run. Sources: payments.md 3 (payouts) and 4.5 (more than is open).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from snitflade.bogh.udbetaling import poster
from snitflade.bogh.udbetaling.interfaces import BOGH
from snitflade.bogh.udbetaling.models import Modtager, Udbetalingspost
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.exchange.bulk import lock
from snitflade.exchange.konstanter.brug import kraev
from snitflade.inka import koe, placering
from snitflade.inka.models import Art, Indbetaling

KONTO = "inka.tilbagebetalingskonto"
TEKST = "Tilbagebetaling"


def til_betaleren(
    indbetaling: Indbetaling, beloeb: int, modtager: Modtager, rest: int, af: str, dato: dt.date, *, tekst: str = TEKST
) -> Udbetalingspost:
    """Pay `beloeb` øre of a payment, of which `rest` are left, back to `modtager`, due on `dato`. Raises ProblemsError.

    `tekst`: what the payee reads. All of it, or nothing; done twice it is refused, since less is left then.
    """
    (konto,) = kraev(dato, KONTO)
    with transaction.atomic():
        # Payouts lock their items before the ledger, and claims before it, too: items first keeps one order.
        lock(Udbetalingspost)
        koe.laas_uaendret(indbetaling, rest)
        number = indbetaling.fordelinger.filter(art=Art.UDBETALT).count() + 1
        noegle = f"indbetaling {indbetaling.pk}:{number}"
        placering.tilbagebetal(indbetaling, beloeb, konto, af, dato, noegle)
        samling = Samling(BOGH, noegle, indbetaling.kommune, dato, TEKST)
        (pk,) = poster.opret(samling, [NyPost(noegle, modtager.pk, beloeb, dato, konto, tekst=tekst)], af)
    return Udbetalingspost.objects.get(pk=pk)
