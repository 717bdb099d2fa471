"""Delimited files: nothing is lost, and every fault is named with its place."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.formats.cells import Amount, Digits, Integer, Text
from snitflade.formats.delimited import Column, Table, read_table
from snitflade.formats.problems import Problem, Problems

COLUMNS = (
    Column("Navn", Text(20, "&")),
    Column("Kundenummer", Digits(10), personal=True),
    Column("Pris", Amount(), empty=True),
    Column("Antal", Integer(), optional=True, empty=True),
)
HEADER = "Navn;Kundenummer;Pris\n"
PLAIN = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029&")


def read(text: str | bytes) -> tuple[Table, list[Problem]]:
    problems = Problems()
    data = text.encode() if isinstance(text, str) else text
    table = read_table(data, COLUMNS, problems)
    return table, problems.sorted()


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_good_file() -> None:
    table, problems = read(HEADER + "Ole Olsen;3112999999;610,00\nIserit A/S;5809001539;\n")
    assert not problems
    assert table["Navn"] == ["Ole Olsen", "Iserit A/S"]
    assert table["Kundenummer"] == ["3112999999", "5809001539"]
    assert table["Pris"] == [61000, None]
    assert table["Antal"] == [None, None]
    assert table.lines == [2, 3]
    assert table.has("Pris")
    assert not table.has("Antal")
    assert table.usable


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("final", [True, False])
def test_line_ends_and_byte_order_mark_do_not_matter(newline: str, mark: str, final: bool) -> None:
    text = mark + newline.join(["Navn;Kundenummer;Pris", "Åse;3112999999;1,00"]) + newline * final
    table, problems = read(text)
    assert not problems
    assert table["Navn"] == ["Åse"]


def test_headings_match_in_any_case_order_and_with_blanks() -> None:
    table, problems = read(" PRIS ;kundenummer;Navn\n1,00;3112999999; Ole \n")
    assert not problems
    assert (table["Pris"], table["Navn"]) == ([100], ["Ole"])


@given(st.lists(st.tuples(st.text(PLAIN, min_size=1, max_size=20), st.integers(0, 10**8)), max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[tuple[str, int]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["Navn", "Kundenummer", "Pris"])
    writer.writerows([name, "3112999999", f"{pris // 100},{pris % 100:02}"] for name, pris in rows)
    table, problems = read(out.getvalue())
    kept = [(name, pris) for name, pris in rows if name.strip(" ")]
    assert [(name, pris) for name, pris in zip(table["Navn"], table["Pris"], strict=True) if name is not None] == [
        (name.strip(" "), pris) for name, pris in kept
    ]
    assert codes(problems) == ["FELT_TOMT"] * (len(rows) - len(kept))
    assert len(table) == len(rows)


@given(st.binary())
def test_no_bytes_make_it_fail(data: bytes) -> None:
    table, problems = read(HEADER.encode() + data)
    assert len(table) == sum(1 for line in data.split(b"\n") if line.removesuffix(b"\r"))
    assert all(len(column) == len(table) for column in table.values.values())
    assert all(str(problem) for problem in problems)


@given(st.binary())
def test_no_header_makes_it_fail(data: bytes) -> None:
    read(data)


def test_every_fault_of_a_row_is_reported_with_its_place() -> None:
    table, problems = read(HEADER + "A & B;1953096;1.220,00\n;3112999999;1,001\n")
    assert [(p.code, p.line, p.column, p.field) for p in problems] == [
        ("CELLE_TEGN", 2, 1, "Navn"),
        ("CELLE_CIFRE_MANGLER", 2, 7, "Kundenummer"),
        ("CELLE_TUSINDTAL", 2, 15, "Pris"),
        ("FELT_TOMT", 3, 1, "Navn"),
        ("CELLE_DECIMALER", 3, 13, "Pris"),
    ]
    assert [p.raw for p in problems] == ["A & B", "195****", "1.220,00", "", "1,001"]
    assert table["Kundenummer"] == [None, "3112999999"]
    assert not table.ok(0, "Pris")
    assert table.ok(1, "Kundenummer")
    assert not table.ok(1, "Kundenummer", "Pris")


def test_a_faulty_personal_number_is_not_shown() -> None:
    _, problems = read(HEADER + "Ole;112999999;\n")  # a CPR number that lost its first digit
    assert "9999" not in str(problems[0])
    assert problems[0].raw == "11299****"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Ole;3112999999", "CSV_FELTANTAL"),
        ("Ole;3112999999;1,00;", "CSV_FELTANTAL"),
        ("Ole; Olsen;3112999999;1,00", "CSV_FELTANTAL"),
        ('"Ole;3112999999;1,00', "CSV_ANFOERSELSTEGN"),
        ('"Ole"x;3112999999;1,00', "CSV_ANFOERSELSTEGN"),
    ],
)
def test_a_row_that_cannot_be_cut_is_one_fault_and_harms_no_other(row: str, code: str) -> None:
    table, problems = read(f"{HEADER}{row}\nBo;3112999999;2,00\n")
    assert [(p.code, p.line) for p in problems] == [(code, 2)]
    assert table.faulty == {0}
    assert not table.ok(0, "Navn")
    assert table["Navn"][1] == "Bo"
    assert table.lines == [2, 3]


def test_quotes_hold_delimiters_and_quotes() -> None:
    table, problems = read(HEADER + '"Ole; ""Bo""";3112999999;x\n')
    assert table["Navn"] == ['Ole; "Bo"']
    assert [(p.code, p.column) for p in problems] == [("CELLE_BELOEB", 26)]


