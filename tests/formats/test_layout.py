"""Fixed-width records: declared as the specification prints them, proved against its widths, reading what they write."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats import spec_tables, strategies
from tests.formats.strategies import ENCODINGS, PROPERTY, Row

from snitflade.formats import fixed, g69, jsonl, tenq
from snitflade.formats.characters import as_text
from snitflade.formats.document import Document, Wrapping
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import FELT_TOMT, Amount, Digits, Kind, Number, Text
from snitflade.formats.layout import FELT_UKENDT, Check, Field, LayoutError, Record, Table
from snitflade.formats.moments import Date, Timestamp
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.tenq import GLN_KONTROLCIFFER

HERE = Path(__file__).parent
RECORDS = {record.key: record for record in (*tenq.FORMAT.records, g69.HEADER)}
PRINTED = {**spec_tables.TENQ, "G69": (24, spec_tables.G69_HEADER)}
KINDS: dict[str, type[Kind]] = {"A": Text, "N": Digits, "I": Number, "S11": Amount, "D8": Date, "T": Timestamp}
each_record = pytest.mark.parametrize("key", RECORDS)
each_encoding = pytest.mark.parametrize("encoding", ENCODINGS)


def prepared(record: Record, rows: list[Row], encoding: str) -> Table:
    problems = Problems()
    table = record.table(strategies.columns(rows), problems, rows=len(rows), encoding=encoding)
    assert not problems, problems.sorted(3)
    return table


def alone(record: Record, encoding: str) -> FixedFormat:
    return strategies.alone(record, "snitfladetype" if record.key == "G69" else "transaktionstype", encoding)


def written(record: Record, rows: list[Row], encoding: str) -> bytes:
    table = prepared(record, rows, encoding)
    document = Document((record.key,), {record.key: table}, np.zeros(len(rows), dtype=np.uint8), wrapping=Wrapping(encoding))
    return alone(record, encoding).write(document)


def read(record: Record, data: bytes, encoding: str) -> list[Row]:
    problems = Problems()
    document = alone(record, encoding).read(data, problems)
    assert not problems.errors, problems.sorted(3)
    return list(record.rows(document.tables[record.key]))


class TestDeclarations:
    @each_record
    def test_fields_stand_where_the_specification_prints_them(self, key: str) -> None:
        record = RECORDS[key]
        width, printed = PRINTED[key]
        assert record.width == width
        declared = [(record.places[field.name], field.kind.width, field.name) for field in record.fields]
        assert declared == [(position, size, name) for position, size, _, name in printed]

    @each_record
    def test_fields_hold_what_the_specification_prints(self, key: str) -> None:
        declared = {field.name: type(field.kind) for field in RECORDS[key].fields}
        assert declared == {name: KINDS[kind] for _, _, kind, name in PRINTED[key][1]}

    @each_record
    @pytest.mark.parametrize("by", [-1, 1])
    def test_a_width_that_is_off_is_refused_at_import(self, key: str, by: int) -> None:
        record = RECORDS[key]
        with pytest.raises(LayoutError, match="specifikationen siger"):
            replace(record, width=record.width + by)
        with pytest.raises(LayoutError, match="specifikationen siger"):
            replace(record, fields=(*record.fields[:-1], wider(record.fields[-1], by)))

    def test_a_field_cannot_stand_twice(self) -> None:
        field = Field("felt", Digits(2), "")
        with pytest.raises(LayoutError, match="to gange"):
            Record("x", "X", 4, (field, field))

    def test_all_records_of_a_format_tell_their_type_at_one_place(self) -> None:
        moved = Record("99", "Flyttet", 3, (Field("foran", Text(1), ""), Field("transaktionstype", Digits(2), "")))
        with pytest.raises(LayoutError, match="99"):
            replace(tenq.FORMAT, records=(*tenq.FORMAT.records, moved))


def wider(field: Field, by: int) -> Field:
    kind: Any = field.kind
    return replace(field, kind=replace(kind, width=kind.width + by))


def shifted() -> list[tuple[str, str, int]]:
    """Every way to shift one field's end by one, which the declared width cannot show."""
    pairs = [(record.key, left.name) for record in tenq.FORMAT.records for left, _ in pairwise(record.fields)]
    return [(key, name, by) for key, name in pairs for by in (-1, 1)]


