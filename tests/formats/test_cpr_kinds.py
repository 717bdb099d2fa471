"""CPR: what single fields can hold, what codes mean, what a personnummer tells, and the subscription file."""

from __future__ import annotations

import calendar
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.kind_tools import codes, prepare, read, write
from tests.formats.provocations_cpr import packed, subscription, subscriptions
from tests.formats.strategies import PROPERTY, cpr_moments

from snitflade.formats import checkdigits, cpr_abonnement, cpr_koder, cpr_personnummer
from snitflade.formats.cpr_kinds import PRAECISION, CprDato, CprTid, Kode, Navn, dato, tid
from snitflade.formats.problems import Problems

DATES = ["1960-01-01", "2000-02-29", "2024-12-31", "0001-01-01", "1858-11-17"]
NO_DATES = [
    "1960-02-30",
    "1900-02-29",
    "2023-02-29",
    "1960-13-01",
    "1960-00-01",
    "1960-01-00",
    "0000-01-01",
    "0000-00-00",
    "19600101  ",
    "1960-1-1  ",
    "1960/01/01",
    "          "[:9] + "x",
    "x960-01-01",
    "0000000000",
    "1960-01-0:",
    "1960-01-0/",
]
MOMENTS = ["196001011200", "196001011299", "196000002000", "196003000000", "000000000000", "200002292359", "196012312400"]
NO_MOMENTS = [
    "196002301200",
    "190002291200",
    "196013011200",
    "196000011200",
    "196001012500",
    "196001012401",
    "196001011260",
    "196001011298",
    "000001011200",
    "00000000000 ",
    "           1",
    "1960-01-0112",
    "000000000099",
]


class TestDates:
    @pytest.mark.parametrize("text", DATES)
    def test_a_date_is_kept_as_it_is(self, text: str) -> None:
        assert read(CprDato(), text, " " * 10) == ([text, None], [])
        assert write(CprDato(), [text, None, ""]) == [text, " " * 10, " " * 10]

    @pytest.mark.parametrize("text", NO_DATES)
    def test_what_is_no_date_is_told_and_kept(self, text: str) -> None:
        values, problems = read(CprDato(), "1960-01-01", text, " " * 10)
        assert values == ["1960-01-01", text.rstrip(), None]
        assert codes(problems) == [("CPR_DATO", 12)]
        assert codes(prepare(CprDato(), [text])[1]) == [("CPR_DATO", 11)]

    @PROPERTY
    @given(st.lists(st.tuples(st.integers(1, 9999), st.integers(0, 19), st.integers(0, 39)), min_size=1, max_size=20))
    def test_dates_are_those_of_the_calendar(self, parts: list[tuple[int, int, int]]) -> None:
        texts = [f"{year:04}-{month:02}-{day:02}" for year, month, day in parts]
        good = [1 <= m <= 12 and 1 <= d <= calendar.monthrange(y, m)[1] for y, m, d in parts]
        _, problems = read(CprDato(), *texts)
        assert [problem.line for problem in problems] == [11 + i for i, right in enumerate(good) if not right]

    @pytest.mark.parametrize("year", [1900, 2000, 2023, 2024])
    def test_every_month_ends_where_the_calendar_says(self, year: int) -> None:
        days = [(month, day) for month in range(1, 13) for day in (*range(28, 33), 0)]
        wrong = [11 + i for i, (month, day) in enumerate(days) if not 1 <= day <= calendar.monthrange(year, month)[1]]
        known = [line for line in wrong if days[line - 11][1]]  # a moment may lack its day
        assert [p.line for p in read(CprDato(), *(f"{year}-{month:02}-{day:02}" for month, day in days))[1]] == wrong
        assert [p.line for p in read(CprTid(), *(f"{year}{month:02}{day:02}1200" for month, day in days))[1]] == known

    def test_columns_of_dates_can_be_reckoned_with(self) -> None:
        column, _ = prepare(CprDato(), ["1960-01-31", None])
        assert dato(column).tolist() == [dt.date(1960, 1, 31), None]


