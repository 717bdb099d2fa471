"""For which day a subscription file is (cpr.md 8.3): today until 11.45 Danish time, then the next weekday."""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

from snitflade.exchange.schedule import COPENHAGEN

SENEST = dt.time(11, 45)
"""Danish time; CPR wants the file by 15.00 on the day the extract runs."""


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of this name."""
    return ZoneInfo(name)


def fildato(now: dt.datetime) -> dt.date:
    """The day in the name of a file made at `now`.

    >>> from datetime import UTC, datetime
    >>> fildato(datetime(2026, 11, 20, 10, 45, tzinfo=UTC)), fildato(datetime(2026, 11, 20, 10, 46, tzinfo=UTC))
    (datetime.date(2026, 11, 20), datetime.date(2026, 11, 23))
    """
    local = now.astimezone(zone(COPENHAGEN))
    day = local.date()
    if local.time().replace(second=0, microsecond=0) > SENEST:
        day += dt.timedelta(days=1)
    while day.isoweekday() > 5:
        day += dt.timedelta(days=1)
    return day


def filnavn(day: dt.date, opgavenr: str) -> str:
    """The file's name.

    >>> filnavn(dt.date(2026, 1, 15), "123456")
    'd260115.i123456'
    """
    return f"d{day:%y%m%d}.i{opgavenr}"
