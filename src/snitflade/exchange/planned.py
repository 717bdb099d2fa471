"""What the engine does by itself, and when: the sweep, retention, collecting, and the interfaces that run themselves."""

from __future__ import annotations

import datetime as dt

from snitflade.exchange import catalogue, configuration, retention, row_retention
from snitflade.exchange import sweep as sweep  # so that the engine knows its task
from snitflade.exchange.engine import follow, register_schedule, replace_schedules, step, task
from snitflade.exchange.schedule import Schedule, daily
from snitflade.exchange.tasks import HENT, KOER, SYSTEM

EVERY_TEN_MINUTES = daily(*(dt.time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 10)))
EVERY_HALF_HOUR = daily(*(dt.time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 30)))
AT_NIGHT = daily(dt.time(3, 30))


@task("udveksling.opbevaring")
def opbevaring(schedule: str, due: str) -> None:
    """Delete the bytes that no exchange needs any longer, and the rows that are past their time."""
    step("opbevaring", _opbevaring)
    step("opbevaring af rækker", _row_retention)


def _opbevaring() -> int:
    return retention.delete_past(dt.datetime.now(dt.UTC), SYSTEM)


def _row_retention() -> int:
    return row_retention.delete_past(dt.datetime.now(dt.UTC), SYSTEM)


def schedule_all() -> None:
    """Register the schedules: the sweep, retention, what runs itself, and the collecting of every inbound interface that has a
    connection, for as long as it has one. Raises ConfigurationError."""
    register_schedule("opsaml", EVERY_TEN_MINUTES, "udveksling.opsaml")
    register_schedule("opbevaring", AT_NIGHT, "udveksling.opbevaring")
    for interface in catalogue.declared():
        if interface.runs_itself:
            register_schedule(f"{KOER}{interface.id}", interface.schedule, "udveksling.koer-selv")
    _register_collecting()
    _followed[:] = [configuration.stamp()]
    follow(_follow_configuration)


_followed: list[tuple[int, int] | None] = []
"""The stamp of the configuration that the schedules were made from."""


def _follow_configuration() -> None:
    """Collect over connections that have come, and no more over those that have gone."""
    stamp = configuration.stamp()
    if _followed != [stamp]:
        _followed[:] = [stamp]
        _register_collecting()


def _register_collecting() -> None:
    connected = [one for one in catalogue.declared() if one.apply and configuration.has(one.id, "ind")]
    replace_schedules(HENT, "udveksling.hent", {f"{HENT}{one.id}": _looks(one) for one in connected})


def _looks(interface: catalogue.Interface) -> Schedule:
    """When to look: what others lay out or send comes when they like, whenever it is due; an own pull is made when it is due."""
    return interface.poll or (EVERY_HALF_HOUR if interface.fetch is None else interface.schedule)
