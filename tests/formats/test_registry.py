"""The registry of formats: every format by its name, and its specification printed from the declaration."""

from __future__ import annotations

import re

import pytest
from tests.formats.spec_tables import G69_HEADER, G69_TAGS, TENQ

from snitflade.formats import registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.layout import REQUIRED
from snitflade.formats.messages import MessageFormat
from snitflade.formats.problems import Problems
from snitflade.formats.quoted import QuotedFormat
from snitflade.formats.registry import FORMATS, UnknownFormatError, describe, documentation, find
from snitflade.formats.workbook import WorkbookFormat


def test_every_format_is_found_by_its_name_in_any_letter_case() -> None:
    for name, format in FORMATS.items():
        assert find(name) is find(name.upper()) is format
        assert format.name == name


NAMES = f"Formaterne er: {', '.join(FORMATS)}."


@pytest.mark.parametrize(("name", "hint"), [("10-q", "Mente du 10q?"), ("g69.txt", "Mente du g69?"), ("zzzz", NAMES), ("", NAMES)])
def test_an_unknown_name_is_told_with_what_may_be_meant(name: str, hint: str) -> None:
    with pytest.raises(UnknownFormatError) as caught:
        find(name)
    assert hint in str(caught.value)
    assert f"«{name}»" in str(caught.value)


def test_the_description_of_10q_is_the_printed_specification() -> None:
    described = [(field.record, field.place, field.width, field.name) for field in describe(find("10q"))]
    assert described == [
        (record, str(position), str(size), name) for record, (_, rows) in TENQ.items() for position, size, _, name in rows
    ]


def test_the_description_of_g69_is_the_printed_specification() -> None:
    described = [(field.place, field.width, field.name) for field in describe(find("g69"))]
    header = [(str(position), str(size), name) for position, size, _, name in G69_HEADER]
    tags = [
        (f"&{number}", f"{most}" if least == most else f"{least}–{most}", name)
        for number, (least, most, _, name) in G69_TAGS.items()
    ]
    assert described == header + tags


def test_the_description_tells_defaults_and_allowed_values() -> None:
    fields = {(field.record, field.name): field for field in describe(find("10q"))}
    assert fields["10", "person_cvr_nummer"].default == "skal angives"
    assert fields["24", "ratenummer"].default == "999"
    assert fields["24", "stiftelsesdato"].default == "nuller"
    assert fields["24", "fakturanummer"].default == "blank"
    assert fields["52", "slettemarkering"].allowed == "0, 1, blank"
    tags = {field.name: field for field in describe(find("g69"))}
    assert (tags["maskinnr"].default, tags["notat"].default) == ("skal angives", "kan udelades")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_described_in_words_with_its_source(name: str) -> None:
    format = find(name)
    assert re.fullmatch(r"[a-z-]+\.md \d+(\.\d+)?( og \d+)?", format.source)
    assert len(documentation(format)) > 100
    for field in describe(format):
        assert field.meaning
        assert field.kind


@pytest.mark.parametrize("name", FORMATS)
def test_defaults_fit_their_fields(name: str) -> None:
    """A default that its own field refuses would show only when somebody relies on it."""
    format = registry.find(name)
    problems = Problems()
    if isinstance(format, QuotedFormat):
        format.table({}, problems)
        assert {problem.field for problem in problems} == {field.name for field in format.columns if field.default is REQUIRED}
        assert problems.codes == {"FELT_TOMT"}
        return
    if isinstance(format, MessageFormat):
        for part in format.records:
            problems = Problems()
            format.table(part.key, {}, problems)
            assert {problem.field for problem in problems} == {leaf.field.name for leaf in part.leaves if leaf.required}
            assert problems.codes == {"ELEMENT_MANGLER"}
        return
    for record in format.records if isinstance(format, FixedFormat | DelimitedFormat | WorkbookFormat) else (format.header,):
        problems = Problems()
        record.table({}, problems)
        required = {field.name for field in record.fields if field.default is REQUIRED}
        assert {problem.field for problem in problems} == required
        assert problems.codes <= {"FELT_TOMT"}
