"""Columns of cells: whole columns read and written at once say just what their cells say one by one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.strategies import PROPERTY

from snitflade.formats import cells
from snitflade.formats.cell_kinds import CellKind, DateCell, DigitsCell
from snitflade.formats.cell_numbers import AmountCell, NumberCell
from snitflade.formats.cells import CellFault
from snitflade.formats.characters import Chars
from snitflade.formats.dateforms import Form
from snitflade.formats.kinds import Faults
from snitflade.formats.problems import Problems

AMOUNT = AmountCell(cells.Decimals(negative=True), 20, 2)
EXACT = AmountCell(cells.Decimals(marks=".,", exact=True, highest=999_999), 20, 2)
KRONER = AmountCell(cells.Decimals(0, negative=True), 20)
AS_NEEDED = AmountCell(cells.Decimals(marks=".", negative=True), 20)
NUMBER = NumberCell(cells.Decimals(0, highest=366), 6)
FILLED = NumberCell(cells.Decimals(0), 12, 0, 6)
FRACTION = NumberCell(cells.Decimals(4, negative=True), 20)
DIGITS = DigitsCell(cells.Digits(10, also=(8,)), 10)
LOST = DigitsCell(cells.Digits(10, lost_zero=True), 10)
DAY = DateCell(cells.Date(tuple(map(Form, ("DD-MM-ÅÅÅÅ", "ÅÅÅÅMMDD", "DD/MM/ÅÅ")))), 10)
MINUTE = DateCell(cells.Date((Form("DD/MM/ÅÅÅÅ tt:mm"),)), 16)
KINDS: list[CellKind] = [AMOUNT, EXACT, KRONER, AS_NEEDED, NUMBER, FILLED, FRACTION, DIGITS, LOST, DAY, MINUTE]
LIKELY = st.text("0123456789,.-/ :", min_size=1, max_size=16).map(str.strip).filter(bool)
WRITTEN = st.sampled_from(
    [
        *(
            "1250,00",
            "-0,05",
            "0,00",
            "-0,00",
            "007",
            "1250",
            "1250,5",
            "1250.50",
            "+1",
            "1e3",
            "12,",
            ",5",
            "31-12-2026",
            "31-02-2026",
        ),
        *(
            "20261231",
            "31/12/79",
            "31/12/80",
            "3112999999",
            "112999999",
            "12227353",
            "04/11/2026 23:59",
            "04/11/2026 24:00",
            "æ",
            "ĸ1",
        ),
    ]
)


def matrix(texts: list[str]) -> Chars:
    wide = any(ord(character) > 255 for text in texts for character in text)
    width = max(map(len, texts))
    out = np.zeros((len(texts), width), dtype=np.uint32 if wide else np.uint8)
    for row, text in enumerate(texts):
        out[row, : len(text)] = [ord(character) for character in text]
    return out


def read(kind: CellKind, texts: list[str]) -> tuple[list[Any], list[bool], list[tuple[str, int]]]:
    """The plain values, which are written as we write them, and the problems: code and line (from 1)."""
    problems = Problems()
    faults = Faults(problems, np.arange(1, len(texts) + 1), "utf-8", "felt", "post", 1)
    column, plain = kind.read_spelled(matrix(texts), faults)
    return kind.plain(column), plain.tolist(), [(problem.code, problem.line) for problem in problems.sorted()]


def write(kind: CellKind, values: list[Any]) -> list[str]:
    problems = Problems()
    column = kind.prepare(values, Faults(problems, np.arange(1, len(values) + 1), "utf-8", "felt", "post", 1))
    assert not problems, problems.sorted()
    return ["".join(chr(value) for value in row if value) for row in kind.write(column).tolist()]


@PROPERTY
@given(st.sampled_from(KINDS), st.lists(st.one_of(LIKELY, WRITTEN), min_size=1, max_size=8))
def test_a_column_says_what_its_cells_say(kind: CellKind, texts: list[str]) -> None:
    values, plain, problems = read(kind, texts)
    faults = []
    for number, text in enumerate(texts):
        try:
            alone = kind.cell.read(text)
        except CellFault as fault:
            faults.append((fault.kind.code, number + 1))
            assert not plain[number]
            continue
        expected = {
            int: lambda value: kind.plain(np.array([value * getattr(kind, "unit", 1)]))[0],
            str: lambda value: value,
            dt.date: lambda value: value.isoformat(),
            dt.datetime: lambda value: value.isoformat(timespec="minutes"),
        }[type(alone)](alone)
        assert values[number] == expected
        assert plain[number] == (write(kind, [values[number]]) == [text]), text
    assert sorted(problems) == sorted(faults)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (AMOUNT, 125000, "1250,00"),
        (AMOUNT, -5, "-0,05"),
        (AMOUNT, 0, "0,00"),
        (EXACT, 68750, "687.50"),
        (KRONER, 4820000, "48200"),
        (KRONER, -100, "-1"),
        (AS_NEEDED, 24531000, "245310"),
        (AS_NEEDED, -145050, "-1450.50"),
        (NUMBER, 366, "366"),
        (FILLED, 2, "000002"),
        (FRACTION, "0.35", "0,3500"),
        (DIGITS, "12227353", "12227353"),
        (DAY, "2026-11-04", "04-11-2026"),
        (MINUTE, "2025-03-12T09:12", "12/03/2025 09:12"),
    ],
)
def test_values_are_written_and_read(kind: CellKind, value: Any, text: str) -> None:
    (written,) = write(kind, [value])
    assert written == text
    assert read(kind, [written])[0] == [value]


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (AMOUNT, 12.5, "FELT_TYPE"),
        (AMOUNT, "1250", "FELT_TYPE"),
        (AMOUNT, Decimal("12.5"), "FELT_TYPE"),
        (AMOUNT, True, "FELT_TYPE"),
        (EXACT, 1_000_000, "CELLE_FOR_STOR"),
        (EXACT, -1, "CELLE_NEGATIV"),
        (KRONER, 150, "CELLE_HELE_KRONER"),
        (NUMBER, 367, "CELLE_FOR_STOR"),
        (NUMBER, 10**40, "CELLE_FOR_STOR"),
        (FRACTION, "0.00001", "FELT_TYPE"),
        (FRACTION, "æ", "FELT_TYPE"),
        (FRACTION, 0.5, "FELT_TYPE"),
        (DIGITS, "123", "FELT_IKKE_CIFRE"),
        (DIGITS, "٣" * 10, "FELT_IKKE_CIFRE"),
        (DAY, "04-11-2026", "DATO_UGYLDIG"),
        (DateCell(cells.Date((Form("DD-MM-ÅÅ"),)), 8), "1979-12-31", "DATO_UGYLDIG"),
    ],
    ids=repr,
)
def test_what_no_value_is_is_told(kind: CellKind, value: Any, code: str) -> None:
    problems = Problems()
    kind.prepare([value], Faults(problems, np.array([7]), "utf-8", "felt", "post", 1))
    assert [(problem.code, problem.line) for problem in problems] == [(code, 7)]


@pytest.mark.parametrize("text", ["DD-MM", "ÅÅÅÅMMDD DD", "", "DD-MM-ÅÅÅÅ tt", "dd-mm-åååå"])
def test_what_no_form_is(text: str) -> None:
    with pytest.raises(ValueError, match="hverken en dato"):
        Form(text)


@PROPERTY
@given(st.dates(dt.date(1980, 1, 1), dt.date(2079, 12, 31)), st.sampled_from(["ÅÅÅÅMMDD", "DD-MM-ÅÅ", "DD/MM/ÅÅÅÅ", "ÅÅÅÅ.MM.DD"]))
def test_every_day_is_written_and_read_in_every_form(day: dt.date, text: str) -> None:
    form = Form(text)
    chars = form.write(np.array([day], dtype="datetime64[D]"))
    written = "".join(map(chr, chars[0]))
    assert form.value(written) == day
    column, good = form.read(chars)
    assert (column.tolist(), good.tolist()) == ([day], [True])


def test_years_of_two_digits_are_1980_to_2079() -> None:
    """payments.md 1."""
    assert [Form("DD/MM/ÅÅ").value(text) for text in ("31/12/79", "01/01/80", "31/12/99", "29/02/00")] == [
        dt.date(2079, 12, 31),
        dt.date(1980, 1, 1),
        dt.date(1999, 12, 31),
        dt.date(2000, 2, 29),
    ]
    assert read(DAY, ["31/12/79", "01/01/80"])[0] == ["2079-12-31", "1980-01-01"]


def test_a_zero_that_a_spreadsheet_dropped_is_put_back_and_only_one() -> None:
    assert read(LOST, ["112999999", "12999999"]) == (["0112999999", ""], [False, False], [("CELLE_CIFRE_MANGLER", 2)])