@pytest.mark.parametrize(("key", "name", "by"), shifted())
def test_a_field_shifted_by_one_is_found_by_the_golden_files(key: str, name: str, by: int) -> None:
    record = tenq.FORMAT.record(key)
    at = [field.name for field in record.fields].index(name)
    left, right = wider(record.fields[at], by), wider(record.fields[at + 1], -by)
    if not (left.kind.width and right.kind.width):
        return  # no field at all is no declaration
    fields = (*record.fields[:at], left, right, *record.fields[at + 2 :])
    records = tuple(replace(one, fields=fields) if one is record else one for one in tenq.FORMAT.records)
    assert not agrees(records)


def agrees(records: tuple[Record, ...]) -> bool:
    """Whether a 10Q declared by `records` reads the golden files as they are meant."""
    try:
        format = replace(tenq.FORMAT, records=records)
        for case in ("861", "alle-felter"):
            problems = Problems()
            document = format.read((HERE / "10q" / f"{case}.txt").read_bytes(), problems)
            expected = [json.loads(line) for line in (HERE / "10q" / f"{case}.jsonl").read_text("utf-8").splitlines()]
            if problems or [json.loads(line) for line in jsonl.dump(format, document)] != expected:
                return False
    except Exception:
        return False
    return True


def test_the_declaration_itself_agrees() -> None:
    assert agrees(tenq.FORMAT.records)


