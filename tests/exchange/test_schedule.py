"""When things are due: moments composed by hand from payments.md 2.5 and the clock in Nuuk, and what holds for every schedule."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.exchange.bankdage import BANKEN, BETALINGSSERVICE, HELLIGDAGE
from snitflade.exchange.schedule import (
    COPENHAGEN,
    ZONE,
    BankDay,
    MonthDay,
    Monthly,
    Schedule,
    Weekly,
    daily,
    due_between,
    monthly,
    next_due,
    on_demand,
    quarterly,
    weekdays,
    weekly,
    yearly,
)

EIGHT = dt.time(8)
DAY = dt.timedelta(days=1)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def dates(schedule: Schedule, first: str, last: str) -> list[str]:
    """The dates in Nuuk on which it falls due, from the first to the last of them, both included."""
    since = dt.datetime.fromisoformat(first).replace(tzinfo=ZONE) - dt.timedelta(seconds=1)
    until = dt.datetime.fromisoformat(last).replace(tzinfo=ZONE) + DAY
    return [moment.astimezone(ZONE).date().isoformat() for moment in due_between(schedule, since, until)]


times = st.lists(st.builds(dt.time, st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=4, unique=True).map(
    lambda found: tuple(sorted(found))
)


def some(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(numbers, min_size=1, unique=True).map(lambda found: tuple(sorted(found)))


days_of_month = st.integers(1, 31).map(MonthDay) | st.integers(1, 10).map(BankDay) | st.integers(-10, -1).map(BankDay)
schedules: st.SearchStrategy[Schedule] = st.builds(Weekly, some(st.integers(1, 7)), times) | st.builds(
    Monthly, days_of_month, times, some(st.integers(1, 12))
)
moments = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


# payments.md 2.5 prints these four.
@pytest.mark.parametrize(
    ("day", "month", "date"),
    [(-6, "2026-11", "2026-11-23"), (-6, "2026-12", "2026-12-21"), (-6, "2027-05", "2027-05-24"), (1, "2027-01", "2027-01-04")],
)
def test_bank_days_are_those_of_the_specification(day: int, month: str, date: str) -> None:
    assert dates(monthly(BankDay(day), EIGHT), f"{month}-01", f"{month}-28") == [date]


def test_bank_days_are_counted_from_both_ends() -> None:
    # April 2026: 2 and 3 are Skærtorsdag and Langfredag, 6 is 2. påskedag, the 30th is a Thursday.
    found = {n: dates(monthly(BankDay(n), EIGHT), "2026-04-01", "2026-04-30") for n in (1, 2, 3, -1, -2)}
    assert found == {1: ["2026-04-01"], 2: ["2026-04-07"], 3: ["2026-04-08"], -1: ["2026-04-30"], -2: ["2026-04-29"]}


def test_another_calendar_gives_other_bank_days() -> None:
    # 21 June 2027, Greenland's national day, is a Monday; the sixth-last Danish bank day is Wednesday the 23rd either way.
    assert dates(monthly(BankDay(-8), EIGHT), "2027-06-01", "2027-06-30") == ["2027-06-21"]
    assert dates(monthly(BankDay(-8, BANKEN), EIGHT), "2027-06-01", "2027-06-30") == ["2027-06-18"]


def test_weekdays_are_monday_to_friday_holidays_too() -> None:
    found = dates(weekdays(EIGHT), "2026-12-21", "2026-12-28")
    assert found == ["2026-12-21", "2026-12-22", "2026-12-23", "2026-12-24", "2026-12-25", "2026-12-28"]


def test_weekly_quarterly_yearly() -> None:
    assert dates(weekly(7, EIGHT), "2026-11-01", "2026-11-15") == ["2026-11-01", "2026-11-08", "2026-11-15"]
    assert dates(quarterly(MonthDay(15), EIGHT, month=2), "2026-01-01", "2026-12-31") == [
        "2026-02-15",
        "2026-05-15",
        "2026-08-15",
        "2026-11-15",
    ]
    assert dates(yearly(1, BankDay(1), EIGHT), "2026-01-01", "2027-12-31") == ["2026-01-02", "2027-01-04"]


def test_a_day_the_month_does_not_have_is_its_last() -> None:
    assert dates(monthly(MonthDay(31), EIGHT), "2027-01-31", "2027-04-30") == [
        "2027-01-31",
        "2027-02-28",
        "2027-03-31",
        "2027-04-30",
    ]


def test_29_february_is_the_28th_in_other_years() -> None:
    leap = yearly(2, MonthDay(29), EIGHT)
    assert dates(leap, "2027-01-01", "2028-12-31") == ["2027-02-28", "2028-02-29"]
    assert dates(leap, "2100-01-01", "2100-12-31") == ["2100-02-28"]


# Nuuk was three hours behind UTC until 2023, is two behind in winter since, and one in summer since 2024.
@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("2022-01-10", "2022-01-10T11:00"),
        ("2024-01-10", "2024-01-10T10:00"),
        ("2026-07-10", "2026-07-10T09:00"),
        ("2026-11-10", "2026-11-10T10:00"),
    ],
)
def test_clock_times_are_nuuks(day: str, moment: str) -> None:
    assert due_between(daily(EIGHT), utc(day), utc(day) + DAY) == [utc(moment)]


def test_a_time_that_the_spring_skips_falls_as_much_later() -> None:
    # Saturday 29 March 2025 at 23:00 (01:00 UTC) the clock goes to midnight.
    found = due_between(daily(dt.time(23, 30)), utc("2025-03-29T00:00"), utc("2025-03-31T12:00"))
    assert found == [utc("2025-03-29T01:30"), utc("2025-03-30T01:30"), utc("2025-03-31T00:30")]
    assert next_due(daily(dt.time(23, 30)), utc("2025-03-30T01:10")) == utc("2025-03-30T01:30"), "its date is yesterday by then"


def test_a_time_that_the_autumn_repeats_counts_once_the_first_time() -> None:
    # Sunday 26 October 2025 at 00:00 (01:00 UTC) the clock goes back to Saturday 23:00.
    found = due_between(daily(dt.time(23, 30)), utc("2025-10-25T12:00"), utc("2025-10-27T12:00"))
    assert found == [utc("2025-10-26T00:30"), utc("2025-10-27T01:30")]


def test_since_is_excluded_and_until_included() -> None:
    due = utc("2026-11-10T10:00")
    assert due_between(daily(EIGHT), due - DAY, due) == [due]
    assert next_due(daily(EIGHT), due) == due + DAY
    assert next_due(daily(EIGHT), due - dt.timedelta(microseconds=1)) == due


def test_on_demand_is_never_due() -> None:
    assert next_due(on_demand(), utc("2026-01-01")) is None
    assert due_between(on_demand(), utc("2020-01-01"), utc("2030-01-01")) == []


@given(schedules, moments, st.lists(st.timedeltas(dt.timedelta(0), dt.timedelta(days=60)), min_size=2, max_size=2))
def test_looking_twice_finds_what_looking_once_finds(schedule: Schedule, since: dt.datetime, pauses: list[dt.timedelta]) -> None:
    between, until = since + pauses[0], since + pauses[0] + pauses[1]
    assert due_between(schedule, since, between) + due_between(schedule, between, until) == due_between(schedule, since, until)


@given(schedules, moments)
def test_the_next_is_the_first_that_follows(schedule: Schedule, now: dt.datetime) -> None:
    following = next_due(schedule, now)
    assert following is not None
    assert now < following <= now + 367 * DAY
    assert due_between(schedule, now, following) == [following]


@given(schedules, st.integers(2020, 2034))
def test_each_date_of_a_year_is_due_once_at_each_of_its_times(schedule: Schedule, year: int) -> None:
    first, after = (dt.datetime(y, 1, 1, tzinfo=ZONE) for y in (year, year + 1))
    found = due_between(schedule, first - dt.timedelta(seconds=1), after - dt.timedelta(seconds=1))
    wanted = [date for month in range(1, 13) for date in schedule.dates(year, month)]
    skipped = 4  # two times on a skipped evening can be the first two of the next morning
    assert len(wanted) * len(schedule.times) - skipped <= len(found) <= len(wanted) * len(schedule.times)
    local = [moment.astimezone(ZONE) for moment in found]
    strange = [moment for moment in local if moment.time() not in schedule.times or moment.date() not in wanted]
    assert all((moment - dt.timedelta(hours=2)).utcoffset() != moment.utcoffset() for moment in strange), "only where clocks change"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: daily(),
        lambda: daily(dt.time(9), dt.time(8)),
        lambda: daily(dt.time(8), dt.time(8)),
        lambda: daily(dt.time(8, 0, 1)),
        lambda: daily(dt.time(8, tzinfo=dt.UTC)),
        lambda: weekly(0, EIGHT),
        lambda: weekly(8, EIGHT),
        lambda: Weekly((), (EIGHT,)),
        lambda: Monthly(MonthDay(1), (EIGHT,), (13,)),
        lambda: MonthDay(0),
        lambda: MonthDay(32),
        lambda: BankDay(0),
        lambda: BankDay(11),
        lambda: quarterly(MonthDay(1), EIGHT, month=4),
        lambda: due_between(daily(EIGHT), dt.datetime(2026, 1, 1), utc("2026-01-02")),  # noqa: DTZ001
        lambda: next_due(daily(EIGHT), dt.datetime(2026, 1, 1)),  # noqa: DTZ001
    ],
)
def test_what_is_no_schedule_is_refused(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(ValueError, match=r"."):
        wrong()


def test_schedules_say_when_in_danish() -> None:
    ten_minutes = daily(*(dt.time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 10)))
    said = [
        daily(EIGHT, dt.time(16, 30)),
        weekly(3, EIGHT),
        Weekly((1, 3), (EIGHT,)),
        monthly(MonthDay(15), EIGHT),
        monthly(BankDay(-1), EIGHT),
        monthly(BankDay(-2), EIGHT),
        yearly(2, MonthDay(29), EIGHT),
        ten_minutes,
        on_demand(),
    ]
    assert [str(schedule) for schedule in said] == [
        "hver dag kl. 08.00 og 16.30",
        "hver onsdag kl. 08.00",
        "hver mandag og onsdag kl. 08.00",
        "hver måned den 15. kl. 08.00",
        "hver måned på sidste bankdag kl. 08.00",
        "hver måned på næstsidste bankdag kl. 08.00",
        "hver februar den 29. kl. 08.00",
        "hver dag hvert 10. minut fra kl. 00.00 til kl. 23.50",
        "efter behov",
    ]


class TestElsewhere:
    """Clock times of a partner in Denmark, and weekdays without holidays. Composed by hand from the calendar of 2026 and 2027."""

    def test_danish_time_is_danish_in_summer_and_winter(self) -> None:
        evening = weekdays(dt.time(18), zone=COPENHAGEN)
        summer, winter = dt.datetime(2026, 7, 1, tzinfo=dt.UTC), dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
        assert next_due(evening, summer) == dt.datetime(2026, 7, 1, 16, tzinfo=dt.UTC)
        assert next_due(evening, winter) == dt.datetime(2026, 12, 1, 17, tzinfo=dt.UTC)

    def test_a_day_is_a_day_there(self) -> None:
        first = monthly(MonthDay(1), dt.time(0, 30), zone=COPENHAGEN)
        assert next_due(first, dt.datetime(2026, 10, 15, tzinfo=dt.UTC)) == dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.UTC)

    def test_holidays_are_left_out(self) -> None:
        schedule = weekdays(dt.time(12), zone=COPENHAGEN, without=HELLIGDAGE)
        found = due_between(schedule, dt.datetime(2026, 12, 23, tzinfo=dt.UTC), dt.datetime(2027, 1, 5, tzinfo=dt.UTC))
        assert [f"{moment:%m-%d}" for moment in found] == ["12-23", "12-24", "12-28", "12-29", "12-30", "12-31", "01-04"]
        easter = due_between(schedule, dt.datetime(2027, 3, 24, tzinfo=dt.UTC), dt.datetime(2027, 3, 31, tzinfo=dt.UTC))
        assert [f"{moment:%m-%d}" for moment in easter] == ["03-24", "03-30"]

    def test_banks_are_closed_on_more_days(self) -> None:
        schedule = weekdays(dt.time(12), without=BETALINGSSERVICE)
        found = due_between(schedule, dt.datetime(2026, 12, 23, tzinfo=dt.UTC), dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
        assert [f"{moment:%m-%d}" for moment in found] == ["12-23", "12-28", "12-29", "12-30"]
        assert str(schedule) == "hver hverdag undtagen lukkedage hos Betalingsservice kl. 12.00"

    def test_a_zone_nobody_knows_is_refused(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            daily(dt.time(5), zone="Europe/Oslo")
