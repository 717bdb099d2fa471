"""Workbooks: cells are read without rounding, nothing is taken for a formula, and no file takes more memory than it may."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile

import pytest
import python_calamine as calamine
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.provocations_profiles import RATES, changed, made, sheet
from tests.formats.strategies import PROPERTY

from snitflade.formats import jsonl
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems
from snitflade.formats.workbook import WorkbookFormat

HEAD: list[object] = ["Kode", "Cpr", "Gyldig_fra", "Beloeb", "Vaerdi"]


def rates() -> WorkbookFormat:
    found = made(RATES).format
    assert isinstance(found, WorkbookFormat)
    return found


FORMAT = rates()


def read(data: bytes) -> tuple[list[dict[str, object]], list[tuple[str, int, int, str]]]:
    problems = Problems()
    document = FORMAT.read(data, problems)
    found = list(FORMAT.post.rows(document.tables["sats"]))
    return found, [(problem.code, problem.line, problem.column, problem.field) for problem in problems.sorted()]


def cell(value: object, column: int) -> tuple[object, list[tuple[str, int, int, str]]]:
    """What one cell below a heading is read as, and the problems."""
    row: list[object] = ["A", None, None, None, None]
    row[column] = value
    found, problems = read(sheet(HEAD, row))
    return found[0].get(["kode", "cpr", "gyldig_fra", "beloeb", "vaerdi"][column]) if found else None, problems


class TestCells:
    @pytest.mark.parametrize(
        ("value", "oere"),
        [(4500.1, 450010), (0.29, 29), (1e-2, 1), (64239, 6_423_900), ("4500,10", 450010), ("4500", 450000), (1e9, 10**11)],
    )
    def test_amounts_are_exact(self, value: object, oere: int) -> None:
        assert cell(value, 3) == (oere, [])

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (14350.505, "CELLE_DECIMALER_ANTAL"),
            (1234.567891, "CELLE_DECIMALER_ANTAL"),
            (1e15, "FELT_FOR_LANGT"),
            (-1, "CELLE_NEGATIV"),
            ("4.500,10", "CELLE_DECIMALTAL"),
            ("4500.10", "CELLE_DECIMALTAL"),
            (True, "CELLE_DECIMALTAL"),
        ],
    )
    def test_what_is_not_whole_oere_is_refused(self, value: object, code: str) -> None:
        found, problems = cell(value, 3)
        assert found is None
        assert {(problem[0], problem[1], problem[2]) for problem in problems} <= {(code, 2, 4), ("CELLE_FOR_STOR", 2, 4)} != set()

    @pytest.mark.parametrize(
        ("value", "digits", "codes"),
        [
            (3112999999, "3112999999", []),
            ("0112999999", "0112999999", []),
            (112999999, None, ["CELLE_CIFRE_MANGLER"]),
            (3112999999.5, None, ["FELT_FOR_LANGT"]),
            ("311299-9999", None, ["FELT_FOR_LANGT"]),
        ],
    )
    def test_digits_are_text_or_whole_numbers(self, value: object, digits: str | None, codes: list[str]) -> None:
        found, problems = cell(value, 1)
        assert (found, [problem[0] for problem in problems]) == (digits, codes)

    @pytest.mark.parametrize(("value", "day"), [("01-01-2021", "2021-01-01"), ("20210101", "2021-01-01"), (20210101, "2021-01-01")])
    def test_dates_are_text(self, value: object, day: str) -> None:
        assert cell(value, 2) == (day, [])

    def test_dates_are_date_cells(self) -> None:
        written = FORMAT.write(FORMAT.document({"sats": {"kode": ["A"], "gyldig_fra": [dt.date(2021, 1, 1)]}}, Problems()))
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(written))
        assert dt.date(2021, 1, 1) in book.get_sheet_by_name("Satser").to_python()[1]
        assert read(written) == ([{"kode": "A", "gyldig_fra": "2021-01-01"}], [])

    def test_a_number_that_is_no_date_is_no_date(self) -> None:
        assert cell(44197, 2)[1] == [("DATO_UGYLDIG", 2, 3, "gyldig_fra")]

    def test_a_number_has_no_written_decimals_that_could_be_wrong(self) -> None:
        """Where text must have just two decimals, a number cell has as many as it needs."""
        found = made(RATES.replace('type = "beloeb"', 'type = "beloeb", decimaler_faste = true')).format
        assert isinstance(found, WorkbookFormat)
        problems = Problems()
        document = found.read(sheet(["Kode", "Beloeb"], ["A", 12.5], ["B", 12], ["C", "12,5"]), problems)
        assert [row.get("beloeb") for row in found.post.rows(document.tables["sats"])] == [1250, 1200, None]
        assert [(problem.code, problem.line) for problem in problems] == [("CELLE_DECIMALER_ANTAL", 4)]

    def test_fractions_are_exact_to_their_decimals(self) -> None:
        assert cell(0.35, 4) == ("0.35", [])
        assert cell(-35, 4) == ("-35", [])
        assert cell(1 / 3, 4)[1][0][0] == "CELLE_DECIMALER_ANTAL"


class TestSheets:
    def test_rows_before_the_headings_and_empty_ones_are_passed_over_and_lines_are_rows_of_the_sheet(self) -> None:
        found, problems = read(sheet(["Satser 2021"], [], HEAD, ["A", None, None, 1.005], [], ["B", None, None, "x"]))
        assert [row["kode"] for row in found] == ["A", "B"]
        assert problems == [("CELLE_DECIMALER_ANTAL", 4, 4, "beloeb"), ("CELLE_DECIMALTAL", 6, 4, "beloeb")]

    def test_columns_follow_their_headings(self) -> None:
        assert read(sheet(["Beloeb", " kode "], [1, "A"])) == ([{"kode": "A", "beloeb": 100}], [])

    def test_an_unknown_heading_is_told(self) -> None:
        assert read(sheet(["Kode", "Beløb"], ["A", 1]))[1] == [("CSV_KOLONNE_UKENDT", 1, 6, "")]

    def test_a_cell_with_an_error_is_told_where_it_stands(self) -> None:
        data = changed(
            sheet(HEAD, ["A", None, None, 1]), "xl/worksheets/sheet1.xml", b'<c r="D2"><v>1', b'<c r="D2" t="e"><v>#DIV/0!'
        )
        assert read(data)[1] == [("REGNEARK_FEJLCELLE", 2, 4, "")]

    @PROPERTY
    @given(
        st.lists(
            st.tuples(
                st.text(
                    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co")),
                    min_size=1,
                    max_size=20,
                ),
                st.dates(dt.date(1900, 3, 1)),
                st.integers(0, 10**11),
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_what_is_written_is_read(self, table: list[tuple[str, dt.date, int]]) -> None:
        problems = Problems()
        values = {"kode": [row[0] for row in table], "gyldig_fra": [row[1] for row in table], "beloeb": [row[2] for row in table]}
        document = FORMAT.document({"sats": values}, problems)
        assert not problems, problems.sorted()
        data = FORMAT.write(document)
        assert read(data) == ([{"kode": a, "gyldig_fra": b.isoformat(), "beloeb": c} for a, b, c in table], [])
        again = jsonl.load(FORMAT, "\n".join(jsonl.dump(FORMAT, FORMAT.read(data, problems))), problems)
        assert not problems
        assert FORMAT.write(again) == data

    @pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "-1", "http://x", "{=1}"])
    def test_no_text_becomes_a_formula_or_a_link(self, text: str) -> None:
        data = FORMAT.write(FORMAT.document({"sats": {"kode": [text]}}, Problems()))
        page = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in page and b"hyperlink" not in page
        assert read(data)[0] == [{"kode": text}]


GOOD = sheet(HEAD, ["A", None, None, 1])


class TestBounds:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"PK\x03\x04",
            b"Kode;Beloeb\r\n",
            b"\xd0\xcf\x11\xe0" + b"x" * 600,
            GOOD[:-50],
            GOOD[:200],
            b"PK\x03\x04" + b"\x00" * 500,
        ],
        ids=lambda data: repr(data[:8]),
    )
    def test_what_no_workbook_is_is_told(self, data: bytes) -> None:
        found, problems = read(data)
        assert not found
        assert {problem[0] for problem in problems} <= {"REGNEARK_UGYLDIGT", "FIL_TOM"} != set()

    @PROPERTY
    @given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
    def test_a_changed_byte_never_makes_it_fail(self, at: int, flip: int) -> None:
        data = bytearray(GOOD)
        data[at] ^= flip
        problems = Problems()
        document = FORMAT.read(bytes(data), problems)
        assert isinstance(document, Document)
        assert all(str(problem) for problem in problems)

    def bomb(self, **parts: bytes) -> bytes:
        whole = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(GOOD)) as package, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as out:
            for info in package.infolist():
                out.writestr(info.filename, parts.get(info.filename.rpartition("/")[2].partition(".")[0], package.read(info)))
        return whole.getvalue()

    def small(self, data: bytes) -> None:
        tracemalloc.start()
        try:
            found, problems = read(data)
            assert tracemalloc.get_traced_memory()[1] < 60_000_000
        finally:
            tracemalloc.stop()
        assert not found
        assert [problem[0] for problem in problems] == ["REGNEARK_FOR_STORT"]

    def test_a_zip_bomb_is_refused_before_it_is_unpacked(self) -> None:
        data = self.bomb(sheet1=b"0" * 250_000_000)
        assert len(data) < 1_000_000
        self.small(data)

    @pytest.mark.parametrize("place", [b'r="XFD1048576"', b"r='xfd1048576'", b'r = "AAA999999"', b'r="A99999999"'])
    def test_a_cell_far_away_is_refused(self, place: bytes) -> None:
        self.small(changed(GOOD, "xl/worksheets/sheet1.xml", b'r="D2"', place))

    def test_one_long_text_in_many_cells_is_refused(self) -> None:
        text = (
            b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
        )
        page = (
            b"<sheetData>"
            + b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 20_000))
            + b"</sheetData>"
        )
        self.small(self.bomb(sharedStrings=text, sheet1=b"<worksheet>" + page + b"</worksheet>"))

    def test_a_part_longer_than_it_says_is_refused(self) -> None:
        data = bytearray(GOOD)
        with zipfile.ZipFile(io.BytesIO(GOOD)) as package:
            size = package.getinfo("xl/worksheets/sheet1.xml").file_size
        entry = data.rfind(b"xl/worksheets/sheet1.xml")  # in the directory at the end
        assert int.from_bytes(data[entry - 22 : entry - 18], "little") == size
        data[entry - 22 : entry - 18] = (size - 40).to_bytes(4, "little")
        assert {problem[0] for problem in read(bytes(data))[1]} == {"REGNEARK_UGYLDIGT"}