class TestMoments:
    @pytest.mark.parametrize("text", MOMENTS)
    def test_a_moment_known_in_part_is_kept_as_it_is(self, text: str) -> None:
        assert read(CprTid(), text, " " * 12) == ([text, None], [])
        assert write(CprTid(), [text, None]) == [text, " " * 12]

    @pytest.mark.parametrize("text", NO_MOMENTS)
    def test_what_is_no_moment_is_told_and_kept(self, text: str) -> None:
        values, problems = read(CprTid(), MOMENTS[0], text)
        assert values == [MOMENTS[0], text.rstrip()]
        assert codes(problems) == [("CPR_TID", 12)]

    @PROPERTY
    @given(st.lists(cpr_moments(), min_size=1, max_size=20))
    def test_what_can_be_known_is_derived_and_nothing_made_up(self, texts: list[str]) -> None:
        column, problems = prepare(CprTid(), texts)
        assert not problems
        days, known = tid(column)
        for text, day, level in zip(texts, days.tolist(), known.tolist(), strict=True):
            month, date = text[4:6].replace("00", "01"), text[6:8].replace("00", "01")
            assert day == dt.date(int(text[:4]), int(month), int(date))
            exact = "aar" if text[4:8] == "0000" else "dag" if text.endswith("99") else "minut"
            assert PRAECISION[level] == exact


class TestCodes:
    def test_an_unknown_code_is_a_warning_and_kept(self) -> None:
        kind = Kode(2, cpr_koder.STATUS.koder)
        values, problems = read(kind, "05", "97", "  ")
        assert values == ["05", "97", ""]
        assert [(p.code, p.line, p.severity) for p in problems] == [("CPR_KODE", 12, "advarsel"), ("CPR_KODE", 13, "advarsel")]

    def test_letters_beyond_ascii_and_blank_are_codes_too(self) -> None:
        assert read(Kode(2, cpr_koder.AFLEDT.koder), "ÆG", "  ", "BØ")[1] == []
        assert codes(read(Kode(1, cpr_koder.ANNKOR.koder), "Æ", "Å")[1]) == [("CPR_KODE", 12)]

    def test_without_a_complete_list_nothing_is_unknown(self) -> None:
        """The list of events is known not to be complete (5.4)."""
        assert cpr_koder.HAENDELSE.koder == ()
        assert read(Kode(3, cpr_koder.HAENDELSE.koder), "P58", "ZZZ")[1] == []
        assert cpr_koder.HAENDELSE.betydning("A06") == "udrejse"
        assert cpr_koder.HAENDELSE.betydning("P58") == "ukendt kode P58"

    def test_the_lists_are_those_that_are_printed(self) -> None:
        assert len(cpr_koder.STATUS.koder) == 12
        assert "".join(cpr_koder.CIVILSTAND.koder) == "UGFEPOLD"
        assert len(cpr_koder.HAENDELSE.betydninger) == 36
        assert len(cpr_koder.AFLEDT.koder) == 23
        open_ones = {kode for kode, kommune in cpr_koder.KOMMUNER.items() if not kommune.ophoert}
        assert open_ones == {"0955", "0956", "0957", "0959", "0960", "0961"}
        assert cpr_koder.KOMMUNER["0958"].afloest_af == ("0959", "0960")
        assert all(re.fullmatch(r"09\d\d", kode) and cpr_koder.groenlandsk(kode) for kode in cpr_koder.KOMMUNER)
        assert not any(cpr_koder.groenlandsk(kode) for kode in ("0101", "0851", "0000", "", "x"))

    def test_a_question_mark_in_a_name_is_a_lost_letter(self) -> None:
        values, problems = read(Navn(5), "B?rge", "Børge")
        assert values == ["B?rge", "Børge"]
        assert [(p.code, p.line, p.severity) for p in problems] == [("CPR_SPOERGSMAALSTEGN", 11, "advarsel")]


