"""The way of an exchange as a line of steps: what has happened, when and by whom, where it is, and what is still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from snitflade.exchange.catalogue import Interface
from snitflade.exchange.models import AuditEvent, Direction, Exchange
from snitflade.exchange.states import State
from snitflade.web.tilstande import TILSTANDE

_UD = (State.BYGGET, State.GODKENDT, State.AFSENDT, State.TAGET, State.KVITTERET)
_IND = (State.MODTAGET, State.ANVENDT)
_AFTER = {
    State.AFSENDES: State.GODKENDT,
    State.VENTER: State.GODKENDT,
    State.UKLAR: State.GODKENDT,
    State.HOLDT: State.MODTAGET,
    State.KARANTAENE: State.MODTAGET,
    State.AFVIST: State.MODTAGET,
}
"""States that stand beside the way, and the step they come after."""
_END = (State.ANNULLERET, State.ERSTATTET)


@dataclass(frozen=True, slots=True)
class Trin:
    """One step. `status`: gjort, her, fejl (here, and it is bad), sprunget (passed without happening) or kommer."""

    navn: str | Promise
    status: str
    hvornaar: dt.datetime | None = None
    hvem: str = ""


def trin(exchange: Exchange, interface: Interface | None, events: Sequence[AuditEvent]) -> list[Trin]:
    """The steps of an exchange, from the events of its journal (oldest first)."""
    now = State(exchange.state)
    first = State.BYGGET if exchange.direction == Direction.UD else State.MODTAGET
    came = {first: (exchange.created_at, exchange.created_by)}
    for event in events:
        to = event.detail.get("til")
        if to in State.values and not (to == State.GODKENDT and State.GODKENDT in came):  # a failed delivery leads back there
            came[State(to)] = (event.at, event.by)
    way = list(_UD if exchange.direction == Direction.UD else _IND)
    if interface is not None and interface.taken_within_hours is None and State.TAGET in way and now is not State.TAGET:
        way.remove(State.TAGET)
    if now in _AFTER:
        way.insert(way.index(_AFTER[now]) + 1, now)
    elif now in _END:
        way = [state for state in way if state in came and state is not now] + [now]
    here = way.index(now)
    return [_trin(state, place, here, came, exchange) for place, state in enumerate(way)]


def _trin(state: State, place: int, here: int, came: dict[State, tuple[dt.datetime, str]], exchange: Exchange) -> Trin:
    name, tone = TILSTANDE[state]
    when, by = came.get(state, (None, ""))
    if place == here:
        return Trin(name, "fejl" if tone == "kritisk" else "her", when or exchange.state_at, by)
    if place > here:
        return Trin(name, "kommer")
    return Trin(name, "gjort" if when else "sprunget", when, by)
