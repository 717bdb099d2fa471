"""What cells can hold, and what is said about what they cannot."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.formats.cells import Amount, Cell, CellFault, Choice, Date, Digits, Integer, Text
from snitflade.formats.problems import ProblemKind

KONTO = ProblemKind("TEST_KONTO", "«{raw}» er ingen konto.")


@pytest.mark.parametrize(
    ("cell", "text", "value"),
    [
        (Text(5), "Ærøå!", "Ærøå!"),
        (Digits(10), "0001953096", "0001953096"),
        (Digits(10, "-"), "66-02-50-70-00", "6602507000"),
        (Amount(), "610,00", 61000),
        (Amount(), "610,5", 61050),
        (Amount(), "610", 61000),
        (Amount(), "0,01", 1),
        (Amount(negative=True), "-0,01", -1),
        (Amount(100), "1,00", 100),
        (Date(), "20180131", dt.date(2018, 1, 31)),
        (Date(), "2018-01-31", dt.date(2018, 1, 31)),
        (Date(), "31-01-2018", dt.date(2018, 1, 31)),
        (Date(), "29-02-2020", dt.date(2020, 2, 29)),
        (Integer(), "0", 0),
        (Integer(9), "009", 9),
        (Integer(negative=True), "-7", -7),
        (Choice({"J": True, "N": False}), "j", True),
        (Choice({"J": True, "N": False}), "N", False),
    ],
)
def test_good_cells(cell: Cell, text: str, value: Any) -> None:
    read = cell.read(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        (Text(3), "abcd", "FELT_FOR_LANGT"),
        (Text(9, "&"), "A & B", "CELLE_TEGN"),
        (Digits(10), "1953096", "CELLE_CIFRE_MANGLER"),
        (Digits(10), "12345678901", "FELT_IKKE_CIFRE"),
        (Digits(10), "66-02-50-70-00", "FELT_IKKE_CIFRE"),
        (Digits(4), "12²4", "FELT_IKKE_CIFRE"),  # a digit to Unicode, not to a file
        (Digits(4), "١٢٣٤", "FELT_IKKE_CIFRE"),
        (Digits(10, "-", KONTO), "66-02-50-70", "TEST_KONTO"),
        (Amount(), "610,001", "CELLE_DECIMALER"),
        (Amount(), "1.220,00", "CELLE_TUSINDTAL"),
        (Amount(), "1 220,00", "CELLE_TUSINDTAL"),
        (Amount(), "1\u00a0220,00", "CELLE_TUSINDTAL"),
        (Amount(), "610.00", "CELLE_TUSINDTAL"),
        (Amount(), "1220,", "CELLE_BELOEB"),
        (Amount(), ",50", "CELLE_BELOEB"),
        (Amount(), "6e2", "CELLE_BELOEB"),
        (Amount(), "+5,00", "CELLE_BELOEB"),
        (Amount(), "-0,01", "CELLE_NEGATIV"),
        (Amount(100), "1,01", "CELLE_FOR_STOR"),
        (Amount(), "9" * 5000, "CELLE_FOR_STOR"),
        (Date(), "20180229", "DATO_UGYLDIG"),
        (Date(), "31/01/2018", "DATO_UGYLDIG"),
        (Date(), "2018-1-31", "DATO_UGYLDIG"),
        (Date(), "180131", "DATO_UGYLDIG"),
        (Date(), "00000000", "DATO_UGYLDIG"),
        (Integer(), "1,5", "CELLE_HELTAL"),
        (Integer(), "-1", "CELLE_NEGATIV"),
        (Integer(), "--1", "CELLE_HELTAL"),
        (Integer(5), "6", "CELLE_FOR_STOR"),
        (Integer(), "9" * 5000, "CELLE_FOR_STOR"),
        (Choice({"J": True, "N": False}), "Ja", "FELT_VAERDI"),
    ],
)
def test_bad_cells(cell: Cell, text: str, code: str) -> None:
    with pytest.raises(CellFault) as caught:
        cell.read(text)
    assert caught.value.kind.code == code


@given(st.dates())
def test_a_date_is_the_same_in_all_its_forms(day: dt.date) -> None:
    year, month, date = f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"
    forms = (f"{year}{month}{date}", f"{year}-{month}-{date}", f"{date}-{month}-{year}")
    assert {Date().read(form) for form in forms} == {day}


@given(st.integers(0, 10**12 - 1))
def test_an_amount_is_exact(oere: int) -> None:
    assert Amount().read(f"{oere // 100},{oere % 100:02}") == oere


@given(st.text())
def test_no_text_makes_a_cell_fail_otherwise(text: str) -> None:
    for cell in (Text(5, "&"), Digits(4, "-"), Amount(), Date(), Integer(), Choice({"da": 1})):
        try:
            cell.read(text)
        except CellFault as fault:
            assert fault.kind.text.format(raw=text, field="", line=1, **fault.params)
