"""Which due moments are still open: the rule, without database or clock.

Work is an exchange that was made, or a run that found nothing to do. In the order of time,

* work first makes up for what is overdue: for the oldest overdue moment, or for all of them where the interface catches up (a
  daily collection brings everything; a month's claims bring one month's);
* when nothing is overdue, it counts as early work for the next moment, if that one's window is open: from half-way between the
  moment before it and itself. The operator who bills on the 3rd what is due on the 10th is done; a correction on the 14th says
  nothing about next month;
* each piece of work counts once; what is left over counts for nothing.

So a moment that was skipped never disappears because the next one was kept. What has been billed within a run is not seen from
here: that a Delsystem watches itself (`watch`).

Sources: winformatik.md 4, P1 (silence is an alarm) and P7 (deadlines with work done ahead of them).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from snitflade.exchange.schedule import Schedule, due_between

LAST_MOMENTS = 12
LAST_DAYS = 100
"""How far back is asked: the last 12 moments, and never less than 100 days. What was open longer has been told for as long."""
_TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A moment something is due, and the moment from which work counts for it. In UTC."""

    at: dt.datetime
    opens: dt.datetime


def due_moments(schedule: Schedule, start: dt.datetime, now: dt.datetime, until: dt.datetime) -> list[Due]:
    """The moments after `start` to be asked about at `now`, in order: those that have passed as far back as is asked, those up to
    `until`, and one more. None for a schedule that never falls due by itself."""
    if not schedule.times:
        return []
    moments: list[dt.datetime] = []
    year = until.year + 1
    while not _enough(moments, start, now):
        moments = [*_of_year(schedule, year), *moments]
        year -= 1
    oldest = min(bisect_right(moments, now) - LAST_MOMENTS, bisect_left(moments, now - dt.timedelta(days=LAST_DAYS)))
    first = max(1, oldest, bisect_right(moments, start))
    last = bisect_right(moments, until) + 1
    before = moments[first - 1 : last - 1]
    return [Due(at, earlier + (at - earlier) / 2) for earlier, at in zip(before, moments[first:last], strict=True)]


def _enough(moments: list[dt.datetime], start: dt.datetime, now: dt.datetime) -> bool:
    """Whether `moments` reach back to the first that is asked about, and to the one before it."""
    if not moments or moments[0] <= start:
        return bool(moments)
    return moments[0] < now - dt.timedelta(days=LAST_DAYS) and bisect_right(moments, now) > LAST_MOMENTS


def open_moments(dues: Sequence[Due], work: Iterable[dt.datetime], *, catches_up: bool) -> list[Due]:
    """The moments that no work has been done for. `dues` and `work` are in order."""
    overdue: deque[Due] = deque()
    coming = deque(dues)
    early = False
    for moment in work:
        while coming and coming[0].at <= moment:
            due = coming.popleft()
            if not early:
                overdue.append(due)
            early = False
        if overdue and catches_up:
            overdue.clear()
        elif overdue:
            overdue.popleft()
        elif coming and coming[0].opens <= moment:
            early = True
    if early:
        coming.popleft()
    return [*overdue, *coming]


@lru_cache(maxsize=2048)
def _of_year(schedule: Schedule, year: int) -> tuple[dt.datetime, ...]:
    begin, end = (dt.datetime(number, 1, 1, tzinfo=dt.UTC) for number in (year, year + 1))
    return tuple(due_between(schedule, begin - _TICK, end - _TICK))
