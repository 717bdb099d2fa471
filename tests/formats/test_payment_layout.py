"""Betalingsservice and FI: records declared as payments.md prints them, reading what they write, and nothing shifted unseen."""

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
from tests.formats import payment_parts, strategies
from tests.formats.payment_tables import TABLES
from tests.formats.strategies import PROPERTY, Row

from snitflade.formats import bs0601, bs0602, bs0603, detect, fi, jsonl
from snitflade.formats.document import Document, Wrapping
from snitflade.formats.kinds import Digits, Kind, Number, Text
from snitflade.formats.layout import Field, LayoutError, Record
from snitflade.formats.marked import MarkedFormat
from snitflade.formats.moments import Date
from snitflade.formats.payment_kinds import Filler, Oere
from snitflade.formats.problems import Problems

HERE = Path(__file__).parent
FORMATS: dict[str, MarkedFormat] = {one.FORMAT.name: one.FORMAT for one in (bs0601, bs0602, bs0603, fi)}
KINDS: dict[str, Kind] = {"D6": Date(width=6, form="DDMMÅÅ"), "E8": Date(form="DDMMÅÅÅÅ"), "D8": Date()}
CLASSES: dict[str, type[Kind]] = {"A": Text, "N": Digits, "I": Number, "O": Oere, "F": Filler}
each_record = pytest.mark.parametrize(("name", "key"), [(name, key) for name, table in TABLES.items() for key in table])


@pytest.mark.parametrize("name", FORMATS)
def test_every_record_of_the_specification_is_declared(name: str) -> None:
    assert set(FORMATS[name].types) == set(TABLES[name])


@each_record
def test_fields_stand_where_the_specification_prints_them(name: str, key: str) -> None:
    record = FORMATS[name].record(key)
    width, printed = TABLES[name][key]
    assert record.width == width
    declared = [(record.places[field.name], field.kind.width, field.name) for field in record.fields]
    assert declared == [(position, size, field) for position, size, _, field in printed]


@each_record
def test_fields_hold_what_the_specification_prints(name: str, key: str) -> None:
    for field, (_, _, kind, _) in zip(FORMATS[name].record(key).fields, TABLES[name][key][1], strict=True):
        if isinstance(field.kind, Date):
            wanted = KINDS[kind]
            assert isinstance(wanted, Date)
            assert field.kind.form == wanted.form
        else:
            assert type(field.kind) is CLASSES[kind], field.name


def alone(format: MarkedFormat, key: str) -> MarkedFormat:
    return replace(format, records=(format.record(key),), rules=None)


def written(format: MarkedFormat, key: str, rows: list[Row]) -> bytes:
    problems = Problems()
    table = format.record(key).table(strategies.columns(rows), problems, rows=len(rows), encoding=format.encodings[0])
    assert not problems.errors, problems.sorted(3)
    assert problems.codes <= {"FYLD_UVENTET"}
    order = np.zeros(len(rows), dtype=np.uint8)
    return alone(format, key).write(Document((key,), {key: table}, order, wrapping=Wrapping(format.encodings[0])))


@each_record
@PROPERTY
@given(data=st.data())
def test_what_is_written_is_read_and_has_the_printed_width(name: str, key: str, data: st.DataObject) -> None:
    format = FORMATS[name]
    rows = data.draw(st.lists(strategies.rows(format.record(key), format.encodings[0]), min_size=1, max_size=4))
    content = written(format, key, rows)
    lines = content.decode(format.encodings[0]).split("\r\n")
    assert [len(line) for line in lines] == [format.record(key).width] * len(rows) + [0]
    problems = Problems()
    document = alone(format, key).read(content, problems)
    assert not problems.errors, problems.sorted(3)
    assert list(format.record(key).rows(document.tables[key])) == rows
    assert written(format, key, rows) == content


@each_record
@PROPERTY
@given(data=st.data())
def test_what_is_written_means_the_same_by_the_printed_table(name: str, key: str, data: st.DataObject) -> None:
    format = FORMATS[name]
    row = data.draw(strategies.rows(format.record(key), format.encodings[0]))
    line = written(format, key, [row]).decode(format.encodings[0]).removesuffix("\r\n")
    for position, size, kind, field in TABLES[name][key][1]:
        assert payment_parts.meaning(kind, line[position - 1 : position - 1 + size]) == row[field], field


