"""The path of a bill, step by step: made, in a file, approved, sent, taken. What nobody knows is said to be unknown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK, State

NAVNE: dict[State, Promise] = {
    State.BYGGET: _("Bygget"),
    State.GODKENDT: _("Godkendt"),
    State.AFSENDES: _("Afsendes"),
    State.VENTER: _("Afleveres med hånden"),
    State.UKLAR: _("Uklar"),
    State.AFSENDT: _("Sendt"),
    State.TAGET: _("Taget af Prisme"),
    State.KVITTERET: _("Kvitteret af Prisme"),
    State.ANNULLERET: _("Annulleret"),
    State.ERSTATTET: _("Erstattet"),
}
"""The states of what goes out, as a bill has them."""
UD = tuple(NAVNE)
_TONER = {
    State.KVITTERET: "godt",
    State.TAGET: "godt",
    State.AFSENDT: "oplysning",
    State.UKLAR: "kritisk",
    State.VENTER: "advarsel",
}


@dataclass(frozen=True, slots=True)
class Skridt:
    """One step: its text, whether it is done, and when where that is known."""

    tekst: str | Promise
    gjort: bool
    naar: dt.datetime | None = None


def navn(exchange: Exchange | None) -> str | Promise:
    """How far a bill of this exchange has come, in a word or two."""
    return _("Ikke herfra") if exchange is None else NAVNE.get(State(exchange.state), exchange.get_state_display())


def tone(exchange: Exchange | None) -> str:
    """The badge of that."""
    return "" if exchange is None else _TONER.get(State(exchange.state), "")


def taeller(exchange: Exchange | None) -> bool:
    """Whether a bill of this exchange is owed: what was taken back before it went out is not."""
    return exchange is None or exchange.state not in TAKEN_BACK


def skridt(exchange: Exchange | None, direkte: bool) -> list[Skridt]:
    """The steps of a bill of this exchange; `direkte`: posted on an account, so that no bill goes to the debtor."""
    if exchange is None:
        return [Skridt(_("Lavet i et andet system"), True)]
    state = State(exchange.state)
    made = [Skridt(_("Lavet"), True, exchange.created_at)]
    if state in TAKEN_BACK:
        return [*made, Skridt(NAVNE[state], True, exchange.state_at)]
    filed = Skridt(_("I fil, bogført på konto") if direkte else _("I fil"), True, exchange.created_at)
    approved = state is not State.BYGGET
    taken = state in (State.TAGET, State.KVITTERET)
    return [
        *made,
        filed,
        Skridt(_("Godkendt"), approved, exchange.approved_at if approved else None),
        Skridt(_("Sendt"), exchange.sent_at is not None, exchange.sent_at),
        Skridt(
            NAVNE[State.KVITTERET] if state is State.KVITTERET else _("Taget af Prisme"),
            taken,
            exchange.state_at if taken else None,
        ),
    ]
