"""What a set-off does to the money: the item is reduced, the authority gets an item instead; and all of it back again.

Two accounts: `mellemkonto` is credited when an item is reduced and debited when the authority's item is made, so it stands at zero
but for what the authority has been paid and must pay back. Source: skat-inddrivelse.md 10.3 rules 4, 6 and 7.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from snitflade.bogh import konti
from snitflade.bogh.udbetaling import modregning as nedsaettelser
from snitflade.bogh.udbetaling import poster, tid
from snitflade.bogh.udbetaling.models import Modregning, Modtager, Nummerart, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modul import find
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.exchange.konstanter import brug
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import beloeb_tekst
from snitflade.krdi.modregning.models import Forskel, Forskelsart, Forsoeg
from snitflade.krdi.modregning.tilslut import NOEGLE
from snitflade.krdi.modregning.tilstande import SYSTEM, forskel, noter

MODREGNING_MODTAGER = ProblemKind(
    "MODREGNING_MODTAGER",
    "Inddrivelsesmyndigheden ({raw}) er ikke modtager. Opret den på side 360, eller ret systemkonstanten krdi.modregning.modtager.",
)
RETUR = "modregning-retur:"
"""How the keys of the items begin by which a payee gets back what was set off."""


@dataclass(frozen=True, slots=True)
class Opsaetning:
    """Where the money goes."""

    mellemkonto: str
    konto: str
    modtager: int


def opsaet(problems: Problems, kommune: str = "") -> Opsaetning | None:
    """The settings; None when something is missing, which is reported. `kommune`: whose chart the accounts must stand in."""
    today = tid.nu().date()
    mellemkonto, konto, cvr = (
        brug.hent(f"krdi.modregning.{name}", today, problems) for name in ("mellemkonto", "konto", "modtager")
    )
    art = Nummerart.CVR if cvr else Nummerart.KUNDE
    nummer = cvr or brug.hent("306", today, problems)
    payee = Modtager.objects.filter(art=art, nummer=nummer).first()
    if payee is None and nummer:
        problems.add(MODREGNING_MODTAGER, raw=nummer)
    if problems.errors or payee is None:
        return None
    found = Opsaetning(mellemkonto, konto, payee.pk)
    if kommune:
        konti.tjek([found.mellemkonto, found.konto], kommune, today, problems)
    return None if problems.errors else found


def saet_af(forsoeg: Forsoeg, opsaetning: Opsaetning, exchange: Exchange | None, af: str = SYSTEM) -> None:
    """Reduce the item by the whole set-off, and owe it to the authority. Raises ProblemsError. Call with the tables locked."""
    post, today = forsoeg.post, tid.nu().date()
    amount = forsoeg.beloeb
    grund = f"Modregnet hos Inddrivelsesmyndigheden, {forsoeg.reference}"
    forsoeg.modregning = nedsaettelser.modregn(post, amount, opsaetning.mellemkonto, af, today, grund)
    forsoeg.gaeldende = amount
    _skyld(forsoeg, opsaetning, amount, today, af)
    forsoeg.save(update_fields=["modregning", "gaeldende", "deres_post"])
    noter(forsoeg, f"{beloeb_tekst(amount)} kr. er modregnet.", af, beloeb=amount, exchange=exchange)


def ret_til(forsoeg: Forsoeg, oere: int, opsaetning: Opsaetning, exchange: Exchange | None, grund: str, af: str = SYSTEM) -> None:
    """Let only `oere` of the set-off hold; the payee gets the rest back. Raises ProblemsError. Call with the tables locked."""
    back, today = forsoeg.gaeldende - oere, tid.nu().date()
    if back <= 0:
        return
    post = Udbetalingspost.objects.select_related("modtager").get(pk=forsoeg.post_id)
    whole = forsoeg.gaeldende == forsoeg.beloeb and oere == 0
    retur = None
    if ophaevet(forsoeg):
        # Somebody undid it on the item's card: the payee has it already, and what was given back before must not come twice.
        if not oere:
            _nedsaet_igen(forsoeg, opsaetning, givet_tilbage(forsoeg), af)
    elif whole and forsoeg.modregning is not None and not Udbetaling.objects.filter(post=post, gaelder=True).exists():
        nedsaettelser.ophaev(forsoeg.modregning, af, today, grund[:200])
    else:
        retur = _retur(forsoeg, post, opsaetning, back, today, af)
    forsoeg.gaeldende = oere
    forsoeg.save(update_fields=["gaeldende"])
    text = f"{beloeb_tekst(back)} kr. er ikke modregnet alligevel og udbetales i næste kørsel: {grund}"
    noter(forsoeg, text, af, beloeb=-back, retur_post=retur, exchange=exchange)
    deres(forsoeg, opsaetning, af)


def deres(forsoeg: Forsoeg, opsaetning: Opsaetning, af: str = SYSTEM) -> None:
    """Bring what the authority is to be paid to what holds, where it is not paid yet; else it must pay back."""
    item, today = forsoeg.deres_post, tid.nu().date()
    if item is None or item.beloeb <= forsoeg.gaeldende:
        return
    item.refresh_from_db()
    if item.rest == item.beloeb:
        nedsaettelser.annuller(item, af, today, f"Modregning {forsoeg.reference} er ændret")
        forsoeg.deres_post = None
        if forsoeg.gaeldende:
            _skyld(forsoeg, opsaetning, forsoeg.gaeldende, today, af)
        forsoeg.save(update_fields=["deres_post"])
        Forskel.objects.filter(forsoeg=forsoeg, art=Forskelsart.TILBAGE, lukket_af="").update(
            lukket_af=af, lukket_tid=timezone.now(), forklaring="Beløbet blev ikke betalt alligevel"
        )
    elif Udbetaling.objects.filter(post=item, gaelder=True).exists():
        forskel(forsoeg, Forskelsart.TILBAGE, forsoeg.gaeldende, item.beloeb)


def _skyld(forsoeg: Forsoeg, opsaetning: Opsaetning, amount: int, today: dt.date, af: str) -> None:
    """The item by which the authority is paid, with the reference it knows."""
    post = forsoeg.post
    number = Udbetalingspost.objects.filter(modul=post.modul, noegle__startswith=f"{NOEGLE}{forsoeg.reference}:").count() + 1
    noegle = f"{NOEGLE}{forsoeg.reference}:{number}"
    samling = Samling(find(post.modul), noegle, post.kommune, today, f"Modregning {forsoeg.reference}")
    item = NyPost(
        noegle,
        opsaetning.modtager,
        amount,
        max(forsoeg.udbetalingsdato, today),
        opsaetning.konto,
        opsaetning.mellemkonto,
        tekst=forsoeg.reference,
        modregnes=False,
    )
    (pk,) = poster.opret(samling, [item], af)
    forsoeg.deres_post = Udbetalingspost.objects.get(pk=pk)


def _retur(
    forsoeg: Forsoeg, post: Udbetalingspost, opsaetning: Opsaetning, amount: int, today: dt.date, af: str
) -> Udbetalingspost:
    """A new item for the payee: the old one is paid, or was reduced by another amount."""
    number = forsoeg.haendelser.exclude(retur_post=None).count() + 1
    noegle = f"{RETUR}{forsoeg.reference}:{number}"
    samling = Samling(find(post.modul), noegle, post.kommune, today, f"Modregning {forsoeg.reference} tilbage")
    item = NyPost(
        noegle,
        post.modtager_id,
        amount,
        today,
        post.konto,
        opsaetning.mellemkonto,
        ref=post.ref,
        tekst=post.tekst,
        meddelelse=post.meddelelse,
        fakturanummer=post.fakturanummer,
        vedroerer=post.vedroerer,
        modregnes=False,
    )
    (pk,) = poster.opret(samling, [item], af)
    return Udbetalingspost.objects.get(pk=pk)


def ophaevet(forsoeg: Forsoeg) -> bool:
    """Whether somebody has undone the item's reduction by hand, while the set-off holds."""
    return forsoeg.gaeldende > 0 and Modregning.objects.filter(ophaever=forsoeg.modregning_id).exists()


def genopret(forsoeg: Forsoeg, opsaetning: Opsaetning, exchange: Exchange | None, af: str = SYSTEM) -> None:
    """Reduce the item again, whose reduction was undone by hand and cannot be undone at the authority. Raises ProblemsError."""
    _nedsaet_igen(forsoeg, opsaetning, forsoeg.gaeldende + givet_tilbage(forsoeg), af)
    noter(forsoeg, f"{beloeb_tekst(forsoeg.gaeldende)} kr. er modregnet igen.", af, exchange=exchange)


def givet_tilbage(forsoeg: Forsoeg) -> int:
    """Øre that the payee got back by items of their own."""
    return int(forsoeg.haendelser.aggregate(total=Sum("retur_post__beloeb"))["total"] or 0)


def _nedsaet_igen(forsoeg: Forsoeg, opsaetning: Opsaetning, amount: int, af: str) -> None:
    if amount:
        grund = f"Modregnet hos Inddrivelsesmyndigheden, {forsoeg.reference}"
        today = tid.nu().date()
        forsoeg.modregning = nedsaettelser.modregn(forsoeg.post, amount, opsaetning.mellemkonto, af, today, grund)
        forsoeg.save(update_fields=["modregning"])
