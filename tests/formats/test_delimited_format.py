"""Delimited files as columns: how lines are cut, quoted, ended and encoded, and that nothing is lost or shifted."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.composed import PROFILES
from tests.formats.composed_affald import WASTE, WASTE_HEAD
from tests.formats.composed_bilag import CREDIT, DEBIT
from tests.formats.composed_inddrivelse import CLAIM
from tests.formats.composed_skat import SELLERS
from tests.formats.provocations import POSTINGS
from tests.formats.provocations_profiles import made
from tests.formats.strategies import PROPERTY

from snitflade.formats import jsonl, registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, ProblemsError

G69 = "".join(line + "\r\n" for line in POSTINGS).encode()
PLAIN = """
id = "proeve"
titel = "Prøve"
kilde = "k"
om = "o"
linjeskift = "LF"
anfoersel = "{anfoersel}"
overskrift = "{overskrift}"
felt = [
    {{navn = "navn", overskrift = "Navn", type = "tekst", laengde = 40, tvungen = true, betydning = "Navn"}},
    {{navn = "antal", overskrift = "Antal", type = "tal", laengde = 6, betydning = "Antal"}},
    {{navn = "note", overskrift = "Note", type = "tekst", laengde = 40, kolonne_valgfri = true, betydning = "Note"}},
]
"""


def format(anfoersel: str = "noedvendig", overskrift: str = "ingen") -> DelimitedFormat:
    found = made(PLAIN.format(anfoersel=anfoersel, overskrift=overskrift)).format
    assert isinstance(found, DelimitedFormat)
    return found


def shipped(name: str) -> DelimitedFormat:
    found = registry.find(name)
    assert isinstance(found, DelimitedFormat)
    return found


def read(data: bytes | str, declared: DelimitedFormat | None = None) -> tuple[Document, list[tuple[str, int, int]]]:
    problems = Problems()
    document = (declared or format()).read(data.encode() if isinstance(data, str) else data, problems)
    return document, [(problem.code, problem.line, problem.column) for problem in problems.sorted()]


def rows(document: Document, declared: DelimitedFormat | None = None) -> list[dict[str, Any]]:
    found = (json.loads(line) for line in jsonl.dump(declared or format(), document))
    return [{k: v for k, v in row.items() if k not in ("line", "record")} for row in found if row["record"] == "linje"]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"), max_size=20).map(
    lambda text: text.strip(" ")
)


class TestQuotes:
    @PROPERTY
    @given(st.lists(st.tuples(TEXT.filter(bool), st.integers(0, 999_999), TEXT), min_size=1, max_size=6), st.booleans())
    def test_what_a_csv_writer_wrote_is_read_and_written_with_the_same_bytes(self, table: list[Any], always: bool) -> None:
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL).writerows(table)
        declared = format("alle" if always else "noedvendig")
        data = out.getvalue().encode()
        document, problems = read(data, declared)
        assert not [code for code, _, _ in problems if code != "BYTE_ORDER_MARK"]
        expected = [{"navn": a, "antal": b} | ({"note": c} if c else {}) for a, b, c in table]
        assert [{k: v for k, v in row.items() if k != "stavemaade"} for row in rows(document, declared)] == expected
        assert declared.write(document) == data

    @PROPERTY
    @given(
        st.lists(st.tuples(TEXT.filter(bool), st.integers(0, 999_999), TEXT), min_size=1, max_size=6),
        st.sampled_from(["alle", "noedvendig"]),
    )
    def test_what_we_write_a_csv_reader_reads(self, table: list[Any], quoting: str) -> None:
        declared, problems = format(quoting), Problems()
        columns = {name: [row[i] for row in table] for i, name in enumerate(("navn", "antal", "note"))}
        data = declared.write(declared.document({"linje": columns}, problems))
        assert not problems
        back = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";", strict=True))
        assert back == [[str(cell) for cell in row] for row in table]

    def test_without_quoting_a_quote_is_a_character_and_the_delimiter_is_refused(self) -> None:
        declared = format("ingen")
        document, problems = read('5" rør;1;"a"\n', declared)
        assert not problems
        assert rows(document, declared) == [{"navn": '5" rør', "antal": 1, "note": '"a"'}]
        found = Problems()
        declared.document({"linje": {"navn": ["a;b"], "antal": 1}}, found)
        assert [(problem.code, problem.field) for problem in found] == [("TEKST_FORBUDT_TEGN", "navn")]

    @pytest.mark.parametrize("line", ['a"b;1;c', '"a;1;c', '"a"b;1;c', '"a" ;1;c', 'a;1;"', '"a""";1;"b'])
    def test_a_line_whose_quotes_do_not_match_harms_only_itself(self, line: str) -> None:
        document, problems = read(f"x;1;y\n{line}\nz;2;w\n")
        assert problems == [("CSV_ANFOERSELSTEGN", 2, 0)]
        assert [row.get("navn") for row in rows(document)] == ["x", "z"]
        assert document.raw == {2: line}

    def test_a_text_over_several_lines_is_one_fault(self) -> None:
        document, problems = read('x;1;y\n"a\n\nb";1;"c"\nz;2;w\n')
        assert problems == [("FELT_LINJESKIFT", 2, 0), ("LINJE_SPRUNGET_OVER", 3, 0)]
        assert document.raw == {2: '"a', 3: "", 4: 'b";1;"c"'}


