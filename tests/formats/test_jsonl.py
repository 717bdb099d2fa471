"""JSON Lines: what a file means, in the order of its lines, and back to the same bytes; every fault of the text is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats import strategies
from tests.formats.provocations import LINES, POSTINGS
from tests.formats.strategies import PROPERTY

from snitflade.formats import g69, jsonl, registry, tenq
from snitflade.formats.document import Document
from snitflade.formats.messages import MessageFormat
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.workbook import WorkbookFormat

TENQ = "".join(line + "\r\n" for line in LINES).encode()
G69 = "".join(line + "\r\n" for line in POSTINGS).encode()
Value = dict[str, Any]


def objects(data: bytes, name: str = "10q") -> list[Value]:
    format = registry.find(name)
    return [json.loads(line) for line in jsonl.dump(format, format.read(data, Problems()))]


def load(*values: Any, name: str = "10q") -> tuple[Document, list[tuple[str, int, str]]]:
    """The document of objects (or lines of text), and every problem: code, line of the text, field."""
    problems = Problems()
    text = "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values)
    document = jsonl.load(registry.find(name), text, problems)
    return document, [(p.code, p.line, p.field) for p in problems.sorted()]


class TestDump:
    def test_lines_are_numbered_and_name_their_record(self) -> None:
        rows = objects(TENQ)
        assert [row["line"] for row in rows] == list(range(1, 35))
        assert [row["record"] for row in rows] == [line[4:6] for line in LINES]

    def test_amounts_are_oere_dates_iso_and_identifiers_text(self) -> None:
        rate = objects(TENQ)[1]
        assert rate["ratebeloeb"] == 89000
        assert rate["forfaldsdato"] == "2017-02-01"
        assert rate["stiftelsesdato"] is None
        assert rate["tidsstempling"] == "2017-01-13T12:00"
        assert (rate["brugernummer"], rate["sagsnummer"], rate["paaligningsaar"]) == ("0956", "00", 2017)

    def test_a_field_a_line_does_not_have_is_not_there(self) -> None:
        data = G69.replace(b"&201tobl", b"", 1)
        rows = objects(data, "g69")
        assert ["konteret_af" in row for row in rows] == [False] + [True] * 5

    def test_every_object_is_one_line_of_ascii_or_letters(self) -> None:
        document = tenq.FORMAT.read(LINES[0].encode() + b"\r\nWINF14 \xc3\xa6\xe2\x80\xa8\x0c", Problems())
        for line in jsonl.dump(tenq.FORMAT, document):
            assert "\n" not in line
            json.loads(line)
        assert "æ" in line

    def test_only_an_unusual_file_tells_how_it_is_wrapped(self) -> None:
        assert objects(TENQ)[0]["line"] == 1
        assert objects(TENQ.replace(b"\r\n", b"\n"))[0] == {
            "line": 0,
            "record": "fil",
            "tegnsaet": "utf-8",
            "linjeskift": "LF",
            "sidste_linjeskift": True,
            "bom": False,
        }


class TestRoundTrip:
    @pytest.mark.parametrize(("data", "name"), [(TENQ, "10q"), (G69, "g69")])
    @pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
    @pytest.mark.parametrize("final", [True, False])
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_the_same_bytes(self, data: bytes, name: str, newline: bytes, final: bool, mark: bytes) -> None:
        data = mark + (data if final else data.removesuffix(b"\r\n")).replace(b"\r\n", newline)
        document, problems = load(*objects(data, name), name=name)
        assert problems == []
        assert registry.find(name).write(document) == data

    @PROPERTY
    @given(st.data())
    def test_any_lines_of_any_fields(self, data: st.DataObject) -> None:
        rows = data.draw(st.lists(strategies.tagged_rows(g69.FORMAT, "utf-8"), min_size=1, max_size=4))
        values = [{"line": number, "record": "G69", **row} for number, row in enumerate(rows, start=1)]
        document, problems = load(*values, name="g69")
        assert problems == []
        assert [json.loads(line) for line in jsonl.dump(g69.FORMAT, document)] == values

    def test_the_text_may_be_indented_numbered_otherwise_and_have_empty_lines(self) -> None:
        lines = [json.dumps({**row, "line": 99}) for row in objects(TENQ)]
        document, problems = load("", *(f"  {line}\r" for line in lines), "", "   ")
        assert problems == []
        assert tenq.FORMAT.write(document) == TENQ

    def test_g69_lines_need_not_name_their_only_record(self) -> None:
        rows = [{k: v for k, v in row.items() if k not in ("record", "line")} for row in objects(G69, "g69")]
        document, problems = load(*rows, name="g69")
        assert problems == []
        assert g69.FORMAT.write(document) == G69

    def test_defaults_are_filled(self) -> None:
        rows = objects(LINES[0].encode() + b"\r\n")
        short = {name: value for name, value in rows[0].items() if name not in ("oevrige_felter", "sagsnummer", "betalingsart")}
        document, problems = load(short)
        assert problems == []
        assert tenq.FORMAT.write(document) == LINES[0].encode() + b"\r\n"


HEAD = objects(LINES[0].encode())[1]
RATE = objects(TENQ)[1]


class TestFaults:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("{", "tegn 2"),
            ("[1]", "ikke et objekt"),
            ("1", "ikke et objekt"),
            ('{"record": "10",}', "tegn 17"),
            ("\ufeff{}", "tegn 1"),
            ('{"record": "10", "record": "24"}', "«record» står to gange"),
            ('{"a": {"b": 1, "b": 2}}', "«b» står to gange"),
            ('{"ratebeloeb": ' + "9" * 5000 + "}", "for langt"),
            ("[" * 100_000, "for dybt indlejret"),
        ],
        ids=lambda text: text[:20],
    )
    def test_what_is_no_object(self, line: str, reason: str) -> None:
        problems = Problems()
        jsonl.load(tenq.FORMAT, "\n".join([json.dumps(HEAD), line]), problems)
        (problem,) = problems
        assert (problem.code, problem.line) == ("JSON_UGYLDIG", 2)
        assert reason in problem.message
        assert len(problem.raw) <= 80

    def test_no_part_of_a_cpr_number_is_left_where_the_line_is_cut(self) -> None:
        problems = Problems()
        jsonl.load(tenq.FORMAT, " " * 71 + "3112999999 {", problems)
        (problem,) = problems
        assert problem.raw.endswith(" 311299-**")

    @pytest.mark.parametrize("record", ["11", "", None, 10, ["10"], {}, True])
    def test_a_record_that_does_not_exist(self, record: Any) -> None:
        assert load(HEAD, {**RATE, "record": record})[1] == [("JSON_RECORD", 2, "record")]

    def test_a_record_that_is_not_named(self) -> None:
        assert load(HEAD, {"debitornummer": "1"})[1] == [("JSON_RECORD", 2, "record")]

    def test_a_field_that_does_not_exist_is_told_for_every_line(self) -> None:
        found = load(HEAD, {**RATE, "beløb": 1}, {**RATE, "ratebeloeb ": None, "beløb": 2})[1]
        assert found == [("FELT_UKENDT", 2, "beløb"), ("FELT_UKENDT", 3, "beløb"), ("FELT_UKENDT", 3, "ratebeloeb ")]

    @pytest.mark.parametrize("record", [HEAD, RATE])
    def test_every_field_that_must_be_there_is_missed(self, record: Value) -> None:
        fields = tenq.FORMAT.record(record["record"]).fields
        needed = {field.name for field in fields if repr(field.default) == "skal angives"}
        _, found = load(HEAD, {"record": record["record"]})
        assert {field for code, line, field in found if (code, line) == ("FELT_TOMT", 2)} == needed
        for name in needed:
            rest = {key: value for key, value in record.items() if key != name}
            assert load(HEAD, rest)[1] == [("FELT_TOMT", 2, name)]

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("ratebeloeb", 890.0, "FELT_TYPE"),
            ("ratebeloeb", "89000", "FELT_TYPE"),
            ("ratebeloeb", True, "FELT_TYPE"),
            ("ratebeloeb", None, "FELT_TYPE"),
            ("ratebeloeb", [1], "FELT_TYPE"),
            ("ratebeloeb", 10**30, "BELOEB_FOR_STORT"),
            ("ratebeloeb", float("nan"), "FELT_TYPE"),
            ("forfaldsdato", "20170201", "DATO_UGYLDIG"),
            ("forfaldsdato", 20170201, "DATO_UGYLDIG"),
            ("tidsstempling", "2017-01-13T12:00:00", "DATO_UGYLDIG"),
            ("tidsstempling", None, "FELT_TOMT"),
            ("brugernummer", 956, "FELT_TYPE"),
            ("brugernummer", "956", "FELT_IKKE_CIFRE"),
            ("paaligningsaar", "2017", "FELT_TYPE"),
            ("paaligningsaar", 20170, "TAL_FOR_STORT"),
            ("transaktionstype", "10", "FELT_VAERDI"),
            ("fakturanummer", "\ud800", "TEGN_UDENFOR_TEGNSAET"),
            ("fakturanummer", "a\nb", "KONTROLTEGN"),
            ("fakturanummer", "x" * 36, "FELT_FOR_LANGT"),
            ("fakturanummer", None, "FELT_TYPE"),
            ("dataleverandoer_ident", " ", "FELT_TOMT"),
        ],
    )
    def test_a_value_that_cannot_be(self, field: str, value: Any, code: str) -> None:
        assert load(HEAD, {**RATE, field: value})[1] == [(code, 2, field)]

    def test_every_problem_at_once_each_at_its_line(self) -> None:
        _, found = load("{", {"record": "77"}, {**HEAD, "brugernummer": "x"}, {**RATE, "ratebeloeb": 1.5, "x": 1})
        assert found == [
            ("JSON_UGYLDIG", 1, ""),
            ("JSON_RECORD", 2, "record"),
            ("FELT_IKKE_CIFRE", 3, "brugernummer"),
            ("FELT_UKENDT", 4, "x"),
            ("FELT_TYPE", 4, "ratebeloeb"),
        ]

    @pytest.mark.parametrize("text", ["", "\n\n", '{"line": 0, "record": "fil"}'])
    def test_a_text_without_lines(self, text: str) -> None:
        for name in registry.FORMATS:
            document, found = load(text, name=name)
            assert found == [("FIL_TOM", 0, "")]
            format = registry.find(name)
            if isinstance(format, MessageFormat):  # there is no message without its head
                with pytest.raises(ProblemsError, match="GrpHdr"):
                    format.write(document)
            elif isinstance(format, WorkbookFormat):
                assert format.write(document).startswith(b"PK")
            else:
                assert format.write(document) == b""

    def test_one_kind_of_record_alone_breaks_rules_and_nothing_else(self) -> None:
        for row in objects(TENQ)[1:3]:
            document, found = load(row)
            assert found == []
            with pytest.raises(ProblemsError, match="trans 10"):
                tenq.FORMAT.write(document)


class TestWrapping:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("tegnsaet", "latin-1"),
            ("tegnsaet", None),
            ("tegnsaet", ["utf-8"]),
            ("linjeskift", "\n"),
            ("linjeskift", None),
            ("sidste_linjeskift", "nej"),
            ("sidste_linjeskift", None),
            ("bom", 1),
        ],
    )
    def test_what_cannot_be_is_told_never_taken_for_the_usual(self, field: str, value: Any) -> None:
        assert load({"line": 0, "record": "fil", field: value}, HEAD)[1] == [("JSON_FIL", 1, field)]

    def test_it_is_told_once(self) -> None:
        assert load({"record": "fil"}, HEAD, {"record": "fil"})[1] == [("JSON_FIL", 3, "record")]

    def test_it_has_no_other_fields(self) -> None:
        assert load({"record": "fil", "encoding": "cp1252"}, HEAD)[1] == [("FELT_UKENDT", 1, "encoding")]

    def test_the_encoding_holds_for_every_text(self) -> None:
        about = {"record": "fil", "tegnsaet": "cp1252"}
        raw = {"record": "", "raw": "WINF14 Eĸĸaavik"}
        text = {**HEAD, "oevrige_felter": "ĸ"}
        assert load(about, text, raw)[1] == [("TEGN_UDENFOR_TEGNSAET", 2, "oevrige_felter"), ("TEGN_UDENFOR_TEGNSAET", 3, "raw")]
        assert load(text, raw)[1] == []


class TestLines:
    @pytest.mark.parametrize("character", ["\r\n", "\n", "\r", "\0", "\x0c", "\x85", "\u2028"], ids=ascii)
    def test_a_raw_line_is_one_line(self, character: str) -> None:
        assert {code for code, _, _ in load(HEAD, {"record": "", "raw": f"WINF14{character}x"})[1]} == {"KONTROLTEGN"}

    @pytest.mark.parametrize("raw", [None, 5, ["x"]])
    def test_a_raw_line_is_text(self, raw: Any) -> None:
        assert load(HEAD, {"raw": raw})[1] == [("JSON_FIL", 2, "raw")]

    def test_a_raw_line_has_no_fields(self) -> None:
        assert load({**HEAD, "raw": "WINF14"})[1][0][0] == "JSON_FIL"
        assert load(HEAD, {"record": "24", "raw": "WINF14"})[1] == [("JSON_FIL", 2, "record")]

    def test_an_empty_raw_line_stays(self) -> None:
        document, found = load(HEAD, {"line": 2, "record": "", "raw": ""})
        assert found == []
        assert tenq.FORMAT.write(document) == LINES[0].encode() + b"\r\n\r\n"

    @pytest.mark.parametrize("length", [55, 100, 161, 162, 200])
    def test_a_record_may_be_cut_or_filled_with_blanks(self, length: int) -> None:
        document, found = load({**HEAD, "laengde": length})
        assert found == []
        assert tenq.FORMAT.write(document) == LINES[0][:length].ljust(length).encode() + b"\r\n"

    @pytest.mark.parametrize("length", [54, 0, -1, 10_000, 10**30, True, 55.0, "55", None])
    def test_a_length_that_cannot_be(self, length: Any) -> None:
        assert load({**HEAD, "laengde": length})[1] == [("JSON_FIL", 1, "laengde")]

    def test_nothing_but_blanks_may_be_cut(self) -> None:
        document, found = load({**HEAD, "oevrige_felter": "x" * 10, "laengde": 64})
        assert found == []
        with pytest.raises(ProblemsError, match="64 tegn"):
            tenq.FORMAT.write(document)

    def test_lines_of_g69_have_no_length(self) -> None:
        assert load({**objects(G69, "g69")[0], "laengde": 138}, name="g69")[1] == [("JSON_FIL", 1, "laengde")]
