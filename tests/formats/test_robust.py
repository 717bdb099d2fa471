"""Whatever stands in a file, reading it ends, with a document and with problems that can be shown.

The golden files, changed at random: bytes, lines, cells, the marks of XML, the parts of workbooks. What makes a format say
something that it had not said before is kept and changed further, so that the search goes where the format still has something to
tell; lines of code would say less, since most of the readers' decisions are made on whole columns at once. The seed is fixed, so a
failure is seen again. `make fuzz` takes 200,000 changed files of each format, `make test` some.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.fuzz.bounds import soon
from tests.fuzz.mutation import NASTY, mutated

from snitflade.cli import files
from snitflade.formats import jsonl, registry
from snitflade.formats.detect import detect
from snitflade.formats.problems import Problems
from snitflade.formats.registry import Format
from snitflade.formats.workbook import WorkbookFormat

HERE = Path(__file__).parent
GOLDEN = {name: [path.read_bytes() for path in sorted((HERE / name).glob("*.txt"))] for name in registry.FORMATS}
SEED = 861
PARTS = 2
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "80")) // PARTS
KEPT = 60
"""Changed files that are kept to be changed further, each at most `LONG` bytes."""
LONG = 20_000

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
        writes_the_same(format, data, lines, clean=not problems)
    return frozenset(said)


def writes_the_same(format: Format, data: bytes, lines: list[str], *, clean: bool) -> None:
    """Decoded, encoded and decoded again it says the same, and where nothing at all was noted the bytes are the same."""
    first, again, other = Problems(), Problems(), Problems()
    content = format.write(format.read(data, first))
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


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", registry.FORMATS)
def test_no_change_of_a_golden_file_makes_reading_fail(name: str, part: int) -> None:
    chance = random.Random(SEED + part)  # noqa: S311
    for data in GOLDEN[name]:
        survives(registry.find(name), data)
    pool, heard, right = list(GOLDEN[name]), set[Said](), 0
    for _ in range(ROUNDS):
        data = mutated(chance.choice(pool if chance.random() < 0.5 else GOLDEN[name]), chance)
        try:
            with soon():
                said = survives(registry.find(name), data)
        except Exception as error:
            raise AssertionError(f"{name}: {data!r}") from error
        right += not said
        if said not in heard and len(data) <= LONG:
            heard.add(said)
            pool.append(data)
            del pool[len(GOLDEN[name]) : len(pool) - KEPT]
    assert right or ROUNDS < 200, "some changes leave a right file"


@pytest.mark.parametrize("name", registry.FORMATS)
def test_bytes_at_random(name: str) -> None:
    chance = random.Random(SEED)  # noqa: S311
    for size in [*range(0, 60, 7), 500, 5000]:
        for data in (
            chance.randbytes(size),
            bytes(chance.choice(b"0 &-+KD\r\n") for _ in range(size)),
            b"".join(chance.choice(NASTY) for _ in range(size)),
        ):
            with soon():
                survives(registry.find(name), data)


@pytest.mark.parametrize("name", registry.FORMATS)
def test_what_a_file_may_be_is_told_of_any_file(name: str) -> None:
    chance = random.Random(SEED)  # noqa: S311
    for _ in range(3):
        with soon():
            assert all(guess.format in registry.FORMATS for guess in detect(mutated(chance.choice(GOLDEN[name]), chance)))


@pytest.mark.parametrize("name", registry.FORMATS)
def test_check_and_decode_say_the_same(name: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    chance = random.Random(SEED)  # noqa: S311
    path = tmp_path / "fil"
    for data in [*GOLDEN[name][:2], *(mutated(chance.choice(GOLDEN[name]), chance) for _ in range(4))]:
        path.write_bytes(data)
        ends, problems = [], []
        for command in (files.check, files.decode):
            try:
                command(name, path)
                ends.append(0)
            except typer.Exit as end:
                ends.append(end.exit_code)
            problems.append(capfdbinary.readouterr().err)
        assert ends[0] == ends[1], data
        assert problems[0] == problems[1], data
        assert (b"[" in problems[0]) or not ends[0]
