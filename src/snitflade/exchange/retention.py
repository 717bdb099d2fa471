"""Retention: bytes are deleted when their interface's time has passed; what proves what they were stays.

`Interface.keep_days` counts from when an exchange came to rest. Then its files' bytes are deleted, and what quotes them: lines in
quarantine and the raw values of its problems. The rows with names, sizes, hashes, totals and events stay. Bytes that two exchanges
share stay until both are past; an exchange that still has to go somewhere keeps its bytes for as long as that takes.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from snitflade.exchange import audit, blobs
from snitflade.exchange.catalogue import declared
from snitflade.exchange.models import Blob, Exchange
from snitflade.exchange.states import TAKEN_BACK, State

AT_REST = (*TAKEN_BACK, State.AFSENDT, State.TAGET, State.KVITTERET, State.ANVENDT, State.AFVIST)
"""States in which nothing more has to happen with an exchange's bytes."""
DELETED = "bytes slettet"
"""What the audit event is called."""


def past(now: dt.datetime) -> Q:
    """The exchanges whose bytes have been kept long enough at `now`."""
    found = Q(pk=None)
    for interface in declared():
        if interface.keep_days is not None:
            since = now - dt.timedelta(days=interface.keep_days)
            found |= Q(interface=interface.id, state__in=AT_REST, state_at__lte=since)
    return found


def delete_past(now: dt.datetime, by: str) -> int:
    """Delete the bytes that no exchange needs any longer; gives how many files that were.

    Each is a transaction of its own, so it may be broken off and done again. Raises OSError when the disk refuses.
    """
    over = Exchange.objects.filter(past(now))
    unneeded = Blob.objects.filter(deleted_at=None, files__exchange__in=over).distinct()
    count = sum(_deleted(sha256, now, by) for sha256 in list(unneeded.values_list("sha256", flat=True)))
    blobs.remove_deleted()
    return count


def _deleted(sha256: str, now: dt.datetime, by: str) -> bool:
    """Whether the bytes were deleted: not when another exchange needs them still, or another process was faster."""
    with transaction.atomic():
        blob = blobs.locked(sha256)
        using = Exchange.objects.filter(files__blob=blob).distinct().order_by("pk")
        # Whoever brings an exchange back to life must wait, or has been faster and is seen.
        exchanges = list(Exchange.objects.select_for_update().filter(pk__in=using.values("pk")).order_by("pk"))
        over = set(using.filter(past(now)).values_list("pk", flat=True))
        if blob.deleted_at or _kept_elsewhere(blob) or not {exchange.pk for exchange in exchanges} <= over:
            return False
        blobs.delete(blob)
        for exchange in exchanges:
            exchange.quarantine.update(sealed=b"", corrected=None)
            exchange.problems.update(raw="")
            audit.record(DELETED, by, exchange, sha256=sha256)
    return True


def _kept_elsewhere(blob: Blob) -> bool:
    """Whether a Delsystem holds the bytes beside the exchange they came with, e.g. a receipt of a voucher."""
    others = [relation for relation in Blob._meta.related_objects if relation.related_model._meta.app_label != "exchange"]
    return any(relation.related_model._default_manager.filter(**{relation.field.name: blob}).exists() for relation in others)
