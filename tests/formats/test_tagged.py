"""Tagged lines: a header and floating fields, read and written as they are declared (prisme.md 2.1 and 2.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats import strategies
from tests.formats.provocations import posting
from tests.formats.spec_tables import G69_TAGS, MANDATORY
from tests.formats.strategies import ENCODINGS, PROPERTY, Row

from snitflade.formats import g69, tagged
from snitflade.formats.characters import LF
from snitflade.formats.document import Document, Wrapping
from snitflade.formats.kinds import Amount, Digits, Kind, Number, Text
from snitflade.formats.layout import Field, LayoutError
from snitflade.formats.moments import Date
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.tagged import Tag, TaggedFormat

KINDS: dict[str, type[Kind]] = {"A": Text, "N": Digits, "I": Number, "S13": Amount, "D8": Date}
HEAD = "000G6900001095601NORFLYD"
GOOD = posting(1, 6602507000, -100)


def bare(encoding: str = "utf-8") -> TaggedFormat:
    """G69 without the rules of the whole file."""
    return replace(g69.FORMAT, rules=None, accept=None, encodings=(encoding,))


def built(rows: list[Row], encoding: str = "utf-8") -> Document:
    """Rows with different fields as a document, every value checked."""
    names = [name for name in g69.FORMAT.fields if any(name in row for row in rows)]
    present = {name: np.array([name in row for row in rows]) for name in names if name not in g69.HEADER.slices}
    problems = Problems()
    values = {name: [row.get(name) for row in rows] for name in names}
    table = bare().table(values, problems, rows=len(rows), present=present, encoding=encoding)
    assert not problems, problems.sorted(3)
    return Document(("G69",), {"G69": table}, np.zeros(len(rows), dtype=np.uint8), wrapping=Wrapping(encoding))


def read(*lines: str, format: TaggedFormat | None = None) -> tuple[list[Row], list[tuple[str, int, int]]]:
    """The rows of lines and every problem: code, line, column."""
    problems = Problems()
    document = (format or bare()).read("".join(line + "\r\n" for line in lines).encode(), problems)
    rows = list(g69.FORMAT.rows(document.tables["G69"]))
    return rows, [(p.code, p.line, p.column) for p in problems.sorted()]


class TestDeclaration:
    def test_the_fields_are_those_the_specification_prints(self) -> None:
        declared = {tag.number: (tag.field.kind.least, tag.field.kind.width, type(tag.field.kind), tag.name) for tag in g69.TAGS}
        printed = {number: (least, most, KINDS[kind], name) for number, (least, most, kind, name) in G69_TAGS.items()}
        assert declared == printed
        assert {tag.number for tag in g69.TAGS if tag.required} == MANDATORY

    def test_a_blank_is_accepted_only_where_the_seed_prints_one(self) -> None:
        assert {tag.number for tag in g69.TAGS if tag.blank_before} == {104, 110, 111, 112, 153, 201}

    @pytest.mark.parametrize("numbers", [(104, 103), (103, 103), (103, 1000)])
    def test_numbers_that_do_not_ascend_or_fit_are_refused_at_import(self, numbers: tuple[int, int]) -> None:
        tags = tuple(Tag(number, Field(f"felt_{at}", Digits(1), "")) for at, number in enumerate(numbers))
        with pytest.raises(LayoutError, match="feltnumrene skal stige"):
            replace(g69.FORMAT, tags=tags)

    def test_numbers_are_written_with_their_width(self) -> None:
        tag = Tag(2, Field("organisationsenhed", Digits(4), ""))
        format = replace(g69.FORMAT, tags=(tag,), number_width=2)
        assert format.number(tag) == "02"


class TestRoundTrip:
    @pytest.mark.parametrize("encoding", ENCODINGS)
    @PROPERTY
    @given(data=st.data())
    def test_what_is_written_is_read(self, encoding: str, data: st.DataObject) -> None:
        rows = data.draw(st.lists(strategies.tagged_rows(g69.FORMAT, encoding), min_size=1, max_size=4))
        format, problems = bare(encoding), Problems()
        content = format.write(built(rows, encoding))
        document = format.read(content, problems)
        assert not problems.errors, problems.sorted(3)
        assert list(format.rows(document.tables["G69"])) == rows
        assert format.write(document) == content

    @PROPERTY
    @given(data=st.data())
    def test_a_line_is_its_header_and_its_fields_one_after_another(self, data: st.DataObject) -> None:
        rows = data.draw(st.lists(strategies.tagged_rows(g69.FORMAT, "utf-8"), min_size=1, max_size=3))
        lines = bare().write(built(rows)).decode().split("\r\n")
        assert lines.pop() == ""
        for row, line in zip(rows, lines, strict=True):
            head, *fields = line.split("&")
            assert len(head) == 24
            numbers = [int(field[:3]) for field in fields]
            assert [G69_TAGS[number][3] for number in numbers] == [name for name in row if name not in g69.HEADER.slices]
            assert numbers == sorted(numbers)

    @PROPERTY
    @given(data=st.data())
    def test_one_line_is_a_table_of_one_row(self, data: st.DataObject) -> None:
        rows = data.draw(st.lists(strategies.tagged_rows(g69.FORMAT, "utf-8"), min_size=1, max_size=4))
        whole = bare().write(built(rows))
        assert whole == b"".join(bare().write(built([row])) for row in rows)
        for line, row in zip(whole.decode().split("\r\n"), rows, strict=False):
            assert read(line)[0] == [row]

    @PROPERTY
    @given(data=st.data(), block=st.sampled_from([1, 2, 3]))
    def test_the_block_size_never_shows(self, data: st.DataObject, block: int) -> None:
        rows = data.draw(st.lists(strategies.tagged_rows(g69.FORMAT, "utf-8"), min_size=1, max_size=6))
        content = bare().write(built(rows))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tagged, "BLOCK_ROWS", block)
            assert bare().write(built(rows)) == content
            document = bare().read(content, Problems())
            assert list(g69.FORMAT.rows(document.tables["G69"])) == rows
            assert bare().write(document) == content

    def test_lines_that_are_none_stand_where_they_stood(self) -> None:
        data = f"000G69\r\n{GOOD}\r\n\r\n{posting(4, 1, 100)}\r\nslut\r\n".encode()
        document = bare().read(data, Problems())
        assert document.raw == {1: "000G69", 3: "", 5: "slut"}
        assert bare().write(document) == data


class TestReading:
    def test_a_field_ends_at_the_next_mark_or_at_the_end_of_the_line(self) -> None:
        rows, problems = read(GOOD + "&153&201", GOOD + "&153 a b &201x")
        assert problems == []
        assert [(row["posteringstekst"], row["konteret_af"]) for row in rows] == [("", ""), (" a b ", "x")]

    @pytest.mark.parametrize(("width", "account"), [(10, "6602507000"), (15, "000006602507000"), (21, "000000000006602507000")])
    def test_accounts_have_as_many_digits_as_they_are_given(self, width: int, account: str) -> None:
        rows, problems = read(GOOD.replace("000000000006602507000", account))
        assert problems == []
        assert rows[0]["kontonr"] == account
        assert len(account) == width

    @pytest.mark.parametrize("number", [104, 110, 111, 112])
    def test_a_blank_before_the_value_is_passed_over_with_a_warning(self, number: int) -> None:
        rows, problems = read(GOOD.replace(f"&{number}", f"&{number} "))
        assert [code for code, _, _ in problems] == ["FELT_BLANK_FORAN"]
        assert rows == read(GOOD)[0]

    def test_a_blank_before_a_short_account_is_too(self) -> None:
        rows, problems = read(GOOD.replace("&111000000000006602507000", "&111 6602507000"))
        assert problems == [("FELT_BLANK_FORAN", 1, 61)]
        assert rows[0]["kontonr"] == "6602507000"

    def test_a_blank_before_a_text_that_would_be_too_long_with_it(self) -> None:
        rows, problems = read(GOOD + "&153 " + "x" * 35 + "&201 abcde")
        assert [code for code, _, _ in problems] == ["FELT_BLANK_FORAN"] * 2
        assert (rows[0]["posteringstekst"], rows[0]["konteret_af"]) == ("x" * 35, "abcde")

    @pytest.mark.parametrize("number", [103, 113])
    def test_no_blank_is_accepted_before_others(self, number: int) -> None:
        assert "FELT_LAENGDE" in {code for code, _, _ in read(GOOD.replace(f"&{number}", f"&{number} "))[1]}

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            (("&10300861", "&1030086"), ("FELT_LAENGDE", 1, 29)),
            (("&10300861", "&103008611"), ("FELT_LAENGDE", 1, 29)),
            (("&10300861", "&103"), ("FELT_LAENGDE", 1, 29)),
            (("&113K", "&113K&153" + "x" * 36), ("FELT_LAENGDE", 1, 108)),
            (("&113K", "&113KK"), ("FELT_LAENGDE", 1, 103)),
            (("&113K", "&1132"), ("FELT_VAERDI", 1, 103)),
            (("&113K", "&113K&"), ("FELTNUMMER_UGYLDIGT", 1, 104)),
            (("&113K", "&113K&15"), ("FELTNUMMER_UGYLDIGT", 1, 104)),
            (("&113K", "&113K&1a3tekst"), ("FELTNUMMER_UGYLDIGT", 1, 104)),
            (("&113K", "&113K& 153tekst"), ("FELTNUMMER_UGYLDIGT", 1, 104)),
            (("&113K", "&113K&999x"), ("FELTNUMMER_UKENDT", 1, 104)),
            (("&113K", "&113K&201tobl&153x"), ("FELTNUMMER_RAEKKEFOELGE", 1, 112)),
            (("&113K", "&113K&153x&153y"), ("FELTNUMMER_DUBLET", 1, 109)),
            (("&113K", "&113K&151x&150y"), ("FELTNUMMER_RAEKKEFOELGE", 1, 109)),
            (("FLYD&", "FLYD &"), ("TEKST_EFTER_HOVEDET", 1, 25)),
            (("NORFLYD", "NORFIXD"), ("FELT_VAERDI", 1, 21)),
            (("G69", "G68"), ("FELT_VAERDI", 1, 4)),
            (("NOR", "NOX"), ("FELT_VAERDI", 1, 18)),
            (("00001", "0000A"), ("FELT_IKKE_CIFRE", 1, 7)),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(self, change: tuple[str, str], expected: tuple[str, int, int]) -> None:
        assert read(GOOD.replace(*change, 1))[1] == [expected]

    def test_columns_count_characters(self) -> None:
        assert read(GOOD + "&153ÆØÅ&1544x")[1] == [("FELTNUMMER_UKENDT", 1, 111)]
        assert read(GOOD + "&153ĸĸĸ&1544x")[1] == [("FELTNUMMER_UKENDT", 1, 111)]

    def test_the_first_of_a_repeated_field_counts(self) -> None:
        rows, _ = read(GOOD + "&153først&153siden&153sidst")
        assert rows[0]["posteringstekst"] == "først"

    @pytest.mark.parametrize("number", sorted(MANDATORY))
    def test_every_mandatory_field_is_missed(self, number: int) -> None:
        line = "&".join(part for part in GOOD.split("&") if not part.startswith(str(number)))
        problems = Problems()
        bare().read(line.encode(), problems)
        assert [(p.code, p.line, p.field) for p in problems] == [("FELT_MANGLER", 1, G69_TAGS[number][3])]

    def test_a_value_of_the_wrong_length_is_not_taken_for_a_value(self) -> None:
        rows, problems = read(GOOD + "&114201", GOOD + "&1142018")
        assert problems == [("FELT_LAENGDE", 1, 108)]
        assert [row.get("regnskabsaar") for row in rows] == [None, 2018]

    def test_a_mark_in_a_line_that_is_none_belongs_to_no_other(self) -> None:
        rows, problems = read("&153x", GOOD, "&1530000000000000000", GOOD)
        assert [code for code, _, _ in problems] == ["LINJE_FOR_KORT", "LINJE_FOR_KORT"]
        assert rows == read(GOOD, GOOD)[0]

    def test_no_lines_at_all(self) -> None:
        problems = Problems()
        document = g69.FORMAT.read(b"", problems)
        assert problems.codes == {"FIL_TOM"}
        assert (len(document), g69.FORMAT.write(document)) == (0, b"")


class TestBuilding:
    VALUES: ClassVar[dict[str, Any]] = {
        "linieloebenr": [1, 2],
        "organisationsenhed": "0956",
        "maskinnr": "00861",
        "ekspeditionsloebenr": [1, 2],
        "posteringsdato": "2017-01-13",
        "kontonr": ["1", "22"],
        "beloeb": [-1, 1],
        "debit_kredit_markering": ["K", "D"],
    }

    def problems(self, present: dict[str, Any] | None = None, **values: Any) -> list[tuple[str, int, str]]:
        problems = Problems()
        given = {name: value for name, value in {**self.VALUES, **values}.items() if value is not ...}
        g69.FORMAT.table(given, problems, rows=2, present=present)
        return [(p.code, p.line, p.field) for p in problems.sorted()]

    def test_right(self) -> None:
        assert self.problems() == []
        assert self.problems(posteringstekst="Tekst", konteret_af=["tobl", "abcd"]) == []

    def test_a_field_that_some_lines_have(self) -> None:
        some = np.array([False, True])
        assert self.problems({"posteringstekst": some}, posteringstekst=[None, "Tekst"]) == []
        assert self.problems({"posteringstekst": some}, posteringstekst=["Tekst", None]) == [("FELT_TYPE", 2, "posteringstekst")]
        assert self.problems({"kontonr": some}) == [("FELT_MANGLER", 1, "kontonr")]

    def test_wrong(self) -> None:
        assert self.problems(kontonr=...) == [("FELT_MANGLER", 1, "kontonr"), ("FELT_MANGLER", 2, "kontonr")]
        assert self.problems(kontonr=["66-02", "1" * 22]) == [("FELT_IKKE_CIFRE", 1, "kontonr"), ("FELT_IKKE_CIFRE", 2, "kontonr")]
        assert self.problems(posteringstekst=["Vand & varme", "æ" * 36]) == [
            ("TEKST_MED_OG_TEGN", 1, "posteringstekst"),
            ("FELT_FOR_LANGT", 2, "posteringstekst"),
        ]
        assert self.problems(konto="1") == [("FELT_UKENDT", 0, "konto")]
        assert self.problems(beloeb=[0.5, "1"]) == [("FELT_TYPE", 1, "beloeb"), ("FELT_TYPE", 2, "beloeb")]
        assert self.problems(debit_kredit_markering="d") == [("FELT_VAERDI", 1, "debit_kredit_markering")]

    def test_a_character_the_encoding_lacks_is_found_at_its_line(self) -> None:
        document = built([{**self.row(number), "posteringstekst": text} for number, text in ((1, "Æ"), (2, "ĸ"))])
        document.wrapping = Wrapping("cp1252")
        for block in (1, 2048):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(tagged, "BLOCK_ROWS", block)
                with pytest.raises(ProblemsError) as caught:
                    bare().write(document)
            (problem,) = caught.value.problems
            assert (problem.code, problem.line, problem.raw) == ("TEGN_UDENFOR_TEGNSAET", 2, "ĸ")

    def row(self, number: int) -> Row:
        values = {name: value[number - 1] if isinstance(value, list) else value for name, value in self.VALUES.items()}
        return {**{field.name: field.default for field in g69.HEADER.fields}, **values}


def test_a_line_end_is_what_the_wrapping_says() -> None:
    document = bare().read(f"{GOOD}\n{GOOD}".encode(), Problems())
    content = bare().write(document)
    assert content.count(bytes([LF])) == 1
    assert b"\r" not in content
