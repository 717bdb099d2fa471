"""Taking a settlement back: so much of what was paid on a claim leaves it again, the newest payment first (9.1)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from snitflade.formats.problems import ProblemsError
from snitflade.inka import placering
from snitflade.inka.indbetaling import Aarsag
from snitflade.inka.inddrivelse.models_ind import Afregningslinje
from snitflade.inka.inddrivelse.nedskriv import AFREGNINGER, AFSKREVET
from snitflade.inka.models import Art, Indbetaling, Regning

if TYPE_CHECKING:
    from snitflade.exchange.models import Exchange
    from snitflade.inka.inddrivelse.models import Fordring

GRUND = "Ført tilbage af Inddrivelsesmyndigheden"


def tilbagefoer(claim: Fordring, beloeb: int, konto: str, af: str, dato: dt.date, noegle: str, exchange: Exchange) -> int:
    """Take `beloeb` øre of settled payments back: the claim is open by so much again, `konto` is credited. Gives how much it was.

    A payment of just that amount goes back whole; else the newest ones, and of the last one a part.
    """
    payments = _betalinger(claim)
    for one in payments:
        if one.beloeb == beloeb and _hel(one):
            try:
                placering.tilbagefoer(one, af, dato, GRUND, exchange=exchange)
            except ProblemsError:  # some of it was paid back to somebody
                continue
            return beloeb
    left = beloeb
    for one in payments:
        if not left:
            break
        left -= _tag(one, left, konto, af, dato, f"{noegle} {one.pk}", exchange)
    return beloeb - left


def _betalinger(claim: Fordring) -> list[Indbetaling]:
    """The payments that were settled for a claim, the newest first."""
    ids = Afregningslinje.objects.filter(fordring=claim, aarsag="", hovedstol__gt=0).values_list("fordringshaver", "betalings_id")
    keys = [f"{claimant} {number}" for claimant, number in ids]
    return list(Indbetaling.objects.filter(kilde=AFREGNINGER, noegle__in=keys).order_by("-pk"))


def _hel(payment: Indbetaling) -> bool:
    """Whether nothing of it has left yet."""
    return not payment.fordelinger.filter(ophaever=None, ophaevet_af=None, art__in=(Art.TILBAGEFOERT, Art.UDBETALT)).exists()


def _tag(payment: Indbetaling, wanted: int, konto: str, af: str, dato: dt.date, noegle: str, exchange: Exchange) -> int:
    """Take up to `wanted` øre of a payment back; gives how much."""
    payment.refresh_from_db()
    live = payment.fordelinger.filter(ophaever=None, ophaevet_af=None, art=Art.BETALING).select_related("regning").order_by("-pk")
    for part in list(live):
        missing = wanted - payment.rest
        if missing <= 0 or part.regning is None:
            break
        placering.fjern(part, af, dato, GRUND)
        payment.refresh_from_db()
        if part.beloeb > missing:
            placering.placer(payment, Regning.objects.get(pk=part.regning_id), part.beloeb - missing, af, dato)
    taken = min(wanted, payment.rest)
    if taken:
        placering.tilbagebetal(payment, taken, konto, af, dato, noegle, exchange)
    return taken


def afskriv(regning: Regning, beloeb: int, konto: str, af: str, dato: dt.date) -> None:
    """The authority has given up so much of a claim: it is closed here without money."""
    if beloeb:
        placering.luk(Regning.objects.get(pk=regning.pk), beloeb, konto, af, dato, AFSKREVET)


def genopret(regning: Regning, beloeb: int, af: str, dato: dt.date) -> int:
    """The authority has taken a write-off of `beloeb` øre back; gives how much is open again: all of it, or nothing."""
    live = regning.fordelinger.filter(art=Art.NEDSKRIVNING, grund=AFSKREVET, ophaever=None, ophaevet_af=None, beloeb=beloeb)
    found = live.select_related("regning", "indbetaling", "bilag").order_by("-pk").first()
    if found is None:
        return 0
    placering.ophaev(found, af, dato, GRUND, Aarsag.FEJLPLACERET)
    return beloeb
