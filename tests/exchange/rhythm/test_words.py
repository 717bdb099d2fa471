"""Deadlines and their words, also on the nights when the clock is changed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.world import at

from snitflade.exchange.bankdage import er_bankdag
from snitflade.exchange.rhythm import words
from snitflade.exchange.schedule import ZONE

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
TICK = dt.timedelta(microseconds=1)
# In 2026 the clock in Nuuk is put forward from 23:00 to 24:00 on 28 March and back from 24:00 to 23:00 on 24 October.
CHANGES = st.sampled_from([dt.date(2026, 3, 28), dt.date(2026, 10, 24), dt.date(2024, 3, 30), dt.date(2024, 10, 26)])


@settings(deadline=None)  # the first example computes the calendar
@given(DAYS | CHANGES)
def test_the_end_of_a_day_is_its_last_moment(day: dt.date) -> None:
    end = words.end_of(day)
    assert words.today(end) == day
    assert words.today(end + TICK) == day + words.DAY
    assert "kl." not in words.when(end, end)


@settings(deadline=None)  # the first example computes the calendar
@given(DAYS, st.integers(0, 12))
def test_bank_days_after_and_bank_days_over_are_each_others_opposite(day: dt.date, count: int) -> None:
    later = words.bank_days_after(day, count)
    noon = dt.datetime.combine(later, dt.time(12), tzinfo=ZONE)
    assert words.bank_days_over(words.end_of(day), noon) == count
    assert count == 0 or er_bankdag(later)


@settings(deadline=None)  # the first example computes the calendar
@given(DAYS, st.integers(0, 5))
def test_there_is_always_a_bank_day_to_act_on(day: dt.date, grace: int) -> None:
    end = words.today(words.time_to_act(day, grace))
    assert er_bankdag(end)
    assert end >= day


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-11-20 11:00", "i dag kl. 11"),
        ("2026-11-20 17:30", "i dag kl. 17.30"),
        ("2026-11-20 00:00", "i dag kl. 00"),
        ("2026-11-21 11:00", "i morgen kl. 11"),
        ("2026-11-19 11:00", "i går kl. 11"),
        ("2026-11-23 11:05", "mandag den 23. november kl. 11.05"),
        ("2027-01-04 09:00", "mandag den 4. januar 2027 kl. 09"),
    ],
)
def test_when_as_one_says_it(moment: str, shown: str) -> None:
    assert words.when(at(moment), at("2026-11-20 12:00")) == shown


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-11-21 09:00", "over tiden"),  # Saturday
        ("2026-11-23 00:00", "1 bankdag over tiden"),
        ("2026-11-25 23:59", "3 bankdage over tiden"),
        ("2026-12-29 09:00", "25 bankdage over tiden"),  # the 24th and the 25th are none
    ],
)
def test_how_far_over_time(now: str, shown: str) -> None:
    assert words.over(words.end_of(dt.date(2026, 11, 20)), at(now)) == shown