def test_empty_lines_are_passed_over_and_counted() -> None:
    table, problems = read(f"\n{HEADER}\r\n\nOle;3112999999;x\n\n")
    assert [(p.code, p.line) for p in problems] == [("CELLE_BELOEB", 5)]
    assert len(table) == 1


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\r\n"])
def test_an_empty_file(data: bytes) -> None:
    table, problems = read(data)
    assert codes(problems) == ["FIL_TOM"]
    assert not table.usable


def test_a_foreign_encoding_is_named_with_the_byte_and_the_rest_is_read() -> None:
    data = (HEADER + "Åse;3112999999;x\nBo;311299999;1,00\n").encode("cp1252")
    table, problems = read(data)
    assert [(p.code, p.line) for p in problems] == [("TEGNSAET_FEJL", 2), ("CELLE_BELOEB", 2), ("CELLE_CIFRE_MANGLER", 3)]
    assert str(len(HEADER)) in problems[0].message
    assert table["Navn"] == [None, "Bo"]
    assert table["Kundenummer"][0] == "3112999999"


@pytest.mark.parametrize("character", ["\t", "\r", "\x00", "\x7f", "\x85", "\u2028"])
def test_control_characters_are_refused_with_their_place(character: str) -> None:
    table, problems = read(f"{HEADER}Ole{character}Olsen;3112999999;x\n")
    assert [(p.code, p.line, p.column) for p in problems] == [("KONTROLTEGN", 2, 4), ("CELLE_BELOEB", 2, 22)]
    assert table["Navn"] == [None]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Navn;Pris", [("CSV_KOLONNE_MANGLER", "Kundenummer")]),
        ("Navn;Kundenummer;Priss", [("CSV_KOLONNE_MANGLER", "Pris"), ("CSV_KOLONNE_UKENDT", "Mente du «Pris»?")]),
        ("Navn;Kundenummer;Pris;Farve", [("CSV_KOLONNE_UKENDT", "Slet den")]),
        ("Navn;Kundenummer;Pris;", [("CSV_KOLONNE_UKENDT", "Slet den")]),
        ("Navn;Kundenummer;Pris;navn", [("CSV_KOLONNE_DOBBELT", "navn")]),
        ("Navn,Kundenummer,Pris", [("CSV_SKILLETEGN", "«;»")]),
    ],
)
def test_headers(header: str, expected: list[tuple[str, str]]) -> None:
    _, problems = read(f"{header}\n")
    found = sorted((problem.code, problem.message) for problem in problems)
    assert [code for code, _ in found] == [code for code, _ in expected]
    assert all(part in message for (_, part), (_, message) in zip(expected, found, strict=True))


def test_rows_under_a_header_with_faults_are_read() -> None:
    table, problems = read("Navn;Priss\nOle;1,00\n&;\n")
    assert codes(problems).count("CELLE_TEGN") == 1
    assert table["Navn"] == ["Ole", None]
    assert not table.usable
    assert not table.ok(0, "Pris")
