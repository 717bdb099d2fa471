"""What a worker is doing with an exchange right now, and what became of what somebody asked for last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from snitflade.exchange import asked, engine, tasks
from snitflade.exchange.engine import EngineError, Progress, Work
from snitflade.exchange.models import Direction, Exchange, Worker
from snitflade.exchange.states import State

LIVE = dt.timedelta(minutes=2)
"""How old a worker's last heartbeat may be."""
AFLEVERES, SES_EFTER, ANVENDES = lazy("Den afleveres"), lazy("Modtageren spørges"), lazy("Den anvendes")


@dataclass(frozen=True, slots=True)
class Gang:
    """Work in the queue or under way. `arbejder`: whether there is a worker to do it."""

    titel: Promise
    fremdrift: Progress | None
    arbejder: bool

    @property
    def tekst(self) -> str:
        """What is shown of how far it is; empty while there is no worker."""
        return self.fremdrift.text if self.arbejder and self.fremdrift else ""


@dataclass(frozen=True, slots=True)
class Svar:
    """What came of it: when, and what went wrong (empty: nothing did, and the exchange stands where it stood)."""

    hvornaar: dt.datetime
    fejl: str


def arbejder_lever() -> bool:
    """Whether a worker has shown of late that it lives."""
    return Worker.objects.filter(beat_at__gte=timezone.now() - LIVE).exists()


def i_gang(exchange: Exchange) -> Gang | None:
    """What is under way; None when nothing is, or nobody knows."""
    try:
        title, work = _newest(exchange)
        if title is None or work is None or work.state not in asked.IN_HAND:
            return _i_dele(exchange)
        return Gang(title, engine.progress(work.key), arbejder_lever())
    except EngineError:
        return None


def _i_dele(exchange: Exchange) -> Gang | None:
    """How far a file that is applied in parts has come, whoever applies it."""
    if exchange.state != State.MODTAGET or not 0 < exchange.parts_done < exchange.parts:
        return None
    said = _("Del %(nummer)s af %(antal)s er anvendt") % {"nummer": exchange.parts_done, "antal": exchange.parts}
    return Gang(ANVENDES, Progress(exchange.parts_done, exchange.parts, said), arbejder_lever())


def svar(exchange: Exchange) -> Svar | None:
    """What came of what was asked for since the exchange came where it is; None when it goes on, or nobody asked."""
    try:
        title, work = _newest(exchange)
    except EngineError:
        return None
    if work is None or work.state in asked.IN_HAND or work.ended_at is None or work.ended_at < exchange.state_at:
        return None
    return Svar(work.ended_at, work.message) if work.message or title is SES_EFTER else None


def _newest(exchange: Exchange) -> tuple[Promise | None, Work | None]:
    """What is done with an exchange in this state, and the work that does it or did it last."""
    state = exchange.state
    if exchange.direction == Direction.UD:
        if state in (State.GODKENDT, State.AFSENDES):
            found = engine.among(tasks.delivery_keys(exchange))
            return AFLEVERES, next((work for work in found if work.state in asked.IN_HAND), None)
        return (SES_EFTER, asked.newest(asked.LOOK, exchange)) if state == State.AFSENDT else (None, None)
    waits = state in (State.MODTAGET, State.HOLDT, State.KARANTAENE, State.AFVIST)
    return (ANVENDES, asked.newest(asked.APPLY, exchange)) if waits else (None, None)
