"""What states are called on the pages, and the tone their badges are shown in."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from snitflade.exchange.catalogue import InterfaceState
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.web.tabel import Celle

TILSTANDE: dict[State, tuple[Promise, str]] = {
    State.BYGGET: (_("Bygget"), "oplysning"),
    State.GODKENDT: (_("Godkendt"), "oplysning"),
    State.AFSENDES: (_("Afsendes"), "oplysning"),
    State.VENTER: (_("Venter på aflevering med hånden"), "advarsel"),
    State.UKLAR: (_("Uklar"), "kritisk"),
    State.AFSENDT: (_("Afsendt"), "godt"),
    State.TAGET: (_("Taget af modtager"), "godt"),
    State.KVITTERET: (_("Kvitteret"), "godt"),
    State.ANNULLERET: (_("Annulleret"), ""),
    State.ERSTATTET: (_("Erstattet"), ""),
    State.MODTAGET: (_("Modtaget"), "oplysning"),
    State.HOLDT: (_("Holdt tilbage"), "kritisk"),
    State.ANVENDT: (_("Anvendt"), "godt"),
    State.KARANTAENE: (_("Delvis anvendt, linjer i karantæne"), "advarsel"),
    State.AFVIST: (_("Afvist"), "kritisk"),
}

SNITFLADER: dict[InterfaceState, tuple[Promise, str]] = {
    InterfaceState.VIRKER: (_("Virker"), "godt"),
    InterfaceState.UBEKRAEFTET: (_("Ubekræftet"), "advarsel"),
    InterfaceState.MANGLER: (_("Mangler"), ""),
}

RETNINGER: dict[str, Promise] = {"ud": _("Ud"), "ind": _("Ind"), "begge": _("Begge veje")}


def navn(exchange: Exchange) -> Promise:
    """The name of the exchange's state."""
    return TILSTANDE[State(exchange.state)][0]


def tone(exchange: Exchange) -> str:
    """The tone of the exchange's state."""
    return TILSTANDE[State(exchange.state)][1]


def celle(exchange: Exchange) -> Celle:
    """The exchange's state as a cell of a table."""
    return Celle(navn(exchange), tone=tone(exchange))
