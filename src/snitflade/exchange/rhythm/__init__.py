"""Rhythm: what is due, late, silent or stuck, and what to do next. Silence is an alarm.

`causes` asks the database, and nothing else, what is the matter at a moment: from the schedules (`scheduled`), from exchanges that
stand still (`ways`), from the workers, and from what the Delsystemer watch themselves (`watch`).

Sources: winformatik.md 4: P1 (bills never sent, and nobody saw it), P3 (a partner that answers nothing), P5 (one list of what is
due, with the next step), P7 (deadlines), P17 (gaps).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from snitflade.exchange.catalogue import Interface
from snitflade.exchange.rhythm.cause import Cause, Kind, Severity
from snitflade.exchange.rhythm.expected import expect, notice, release
from snitflade.exchange.rhythm.marks import nothing_to_send
from snitflade.exchange.rhythm.scheduled import both, by_schedule, upcoming
from snitflade.exchange.rhythm.settled import CLOSABLE, NotByHandError, ReasonMissingError, UnknownCauseError, close, closed, settle
from snitflade.exchange.rhythm.unbuilt import unbuilt
from snitflade.exchange.rhythm.watches import unwatch, watch, watched, workers
from snitflade.exchange.rhythm.ways import of_exchange, stuck

__all__ = [
    "CLOSABLE",
    "Cause",
    "Kind",
    "NotByHandError",
    "ReasonMissingError",
    "Severity",
    "UnknownCauseError",
    "causes",
    "close",
    "closed",
    "expect",
    "nothing_to_send",
    "notice",
    "of_exchange",
    "overview",
    "release",
    "settle",
    "unwatch",
    "upcoming",
    "watch",
]


def causes(now: dt.datetime) -> list[Cause]:
    """Everything that is the matter at `now`, the most urgent first; each key once."""
    return _all(by_schedule(now), now)


def overview(now: dt.datetime) -> tuple[list[Cause], list[tuple[Interface, dt.datetime]]]:
    """`causes` and `upcoming`, asked for together, as the list of the day does: the schedules are gone through once."""
    scheduled, following = both(now)
    return _all(scheduled, now), following


def _all(scheduled: Iterable[Cause], now: dt.datetime) -> list[Cause]:
    """The causes from the schedules, and all others."""
    found: dict[str, Cause] = {}
    for cause in sorted([*scheduled, *stuck(now), *unbuilt(now), *workers(now), *watched(now)], key=lambda cause: cause.urgency):
        found.setdefault(cause.key, cause)
    return list(found.values())
