"""A small world of set-off: the payouts' world, Central incasso on loopback, and rounds as the worker makes them."""

from __future__ import annotations

import datetime as dt

from tests.bogh.udbetalingsverden import BANK, GAELD, KREDITOR, UDGIFT, opsaet, saet, saldo

from snitflade.bogh.udbetaling import modtagere
from snitflade.bogh.udbetaling.models import Udbetaling, Udbetalingspost
from snitflade.exchange import catalogue, fetching, inbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.krdi.modregning.models import Forsoeg, Tilstand
from snitflade.partners.incasso import IncassoPartner

MELLEM = "9005005005"
SNITFLADE = "krdi.modregning"
MYNDIGHED = "0001200000"


def slaa_til(regel: str = f"{KREDITOR}=0") -> None:
    """The accounts and the authority as a payee; items on the creditors' account are set off whole."""
    opsaet()
    saet(
        _306=MYNDIGHED,
        krdi__modregning__arter=regel,
        krdi__modregning__mellemkonto=MELLEM,
        krdi__modregning__konto=GAELD,
        krdi__modregning__pr_minut="9999",
        krdi__modregning__dage_foer="30",
    )
    modtagere.gem("kunde", MYNDIGHED, "Inddrivelsesmyndigheden", "64710000333333", dt.date(2026, 1, 1), "anna")


def hent(client: HttpClient) -> TransportError | None:
    """Ask, and apply what was answered; gives what broke the round off."""
    interface, broke = catalogue.find(SNITFLADE), None
    try:
        fetching.pull(interface, client, "system")
    except TransportError as error:
        broke = error
    anvend()
    return broke


def anvend() -> list[Exchange]:
    """Apply what waits; gives it."""
    waiting = list(Exchange.objects.filter(interface=SNITFLADE, state=State.MODTAGET).order_by("pk"))
    for exchange in waiting:
        inbound.apply(exchange, catalogue.find(SNITFLADE), "system")
    return waiting


def forsoeg(post: Udbetalingspost) -> Forsoeg:
    """The item's latest attempt."""
    return Forsoeg.objects.get(post=post, seneste=True)


def tilstand(post: Udbetalingspost) -> Tilstand:
    """Where it stands."""
    return Tilstand(forsoeg(post).tilstand)


def paid(post: Udbetalingspost) -> int:
    """Øre of the item, and of those it was given back by, that are paid or open: everything that reaches the payee."""
    own = Udbetalingspost.objects.filter(pk=post.pk) | Udbetalingspost.objects.filter(
        noegle__startswith=f"modregning-retur:KRDI-{post.pk:06}-"
    )
    held = Udbetaling.objects.filter(post__in=own, gaelder=True)
    return sum(held.values_list("beloeb", flat=True)) + sum(own.values_list("rest", flat=True))


def bogen_gaar_op(partner: IncassoPartner, poster: list[Udbetalingspost]) -> None:
    """Where nothing is unclear, what reaches the payee and what they have set off is the item; the accounts say so as well."""
    for post in poster:
        theirs = sum(
            100 * (one.booked if one.status == "Posted" else one.amount)
            for one in partner.books.values()
            if one.status in ("Received", "Posted") and one.reference.startswith(f"KRDI-{post.pk:06}-")
        )
        assert paid(post) + theirs == post.beloeb, (post.pk, paid(post), theirs, post.beloeb)
    assert saldo(MELLEM) == 0 or saldo(MELLEM) > 0


__all__ = ["BANK", "GAELD", "KREDITOR", "MELLEM", "UDGIFT"]
