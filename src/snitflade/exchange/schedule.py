"""When something is due: rhythms in the municipality's own time, on weekdays, bank days, days of the month and of the year.

A schedule says clock times in America/Nuuk, or in the zone of a partner elsewhere (`COPENHAGEN`); what comes out are moments in
UTC, since moments of one zone are compared by the clock on the wall, which goes back an hour every autumn. A clock time that the
spring skips falls as much later as it was skipped; one that the autumn repeats counts the first time. Bank days follow the calendar
of payments.md 2.5 (`bankdage.py`).

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

from snitflade.exchange.bankdage import BETALINGSSERVICE, HELLIGDAGE, Bankkalender, bankdag_bagfra, bankdage_efter, er_lukkedag

NUUK, COPENHAGEN = "America/Nuuk", "Europe/Copenhagen"
ZONE = ZoneInfo(NUUK)
"""The zone in which clock times are meant and shown where nothing else is said."""
_ZONES = {NUUK: "", COPENHAGEN: " dansk tid"}

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
    """On certain days of every week (1 is Monday, 7 is Sunday): holidays or not, or without those of a calendar."""

    days: tuple[int, ...]
    times: tuple[dt.time, ...]
    zone: str = NUUK
    without: Bankkalender | None = None
    """The calendar whose days off are left out."""

    def __post_init__(self) -> None:
        _some(self.days, "day", 7)
        _clock_times(self.times, self.zone)

    def __str__(self) -> str:
        names = {(1, 2, 3, 4, 5): "hverdag", (1, 2, 3, 4, 5, 6, 7): "dag"}
        days = names.get(self.days) or _listed([DAYS[day - 1] for day in self.days])
        off = (
            f" undtagen {self.without.navn if self.without == HELLIGDAGE else 'lukkedage hos ' + self.without.navn}"
            if self.without
            else ""
        )
        return f"hver {days}{off} {_shown(self.times, self.zone)}"

    def dates(self, year: int, month: int) -> Iterator[dt.date]:
        """The dates in that month."""
        days = (day for day in _month(year, month) if day.isoweekday() in self.days)
        return (day for day in days if self.without is None or not er_lukkedag(day, self.without))


@dataclass(frozen=True, slots=True)
class Monthly:
    """On one day of certain months (1 is January)."""

    day: MonthDay | BankDay
    times: tuple[dt.time, ...]
    months: tuple[int, ...] = _EVERY_MONTH
    zone: str = NUUK

    def __post_init__(self) -> None:
        _some(self.months, "month", 12)
        _clock_times(self.times, self.zone)

    def __str__(self) -> str:
        months = "måned" if self.months == _EVERY_MONTH else _listed([MONTHS[month - 1] for month in self.months])
        preposition = "på " if isinstance(self.day, BankDay) else ""
        return f"hver {months} {preposition}{self.day} {_shown(self.times, self.zone)}"

    def dates(self, year: int, month: int) -> Iterator[dt.date]:
        """The date in that month, if it is one of the schedule's."""
        if month in self.months:
            yield self.day.of(year, month)


@dataclass(frozen=True, slots=True)
class OnDemand:
    """Never by itself."""

    times: ClassVar[tuple[dt.time, ...]] = ()
    zone: ClassVar[str] = NUUK

    def __str__(self) -> str:
        return "efter behov"

    def dates(self, year: int, month: int) -> Iterator[dt.date]:
        """No date."""
        return iter(())


Schedule = Weekly | Monthly | OnDemand


def weekdays(*times: dt.time, zone: str = NUUK, without: Bankkalender | None = None) -> Weekly:
    """Monday to Friday; a holiday on one of them is no exception, unless the days off of a calendar are left out.

    >>> print(weekdays(dt.time(17, 30)))
    hver hverdag kl. 17.30
    >>> print(weekdays(dt.time(18), zone=COPENHAGEN, without=HELLIGDAGE))
    hver hverdag undtagen danske helligdage kl. 18.00 dansk tid
    """
    return Weekly((1, 2, 3, 4, 5), times, zone, without)


def daily(*times: dt.time, zone: str = NUUK) -> Weekly:
    """Every day of the week."""
    return Weekly((1, 2, 3, 4, 5, 6, 7), times, zone)


def weekly(day: int, *times: dt.time, zone: str = NUUK) -> Weekly:
    """One day of the week: 1 is Monday, 7 is Sunday."""
    return Weekly((day,), times, zone)


def monthly(day: MonthDay | BankDay, *times: dt.time, zone: str = NUUK) -> Monthly:
    """Once in every month."""
    return Monthly(day, times, zone=zone)


def quarterly(day: MonthDay | BankDay, *times: dt.time, month: int = 1, zone: str = NUUK) -> Monthly:
    """Once in every quarter, in its first, second or third month.

    >>> print(quarterly(BankDay(1), dt.time(9), month=2))
    hver februar, maj, august og november på første bankdag kl. 09.00
    """
    if month not in (1, 2, 3):
        raise ValueError(f"a quarter has no month {month}")
    return Monthly(day, times, tuple(range(month, 13, 3)), zone)


def yearly(month: int, day: MonthDay | BankDay, *times: dt.time, zone: str = NUUK) -> Monthly:
    """Once a year, in that month; 29 February is 28 February in other years than leap years."""
    return Monthly(day, times, (month,), zone)


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
    zone = ZoneInfo(schedule.zone)
    # A skipped clock time can fall on the next day, so the day before `since` counts too.
    first, last = since.astimezone(zone).date() - dt.timedelta(days=1), until.astimezone(zone).date()
    moments = {
        dt.datetime.combine(date, time, tzinfo=zone).astimezone(dt.UTC)
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


def last_due(schedule: Schedule, now: dt.datetime) -> dt.datetime | None:
    """The last moment up to `now` that the schedule fell due, in UTC; None for one that never does by itself.

    Raises ValueError for a moment without zone.
    """
    for days in (3, 40, 400):
        moments = due_between(schedule, now - dt.timedelta(days=days), now)
        if moments:
            return moments[-1]
    return None


def _month(year: int, month: int) -> Iterator[dt.date]:
    return (dt.date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1))


def _months(first: dt.date, last: dt.date) -> Iterator[tuple[int, int]]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield number // 12, number % 12 + 1


def _some(numbers: tuple[int, ...], what: str, most: int) -> None:
    if not numbers or list(numbers) != sorted(set(numbers)) or not 1 <= numbers[0] <= numbers[-1] <= most:
        raise ValueError(f"a schedule needs at least one {what}, each once, in order, from 1 to {most}: {numbers}")


def _clock_times(times: tuple[dt.time, ...], zone: str) -> None:
    if zone not in _ZONES:
        raise ValueError(f"a schedule's zone is one of {', '.join(_ZONES)}: {zone}")
    if not times or list(times) != sorted(set(times)):
        raise ValueError(f"a schedule needs at least one clock time, each once and in order: {times}")
    if any(time.tzinfo or time.second or time.microsecond or time.fold for time in times):
        raise ValueError(f"a clock time is hours and minutes in {zone}: {times}")


def _shown(times: tuple[dt.time, ...], zone: str) -> str:
    minutes = [time.hour * 60 + time.minute for time in times]
    pauses = {later - earlier for earlier, later in pairwise(minutes)}
    if len(times) > 4 and len(pauses) == 1:
        return f"hvert {pauses.pop()}. minut fra kl. {times[0]:%H.%M} til kl. {times[-1]:%H.%M}{_ZONES[zone]}"
    return f"kl. {_listed([f'{time:%H.%M}' for time in times])}{_ZONES[zone]}"


def _listed(words: list[str]) -> str:
    return " og ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
