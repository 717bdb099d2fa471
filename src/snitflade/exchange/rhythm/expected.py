"""From when an interface counts.

An interface counts from its first exchange, or from the moment somebody began to expect it (`expect`): whoever sets up a connection
for an interface expects it (`notice`), so that a partner who never sends the first file is heard about. It stops counting when
somebody says so (`release`). An interface that nobody uses is never asked about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from snitflade.exchange import audit, catalogue
from snitflade.exchange.catalogue import Interface, InterfaceState
from snitflade.exchange.models import Exchange, Expectation

BEGUN, ENDED = "rytme begyndt", "rytme ophørt"
"""What the audit events are called."""


def with_rhythm() -> list[Interface]:
    """The interfaces that fall due by themselves and can be run."""
    return [
        interface
        for interface in catalogue.declared()
        if interface.schedule.times and catalogue.state(interface.id) is not InterfaceState.MANGLER
    ]


def expect(interface: str, by: str, since: dt.datetime | None = None) -> None:
    """Let the rhythm of an interface count from `since` (now), also after it was released."""
    since = since or timezone.now()
    with transaction.atomic():
        Expectation.objects.update_or_create(interface=interface, defaults={"since": since, "until": None, "by": by})
        audit.record(BEGUN, by, snitflade=interface, fra=since.isoformat())


def release(interface: str, by: str, reason: str) -> None:
    """Expect nothing more of an interface. What lies unfinished in it is still told."""
    now = timezone.now()
    with transaction.atomic():
        Expectation.objects.update_or_create(
            interface=interface, defaults={"until": now, "by": by}, create_defaults={"since": now, "until": now, "by": by}
        )
        audit.record(ENDED, by, snitflade=interface, grund=reason)


def notice(by: str) -> list[str]:
    """Begin to expect the interfaces that are set up or have been used, where nobody has said anything about them yet; gives
    their ids. Raises ConfigurationError."""
    from snitflade.exchange import configuration  # it loads every transport, and commands that build need none

    set_up = configuration.load().get("snitflader", {})
    waiting = {interface.id for interface in with_rhythm()} - set(Expectation.objects.values_list("interface", flat=True))
    used = first_used(waiting)
    new = sorted(id for id in waiting if id in used or id in set_up)
    for id in new:
        expect(id, by, used.get(id))
    return new


def first_used(interfaces: Collection[str]) -> dict[str, dt.datetime]:
    """When each of `interfaces` had its first exchange, those without one left out."""
    if not interfaces:
        return {}
    rows = Exchange.objects.filter(interface__in=interfaces).order_by().values_list("interface").annotate(Min("created_at"))
    return dict(rows)


def counted_from(interfaces: Collection[str]) -> dict[str, dt.datetime]:
    """From when each of `interfaces` counts; those that do not are left out."""
    said = {row.interface: row for row in Expectation.objects.filter(interface__in=interfaces)}
    found = {row.interface: row.since for row in said.values() if row.until is None}
    return found | first_used([id for id in interfaces if id not in said])
