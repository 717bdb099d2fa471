"""Files to take away: nothing in them runs as a formula, amounts are numbers, CPR numbers are masked."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from snitflade.web.eksport import Oere, celler, csv_linjer, er_formel, sikker, skriv_xlsx

PERSON = "3112999999"


def som_csv(*raekker: list[object], personer: bool = False) -> list[list[str]]:
    data = b"".join(csv_linjer(["Tekst", "Tal"], celler(raekker, personer)))
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))[1:]


def som_xlsx(*raekker: list[object]) -> bytes:
    file = io.BytesIO()
    skriv_xlsx(file, ["Tekst", "Tal"], celler(raekker, False))
    return file.getvalue()


@given(st.text(max_size=20))
def test_no_cell_of_csv_begins_a_formula(text: str) -> None:
    assert not er_formel(sikker(text))
    assert sikker(text).removeprefix("'") in (text, text.removeprefix("'"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1"])
def test_formulas_are_texts(text: str) -> None:
    assert som_csv([text, 1])[0][0] == f"'{text}"


def test_amounts_are_numbers_with_a_comma_also_below_zero() -> None:
    assert som_csv(["a", Oere(-5)], ["b", Oere(123450)]) == [["a", "-0,05"], ["b", "1234,50"]]


def test_cpr_numbers_only_where_they_may_be_shown() -> None:
    assert som_csv([PERSON, ""])[0][0] == "311299-****"
    assert som_csv([PERSON, ""], personer=True)[0][0] == PERSON


def test_lines_and_delimiters_stay_inside_their_cell() -> None:
    assert som_csv(['a;"b"', "c\nd"]) == [['a;"b"', "c\nd"]]


def test_xlsx_has_numbers_dates_and_texts_that_are_no_formulas() -> None:
    data = som_xlsx(["=1+1", Oere(-123450)], [dt.date(2018, 1, 31), 7], ["0001952976", None], [PERSON, True])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert sheet.findall(".//{*}f") == []
    cells = {cell.get("r"): (cell.get("t", "n"), "".join(cell.itertext())) for cell in sheet.iter("{*}c")}
    assert cells["A2"] == ("inlineStr", "=1+1")
    assert cells["B2"] == ("n", "-1234.5")
    assert cells["A3"] == ("n", str((dt.date(2018, 1, 31) - dt.date(1899, 12, 30)).days))  # how a spreadsheet counts days
    assert cells["B3"] == ("n", "7")
    assert cells["A4"] == ("inlineStr", "0001952976")
    assert cells["A5"] == ("inlineStr", "311299-****")
    assert cells["B5"] == ("inlineStr", "J")