class TestNumbers:
    @PROPERTY
    @given(st.text("0123456789", min_size=10, max_size=10))
    def test_one_number_tells_what_a_column_of_them_does(self, pnr: str) -> None:
        digits = checkdigits.digits(pnr)
        born = cpr_personnummer.foedselsdato(pnr)
        assert (born is not None) == bool(checkdigits.cpr(digits)[0])
        assert cpr_personnummer.opfylder_modulus_11(pnr) == bool(checkdigits.cpr_modulus_11(digits)[0])
        assert cpr_personnummer.er_erstatningsnummer(pnr) == (born is not None and pnr[0] in "6789")
        if born:
            assert (born.month, born.year % 100) == (int(pnr[2:4]), int(pnr[4:6]))

    @pytest.mark.parametrize(
        ("seventh", "years"),
        [
            ("0123", (1900, 1936, 1937, 1957, 1958, 1999)),
            ("49", (2000, 2036, 1937, 1957, 1958, 1999)),
            ("5678", (2000, 2036, 2037, 2057, 1858, 1899)),
        ],
    )
    def test_the_century_is_that_of_the_printed_table(self, seventh: str, years: tuple[int, ...]) -> None:
        for digit in seventh:
            for two, year in zip((0, 36, 37, 57, 58, 99), years, strict=True):
                born = cpr_personnummer.foedselsdato(f"0101{two:02}{digit}001")
                assert born == dt.date(year, 1, 1)

    @pytest.mark.parametrize("text", ["", "123", "010160000a", "01016000011", "٠١٠١٦٠٠٠٠١"])
    def test_what_is_no_number_tells_nothing(self, text: str) -> None:
        assert cpr_personnummer.foedselsdato(text) is None
        assert not cpr_personnummer.er_erstatningsnummer(text)
        assert not cpr_personnummer.opfylder_modulus_11(text)


class TestSubscriptions:
    def test_numbers_without_check_digit_are_as_good_as_others(self) -> None:
        problems = Problems()
        subscriptions(subscription("0101600001"), subscription("0101600002"))(problems)
        assert not problems

    def test_a_line_is_what_the_peer_writes(self) -> None:
        """Key 06: 80 characters; key 07: 33 (8.2)."""
        problems = Problems()
        table = cpr_abonnement.ABONNEMENT.table({"kundenr": "1234", "pnr": ["0101600001"]}, problems)
        asked = cpr_abonnement.REKVISITION.table({"opgavenr": "123456", "pnr": ["0101600001"]}, problems)
        assert not problems
        lines = [cpr_abonnement.ABONNEMENT.write(table, slice(0, 1)), cpr_abonnement.REKVISITION.write(asked, slice(0, 1))]
        assert lines[0].tobytes() == b"06123400OP0101600001" + b" " * 60
        assert lines[1].tobytes() == b"071234560101600001" + b" " * 15

    def test_the_last_line_ends_too(self) -> None:
        problems = Problems()
        document = cpr_abonnement.FORMAT.read(packed(subscription("0101600001")), problems)
        assert cpr_abonnement.FORMAT.write(document).endswith(b"\r\n")

    def test_contradictions_are_told_at_the_later_line(self) -> None:
        problems = Problems()
        subscriptions(subscription("0101600001"), subscription("0101600001", "SL"))(problems)
        assert [(p.code, p.line) for p in problems] == [("CPR_ABONNEMENT_DUBLET", 2)]


def test_columns_of_names_of_all_letters_of_latin_1_come_back() -> None:
    letters = "".join(chr(value) for value in range(0xA0, 0x100))
    names = [letters[i : i + 16] for i in range(0, 96, 16)]
    assert not prepare(Navn(16), names, "iso8859-1")[1]
    assert write(Navn(16), names) == [name.ljust(16) for name in names]
    assert read(Navn(16), *names) == (names, [])
