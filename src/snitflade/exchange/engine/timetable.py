"""Work that begins by itself: schedules by name, and what has fallen due.

What is due is remembered by its key, ``schedule:<name>:<moment>``, so it is done once, however many workers look. After days
without a worker each schedule is caught up **once**: with one run, under the latest moment that was missed. A schedule that is new
counts from the moment a worker first saw it; one that is changed counts from its last run. Of each schedule's runs that went well
the newest are remembered (`KEEP`); the others are forgotten, or a run every ten minutes would fill the engine's memory.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from snitflade.exchange.engine import tasks, work
from snitflade.exchange.engine.tasks import task
from snitflade.exchange.schedule import Schedule, due_between, next_due

KEEP = 1000
"""How many runs of a schedule that went well are remembered."""

_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule and the task that begins by it."""

    name: str
    schedule: Schedule
    task: str


_planned: dict[str, Planned] = {}
_followers: list[Callable[[], None]] = []


def register_schedule(name: str, schedule: Schedule, task_name: str) -> None:
    """Let a task begin by itself. It is called with the schedule's name and the moment it fell due (ISO 8601, UTC).

    Raises ValueError for a name that is taken or not a name, UnknownTaskError.
    """
    tasks.find(task_name)
    if not _NAME.fullmatch(name) or len(name) > 150:
        raise ValueError(f"{name!r} is no name for a schedule: lower-case words joined by . _ or -")
    if name in _planned:
        raise ValueError(f"schedule {name} is registered twice")
    _planned[name] = Planned(name, schedule, task_name)


def replace_schedules(prefix: str, task_name: str, wanted: Mapping[str, Schedule]) -> None:
    """Let the schedules whose names begin with `prefix` be these and no others; what is the same stays. Raises what
    `register_schedule` raises."""
    for name in [name for name in _planned if name.startswith(prefix)]:
        if wanted.get(name) != _planned[name].schedule:
            del _planned[name]
    for name, schedule in wanted.items():
        if name not in _planned:
            register_schedule(name, schedule, task_name)


def follow(function: Callable[[], None]) -> None:
    """Call `function` before each worker's look at the schedules, every few seconds: it keeps them up to date and must be quick."""
    if function not in _followers:
        _followers.append(function)


def schedules() -> list[Planned]:
    """What is registered, by name."""
    return sorted(_planned.values(), key=lambda planned: planned.name)


@dataclass(slots=True)
class Watch:
    """One worker's eye on the schedules: asks the engine only when something falls due."""

    _next: dict[Planned, dt.datetime] = field(default_factory=dict)

    def enqueue_due(self, now: dt.datetime) -> list[str]:
        """Put in the queue what is due at `now`; gives the keys."""
        from snitflade.exchange.engine import durable

        keys = []
        for function in _followers:
            function()
        for planned in schedules():
            if now < self._next.get(planned, now):
                continue
            since = _looked_until(planned.name)
            if since is None:
                work.enqueue(_SEEN, planned.name, key=_key(planned.name, now))
            elif missed := due_between(planned.schedule, since, now):
                keys.append(work.enqueue(planned.task, planned.name, missed[-1].isoformat(), key=_key(planned.name, missed[-1])))
                durable.forget_older(_prefix(planned.name), KEEP)
            self._next[planned] = next_due(planned.schedule, now) or _NEVER
        return keys


def _key(name: str, moment: dt.datetime) -> str:
    return f"{_prefix(name)}{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _prefix(name: str) -> str:
    return f"schedule:{name}:"


def _looked_until(name: str) -> dt.datetime | None:
    """The moment up to which the schedule's runs are in the queue; None for one that no worker has seen before."""
    from snitflade.exchange.engine import durable

    moments = [dt.datetime.fromisoformat(key.removeprefix(_prefix(name))) for key in durable.newest(_prefix(name), 5)]
    return max(moments, default=None)


_SEEN = "tidsplan.set"


@task(_SEEN)
def _seen(name: str) -> None:
    """Nothing: its key remembers when the schedule was first seen."""
