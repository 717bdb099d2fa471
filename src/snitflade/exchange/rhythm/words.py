"""Deadlines as moments and in words, counted in bank days and said in the municipality's own time.

A deadline is the last moment that is in time. One that is a whole day ends with it (`end_of`), and its words give no clock time.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from functools import cache

from snitflade.exchange.bankdage import bankdage_efter, er_bankdag, naeste_bankdag
from snitflade.exchange.catalogue import get, rows
from snitflade.exchange.schedule import DAYS, MONTHS, ZONE

DAY = dt.timedelta(days=1)


def today(now: dt.datetime) -> dt.date:
    """The date in Greenland at `now`."""
    return now.astimezone(ZONE).date()


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day in Greenland, in UTC.

    >>> end_of(dt.date(2026, 11, 20)).isoformat()
    '2026-11-21T01:59:59.999999+00:00'
    """
    # The clock is put back and forward at midnight; the second of two such moments is the end of the day.
    return dt.datetime.combine(day, dt.time.max, tzinfo=ZONE).replace(fold=1).astimezone(dt.UTC)


def bank_days_after(day: dt.date, count: int) -> dt.date:
    """The bank day number `count` after `day`; `day` itself, bank day or not, when `count` is 0.

    >>> bank_days_after(dt.date(2026, 12, 23), 1).isoformat()
    '2026-12-28'
    """
    return bankdage_efter(day, count) if count else day


def time_to_act(day: dt.date, grace: int) -> dt.datetime:
    """The end of the `grace`th bank day after `day`; without grace the end of the first bank day from `day` on, since before it
    nobody is there to do something."""
    return end_of(bank_days_after(day, grace) if grace else naeste_bankdag(day))


def bank_days_over(deadline: dt.datetime, now: dt.datetime) -> int:
    """How many bank days have begun after the day of the deadline, up to and including today."""
    first, last = today(deadline), today(now)
    years = [_bank_days(year) for year in range(first.year, last.year + 1)]
    return sum(bisect_right(days, last) - bisect_right(days, first) for days in years)


@cache
def _bank_days(year: int) -> list[dt.date]:
    days = (dt.date(year, 1, 1) + number * DAY for number in range(366))
    return [day for day in days if day.year == year and er_bankdag(day)]


def over(deadline: dt.datetime, now: dt.datetime) -> str:
    """How far over time it is: ``3 bankdage over tiden``; before the next bank day just ``over tiden``.

    >>> over(end_of(dt.date(2026, 11, 19)), dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC))
    '3 bankdage over tiden'
    """
    count = bank_days_over(deadline, now)
    if count == 0:
        return "over tiden"
    return "1 bankdag over tiden" if count == 1 else f"{count} bankdage over tiden"


def by(deadline: dt.datetime, now: dt.datetime) -> str:
    """When at the latest: ``senest i dag kl. 11``.

    >>> noon = dt.datetime(2026, 11, 20, 14, tzinfo=dt.UTC)
    >>> by(dt.datetime(2026, 11, 20, 13, tzinfo=dt.UTC), noon), by(end_of(dt.date(2026, 11, 24)), noon)
    ('senest i dag kl. 11', 'senest tirsdag den 24. november')
    """
    return f"senest {when(deadline, now)}"


def when(moment: dt.datetime, now: dt.datetime) -> str:
    """The day and, unless it is the day's end, the clock time of `moment`, as one says it today.

    >>> when(dt.datetime(2025, 12, 31, 13, 5, tzinfo=dt.UTC), dt.datetime(2026, 11, 20, 14, tzinfo=dt.UTC))
    'onsdag den 31. december 2025 kl. 11.05'
    """
    local, current = moment.astimezone(ZONE), today(now)
    day = local.date()
    near = {current - DAY: "i går", current: "i dag", current + DAY: "i morgen"}
    year = f" {day.year}" if day.year != current.year else ""
    words = near.get(day) or f"{DAYS[day.weekday()]} den {day.day}. {MONTHS[day.month - 1]}{year}"
    if moment == end_of(day):
        return words
    return f"{words} kl. {local:%H.%M}".removesuffix(".00")


def term(deadline: dt.datetime, now: dt.datetime) -> str:
    """When at the latest, and how far over time it is if it is: ``senest i går (1 bankdag over tiden)``."""
    return by(deadline, now) if now <= deadline else f"{by(deadline, now)} ({over(deadline, now)})"


def label(interface: str, apart: str = "") -> str:
    """What an interface is called, and its id: ``Daglig ajourføring (folk.cpr-ajourfoering)``, or with `apart` between them."""
    row = rows().get(interface)
    if row is None:
        return interface
    return f"{row.integration}{apart}{interface}" if apart else f"{row.integration} ({interface})"


def partner(interface: str) -> str:
    """Who is at the other end."""
    row = rows().get(interface)
    return row.ekstern if row else "modtageren"


def contact(interface: str) -> str:
    """Whom to ask: the declared contact, else the partner."""
    declared = get(interface)
    return (declared.contact if declared else "") or partner(interface)
