"""Dates and time stamps as fields: exactly the days and minutes there are, in exactly the specification's form."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.kind_tools import codes, prepare, read, refused, write
from tests.formats.strategies import PROPERTY

from snitflade.formats.moments import Date, Timestamp

NOON = dt.datetime.fromisoformat("2017-01-13T12:00")
LEAP = [("20160229", True), ("20170229", False), ("19000229", False), ("20000229", True), ("20170431", False)]


class TestDate:
    @PROPERTY
    @given(st.dates())
    def test_eight_digits(self, date: dt.date) -> None:
        text = f"{date.year:04d}{date.month:02d}{date.day:02d}"
        for value in (date, date.isoformat()):
            assert write(Date(), [value]) == [text]
        assert read(Date(), text) == ([date.isoformat()], [])

    @PROPERTY
    @given(st.one_of(st.text("0123456789", min_size=8, max_size=8), st.text("0129 -æ٣", min_size=8, max_size=8)))
    def test_exactly_the_days_of_the_calendar_are_read(self, text: str) -> None:
        values, problems = read(Date(), text)
        try:
            assert text.isascii()
            assert text.isdigit()
            expected = dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except (ValueError, AssertionError):
            assert [(p.code, p.raw) for p in problems] == [("DATO_UGYLDIG", text)]
            assert values == [None]
        else:
            assert (values, problems) == ([expected.isoformat()], [])

    @pytest.mark.parametrize(("text", "real"), LEAP)
    def test_leap_years(self, text: str, real: bool) -> None:
        assert (read(Date(), text)[1] == []) == real

    def test_no_date(self) -> None:
        assert write(Date(zero=True), [None, "2017-01-13"]) == ["00000000", "20170113"]
        assert read(Date(zero=True), "00000000") == ([None], [])
        assert codes(read(Date(), "00000000")[1]) == [("DATO_UGYLDIG", 11)]
        refused(Date(), None, "FELT_TOMT")

    def test_a_blank_date_is_read_with_a_warning_where_none_is_allowed(self) -> None:
        values, problems = read(Date(zero=True), "        ")
        assert values == [None]
        assert [(p.code, p.severity) for p in problems] == [("DATO_BLANK", "advarsel")]
        assert codes(read(Date(), "        ")[1]) == [("DATO_UGYLDIG", 11)]

    @pytest.mark.parametrize(
        "value",
        [
            "20170113",
            "2017-1-13",
            "2017-02-29",
            "13-01-2017",
            "2017-W02-5",
            "",
            20170113,
            1.5,
            True,
            NOON,
            dt.time(),
        ],
        ids=str,
    )
    def test_everything_else_is_refused(self, value: Any) -> None:
        refused(Date(), value, "DATO_UGYLDIG")

    @pytest.mark.parametrize("text", ["2017-01-13T12:34", "10000-01-01", "2017-01"])
    def test_arrays_are_held_to_the_same(self, text: str) -> None:
        assert codes(prepare(Date(), np.array([text], dtype="datetime64"))[1]) == [("DATO_UGYLDIG", 11)]
        assert prepare(Date(), np.array(["2017-01-13T00:00:00", "0001-01-01"], dtype="datetime64[s]"))[1] == []


class TestTimestamp:
    @PROPERTY
    @given(st.datetimes())
    def test_thirteen_digits(self, moment: dt.datetime) -> None:
        moment = moment.replace(second=0, microsecond=0, fold=0)
        iso = moment.isoformat(timespec="minutes")
        text = "0" + re.sub("[-T:]", "", iso)
        for value in (moment, iso):
            assert write(Timestamp(), [value]) == [text]
        assert read(Timestamp(), text) == ([iso], [])

    def test_the_printed_example(self) -> None:
        assert write(Timestamp(), ["2000-02-01T12:00"]) == ["0200002011200"]

    @pytest.mark.parametrize(
        "text",
        ["1200002011200", "0200002012400", "0200002011260", "0200002301200", "0000000000000", "02000020112 0", "02000x2011200"],
    )
    def test_what_is_no_moment_is_refused(self, text: str) -> None:
        assert [(p.code, p.raw) for p in read(Timestamp(), text)[1]] == [("DATO_UGYLDIG", text)]

    @pytest.mark.parametrize(
        "value",
        [
            "2017-01-13",
            "2017-01-13 12:00",
            "2017-01-13T12:00:30",
            "2017-01-13T12:00+01:00",
            NOON.replace(second=30),
            NOON.replace(tzinfo=dt.UTC),
            dt.date(2017, 1, 13),
            1.5,
        ],
        ids=str,
    )
    def test_nothing_is_rounded_or_converted(self, value: Any) -> None:
        refused(Timestamp(), value, "DATO_UGYLDIG")

    def test_no_moment_is_refused(self) -> None:
        refused(Timestamp(), None, "FELT_TOMT")

    @pytest.mark.parametrize("text", ["2017-01-13T12:34:56", "12345-01-01T00:00", "2017-01-13"])
    def test_arrays_are_held_to_the_same(self, text: str) -> None:
        assert codes(prepare(Timestamp(), np.array([text], dtype="datetime64"))[1]) == [("DATO_UGYLDIG", 11)]


class TestDanishForms:
    """payments.md 1: ddmmåå and ddmmåååå; years 00–79 are 20xx, 80–99 are 19xx."""

    SHORT, LONG = Date(width=6, form="DDMMÅÅ"), Date(form="DDMMÅÅÅÅ")

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("011226", "2026-12-01"),
            ("010100", "2000-01-01"),
            ("311279", "2079-12-31"),
            ("010180", "1980-01-01"),
            ("311299", "1999-12-31"),
        ],
    )
    def test_two_digits_of_a_year(self, text: str, value: str) -> None:
        assert read(self.SHORT, text) == ([value], [])
        assert write(self.SHORT, [value]) == [text]

    @pytest.mark.parametrize("text", ["300226", "001226", "011326", "26120", "0112 6", "000000"])
    def test_what_is_no_day(self, text: str) -> None:
        _, problems = read(self.SHORT, text.ljust(6))
        assert [problem.code for problem in problems] == ["DATO_UGYLDIG"]

    @pytest.mark.parametrize("value", ["1979-12-31", "2080-01-01"])
    def test_a_year_that_two_digits_cannot_hold(self, value: str) -> None:
        for values in ([value], np.array([value], dtype="datetime64[D]")):
            _, problems = prepare(self.SHORT, values)
            assert [problem.code for problem in problems] == ["DATO_UGYLDIG"]

    def test_four_digits_of_a_year(self) -> None:
        assert read(self.LONG, "01122026") == (["2026-12-01"], [])
        assert write(self.LONG, ["2026-12-01"]) == ["01122026"]
        assert read(Date(zero=True, form="DDMMÅÅÅÅ"), "00000000") == ([None], [])

    def test_another_form_is_none(self) -> None:
        with pytest.raises(ValueError, match="MMDDÅÅ"):
            Date(form="MMDDÅÅ")
