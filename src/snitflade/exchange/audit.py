"""The audit chain: every event carries the hash of the one before, so that a changed, removed or inserted event is found.

The head row is locked from the moment an event is added until its transaction ends: add events last in a transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from snitflade.exchange.models import AuditEvent, AuditHead, Exchange

FIRST = "0" * 64
"""What the first event carries as the hash before it."""


def record(event: str, by: str, exchange: Exchange | None = None, **detail: Any) -> AuditEvent:
    """Add one event to the chain, in the caller's transaction. `detail` must be plain JSON values without personal data."""
    with transaction.atomic():
        head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
        row = AuditEvent(
            number=head.number + 1,
            at=timezone.now(),
            by=by,
            event=event,
            exchange=exchange,
            detail=detail,
            before=head.hash,
        )
        row.hash = link(row)
        row.save(force_insert=True)
        head.number, head.hash = row.number, row.hash
        head.save()
    return row


def link(row: AuditEvent) -> str:
    """The hash of an event together with the one before it."""
    content = [
        row.number,
        row.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        row.by,
        row.event,
        row.exchange_id,
        row.detail,
        row.before,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken() -> Iterator[str]:
    """Where the chain does not hold, in Danish sentences; nothing when it is whole."""
    # The end is read first: events that others add while we read come after it.
    end, found = AuditHead.objects.filter(pk=1).first() or AuditHead(), False
    before, number = FIRST, 0
    for row in AuditEvent.objects.order_by("number").iterator():
        number += 1
        if row.number != number:
            yield f"Hændelse {number} mangler i revisionssporet; den næste er {row.number}."
            number = row.number
        if row.before != before:
            yield f"Hændelse {row.number} hænger ikke sammen med den før."
        if row.hash != link(row):
            yield f"Hændelse {row.number} ({row.event}) er ændret, efter at den blev skrevet."
        before = row.hash
        found = found or (row.number, row.hash) == (end.number, end.hash)
    if end.number and not found:
        yield "Revisionssporets sidste hændelser mangler."
    if number > (AuditHead.objects.filter(pk=1).first() or AuditHead()).number:
        yield "Revisionssporet har hændelser efter dem, der blev skrevet sidst."
