"""Telling: which causes are new, which last, which are gone, and one message for each that is to be told now."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from snitflade.exchange import rhythm
from snitflade.exchange.alarms.channels import Channel, Message, NotToldError
from snitflade.exchange.alarms.setup import Setup, load
from snitflade.exchange.configuration import ConfigurationError
from snitflade.exchange.engine import register_schedule, step, task
from snitflade.exchange.locks import BusyError, exclusive
from snitflade.exchange.models import Alarm
from snitflade.exchange.rhythm import Cause
from snitflade.exchange.schedule import daily
from snitflade.formats.problems import mask_cpr

EVERY_FIVE_MINUTES = daily(*(dt.time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 5)))

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)

log = logging.getLogger("snitflade.alarms")


@dataclass(frozen=True, slots=True)
class Told:
    """What one round came to."""

    told: int = 0
    failed: int = 0
    closed: int = 0


def tell(now: dt.datetime) -> Told:
    """Tell what is to be told at `now`, and close the alarms whose cause is gone. Does nothing while another does it.

    Without a set-up nobody is told; what interfaces are expected is noticed all the same. Raises ProblemsError for a set-up that
    cannot be used.
    """
    _notice()
    setup = load()
    if setup is None:
        return Told()
    try:
        with exclusive("alarmer"):
            return _tell(setup, now)
    except BusyError:
        return Told()


def untold() -> QuerySet[Alarm]:
    """The alarms that could not be told the last time it was tried."""
    return Alarm.objects.filter(closed_at=None).exclude(failed_at=None)


def _notice() -> None:
    try:
        rhythm.notice("system")
    except ConfigurationError as error:  # the alarm about what goes wrong because of it must not fall with it
        log.warning("%s", error)


def _tell(setup: Setup, now: dt.datetime) -> Told:
    causes = {cause.key: cause for cause in rhythm.causes(now) if cause.severity.rank <= setup.least.rank}
    closed = Alarm.objects.filter(closed_at=None).exclude(key__in=causes, channel__in=[c.name for c in setup.channels])
    count = closed.update(closed_at=now)
    told = failed = 0
    for channel in setup.channels:
        rows = _opened(channel, causes, now, setup.again)
        done, complete = _tell_by(channel, [(rows[key], cause) for key, cause in causes.items()], setup, now)
        told += done
        failed += not complete
    return Told(told, failed, count)


def _opened(channel: Channel, causes: Iterable[str], now: dt.datetime, again: dt.timedelta) -> Mapping[str, Alarm]:
    """The open row of each cause. A cause that is back soon is the same as before: it was never told to be gone."""
    with transaction.atomic():
        rows = {row.key: row for row in Alarm.objects.filter(channel=channel.name, closed_at=None)}
        recent = Alarm.objects.filter(channel=channel.name, closed_at__gt=now - again).order_by("closed_at")
        closed = {row.key: row for row in recent}
        for key in causes:
            if key not in rows:
                row = closed.get(key) or Alarm(key=key, channel=channel.name, opened_at=now)
                row.closed_at = None
                row.save()
                rows[key] = row
    return rows


def _tell_by(channel: Channel, pairs: Sequence[tuple[Alarm, Cause]], setup: Setup, now: dt.datetime) -> tuple[int, bool]:
    """Tell by one channel; gives how many were told, and whether none failed.

    After a failure the rest waits for the next round: it would most likely fail as well, and slowly. What failed before comes
    last, so that a message nobody takes cannot stand before all others.
    """
    told = 0
    for row, cause in sorted(pairs, key=lambda pair: pair[0].failed_at or _NEVER):
        due = row.last_told_at is None or row.last_told_at + setup.again <= now
        if not due or not setup.tells(cause.severity, now):
            continue
        try:
            channel.send(Message(cause, f"alarm-{row.pk}-{row.told + 1}", row.told))
        except NotToldError as error:
            row.failed_at, row.failure = now, mask_cpr(str(error))
            row.save(update_fields=["failed_at", "failure"])
            log.warning("the alarm %s could not be told by %s: %s", row.key, channel.name, row.failure)
            return told, False
        row.first_told_at, row.last_told_at, row.told = row.first_told_at or now, now, row.told + 1
        row.failed_at, row.failure = None, ""
        row.save()
        told += 1
    return told, True


@task("alarmer.fortael")
def fortael(schedule: str, due: str) -> None:
    """Tell what is to be told now."""
    step("fortæl", _now)


def _now() -> int:
    return tell(timezone.now()).told


def schedule_alarms() -> None:
    """Let the worker tell every five minutes."""
    register_schedule("alarmer", EVERY_FIVE_MINUTES, "alarmer.fortael")
