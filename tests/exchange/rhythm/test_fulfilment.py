"""Which due moments are open: worked examples, and generated histories against a walk through every hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.world import at

from snitflade.exchange.rhythm.fulfilment import LAST_DAYS, LAST_MOMENTS, due_moments, open_moments
from snitflade.exchange.schedule import (
    BankDay,
    MonthDay,
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

TENTH = monthly(MonthDay(10), dt.time(12))
HOUR = dt.timedelta(hours=1)


def left(schedule: Schedule, start: str, now: str, *work: str, catches_up: bool = False) -> list[dt.datetime]:
    """The moments that have passed at `now` and are open."""
    moment = at(now)
    dues = due_moments(schedule, at(start), moment, moment)
    return [due.at for due in open_moments(dues, [at(text) for text in work], catches_up=catches_up) if due.at <= moment]


def test_work_done_ahead_counts() -> None:
    assert left(TENTH, "2026-01-01 00:00", "2026-02-20 00:00", "2026-01-03 09:00", "2026-02-03 09:00") == []


def test_last_months_work_does_not_count_for_this_month() -> None:
    assert left(TENTH, "2026-01-01 00:00", "2026-02-20 00:00", "2026-01-10 09:00") == [at("2026-02-10 12:00")]


def test_a_correction_after_the_run_does_not_count_for_the_next_month() -> None:
    work = ("2026-01-09 09:00", "2026-01-14 09:00", "2026-01-20 09:00")
    assert left(TENTH, "2026-01-01 00:00", "2026-02-20 00:00", *work) == [at("2026-02-10 12:00")]


def test_late_work_makes_up_for_what_was_late_and_for_nothing_else() -> None:
    assert left(TENTH, "2026-01-01 00:00", "2026-02-09 00:00", "2026-02-02 09:00") == []
    assert left(TENTH, "2026-01-01 00:00", "2026-02-11 00:00", "2026-02-02 09:00") == [at("2026-02-10 12:00")]


def test_a_skipped_month_stays_open_though_the_next_is_kept() -> None:
    work = ("2026-01-10 09:00", "2026-03-10 11:00", "2026-04-10 11:00")
    assert len(left(TENTH, "2026-01-01 00:00", "2026-04-11 00:00", *work)) == 1


def test_two_runs_make_up_for_two_skipped_months() -> None:
    assert left(TENTH, "2026-01-01 00:00", "2026-03-01 00:00", "2026-02-20 09:00", "2026-02-20 09:05") == []
    assert left(TENTH, "2026-01-01 00:00", "2026-03-01 00:00", "2026-02-20 09:00") == [at("2026-02-10 12:00")]


def test_one_collection_makes_up_for_every_missed_day_where_the_interface_catches_up() -> None:
    schedule = weekdays(dt.time(17))
    monday, friday = "2026-11-16 00:00", "2026-11-20 18:00"
    assert len(left(schedule, monday, friday, "2026-11-19 20:00", catches_up=False)) == 4
    assert left(schedule, monday, friday, "2026-11-19 20:00", catches_up=True) == [at("2026-11-20 17:00")]
    assert left(schedule, monday, friday, "2026-11-20 17:30", catches_up=True) == []


def test_what_catches_up_in_the_morning_does_not_excuse_the_same_evening() -> None:
    schedule = weekdays(dt.time(17))
    assert left(schedule, "2026-11-16 00:00", "2026-11-17 18:00", "2026-11-17 09:00", catches_up=True) == [at("2026-11-17 17:00")]


def test_nothing_is_due_before_the_start() -> None:
    assert left(TENTH, "2026-03-01 00:00", "2026-03-09 00:00") == []
    assert left(TENTH, "2026-03-01 00:00", "2026-03-10 13:00") == [at("2026-03-10 12:00")]


def test_work_at_the_due_moment_is_in_time() -> None:
    assert left(TENTH, "2026-01-01 00:00", "2026-01-10 12:00", "2026-01-10 12:00") == []


def test_a_collection_at_the_due_moment_brings_that_moments_too() -> None:
    schedule = weekdays(dt.time(17))
    assert left(schedule, "2026-11-16 00:00", "2026-11-17 18:00", "2026-11-17 17:00", catches_up=True) == []


def test_the_window_opens_half_way() -> None:
    # From 10 January 12:00 to 10 February 12:00 there are 31 days; the window opens on 26 January at 00:00.
    before, opened = "2026-01-25 23:59", "2026-01-26 00:00"
    first = "2026-01-10 11:00"
    assert left(TENTH, "2026-01-01 00:00", "2026-02-11 00:00", first, before) == [at("2026-02-10 12:00")]
    assert left(TENTH, "2026-01-01 00:00", "2026-02-11 00:00", first, opened) == []


def test_on_demand_is_never_due() -> None:
    now = at("2026-11-20 12:00")
    assert due_moments(on_demand(), at("2020-01-01 00:00"), now, now) == []


@pytest.mark.parametrize(
    "schedule",
    [
        daily(dt.time(1), dt.time(13)),
        weekly(1, dt.time(9)),
        TENTH,
        quarterly(BankDay(1), dt.time(9)),
        yearly(2, MonthDay(29), dt.time(9)),
    ],
    ids=str,
)
@pytest.mark.parametrize("start", ["1990-01-01 00:00", "2026-11-01 00:00", "2026-11-20 11:00"])
def test_it_is_asked_back_as_far_as_is_said(schedule: Schedule, start: str) -> None:
    now = at("2026-11-20 12:00")
    dues = due_moments(schedule, at(start), now, now)
    passed = [due.at for due in dues if due.at <= now]
    every = due_between(schedule, at(start), now)
    asked = [moment for moment in every if moment in every[-LAST_MOMENTS:] or moment >= now - dt.timedelta(days=LAST_DAYS)]
    assert passed == asked
    assert [due.at for due in dues if due.at > now] == [next_due(schedule, now)]


SCHEDULES = (weekdays(dt.time(17)), Weekly((2, 5), (dt.time(9), dt.time(15))), TENTH, quarterly(BankDay(-2), dt.time(11), month=2))
START = dt.datetime(2026, 1, 1, 3, 30, tzinfo=dt.UTC)
histories = st.lists(st.integers(0, 24 * 95), max_size=30).map(sorted)


def walked(schedule: Schedule, hours: int, work: Sequence[int], *, catches_up: bool) -> list[dt.datetime]:
    """The rule hour by hour. Work happens at half past the hour, what is due at the full hour."""
    every = due_between(schedule, START - dt.timedelta(days=200), START + dt.timedelta(days=400))
    overdue: list[dt.datetime] = []
    done_ahead: list[dt.datetime] = []
    for hour in range(hours + 1):
        half_past = START + hour * HOUR
        full = half_past - HOUR / 2
        if full in every and full > START and full not in done_ahead:
            overdue.append(full)
        for _ in range(work.count(hour)):
            coming = min(moment for moment in every if moment > half_past)
            before = max(moment for moment in every if moment <= half_past)
            if overdue:
                del overdue[: None if catches_up else 1]
            elif half_past - before >= coming - half_past:
                done_ahead.append(coming)
    return overdue


@settings(deadline=None)  # the first example computes the calendar
@given(st.sampled_from(SCHEDULES), histories, st.integers(0, 24 * 95), st.booleans())
def test_any_history_as_a_walk_through_every_hour_says(schedule: Schedule, work: list[int], hours: int, catches_up: bool) -> None:
    work = [hour for hour in work if hour <= hours]
    now = START + hours * HOUR
    dues = due_moments(schedule, START, now, now)
    found = open_moments(dues, [START + hour * HOUR for hour in work], catches_up=catches_up)
    assert [due.at for due in found if due.at <= now] == walked(schedule, hours, work, catches_up=catches_up)


@settings(deadline=None)  # the first example computes the calendar
@given(st.sampled_from(SCHEDULES), histories, st.integers(0, 24 * 95), st.booleans())
def test_more_work_never_leaves_more_open(schedule: Schedule, work: list[int], extra: int, catches_up: bool) -> None:
    now = START + dt.timedelta(days=96)
    dues = due_moments(schedule, START, now, now)

    def open_after(hours: list[int]) -> int:
        return len(open_moments(dues, [START + hour * HOUR for hour in sorted(hours)], catches_up=catches_up))

    assert open_after([*work, extra]) <= open_after(work)


@settings(deadline=None)  # the first example computes the calendar
@given(st.sampled_from(SCHEDULES), histories)
def test_no_run_answers_for_two_moments(schedule: Schedule, work: list[int]) -> None:
    now = START + dt.timedelta(days=96)
    dues = due_moments(schedule, START, now, now)
    found = open_moments(dues, [START + hour * HOUR for hour in work], catches_up=False)
    assert len(found) >= len(dues) - len(work)
