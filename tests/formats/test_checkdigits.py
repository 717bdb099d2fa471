"""Check digits: a well-kept library is the oracle, the specification's own numbers the examples (payments.md 2.2 to 2.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, luhn
from stdnum.dk import cpr, cvr
from stdnum.exceptions import InvalidComponent
from tests.formats.strategies import DIGITS, PROPERTY, gln

from snitflade.formats import checkdigits
from snitflade.formats.checkdigits import Mask

eight = st.text(DIGITS, min_size=8, max_size=8)
ten = st.text(DIGITS, min_size=10, max_size=10)
thirteen = st.text(DIGITS, min_size=13, max_size=13)


def holds(rule: Callable[[checkdigits.Digits], Mask], number: str) -> bool:
    return bool(rule(checkdigits.digits(number))[0])


def possible_birth_date(number: str) -> bool:
    try:
        cpr.get_birth_date(number)
    except InvalidComponent:
        return False
    return True


def with_cvr_digit(seven: str) -> str:
    """Eight digits of which the last makes the sum divisible by 11, if any does."""
    return next((f"{seven}{digit}" for digit in range(10) if cvr.is_valid(f"{seven}{digit}")), f"{seven}0")


@PROPERTY
@given(st.one_of(eight, st.text(DIGITS, min_size=7, max_size=7).map(with_cvr_digit)))
def test_cvr(number: str) -> None:
    assert holds(checkdigits.cvr, number) == cvr.is_valid(number)


@PROPERTY
@given(st.one_of(thirteen, gln()))
def test_gln(number: str) -> None:
    assert holds(checkdigits.gln, number) == (ean.is_valid(number) and number.strip("0") != "")


@PROPERTY
@given(ten, st.dates())
def test_cpr_is_a_possible_date_in_the_century_of_the_seventh_digit(number: str, date: dt.date) -> None:
    real = f"{date:%d%m%y}{number[6:]}"
    for one in (number, real):
        assert holds(checkdigits.cpr, one) == possible_birth_date(one) or int(one[:2]) > 60


@PROPERTY
@given(ten, st.dates())
def test_a_replacement_number_is_one_whose_day_is_60_more(number: str, date: dt.date) -> None:
    real = f"{date:%d%m%y}{number[6:]}"
    replaced = f"{int(real[:2]) + 60}{real[2:]}"
    assert holds(checkdigits.cpr, replaced) == possible_birth_date(real)


@PROPERTY
@given(ten)
def test_cpr_modulus_11(number: str) -> None:
    assert holds(checkdigits.cpr_modulus_11, number) == (cpr.checksum(number) == 0)


@pytest.mark.parametrize(
    ("rule", "number", "expected"),
    [
        (checkdigits.cvr, "12227353", True),
        (checkdigits.cvr, "19785289", True),
        (checkdigits.cvr, "12227354", False),
        (checkdigits.cvr, "00000000", False),
        (checkdigits.gln, "5790001953096", True),
        (checkdigits.gln, "5790001952976", True),
        (checkdigits.gln, "5790002292514", True),
        (checkdigits.gln, "5790001953069", False),
        (checkdigits.gln, "0000000000000", False),
        (checkdigits.cpr, "3112999999", True),
        (checkdigits.cpr, "5809001539", False),
        (checkdigits.cpr, "0002292514", False),
        (checkdigits.cpr, "2902004000", True),
        (checkdigits.cpr, "2902000000", False),
        (checkdigits.cpr, "0113990000", False),
        (checkdigits.cpr, "6000000000", False),
        (checkdigits.cpr_modulus_11, "3112999999", True),
        (checkdigits.cpr_modulus_11, "5809001539", False),
    ],
)
def test_known_numbers(rule: Callable[[checkdigits.Digits], Mask], number: str, expected: bool) -> None:
    assert holds(rule, number) is expected


@PROPERTY
@given(st.lists(ten, min_size=1, max_size=6))
def test_a_column_is_its_numbers(numbers: list[str]) -> None:
    matrix = np.concatenate([checkdigits.digits(number) for number in numbers])
    for rule in (checkdigits.cpr, checkdigits.cpr_modulus_11):
        assert rule(matrix).tolist() == [holds(rule, number) for number in numbers]


@pytest.mark.parametrize("text", ["", "12a", "1 2", "１２", "-1"])
def test_what_is_no_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not digits"):
        checkdigits.digits(text)


@PROPERTY
@given(st.text(DIGITS, min_size=1, max_size=19))
def test_luhn(number: str) -> None:
    assert holds(checkdigits.luhn, number) == luhn.is_valid(number)
    assert str(checkdigits.luhn_digit(checkdigits.digits(number))[0]) == luhn.calc_check_digit(number)


@pytest.mark.parametrize(("number", "expected"), [("100000000009083", True), ("000006190001237", True), ("000006190001238", False)])
def test_the_specifications_payment_identifications(number: str, expected: bool) -> None:
    assert holds(checkdigits.luhn, number) is expected
