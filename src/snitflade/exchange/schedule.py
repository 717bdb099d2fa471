"""When something is due: rhythms in the municipality's own time, on weekdays, bank days, days of the month and of the year.

A schedule says clock times in America/Nuuk; what comes out are moments in UTC, since moments of one zone are compared by the
clock on the wall, which goes back an hour every autumn. A clock time that the spring skips falls as much later as it was skipped;
one that the autumn repeats counts the first time. Bank days follow the calendar of payments.md 2.5 (`bankdage.py`).

>>> sixth_last = monthly(BankDay(-6), dt.time(8))
>>> print(sixth_last)
hver måned på sjettesidste bankdag kl. 08.00
>>> next_due(sixth_last, dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
datetime.datetime(2026, 11, 23, 10, 0, tzinfo=datetime.timezone.utc)
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar
from zoneinfo import ZoneInfo

from snitflade.exchange.bankdage import BETALINGSSERVICE, Bankkalender, bankdag_bagfra, bankdage_efter

ZONE = ZoneInfo("America/Nuuk")
"""The zone every clock time of a schedule is meant in."""

DAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december")
_ORDINALS = ("første", "anden", "tredje", "fjerde", "femte", "sjette", "syvende", "ottende", "niende", "tiende")
_FROM_THE_END = {-1: "", -2: "næst"}
_EVERY_MONTH = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class MonthDay:
    """The day of the month with this number, 1 to 31; the last one in a month that has fewer."""

    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 31:
            raise ValueError(f"a month has no day {self.number}")

    def __str__(self) -> str:
        return f"den {self.number}."

    def of(self, year: int, month: int) -> dt.date:
        """The date in that month."""
        return dt.date(year, month, min(self.number, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class BankDay:
    """The bank day of the month with this number: 1 is the first, 2 the second, -1 the last, -6 the sixth-last; ten each way.

    Danish bank days, unless another calendar is given.
    """

    number: int
    kalender: Bankkalender = BETALINGSSERVICE
    most: ClassVar[int] = len(_ORDINALS)

    def __post_init__(self) -> None:
        if not 1 <= abs(self.number) <= self.most:
            raise ValueError(f"bank days are counted from 1 to {self.most} or from -1 to -{self.most}, not {self.number}")

    def __str__(self) -> str:
        if self.number > 0:
            return f"{_ORDINALS[self.number - 1]} bankdag"
        return f"{_FROM_THE_END.get(self.number, _ORDINALS[-self.number - 1])}sidste bankdag"

    def of(self, year: int, month: int) -> dt.date:
        """The date in that month."""
        if self.number < 0:
            return bankdag_bagfra(year, month, -self.number, self.kalender)
        return bankdage_efter(dt.date(year, month, 1) - dt.timedelta(days=1), self.number, self.kalender)


@dataclass(frozen=True, slots=True)
class Weekly:
    """On certain days of every week (1 is Monday, 7 is Sunday), holidays or not."""

    days: tuple[int, ...]
    times: tuple[dt.time, ...]

    def __post_init__(self) -> None:
        _some(self.days, "day", 7)
        _clock_times(self.times)

    def __str__(self) -> str:
        names = {(1, 2, 3, 4, 5): "hverdag", (1, 2, 3, 4, 5, 6, 7): "dag"}
        return f"hver {names.get(self.days) or _listed([DAYS[day - 1] for day in self.days])} {_shown(self.times)}"

    def dates(self, year: int, month: int) -> Iterator[dt.date]:
        """The dates in that month."""
        return (day for day in _month(year, month) if day.isoweekday() in self.days)


@dataclass(frozen=True, slots=True)
class Monthly:
    """On one day of certain months (1 is January)."""

    day: MonthDay | BankDay
    times: tuple[dt.time, ...]
    months: tuple[int, ...] = _EVERY_MONTH

    def __post_init__(self) -> None:
        _some(self.months, "month", 12)
        _clock_times(self.times)

    def __str__(self) -> str:
        months = "måned" if self.months == _EVERY_MONTH else _listed([MONTHS[month - 1] for month in self.months])
        preposition = "på " if isinstance(self.day, BankDay) else ""
        return f"hver {months} {preposition}{self.day} {_shown(self.times)}"

    def dates(self, year: int, month: int) -> Iterator[dt.date]:
        """The date in that month, if it is one of the schedule's."""
        if month in self.months:
            yield self.day.of(year, month)


