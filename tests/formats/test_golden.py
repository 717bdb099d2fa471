"""Golden files: bytes that others, or the specification, made, and what they mean.

A case is ``<format>/<case>.txt``, the bytes. Beside it lie ``<case>.jsonl``, what decoding gives and encoding takes back to the
same bytes; ``<case>.problems.json``, every problem as ``{code, line, column, field}`` in order (none is expected without it); and
``<case>.skrevet.txt`` where we read what we would write otherwise. A partner's file put there is a test, with no code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.formats import composed

from snitflade.formats import jsonl, registry
from snitflade.formats.problems import Problems

HERE = Path(__file__).parent
WRITTEN = ".skrevet.txt"
CASES = sorted(path for name in registry.FORMATS for path in (HERE / name).glob("*.txt") if not path.name.endswith(WRITTEN))
MEANT = [case for case in CASES if case.with_suffix(".jsonl").exists()]


def name(case: Path) -> str:
    return f"{case.parent.name}/{case.stem}"


def objects(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def written(case: Path) -> bytes:
    """The bytes we write for what `case` means."""
    other = case.with_name(case.stem + WRITTEN)
    return (other if other.exists() else case).read_bytes()


@pytest.mark.parametrize("case", CASES, ids=name)
def test_problems(case: Path) -> None:
    problems = Problems()
    registry.find(case.parent.name).read(case.read_bytes(), problems)
    expected = case.with_suffix(".problems.json")
    found = [{"code": p.code, "line": p.line, "column": p.column, "field": p.field} for p in problems.sorted()]
    assert found == (json.loads(expected.read_text(encoding="utf-8")) if expected.exists() else [])


@pytest.mark.parametrize("case", MEANT, ids=name)
def test_decode(case: Path) -> None:
    format = registry.find(case.parent.name)
    document = format.read(case.read_bytes(), Problems())
    assert [json.loads(line) for line in jsonl.dump(format, document)] == objects(case.with_suffix(".jsonl"))


@pytest.mark.parametrize("case", MEANT, ids=name)
def test_encode(case: Path) -> None:
    format, problems = registry.find(case.parent.name), Problems()
    document = jsonl.load(format, case.with_suffix(".jsonl").read_text(encoding="utf-8"), problems)
    assert not problems.errors, problems.sorted(3)
    assert format.write(document) == written(case)


@pytest.mark.parametrize("case", MEANT, ids=name)
def test_a_file_that_was_read_is_written_with_the_same_bytes(case: Path) -> None:
    format = registry.find(case.parent.name)
    assert format.write(format.read(case.read_bytes(), Problems())) == written(case)


def test_every_file_there_belongs_to_a_case() -> None:
    for folder in registry.FORMATS:
        stems = {case.stem for case in CASES if case.parent.name == folder}
        assert stems, f"{folder} has no golden file"
        for path in (HERE / folder).iterdir():
            stem = path.name.removesuffix(WRITTEN).removesuffix(".problems.json").removesuffix(".jsonl").removesuffix(".txt")
            assert stem in stems, path.name
    for case in CASES:
        assert case in MEANT or case.with_suffix(".problems.json").exists(), f"{name(case)}: nothing is said about it"


@pytest.mark.parametrize("path", composed.written())
def test_composed_files_are_what_the_specification_gives(path: str) -> None:
    assert (HERE / path).read_bytes() == composed.written()[path]


class TestTheTestCase:
    """What prisme.md 5 prints about its test case holds for the bytes."""

    def test_g69_lines_have_the_printed_lengths(self) -> None:
        lines = (HERE / "g69" / "861.txt").read_bytes().split(b"\r\n")
        assert [len(line) for line in lines] == [138] * 5 + [149, 0]

    def test_10q_has_the_printed_size_and_counts(self) -> None:
        data = (HERE / "10q" / "861.txt").read_bytes()
        lines = data.split(b"\r\n")[:-1]
        kinds = [line[4:6] for line in lines]
        assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {b"10": 4, b"24": 4, b"26": 24, b"52": 2}
        assert len(data) == 2214 + 24 * 113 + 2 * len(lines)
        assert sum(int(line[50:60]) for line in lines if line[4:6] == b"24") == 849000

    def test_10q_has_the_printed_beginnings(self) -> None:
        lines = (HERE / "10q" / "861.txt").read_bytes().split(b"\r\n")
        assert sum(line.startswith(b"WINF100201701131200095600012020170001953096000019785289") for line in lines) == 1
        assert lines.count(b"WINF5202017011312000956000120201700019530960057900019530960") == 1

    def test_a_letter_of_two_bytes_makes_114_bytes_of_113_characters(self) -> None:
        line = (HERE / "10q" / "utf8.txt").read_bytes().split(b"\r\n")[2]
        assert (len(line), len(line.decode())) == (114, 113)
