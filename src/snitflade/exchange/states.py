"""The states of an exchange and the only ways between them.

Outbound: bygget → godkendt → afsendes → afsendt → taget → kvitteret. ``afsendes`` is written before the first byte leaves,
so that a crash is seen afterwards; where nobody can tell whether the partner got the file the state says ``uklar``, and where
a person must carry it to a portal it says ``venter``.
Inbound: modtaget → anvendt, karantaene (good lines applied, bad ones set aside) or afvist (nothing applied); ``holdt`` while
something around it is missing, from which it goes on like ``modtaget``.
"""

from __future__ import annotations

from django.db import models

from snitflade.exchange.known import KnownError


class State(models.TextChoices):
    """Where an exchange is."""

    BYGGET = "bygget", "Bygget"
    GODKENDT = "godkendt", "Godkendt"
    AFSENDES = "afsendes", "Afsendes"
    VENTER = "venter", "Venter på aflevering med hånden"
    UKLAR = "uklar", "Uklar"
    AFSENDT = "afsendt", "Afsendt"
    TAGET = "taget", "Taget af modtager"
    KVITTERET = "kvitteret", "Kvitteret"
    ANNULLERET = "annulleret", "Annulleret"
    ERSTATTET = "erstattet", "Erstattet"
    MODTAGET = "modtaget", "Modtaget"
    HOLDT = "holdt", "Holdt tilbage"
    ANVENDT = "anvendt", "Anvendt"
    KARANTAENE = "karantaene", "Delvis anvendt, linjer i karantæne"
    AFVIST = "afvist", "Afvist"


_S = State

TRANSITIONS: dict[State, frozenset[State]] = {
    _S.BYGGET: frozenset({_S.GODKENDT, _S.ANNULLERET, _S.ERSTATTET}),
    # Straight to afsendt when a person carried the files to the partner.
    _S.GODKENDT: frozenset({_S.AFSENDES, _S.AFSENDT, _S.ANNULLERET, _S.ERSTATTET}),
    # Back to godkendt only when it is certain that nothing reached the partner.
    _S.AFSENDES: frozenset({_S.AFSENDES, _S.AFSENDT, _S.TAGET, _S.GODKENDT, _S.VENTER, _S.UKLAR}),
    _S.VENTER: frozenset({_S.AFSENDT, _S.ANNULLERET, _S.ERSTATTET}),
    _S.UKLAR: frozenset({_S.AFSENDES, _S.AFSENDT}),
    _S.AFSENDT: frozenset({_S.TAGET, _S.KVITTERET, _S.AFSENDES}),
    _S.TAGET: frozenset({_S.KVITTERET, _S.AFSENDES}),
    _S.KVITTERET: frozenset(),
    _S.ANNULLERET: frozenset(),
    _S.ERSTATTET: frozenset(),
    _S.MODTAGET: frozenset({_S.ANVENDT, _S.KARANTAENE, _S.AFVIST, _S.HOLDT}),
    _S.HOLDT: frozenset({_S.ANVENDT, _S.KARANTAENE, _S.AFVIST, _S.HOLDT}),
    _S.KARANTAENE: frozenset({_S.KARANTAENE, _S.ANVENDT}),
    _S.AFVIST: frozenset({_S.ANVENDT, _S.KARANTAENE, _S.AFVIST, _S.HOLDT}),
    _S.ANVENDT: frozenset(),
}
"""From each state, the states that may follow."""

WAITING = (State.MODTAGET, State.HOLDT)
"""States in which what came in is still to be applied."""

TAKEN_BACK = (State.ANNULLERET, State.ERSTATTET)
"""What an exchange in these states did to its rows does not count: it never went out, and its key is free again."""


class TwoPeopleError(KnownError):
    """Den, der har bygget en udveksling, som kræver to personer, kan ikke også sende den ud."""

    def __init__(self, exchange: int, builder: str) -> None:
        super().__init__(f"Udveksling {exchange} kræver to personer og er bygget af {builder}. En anden skal gøre dette.")


class IllegalTransitionError(KnownError):
    """Udvekslingen er ikke i en tilstand, hvor det kan gøres."""

    def __init__(self, exchange: int, now: State, wanted: State) -> None:
        super().__init__(f"Udveksling {exchange} er {now.label.lower()} og kan ikke blive {wanted.label.lower()}.")
