"""What a person asks for at a page and a worker does: look whether it was taken, apply what came in.

That somebody asked is an event of the audit chain, and the event's number is all the engine knows beside the exchange's: the worker
acts in the name that stands there (`tasks.se_efter_bedt`, `tasks.anvend_bedt`). What is asked for again while it is under way is
done once. Sending again is decided at once and delivered as everything is: `delivery.put_back`, `tasks.deliver_later`.
"""

from __future__ import annotations

from django.db import transaction

from snitflade.exchange import audit, engine, journal
from snitflade.exchange.engine import Work, WorkState
from snitflade.exchange.models import AuditEvent, Exchange

LOOK, APPLY = "bedt om at se efter", "bedt om at anvende"
"""The audit events of who asks."""
TASKS = {LOOK: "udveksling.se-efter-bedt", APPLY: "udveksling.anvend-bedt"}
"""What a worker does then."""
IN_HAND = (WorkState.VENTER, WorkState.KOERER)
"""Work that is not over."""


def ask(what: str, exchange: Exchange, by: str) -> str:
    """Ask for `what` (`LOOK` or `APPLY`); gives the key of the work. Raises EngineError."""
    with transaction.atomic():
        journal.locked(exchange)  # of two who press at once the second finds what the first asked for
        under_way = newest(what, exchange)
        if under_way is not None and under_way.state in IN_HAND:
            return under_way.key
        event = audit.record(what, by, exchange)
        return engine.enqueue(TASKS[what], exchange.pk, event.number, key=_key(what, exchange, event))


def newest(what: str, exchange: Exchange) -> Work | None:
    """The work that was asked for last, None when nobody has asked. Raises EngineError."""
    event = AuditEvent.objects.filter(exchange=exchange, event=what).order_by("-number").first()
    return engine.status(_key(what, exchange, event)) if event else None


def _key(what: str, exchange: Exchange, event: AuditEvent) -> str:
    return f"{TASKS[what].removeprefix('udveksling.')}:{exchange.pk}:{event.number}"


def by(event: int) -> str:
    """Who asked."""
    return AuditEvent.objects.get(number=event).by