class TestRoundTrip:
    @each_record
    @each_encoding
    @PROPERTY
    @given(data=st.data())
    def test_what_is_written_is_read(self, key: str, encoding: str, data: st.DataObject) -> None:
        record = RECORDS[key]
        rows = data.draw(st.lists(strategies.rows(record, encoding), min_size=1, max_size=5))
        content = written(record, rows, encoding)
        assert read(record, content, encoding) == rows
        again = written(record, read(record, content, encoding), encoding)
        assert again == content

    @each_record
    @each_encoding
    @PROPERTY
    @given(data=st.data())
    def test_every_line_has_the_printed_width_in_characters(self, key: str, encoding: str, data: st.DataObject) -> None:
        rows = data.draw(st.lists(strategies.rows(RECORDS[key], encoding), min_size=1, max_size=3))
        lines = written(RECORDS[key], rows, encoding).decode(encoding).split("\r\n")
        assert [len(line) for line in lines] == [RECORDS[key].width] * len(rows) + [0]

    @each_record
    @PROPERTY
    @given(data=st.data())
    def test_one_record_is_a_table_of_one_row(self, key: str, data: st.DataObject) -> None:
        record = RECORDS[key]
        rows = data.draw(st.lists(strategies.rows(record, "utf-8"), min_size=1, max_size=4))
        lines = written(record, rows, "utf-8").split(b"\r\n")[:-1]
        for row, line in zip(rows, lines, strict=True):
            assert written(record, [row], "utf-8") == line + b"\r\n"
            assert read(record, line, "utf-8") == [row]
            table = record.table(row, Problems())
            assert as_text(record.write(table, slice(0, 1))[0]) == line.decode()

    @each_record
    @PROPERTY
    @given(data=st.data(), block=st.sampled_from([1, 2, 3]))
    def test_the_block_size_never_shows(self, key: str, data: st.DataObject, block: int) -> None:
        record = RECORDS[key]
        rows = data.draw(st.lists(strategies.rows(record, "utf-8"), min_size=1, max_size=7))
        content = written(record, rows, "utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fixed, "BLOCK_ROWS", block)
            assert written(record, rows, "utf-8") == content
            assert read(record, content, "utf-8") == rows

    @each_record
    @PROPERTY
    @given(data=st.data())
    def test_one_value_for_all_rows_is_that_value_in_every_row(self, key: str, data: st.DataObject) -> None:
        record = RECORDS[key]
        row = data.draw(strategies.rows(record, "utf-8"))
        once = record.table(row, Problems(), rows=3)
        thrice = record.table({name: [value] * 3 for name, value in row.items()}, Problems())
        assert (record.write(once, slice(0, 3)) == record.write(thrice, slice(0, 3))).all()


class TestTable:
    RATE = Record("R", "Rate", 5, (Field("nummer", Number(3), ""), Field("art", Digits(2), "", default="07")))

    def test_defaults_fill_what_is_not_given(self) -> None:
        problems = Problems()
        table = self.RATE.table({"nummer": [1, 22]}, problems)
        assert [as_text(line) for line in self.RATE.write(table, slice(0, 2))] == ["00107", "02207"]
        assert not problems

    def test_what_must_be_given_and_is_not_is_reported_in_every_row(self) -> None:
        problems = Problems()
        self.RATE.table({"art": ["01", "02"]}, problems)
        assert [(p.code, p.line, p.column, p.field, p.record) for p in problems] == [
            (FELT_TOMT.code, 1, 1, "nummer", "R"),
            (FELT_TOMT.code, 2, 1, "nummer", "R"),
        ]

    def test_a_field_that_does_not_exist_is_reported(self) -> None:
        problems = Problems()
        self.RATE.table({"nummer": [1], "numer": [1]}, problems)
        (problem,) = problems
        assert (problem.code, problem.field) == (FELT_UKENDT.code, "numer")
        assert "nummer, art" in problem.message

    def test_columns_of_different_lengths_are_a_fault_of_the_program(self) -> None:
        with pytest.raises(ValueError, match="art: 1 values for 2 rows"):
            self.RATE.table({"nummer": [1, 2], "art": ["01"]}, Problems())

    def test_every_row_is_checked_though_another_has_a_fault(self) -> None:
        even = Check(lambda digits: digits[:, -1] % 2 == 0, GLN_KONTROLCIFFER)
        record = Record("R", "Rate", 2, (Field("art", Digits(2), "", check=even),))
        problems = Problems()
        record.table({"art": ["12", "1X", "13", "15"]}, problems)
        assert [(p.code, p.line) for p in problems.sorted()] == [
            ("FELT_IKKE_CIFRE", 2),
            ("GLN_KONTROLCIFFER", 3),
            ("GLN_KONTROLCIFFER", 4),
        ]

    def test_allowed_values_are_checked_in_every_row(self) -> None:
        record = Record("R", "Rate", 1, (Field("art", Text(1), "", allowed=("D", "K")),))
        problems = Problems()
        record.table({"art": ["D", "d", "\t", "X"]}, problems)
        assert [(p.code, p.line) for p in problems.sorted()] == [("FELT_VAERDI", 2), ("KONTROLTEGN", 3), ("FELT_VAERDI", 4)]


class TestWriting:
    def test_nothing_is_cut_off_a_record_that_came_shortened(self) -> None:
        data = (HERE / "10q" / "hoejretrimmet.txt").read_bytes()
        document = tenq.FORMAT.read(data, Problems())
        document.tables["26"].columns["ratetekst"] = np.array([b"Beskatning i 2017 og 2018", b""])
        with pytest.raises(ProblemsError) as caught:
            tenq.FORMAT.write(document)
        assert [(p.code, p.line) for p in caught.value.problems] == [("RECORD_AFKORTET", 3)]

    def test_a_character_the_encoding_lacks_stops_the_file(self) -> None:
        document = tenq.FORMAT.read((HERE / "10q" / "kalaallisut.txt").read_bytes(), Problems())
        document.wrapping = Wrapping("cp1252")
        with pytest.raises(ProblemsError) as caught:
            tenq.FORMAT.write(document)
        (problem,) = caught.value.problems
        assert (problem.code, problem.line, problem.column, problem.raw) == ("TEGN_UDENFOR_TEGNSAET", 3, 55, "ĸ")