@dataclass(frozen=True, slots=True)
class OnDemand:
    """Never by itself."""

    times: ClassVar[tuple[dt.time, ...]] = ()

    def __str__(self) -> str:
        return "efter behov"

    def dates(self, year: int, month: int) -> Iterator[dt.date]:
        """No date."""
        return iter(())


Schedule = Weekly | Monthly | OnDemand


def weekdays(*times: dt.time) -> Weekly:
    """Monday to Friday; a holiday on one of them is no exception.

    >>> print(weekdays(dt.time(17, 30)))
    hver hverdag kl. 17.30
    """
    return Weekly((1, 2, 3, 4, 5), times)


def daily(*times: dt.time) -> Weekly:
    """Every day of the week."""
    return Weekly((1, 2, 3, 4, 5, 6, 7), times)


def weekly(day: int, *times: dt.time) -> Weekly:
    """One day of the week: 1 is Monday, 7 is Sunday."""
    return Weekly((day,), times)


def monthly(day: MonthDay | BankDay, *times: dt.time) -> Monthly:
    """Once in every month."""
    return Monthly(day, times)


def quarterly(day: MonthDay | BankDay, *times: dt.time, month: int = 1) -> Monthly:
    """Once in every quarter, in its first, second or third month.

    >>> print(quarterly(BankDay(1), dt.time(9), month=2))
    hver februar, maj, august og november på første bankdag kl. 09.00
    """
    if month not in (1, 2, 3):
        raise ValueError(f"a quarter has no month {month}")
    return Monthly(day, times, tuple(range(month, 13, 3)))


def yearly(month: int, day: MonthDay | BankDay, *times: dt.time) -> Monthly:
    """Once a year, in that month; 29 February is 28 February in other years than leap years."""
    return Monthly(day, times, (month,))


def on_demand() -> OnDemand:
    """When somebody asks."""
    return OnDemand()


def due_between(schedule: Schedule, since: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
    """Every moment the schedule falls due after `since` and up to `until`, in UTC and in order.

    Raises ValueError for a moment without zone.
    """
    if since.tzinfo is None or until.tzinfo is None:
        raise ValueError("a moment without zone is no moment")
    since, until = since.astimezone(dt.UTC), until.astimezone(dt.UTC)
    # A skipped clock time can fall on the next day, so the day before `since` counts too.
    first, last = since.astimezone(ZONE).date() - dt.timedelta(days=1), until.astimezone(ZONE).date()
    moments = {
        dt.datetime.combine(date, time, tzinfo=ZONE).astimezone(dt.UTC)
        for year, month in _months(first, last)
        for date in schedule.dates(year, month)
        if first <= date <= last
        for time in schedule.times
    }
    return sorted(moment for moment in moments if since < moment <= until)


def next_due(schedule: Schedule, now: dt.datetime) -> dt.datetime | None:
    """The first moment after `now` that the schedule falls due, in UTC; None for one that never does by itself.

    Raises ValueError for a moment without zone.
    """
    for days in (3, 40, 400):  # the longest pause of any schedule is a year
        moments = due_between(schedule, now, now + dt.timedelta(days=days))
        if moments:
            return moments[0]
    return None


def _month(year: int, month: int) -> Iterator[dt.date]:
    return (dt.date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1))


def _months(first: dt.date, last: dt.date) -> Iterator[tuple[int, int]]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield number // 12, number % 12 + 1


def _some(numbers: tuple[int, ...], what: str, most: int) -> None:
    if not numbers or list(numbers) != sorted(set(numbers)) or not 1 <= numbers[0] <= numbers[-1] <= most:
        raise ValueError(f"a schedule needs at least one {what}, each once, in order, from 1 to {most}: {numbers}")


def _clock_times(times: tuple[dt.time, ...]) -> None:
    if not times or list(times) != sorted(set(times)):
        raise ValueError(f"a schedule needs at least one clock time, each once and in order: {times}")
    if any(time.tzinfo or time.second or time.microsecond or time.fold for time in times):
        raise ValueError(f"a clock time is hours and minutes in {ZONE.key}: {times}")


def _shown(times: tuple[dt.time, ...]) -> str:
    minutes = [time.hour * 60 + time.minute for time in times]
    pauses = {later - earlier for earlier, later in pairwise(minutes)}
    if len(times) > 4 and len(pauses) == 1:
        return f"hvert {pauses.pop()}. minut fra kl. {times[0]:%H.%M} til kl. {times[-1]:%H.%M}"
    return f"kl. {_listed([f'{time:%H.%M}' for time in times])}"


def _listed(words: list[str]) -> str:
    return " og ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