def resized(field: Field, by: int) -> Field:
    kind: Any = field.kind
    return replace(field, kind=replace(kind, width=kind.width + by))


def shifted() -> list[tuple[str, str, str, int]]:
    """Every way to shift one field's end by one, which the declared width cannot show."""
    return [
        (name, record.key, left.name, by)
        for name, format in FORMATS.items()
        for record in format.records
        for left, right in pairwise(record.fields)
        for by in (-1, 1)
        if left.kind.width + by
        and right.kind.width - by
        and not isinstance(left.kind, Filler)
        and not isinstance(right.kind, Filler)
    ]


@pytest.mark.parametrize(("name", "key", "field", "by"), shifted())
def test_a_field_shifted_by_one_is_found_by_the_golden_files(name: str, key: str, field: str, by: int) -> None:
    record = FORMATS[name].record(key)
    at = [one.name for one in record.fields].index(field)
    fields = (*record.fields[:at], resized(record.fields[at], by), resized(record.fields[at + 1], -by), *record.fields[at + 2 :])
    records = tuple(replace(one, fields=fields) if one is record else one for one in FORMATS[name].records)
    assert not agrees(name, records)


def agrees(name: str, records: tuple[Record, ...]) -> bool:
    """Whether a format declared by `records` reads its golden files as they are meant."""
    try:
        format = replace(FORMATS[name], records=records)
        for case in sorted((HERE / name).glob("*.jsonl")):
            problems = Problems()
            document = format.read(case.with_suffix(".txt").read_bytes(), problems)
            expected = [json.loads(line) for line in case.read_text("utf-8").split("\n") if line]
            if problems.errors or [json.loads(line) for line in jsonl.dump(format, document)] != expected:
                return False
    except (LayoutError, ValueError, AttributeError, IndexError, OverflowError):  # a date of nine digits cannot be shown
        return False
    return True


@pytest.mark.parametrize("name", FORMATS)
def test_the_declaration_itself_agrees(name: str) -> None:
    assert agrees(name, FORMATS[name].records)


def longest(name: str, key: str) -> str:
    """A line of `key` in a golden file."""
    for case in sorted((HERE / name).glob("*.jsonl"), reverse=True):
        for line in case.with_suffix(".txt").read_text(FORMATS[name].encodings[0]).split("\n"):
            text = line.removesuffix("\r").removeprefix("\ufeff")
            if payment_parts.record_of(name, text) == key:
                return text.ljust(TABLES[name][key][0])
    raise AssertionError(f"{name} has no golden {key}")


@each_record
def test_a_character_more_or_less_never_passes_unseen(name: str, key: str) -> None:
    """In every field: a problem is told, or what is read is not what was read before."""
    text, format = longest(name, key), alone(FORMATS[name], key)

    def read(line: str) -> tuple[int, list[Row]]:
        problems = Problems()
        document = format.read(line.encode(format.encodings[0]), problems)
        return len(problems), list(format.record(key).rows(document.tables[key]))

    _, before = read(text)
    for position, size, _, field in TABLES[name][key][1]:
        for place in {position - 1, position - 1 + size // 2}:
            for line in (f"{text[:place]}7{text[place:]}", text[:place] + text[place + 1 :]):
                told, after = read(line)
                unchanged = line.ljust(len(text))[: len(text)] == text and not line[len(text) :].strip()
                assert told or after != before or unchanged, (field, line)


@pytest.mark.parametrize("name", FORMATS)
def test_each_is_known_by_its_content(name: str) -> None:
    for case in sorted((HERE / name).glob("*.jsonl")):
        guesses = [guess.format for guess in detect.detect(case.with_suffix(".txt").read_bytes())]
        assert guesses[:1] == [name], case.name


class TestMarks:
    def test_every_record_needs_a_mark(self) -> None:
        with pytest.raises(LayoutError, match="FI010"):
            replace(fi.FORMAT, marks=("miljoe",))

    def test_a_line_too_short_for_its_marks_is_of_no_record(self) -> None:
        for length in range(17):
            document = replace(bs0602.FORMAT, rules=None).read(b"BS042099999990236"[:length] + b"\r\nBS0420", Problems())
            assert not document.tables["BS042"].lines.size
            assert document.raw[1] == "BS042099999990236"[:length]
