"""The bank calendar of payments.md 2.5."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.exchange.bankdage import (
    BANKEN,
    BETALINGSSERVICE,
    Lukkedag,
    bankdag_bagfra,
    bankdage_efter,
    bankdage_foer,
    er_bankdag,
    foerste_bankdag,
    kalender,
    naeste_bankdag,
    sjettesidste_bankdag,
)

dates = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("aar", "md", "dag"), [(2026, 11, date(2026, 11, 23)), (2026, 12, date(2026, 12, 21)), (2027, 5, date(2027, 5, 24))]
)
def test_sixth_last_as_the_specification_has_it(aar: int, md: int, dag: date) -> None:
    assert sjettesidste_bankdag(aar, md) == dag


def test_first_as_the_specification_has_it() -> None:
    assert foerste_bankdag(2027, 1) == date(2027, 1, 4)


# Counted by hand on a calendar: Easter Sunday 2025 is 20 April, 2026 5 April.
@pytest.mark.parametrize(
    "lukket",
    [
        date(2025, 1, 1),
        date(2025, 4, 17),
        date(2025, 4, 18),
        date(2025, 4, 21),
        date(2025, 5, 29),
        date(2025, 5, 30),
        date(2025, 6, 9),
        date(2025, 6, 5),
        date(2025, 12, 24),
        date(2025, 12, 25),
        date(2025, 12, 26),
        date(2025, 12, 31),
        date(2026, 4, 2),
        date(2026, 5, 15),
        date(2023, 5, 5),  # store bededag, the last
        date(2025, 3, 1),  # Saturday
        date(2025, 3, 2),
    ],
)
def test_closed(lukket: date) -> None:
    assert not er_bankdag(lukket)
    assert not er_bankdag(lukket, BANKEN)


@pytest.mark.parametrize(
    "aaben",
    [
        date(2025, 5, 16),
        date(2024, 4, 26),
        date(2025, 4, 16),
        date(2025, 4, 22),
        date(2025, 12, 23),
        date(2025, 12, 30),
        date(2025, 1, 2),
    ],
)
def test_open(aaben: date) -> None:
    assert er_bankdag(aaben)


def test_the_national_day_closes_the_bank_and_not_betalingsservice() -> None:
    assert er_bankdag(date(2027, 6, 21), BETALINGSSERVICE)
    assert not er_bankdag(date(2027, 6, 21), BANKEN)


@given(dates)
def test_next_is_the_first_bank_day_from_there(dato: date) -> None:
    found = naeste_bankdag(dato)
    assert er_bankdag(found)
    assert found >= dato
    assert not any(er_bankdag(dato + timedelta(days=n)) for n in range((found - dato).days))


@given(dates, st.integers(1, 30))
def test_before_and_after_count_bank_days(dato: date, n: int) -> None:
    before = bankdage_foer(dato, n)
    assert er_bankdag(before)
    assert sum(er_bankdag(before + timedelta(days=i)) for i in range((dato - before).days)) == n
    after = bankdage_efter(dato, n)
    assert er_bankdag(after)
    assert sum(er_bankdag(after - timedelta(days=i)) for i in range((after - dato).days)) == n


@given(st.integers(1990, 2100), st.integers(1, 12))
def test_a_month_from_both_ends(aar: int, md: int) -> None:
    last = bankdag_bagfra(aar, md, 1)
    sixth = sjettesidste_bankdag(aar, md)
    assert foerste_bankdag(aar, md) < sixth < last
    assert (sixth.year, sixth.month) == (last.year, last.month) == (aar, md)
    assert bankdage_efter(sixth, 5) == last
    assert bankdage_efter(last, 1) == foerste_bankdag(aar + md // 12, md % 12 + 1)


@given(st.integers(1990, 2100))
def test_no_stretch_without_bank_days_is_longer_than_easter_or_christmas(aar: int) -> None:
    first = naeste_bankdag(date(aar, 1, 1))
    while first.year == aar:
        following = bankdage_efter(first, 1)
        assert (following - first).days <= 6
        first = following


def test_configured_days_replace_ours() -> None:
    own = kalender(
        "prøve", [{"navn": "lukket", "hvornaar": "2026-06-22"}, {"navn": "fra", "hvornaar": "03-03", "foerste_aar": 2027}]
    )
    assert not er_bankdag(date(2026, 6, 22), own)
    assert er_bankdag(date(2026, 12, 24), own)
    assert er_bankdag(date(2026, 3, 3), own)
    assert not er_bankdag(date(2027, 3, 3), own)


def test_leap_day() -> None:
    own = kalender("prøve", [{"navn": "skuddag", "hvornaar": "02-29"}])
    assert not er_bankdag(date(2028, 2, 29), own)
    assert er_bankdag(date(2027, 3, 1), own)


@pytest.mark.parametrize("hvornaar", ["", "24-12", "påske+", "13-01", "2026-02-30", "pinse", "02-30"])
def test_a_day_that_is_none_is_told(hvornaar: str) -> None:
    with pytest.raises(ValueError, match="kan ikke læses"):
        Lukkedag("prøve", hvornaar)


@pytest.mark.parametrize("table", [{"navn": "x"}, {"navn": "x", "hvornaar": "12-24", "andet": 1}])
def test_a_table_that_is_none_is_told(table: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="forkerte felter"):
        kalender("prøve", [table])


def test_refused() -> None:
    with pytest.raises(TypeError):
        er_bankdag(datetime(2026, 1, 2, tzinfo=UTC))
    with pytest.raises(ValueError, match="mindst 1"):
        bankdage_foer(date(2026, 1, 2), 0)
    with pytest.raises(ValueError, match="har ikke 30"):
        bankdag_bagfra(2026, 2, 30)
