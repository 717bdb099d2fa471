"""What the journal's rows say against what the audit chain says.

The chain proves its own events. Here the rows beside it are held against them: what an exchange was built as, which bytes came in,
what applying them gave, who approved, and the state it is in. So a row that was changed behind the program's back is found.
A Delsystem adds what must hold in its own tables with `register`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence

from django.db import transaction

from snitflade.exchange import journal
from snitflade.exchange.models import AuditEvent, Direction, Exchange
from snitflade.exchange.states import State

BUILT, RECEIVED = "bygget", "modtaget"
"""The first event of an exchange, going out and coming in."""
Check = Callable[[], Iterator[str]]
"""Gives what does not hold, in Danish sentences; nothing when all does."""
_checks: list[Check] = []


def register(check: Check) -> Check:
    """Add a Delsystem's own check to `broken`."""
    if check not in _checks:
        _checks.append(check)
    return check


def facts(exchange: Exchange) -> str:
    """The SHA-256 of everything that an exchange was built as and that never changes afterwards."""
    content = [
        *(exchange.interface, exchange.key, exchange.direction, exchange.kommune, exchange.needs_two, exchange.created_by),
        *(exchange.options, exchange.totals, exchange.sheet),
        [[file.number, file.name, file.format, file.blob_id] for file in exchange.files.all()],
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken() -> Iterator[str]:
    """Which exchanges are not what the audit chain says, and what the registered checks find, in Danish sentences."""
    yield from _exchanges()
    for check in _checks:
        # Seen at one moment each: somebody may be at work, and half of it would look like a fault.
        with transaction.atomic():
            yield from list(check())


def _exchanges() -> Iterator[str]:
    rows = Exchange.objects.order_by("pk").prefetch_related("files", "events")
    for exchange in rows.iterator(chunk_size=500):
        if any(_differences(exchange)):
            # Row and events were read one after the other, and somebody may have been at work in between: look again, alone.
            with transaction.atomic():
                found = list(_differences(journal.locked(exchange)))
            for what in found:
                yield f"Udveksling {exchange.pk}: {what}"


def _differences(exchange: Exchange) -> Iterator[str]:
    events = sorted(exchange.events.all(), key=lambda event: event.number)
    first = BUILT if exchange.direction == Direction.UD else RECEIVED
    if not events or events[0].event != first:
        yield f"revisionssporet siger ikke, at den blev {first}."
        return
    if first == BUILT and events[0].detail.get("fakta") != facts(exchange):
        yield "dens totaler, valg, filer eller ophav er ændret, efter at den blev bygget."
    if first == RECEIVED:
        yield from _received(exchange, events)
    states = [event.detail["til"] for event in events if "til" in event.detail]
    now = states[-1] if states else first
    if exchange.state != now:
        yield f"den er {exchange.state}, men efter revisionssporet er den {now}."
    approved = [event.by for event in events if event.event == State.GODKENDT.value and exchange.needs_two]
    if exchange.approved_by != (approved[-1] if approved else ""):
        yield "den er ikke godkendt af den, som revisionssporet siger."


def _received(exchange: Exchange, events: Sequence[AuditEvent]) -> Iterator[str]:
    stored = "".join(file.blob_id for file in exchange.files.all())
    if not journal.content_hash(exchange) == events[0].detail.get("sha256") == stored:
        yield "dens fil er ikke den, der blev modtaget."
    totals = [event.detail["totaler"] for event in events if "totaler" in event.detail]
    if exchange.totals != (totals[-1] if totals else {}):
        yield "dens totaler er ændret, efter at den blev anvendt."
