"""Reading a file takes memory in proportion to the file, and little time, also when everything in it is wrong."""

from __future__ import annotations

import random

import pytest
from tests.fuzz.bounds import FLOOR, allowed, peak, soon
from tests.fuzz.mutation import changed_bytes
from tests.fuzz.search import SMALL
from tests.fuzz.survival import GOLDEN, grown

from snitflade.formats import registry
from snitflade.formats.problems import Problems
from snitflade.formats.registry import Format
from snitflade.formats.workbook import WorkbookFormat

SEED = 861
SIZE = 150_000
"""Bytes of a large file, about."""
LINE = b"WINF10020170113120009560001202017311299999900"
BAD = {
    "empty lines": b"\n" * 20_000,
    "returns": b"\r" * 10_000,
    "one line": b"x" * 500_000,
    "blanks": b" " * 500_000,
    "marks": b"000G6900001095601NORFLYD" + b"&" * 20_000,
    "fields": b"000G6900001095601NORFLYD" + b"&103" * 8_000,
    "numbers": b"000G6900001095601NORFLYD" + b"".join(b"&%03d" % (n % 1000) for n in range(8_000)),
    "short records": (LINE + b"\r\n") * 2_000,
    "long tails": (LINE.ljust(400) + b"\r\n") * 800,
    "separators": b";" * 100_000,
    "quotes": b'"' * 100_000,
    "nul": b"\x00" * 100_000,
    "foreign bytes": b"\xff" * 200_000,
    "one wide letter": b"\xc4\xb8" + b"x" * 300_000,
}


def read(format: Format, data: bytes) -> Problems:
    """Read, and look at the first problems, as a page does."""
    problems = Problems()
    format.read(data, problems)
    problems.sorted(20)
    return problems


def large(format: Format) -> bytes:
    """A golden file whose rows are repeated until it is about `SIZE` bytes."""
    return grown(format, max(GOLDEN[format.name], key=len), SIZE)


LARGE = [name for name, format in registry.FORMATS.items() if not isinstance(format, WorkbookFormat)]  # tests/fuzz has theirs


@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_takes_at_most_twenty_times_its_size(name: str) -> None:
    format = registry.find(name)
    read(format, large(format)[:2000])  # what is loaded when it is first used is no file's
    data = large(format)
    chance = random.Random(SEED)  # noqa: S311
    for _ in range(30):
        data = changed_bytes(data, chance)[: 2 * SIZE] or data
    with soon():
        assert peak(lambda: read(format, data)) < allowed(data)


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("name", registry.FORMATS)
def test_a_bad_file_takes_little_time_and_memory(name: str, kind: str) -> None:
    data = BAD[kind]

    def work() -> None:
        assert read(registry.find(name), data).errors

    with soon():
        assert peak(work) < allowed(data) + SMALL * FLOOR
