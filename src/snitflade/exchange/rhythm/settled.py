"""What a person may close by answering for it: a due moment on which nothing was to be done, a file that was rightly refused.

All else closes itself when it is done; closing it by hand would be how things disappear.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from snitflade.exchange import audit, journal
from snitflade.exchange.known import KnownError, Refusal
from snitflade.exchange.models import AuditEvent, Exchange
from snitflade.exchange.rhythm.cause import Cause, Kind
from snitflade.exchange.rhythm.marks import set_aside
from snitflade.exchange.rhythm.scheduled import by_schedule, missed
from snitflade.exchange.rhythm.ways import DISMISSED, stuck
from snitflade.exchange.states import State

CLOSABLE = (State.AFVIST, State.KARANTAENE, State.HOLDT)
"""States in which a person may answer for it that no more is to be done with what came in."""


class UnknownCauseError(KnownError):
    """Årsagen findes ikke."""

    refusal = Refusal.NOT_FOUND

    def __init__(self, key: str) -> None:
        super().__init__(f"Der er ingen årsag med nøglen «{key}» lige nu. Se dem alle med: snitflade today")


class NotByHandError(KnownError):
    """Årsagen kan ikke afsluttes med hånden."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(f"«{cause.key}» kan ikke afsluttes med hånden; den forsvinder, når det er gjort: {cause.sentence}")


class ReasonMissingError(KnownError):
    """Skriv en grund; den bliver stående i revisionssporet."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotClosableError(KnownError):
    """Udvekslingen kan ikke lukkes."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(f"Udveksling {exchange.pk} er «{State(exchange.state).label}» og kan ikke lukkes; der er intet at lukke.")


class ClosedError(KnownError):
    """Udvekslingen er allerede lukket."""

    def __init__(self, exchange: Exchange, event: AuditEvent) -> None:
        super().__init__(f"Udveksling {exchange.pk} er allerede lukket af {event.by}.")


def closed(exchange: Exchange) -> AuditEvent | None:
    """Who has answered for it, and why, that no more is to be done with the exchange as it stands; None while nobody has."""
    if exchange.state not in CLOSABLE:
        return None
    return exchange.events.filter(event=DISMISSED, at__gte=exchange.state_at).order_by("-number").first()


def close(number: int, by: str, reason: str) -> None:
    """Answer for it that no more is to be done with what came in, as it now stands; it can still be applied again.

    Raises ReasonMissingError, NotClosableError, ClosedError.
    """
    if not reason.strip():
        raise ReasonMissingError
    with transaction.atomic():
        exchange = journal.locked(journal.get(number))
        if exchange.state not in CLOSABLE:
            raise NotClosableError(exchange)
        if event := closed(exchange):
            raise ClosedError(exchange, event)
        audit.record(DISMISSED, by, exchange, tilstand=exchange.state, grund=reason)


def settle(key: str, by: str, reason: str, now: dt.datetime) -> Cause:
    """Close the cause with this key; gives it.

    Late and silent: for every moment missed so far. Refused, held and quarantined: for the exchange as it now stands.

    Raises UnknownCauseError, NotByHandError, ReasonMissingError, NotClosableError, ClosedError.
    """
    if not reason.strip():
        raise ReasonMissingError
    due = {cause.key: cause for cause in by_schedule(now)}
    stopped = {cause.key: cause for cause in stuck(now)}
    cause = due.get(key) or stopped.get(key)
    if cause is None:
        raise UnknownCauseError(key)
    if key in due and cause.kind in (Kind.FORSINKET, Kind.TAVS):
        set_aside(cause.interface, missed(cause.interface, now), by, reason)
    elif cause.kind in (Kind.AFVIST, Kind.KARANTAENE, Kind.HOLDT) and cause.exchange is not None:
        close(cause.exchange, by, reason)
    else:
        raise NotByHandError(cause)
    return cause