class TestLines:
    def test_rows_of_the_wrong_length_are_kept_and_told_each(self) -> None:
        data = "x;1;y\nx;1\nx;1;y;z\nx;1;y;\n;;\nx;1;y\n"
        document, problems = read(data)
        assert problems == [("CSV_FELTANTAL", 2, 0), ("CSV_FELTANTAL", 3, 0), ("FELT_TOMT", 5, 1)]
        assert document.raw == {2: "x;1", 3: "x;1;y;z"}
        assert format().wrap(document) == data.encode()

    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    @pytest.mark.parametrize("final", [True, False])
    @pytest.mark.parametrize("mark", [b"", b"\x1a"])
    def test_ends_do_not_matter_and_are_kept(self, newline: str, final: bool, mark: bytes) -> None:
        data = newline.join(["Å;1;", "b;2;c"]).encode() + newline.encode() * final + mark
        document, problems = read(data)
        assert not problems
        assert format().write(document) == data

    @pytest.mark.parametrize(
        ("encoding", "mark", "read_as"),
        [
            ("utf-8", b"", "utf-8"),
            ("utf-8", b"\xef\xbb\xbf", "utf-8"),
            ("cp1252", b"", "cp1252"),
            ("utf-16-le", b"\xff\xfe", "utf-16-le"),
            ("utf-16-le", b"", "utf-16-le"),
        ],
    )
    def test_the_bytes_tell_the_encoding(self, encoding: str, mark: bytes, read_as: str) -> None:
        declared = replace(format(), encodings=("utf-8", "cp1252", "utf-16-le"))
        data = mark + "Åse Ørsted;1;\n".encode(encoding)
        document, _ = read(data, declared)
        assert document.wrapping.encoding == read_as
        assert rows(document, declared) == [{"navn": "Åse Ørsted", "antal": 1}]
        assert declared.write(document) == data

    def test_bytes_of_no_encoding_are_told(self) -> None:
        _, problems = read(b"\xc3;1;\n")
        assert problems == [("TEGNSAET_FEJL", 1, 1)]
        _, problems = read("a;1;\n".encode("utf-16-le")[:-1], replace(format(), encodings=("utf-16-le",)))
        assert [code for code, _, _ in problems][:1] == ["TEGNSAET_FEJL"]

    def test_a_character_the_encoding_lacks_is_never_replaced(self) -> None:
        declared, problems = replace(format(), encodings=("cp1252",)), Problems()
        declared.document({"linje": {"navn": ["Eĸĸa"], "antal": 1}}, problems)
        assert problems.codes == {"TEGN_UDENFOR_TEGNSAET"}

    def test_a_huge_cell_is_told_and_takes_no_more_memory_than_it_is(self) -> None:
        text = "x;1;y\n" * 3000 + "a" * 3_000_000 + ";1;b\n" + "x;1;y\n" * 3000
        document, problems = read(text)
        assert problems == [("FELT_FOR_LANGT", 3001, 1)]
        assert format().wrap(document) == text.encode()


class TestHeadings:
    def test_columns_follow_their_headings(self) -> None:
        declared = format(overskrift="kraevet")
        data = b" antal;NAVN\n1;x\n"
        document, problems = read(data, declared)
        assert not problems
        assert rows(document, declared) == [{"navn": "x", "antal": 1}]
        assert declared.write(document) == data

    def test_a_file_without_its_headings_is_read_by_place_and_told(self) -> None:
        declared = format(overskrift="kraevet")
        document, problems = read("x;1;y\n", declared)
        assert problems == [("OVERSKRIFT_MANGLER", 1, 0)]
        assert rows(document, declared) == [{"navn": "x", "antal": 1, "note": "y"}]
        assert not read("x;1;y\n", format(overskrift="valgfri"))[1]

    def test_headings_nobody_gave_are_written(self) -> None:
        knapk, problems = shipped("knapk"), Problems()
        document = jsonl.load(knapk, json.dumps(SELLERS[0][1]), problems)
        knapk.check(document, problems)
        assert not problems
        assert knapk.write(document).decode("utf-8-sig") == f"Navn;Cprnr.;Total Beløb (KNAPK)\r\n{SELLERS[0][0]}\r\n"
        a11 = shipped("a11")
        start = {"record": "start", "year": "2024", "creationdate": "2025-01-15"}
        person = {"record": "person", "ger": "90000001", "cprno": "3112999999", "skattekommune": "32"}
        written = a11.write(jsonl.load(a11, f"{json.dumps(start)}\n{json.dumps(person)}", problems)).split(b"\r\n")
        assert [line.split(b";")[0] for line in written] == [b"2024", b"GER", b"90000001", b""]


