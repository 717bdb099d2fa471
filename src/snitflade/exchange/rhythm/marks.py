"""What is remembered of due moments beside the exchanges: runs that found nothing, and moments a person has answered for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from snitflade.exchange import audit
from snitflade.exchange.models import DueMark

NOTHING, SET_ASIDE = "intet at sende", "forfald bortset fra"
"""What the audit events are called."""


def nothing_to_send(interface: str, by: str, key: str = "") -> None:
    """Remember, in the caller's transaction, that a run found nothing to send: that is work done, too. `key` is the run's."""
    DueMark.objects.create(interface=interface, by=by)
    audit.record(NOTHING, by, snitflade=interface, noegle=key)


def set_aside(interface: str, moments: Collection[dt.datetime], by: str, reason: str) -> None:
    """Ask no more about these due moments: `by` answers for it that nothing was to be done."""
    with transaction.atomic():
        for moment in moments:
            DueMark.objects.create(interface=interface, due=moment, by=by, reason=reason)
        audit.record(SET_ASIDE, by, snitflade=interface, forfald=[moment.isoformat() for moment in moments], grund=reason)
