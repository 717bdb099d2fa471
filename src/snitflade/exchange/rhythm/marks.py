"""What is remembered of due moments beside the exchanges: runs that found nothing, and moments a person has answered for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from snitflade.exchange import audit
from snitflade.exchange.contract import Interface
from snitflade.exchange.models import DueMark, Exchange
from snitflade.exchange.schedule import last_due

NOTHING, SET_ASIDE = "intet at sende", "forfald bortset fra"
"""What the audit events are called."""


def nothing_to_send(interface: str, by: str, key: str = "") -> None:
    """Remember, in the caller's transaction, that a run found nothing to send: that is work done, too. `key` is the run's."""
    DueMark.objects.create(interface=interface, by=by)
    audit.record(NOTHING, by, snitflade=interface, noegle=key)


def nothing_new(interface: Interface, by: str, now: dt.datetime) -> None:
    """Remember that a collection was completed and brought nothing: that is work done where silence is normal
    (`Interface.silent_ok`). Once per due moment is enough."""
    due = last_due(interface.schedule, now)
    if due is None or DueMark.objects.filter(interface=interface.id, due=None, at__gte=due).exists():
        return
    if not Exchange.objects.filter(interface=interface.id, created_at__gte=due).exists():
        DueMark.objects.create(interface=interface.id, by=by)


def set_aside(interface: str, moments: Collection[dt.datetime], by: str, reason: str) -> None:
    """Ask no more about these due moments: `by` answers for it that nothing was to be done."""
    with transaction.atomic():
        for moment in moments:
            DueMark.objects.create(interface=interface, due=moment, by=by, reason=reason)
        audit.record(SET_ASIDE, by, snitflade=interface, forfald=[moment.isoformat() for moment in moments], grund=reason)
