"""Workbooks made to hurt: small files that unpack to much, cells without end, parts that lie, are missing or stand twice."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tests.fuzz import survival
from tests.fuzz.bounds import TIMES, resident, soon
from tests.fuzz.mutation import changed_part, packed

from snitflade.formats import registry
from snitflade.formats.problems import Problems
from snitflade.formats.workbook import WorkbookFormat
from snitflade.formats.workbook_package import FREE_CELLS, FREE_TEXT

BOOKS = [name for name, format in registry.FORMATS.items() if isinstance(format, WorkbookFormat)]
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
Parts = dict[str, bytes]
GOLDEN = {name: survival.GOLDEN[name][0] for name in BOOKS}
FLOOR = 24 * FREE_CELLS + FREE_TEXT
"""Bytes that any workbook may take: the cells that may stand far from each other, at what the library takes for one, and texts."""


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def put(part: str, old: bytes, new: bytes) -> Callable[[Parts], Parts]:
    """`new` instead of the first `old` of a part."""

    def change(parts: Parts) -> Parts:
        assert old in parts[part]
        return parts | {part: parts[part].replace(old, new, 1)}

    return change


def cell(inside: bytes) -> Callable[[Parts], Parts]:
    """A row more, with these cells."""
    return put(SHEET, b"</sheetData>", b'<row r="900">' + inside + b"</row></sheetData>")


def _repeated(parts: Parts, length: int, times: int) -> Parts:
    """One shared text of so many letters in so many cells."""
    long = put(TEXTS, b"<t>", b"<t>" + b"x" * length)(parts)
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(4, 4 + times))
    return put(SHEET, b"</sheetData>", rows + b"</sheetData>")(long)


def _without(number: int, parts: Parts) -> Parts:
    return {name: content for at, (name, content) in enumerate(parts.items()) if at != number}


MONSTERS: dict[str, Callable[[Parts], Parts]] = {
    "30 MB of blanks": put(SHEET, b"<sheetData>", b"<sheetData>" + b" " * 30_000_000),
    "30 MB of comments": put(SHEET, b"<sheetData>", b"<sheetData>" + b"<!-- -->" * 4_000_000),
    "250 MB of blanks": put(SHEET, b"<sheetData>", b"<sheetData>" + b" " * 250_000_000),
    "a billion laughs in the texts": put(
        TEXTS, b"<sst", b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '" + b"&a;" * 9999 + b"'>]><sst"
    ),
    "an entity in a text": put(TEXTS, b"<t>", b"<t>&b;"),
    "an entity in a sheet": cell(b'<c r="A900" t="str"><v>&b;</v></c>'),
    "a file as an entity": put(SHEET, b"<worksheet", b"<!DOCTYPE x [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><worksheet"),
    "a cell of 5 MB": cell(b'<c r="A900" t="inlineStr"><is><t>' + b"x" * 5_000_000 + b"</t></is></c>"),
    "a number of 100,000 digits": cell(b'<c r="A900"><v>' + b"9" * 100_000 + b"</v></c>"),
    "the last row": put(SHEET, b"</sheetData>", b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'),
    "the last column": cell(b'<c r="XFD900"><v>1</v></c>'),
    "the last cell": put(SHEET, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    "a row beyond the last": put(SHEET, b"</sheetData>", b'<row r="4294967295"><c r="A4294967295"><v>1</v></c></row></sheetData>'),
    "a column beyond the last": cell(b'<c r="ZZZZZZZ900"><v>1</v></c>'),
    "a row of nobody": cell(b'<c r=""><v>1</v></c><c r="0"><v>1</v></c><c r="A0"><v>1</v></c><c r="A-1"><v>1</v></c>'),
    "a million rows": put(SHEET, b"</sheetData>", b"<row/>" * 1_048_576 + b"</sheetData>"),
    "more rows than there are": put(SHEET, b"</sheetData>", b"<row><c><v>1</v></c></row>" * 1_100_000 + b"</sheetData>"),
    "as far away as may be": put(SHEET, b"</sheetData>", b'<row r="38000"><c r="Z38000"><v>1</v></c></row></sheetData>'),
    "a long text as often as may be": lambda parts: _repeated(parts, 3_000, FREE_TEXT // 3_100),
    "a long text too often": lambda parts: _repeated(parts, 100_000, 5_000),
    "a text that is not there": cell(b'<c r="A900" t="s"><v>4294967295</v></c>'),
    "a text before the first": cell(b'<c r="A900" t="s"><v>-1</v></c>'),
    "a day after the last": cell(b'<c r="A900" s="1" t="d"><v>999999-99-99T99:99:99</v></c>'),
    "a day of 1e308": cell(
        b'<c r="A900" s="1"><v>1e308</v></c><c r="B900" s="2"><v>-1e308</v></c><c r="C900" s="3"><v>NaN</v></c>'
    ),
    "a sheet without rows": put(SHEET, b"<sheetData>", b"<sheetData/><x>"),
    "no names": lambda parts: parts | {"xl/workbook.xml": b"<workbook/>"},
    "names of sheets that are nowhere": put("xl/_rels/workbook.xml.rels", b"sheet1.xml", b"../../../etc/passwd"),
    "a sheet that is itself": put("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"workbook.xml"),
    **{f"without part {number}": partial(_without, number) for number in range(12)},
}


def read(name: str, data: bytes) -> Problems:
    problems = Problems()
    with soon():
        registry.find(name).read(data, problems)
    assert all(str(problem).isprintable() and len(str(problem)) < 1000 for problem in problems.sorted(20))
    return problems


@pytest.mark.parametrize("kind", MONSTERS)
def test_a_workbook_made_to_hurt_ends_soon(kind: str) -> None:
    name = BOOKS[0]
    parts = MONSTERS[kind](parts_of(GOLDEN[name]))
    data = packed(parts, method=zipfile.ZIP_DEFLATED)
    # A ZIP file is as large as what it unpacks to.
    assert resident(lambda: read(name, data)) < TIMES * sum(map(len, parts.values())) + FLOOR


def test_a_large_workbook_takes_at_most_twenty_times_what_it_unpacks_to() -> None:
    parts = parts_of(GOLDEN[BOOKS[0]])
    row = parts[SHEET][parts[SHEET].index(b'<row r="2"') :].partition(b"</row>")[0] + b"</row>"
    rows = (re.sub(rb'(?<=r=")([A-Z]?)2(?=")', rb"\g<1>%d" % number, row) for number in range(4, 6_000))
    large = put(SHEET, b"</sheetData>", b"".join(rows) + b"</sheetData>")(parts)
    data = packed(large, method=zipfile.ZIP_DEFLATED)
    assert resident(lambda: read(BOOKS[0], data)) < TIMES * sum(map(len, large.values()))  # the floor is not needed
    document = registry.find(BOOKS[0]).read(data, Problems())
    assert len(document) == 5_999


@pytest.mark.parametrize(
    "kind",
    ["250 MB of blanks", "a long text too often", "the last row", "the last column", "the last cell", "a row beyond the last"],
)
def test_what_is_too_large_is_told_in_words(kind: str) -> None:
    name = BOOKS[0]
    problems = read(name, packed(MONSTERS[kind](parts_of(GOLDEN[name])), method=zipfile.ZIP_DEFLATED))
    assert problems.codes == {"REGNEARK_FOR_STORT"}, list(problems)


def _locked(data: bytes) -> bytes:
    """The same with the mark that a password is needed, in the list at the end."""
    out = bytearray(data)
    at = out.index(b"PK\x01\x02")
    while at >= 0:
        out[at + 8] |= 1
        at = out.find(b"PK\x01\x02", at + 1)
    return bytes(out)


def _twice(data: bytes) -> bytes:
    """The same with every part listed again under its own name."""
    whole = io.BytesIO(data)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(whole, "a") as package:
        for name, content in parts_of(data).items():
            package.writestr(name, content)
    return whole.getvalue()


def _listed(data: bytes) -> bytes:
    """The same beside a list of more parts than any workbook has."""
    return packed(parts_of(data) | {f"xl/worksheets/s{number}.xml": b"" for number in range(2100)})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_locked, "den har adgangskode"),
        (_twice, "en fil er der to gange"),
        (_listed, "over 2000 filer"),
        (lambda data: packed(parts_of(data), method=zipfile.ZIP_LZMA), "pakket på en måde"),
        (lambda data: packed(parts_of(data), method=zipfile.ZIP_BZIP2), "pakket på en måde"),
        (lambda data: packed({"a.xlsx": data}), "ark"),
        (lambda data: data[: len(data) // 2], "beskadiget"),
    ],
)
def test_a_package_that_no_program_for_workbooks_makes(change: Callable[[bytes], bytes], says: str) -> None:
    name = BOOKS[0]
    problems = read(name, change(GOLDEN[name]))
    assert problems.errors and any(says in str(problem).lower() or says in str(problem) for problem in problems), list(problems)


@pytest.mark.parametrize("name", BOOKS)
def test_packages_changed_at_random(name: str) -> None:
    """Where workbooks take their turn among the other formats, other bytes are changed too: here only what is inside."""
    chance = random.Random(861)  # noqa: S311
    for _ in range(40):
        data = changed_part(GOLDEN[name], chance)
        try:
            survival.survives(registry.find(name), data)
        except BaseException as error:
            raise AssertionError(f"{name}: {data!r}") from error


def test_golden_workbooks_are_workbooks() -> None:
    assert BOOKS and all(Path(SHEET).name and SHEET in parts_of(data) for data in GOLDEN.values())