class TestSpelling:
    def test_a_spelling_that_says_something_else_is_refused(self) -> None:
        acubiz, problems = shipped("acubiz"), Problems()
        document = acubiz.read(f"{DEBIT.replace('1250,00', '1250')}\r\n{CREDIT}\r\n".encode("cp1252"), problems)
        assert not problems
        document.tables["postering"].columns["amount"][:] = [1, -1]
        with pytest.raises(ProblemsError, match="siger ikke det samme"):
            acubiz.write(document)

    @pytest.mark.parametrize(
        "spelling", [7, {"amount": 7}, {"ukendt": "x"}, {"amount": "1250,00;"}, {"": ",,"}, {"amount": "12\n50"}]
    )
    def test_no_spelling_breaks_a_line(self, spelling: Any) -> None:
        acubiz, problems = shipped("acubiz"), Problems()
        line = {
            **PROFILES["acubiz"]["eksempel"].lines[0][1],
            "amount": 0,
            "stavemaade": spelling,
        }
        acubiz.check(jsonl.load(acubiz, json.dumps(line), problems), problems)
        assert "STAVEMAADE_PASSER_IKKE" in problems.codes

    def test_other_formats_have_no_spelling(self) -> None:
        problems = Problems()
        row = next(jsonl.dump(registry.find("g69"), registry.find("g69").read(G69, problems)))
        jsonl.load(registry.find("g69"), json.dumps({**json.loads(row), "stavemaade": {}}), problems)
        assert [(problem.code, problem.field) for problem in problems] == [("FELT_UKENDT", "stavemaade")]


@pytest.mark.parametrize("name", PROFILES)
def test_one_character_more_or_less_in_any_cell_is_never_unseen(name: str) -> None:
    """A character put in or taken out gives a problem or another value, never silently the same."""
    declared = shipped(name)
    table = next(iter(PROFILES[name].values()))
    data = table.files(name)[f"{name}.txt"]
    clean, problems = read(data, declared)
    assert not problems
    before = [json.loads(line) for line in jsonl.dump(declared, clean)]
    whole = [line for line, _ in table.lines]
    for number, (line, row) in enumerate(table.lines):
        if row["record"] == "overskrift":
            continue
        for at in range(len(line) + 1):
            for changed in (line[:at] + "7" + line[at:], line[:at] + line[at + 1 :]):
                if changed == line:
                    continue
                text = "".join(part + table.newline for part in [*whole[:number], changed, *whole[number + 1 :]])
                document, found = read(table.mark + text.encode(table.encoding), declared)
                after = [json.loads(line) for line in jsonl.dump(declared, document)]
                assert found or after != before, (number, at, changed)


def test_a_document_of_columns_is_a_file() -> None:
    bsplus, problems = shipped("bsplus"), Problems()
    posts = {key: [row[key] for _, row in PROFILES["bsplus"]["eksempel"].lines[1:3]] for key in bsplus.posts[0].places}
    end = {"kategori": "SLUT", "linje": "000002", "beloeb": 224275}
    document = bsplus.document({"SLUT": {k: [v] for k, v in end.items()}, "POST": posts}, problems)
    assert not problems
    assert bsplus.write(document) == PROFILES["bsplus"]["eksempel"].files("x")["x.txt"]
    assert document.tables["SLUT"].lines.tolist() == [4]


def test_arrays_are_taken_as_they_are() -> None:
    declared, problems = shipped("nedskrivninger"), Problems()
    values = {
        "debitor": np.array([b"3112999999", b"12227353"]),
        "beloeb": np.array([50000, 1]),
        "ekstern_sagsnummer": np.array(["37-1", "37-2 "]),
        "sekvensnummer": "x",
        "fordringshaver": np.array([b"37AK", b""]),
    }
    data = declared.write(declared.document({"nedskrivning": values}, problems))
    assert not problems
    assert data.decode("utf-16") == "37AK;3112999999;;500,00;;37-1;x\r\n;12227353;;0,01;;37-2;x\r\n"


def test_claims_need_no_headings_and_no_more_than_22_columns() -> None:
    document, problems = read(b"\xff\xfe" + (CLAIM[:-1] + "\r\n").encode("utf-16-le"), shipped("fordringer"))
    assert not problems
    assert document.lengths is not None
    assert document.lengths.tolist() == [22]


def test_waste_of_many_lines_is_read_block_by_block() -> None:
    lines = "".join(WASTE.replace("1000231", str(number)) + "\n" for number in range(1, 20_001))
    data = f"{WASTE_HEAD}\n{lines}".encode()
    document, problems = read(data, shipped("affald-kujalleq"))
    assert not problems
    assert document.rows("vejning") == 20_000
    assert document.tables["vejning"]["submissionid"][-1] == b"20000"
    assert shipped("affald-kujalleq").write(document) == data
