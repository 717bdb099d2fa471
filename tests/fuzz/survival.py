"""What a format owes every file, whatever stands in it: an end, a document, problems that can be shown, the same bytes again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from snitflade.formats import jsonl, registry
from snitflade.formats.document import Document
from snitflade.formats.messages import MessageFormat
from snitflade.formats.problems import Problems
from snitflade.formats.registry import Format
from snitflade.formats.workbook import WorkbookFormat

FORMATS = Path(__file__).resolve().parents[1] / "formats"
FOUND = Path(__file__).parent / "fund"
"""Files that once made a format fail, in a folder for each: they are read again by every run of the tests."""
GOLDEN = {name: [path.read_bytes() for path in sorted((FORMATS / name).glob("*.txt"))] for name in registry.FORMATS}
CORPUS = {name: [*golden, *(path.read_bytes() for path in sorted((FOUND / name).glob("*.bin")))] for name, golden in GOLDEN.items()}
"""What changes begin from: the golden examples, and what has been found."""

Said = frozenset[tuple[str, str]]
"""What a format says of a file: codes, and the fields they are about."""


def survives(format: Format, data: bytes) -> Said:
    """Read `data`; show what is wrong; write and read it again where nothing is. Gives what was said."""
    problems = Problems()
    document = format.read(data, problems)
    said = set()
    for problem in problems.sorted():
        assert str(problem).isprintable()
        assert problem.line <= max(data.count(b"\n") + 1, len(document))  # a stream has records, but no lines
        str(problem.as_json()).encode()
        said.add((problem.code, problem.field))
    lines = list(jsonl.dump(format, document))
    if not problems.errors:
        writes_the_same(format, data, document, lines, clean=not problems)
    return frozenset(said)


def says_the_same_twice(format: Format, data: bytes) -> None:
    """`check` and `decode` each read for themselves; they say the same."""
    first, again = Problems(), Problems()
    documents = [format.read(data, problems) for problems in (first, again)]
    assert list(first) == list(again)
    lines = [list(jsonl.dump(format, document)) for document in documents]
    assert lines[0] == lines[1]


def writes_the_same(format: Format, data: bytes, document: Document, lines: list[str], *, clean: bool) -> None:
    """Decoded, encoded and decoded again it says the same, and where nothing at all was noted the bytes are the same."""
    again, other = Problems(), Problems()
    content = format.write(document)
    from_lines = format.write(jsonl.load(format, "\n".join(lines), other))
    decoded = list(jsonl.dump(format, format.read(content, again)))
    assert not again.errors and not other.errors
    if isinstance(format, WorkbookFormat):  # what stands above and between the rows is told and not written
        assert rows(decoded) == rows(jsonl.dump(format, format.read(from_lines, Problems()))) == rows(lines)
        return
    assert decoded == lines
    assert from_lines == content
    if clean:
        assert content == data


def rows(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The rows that lines tell of, wherever they stand."""
    found = [json.loads(line) for line in lines]
    return [{name: value for name, value in row.items() if name != "line"} for row in found if "raw" not in row]


def grown(format: Format, data: bytes, size: int) -> bytes:
    """`data` with its rows, or the largest group of elements in it, repeated until it is about `size` bytes."""
    if isinstance(format, WorkbookFormat):
        return data
    if isinstance(format, MessageFormat):
        names = re.findall(rb"<(\w+)>(?=.*?</\1>)", data, re.DOTALL)
        inner = max(names, key=lambda name: data.count(b"<%s>" % name), default=b"")
        whole = re.search(rb"<%s>.*?</%s>" % (inner, inner), data, re.DOTALL)
        return data[: whole.end()] + whole[0] * (size // len(whole[0])) + data[whole.end() :] if whole else data
    first, *middle = data.split(b"\n")
    if len(middle) < 2:  # a stream without line ends
        return data * (size // max(1, len(data)))
    last = middle.pop()
    times = size // max(1, len(b"\n".join(middle)))
    return b"\n".join([first, *middle * max(1, times), last])
