"""What a draft pays: when it is booked, the amount it credits the creditors' account with becomes a credit item.

The item and the voucher are made in one transaction, so that nothing is booked without being paid, and nothing paid twice.
Sources: winformatik.md 2.4, payments.md 6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from snitflade.bogh.bilag import Linje
from snitflade.bogh.models import Bilagskladde
from snitflade.bogh.models_bilag import Bskreditor, Kladdebetaling
from snitflade.bogh.udbetaling import modul, poster
from snitflade.bogh.udbetaling.models import Modtager, Nummerart, Udbetalingspost
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst, konto_tekst

KLADDE_UDEN_MODTAGER = ProblemKind(
    "KLADDE_UDEN_MODTAGER",
    "Det vides ikke, hvem PBS-nr. {raw} ({kreditor}) er, så bilaget kan ikke betales. Vælg modtageren på kladden.",
)
KLADDE_INTET_AT_BETALE = ProblemKind(
    "KLADDE_INTET_AT_BETALE",
    "Linjerne krediterer ikke konto {raw} med over 0 kr. ({beloeb}), så der er intet at betale. Ret linjerne, eller afvis.",
)
BSKREDITOR_MODTAGER = ProblemKind(
    "BSKREDITOR_MODTAGER", "Der er ingen modtager med {art} {raw}. Opret modtageren først, eller ret nummeret."
)


@dataclass(frozen=True, slots=True)
class Betaling:
    """A payment that has been looked through and is made when its voucher is booked."""

    kladde: Bilagskladde
    betaling: Kladdebetaling
    modtager: int
    beloeb: int

    def opret(self, af: str) -> None:
        """Make the item, in the caller's transaction. Raises ProblemsError."""
        row, what = self.kladde, self.betaling
        group = Samling(modul.find(what.modul), f"kladde:{row.pk}", row.kommune, row.posteringsdato, row.tekst, row.exchange_id)
        item = NyPost(f"kladde:{row.pk}", self.modtager, self.beloeb, what.forfaldsdato, what.konto, tekst=what.tekst)
        (what.post_id,) = poster.opret(group, [item], af)
        what.save(update_fields=["post"])


def tilfoej(kladde: Bilagskladde, navn: str, pbsnr: str, kreditor: str, konto: str, forfaldsdato: dt.date, tekst: str) -> None:
    """Let the draft be paid by an item of the module `navn`. In the transaction that makes the draft."""
    Kladdebetaling.objects.create(
        kladde=kladde, modul=navn, pbsnr=pbsnr, kreditor=kreditor, konto=konto, forfaldsdato=forfaldsdato, tekst=tekst
    )


def af_kladde(kladde: Bilagskladde) -> Kladdebetaling | None:
    """What the draft pays, if it does."""
    return Kladdebetaling.objects.filter(kladde=kladde).first()


def forbered(kladde: Bilagskladde, linjer: Sequence[Linje], problems: Problems) -> Betaling | None:
    """Look through what a draft that is to be booked pays; None where it pays nothing."""
    betaling = af_kladde(kladde)
    if betaling is None:
        return None
    lock(Udbetalingspost)  # before the ledger's tables, as every payout does
    modtager = Bskreditor.objects.filter(pbsnr=betaling.pbsnr).values_list("modtager_id", flat=True).first()
    if modtager is None:
        problems.add(KLADDE_UDEN_MODTAGER, field="pbsnr", raw=betaling.pbsnr, kreditor=betaling.kreditor)
    beloeb = -sum(linje.beloeb for linje in linjer if linje.konto == betaling.konto)
    if beloeb <= 0:
        raw, shown = konto_tekst(betaling.konto), beloeb_tekst(beloeb)
        problems.add(KLADDE_INTET_AT_BETALE, field="konto", raw=raw, beloeb=shown)
    return None if problems.errors or modtager is None else Betaling(kladde, betaling, modtager, beloeb)


def saet_kreditor(pbsnr: str, art: str, nummer: str, af: str) -> Bskreditor:
    """Say which payee a PBS number is, from now on; what has been booked stays. Raises ProblemsError."""
    with transaction.atomic():
        payee = Modtager.objects.filter(art=art, nummer=nummer.strip()).first()
        if payee is None:
            problems = Problems()
            label = dict(Nummerart.choices).get(art, art)
            problems.add(BSKREDITOR_MODTAGER, field="nummer", raw=nummer, art=label)
            raise ProblemsError(problems)
        row, _ = Bskreditor.objects.update_or_create(pbsnr=pbsnr, defaults={"modtager": payee})
        audit.record("BS-kreditor sat", af, pbsnr=pbsnr, modtager=payee.pk)
    return row
