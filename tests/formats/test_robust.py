"""Whatever stands in a file, reading it ends, with a document and with problems that can be shown.

The golden files, changed at random: bytes flipped, put in, taken out, doubled, cut off. The seed is fixed, so a failure is
seen again. `make fuzz` takes 200,000 changed files of each format, `make test` a few hundred.
"""

from __future__ import annotations

import os
import random
import time
import tracemalloc
from pathlib import Path

import pytest

from snitflade.formats import jsonl, registry
from snitflade.formats.problems import Problems
from snitflade.formats.registry import Format
from snitflade.formats.workbook import WorkbookFormat

HERE = Path(__file__).parent
GOLDEN = {name: [path.read_bytes() for path in sorted((HERE / name).glob("*.txt"))] for name in registry.FORMATS}
SEED = 861
PARTS = 2
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "400")) // PARTS
NASTY = [
    *(bytes([value]) for value in (0, 9, 10, 13, 26, 28, 32, 38, 43, 45, 48, 57, 127, 129, 133, 160, 195, 216, 230, 255)),
    b"\r\n",
    b"\n\n",
    b"\xc3\xa6",
    b"\xc4\xb8",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x98\x80",
    b"\xed\xa0\x80",
    b"&103",
    b"&",
    b"  ",
    b"-",
    b"9" * 30,
]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` with a few changes."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(out) + 1)
        length = chance.choice((1, 1, 2, 10, 60, 200))
        match chance.randrange(7):
            case 0 if at < len(out):
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                del out[at : at + length]
            case 2:
                out[at:at] = chance.choice(NASTY)
            case 3:
                out[at : at + 1] = chance.choice(NASTY)
            case 4:
                out[at:at] = out[at : at + length]
            case 5:
                lines = bytes(out).split(b"\r\n")
                lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
                out = bytearray(b"\r\n".join(lines))
            case _:
                del out[at : at + length * chance.choice((1, 50))]
    return bytes(out)


def survives(format: Format, data: bytes) -> bool:
    """Read `data`; show what is wrong; write and read it again where nothing is. True if nothing was."""
    problems = Problems()
    document = format.read(data, problems)
    for problem in problems.sorted():
        assert str(problem).isprintable()
        assert problem.line <= max(data.count(b"\n") + 1, len(document))  # a stream has records, but no lines
        str(problem.as_json()).encode()
    lines = list(jsonl.dump(format, document))
    if problems.errors:
        return False
    again, other = Problems(), Problems()
    content = format.write(document)
    assert list(jsonl.dump(format, format.read(content, again))) == lines
    assert not again.errors
    assert format.write(jsonl.load(format, "\n".join(lines), other)) == content
    assert not other.errors
    if not problems and not isinstance(format, WorkbookFormat):  # a workbook has parts that hold no rows
        assert content == data
    return True


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", registry.FORMATS)
def test_no_change_of_a_golden_file_makes_reading_fail(name: str, part: int) -> None:
    chance = random.Random(SEED + part)  # noqa: S311
    whole = 0
    for _ in range(ROUNDS):
        data = mutated(chance.choice(GOLDEN[name]), chance)
        try:
            whole += survives(registry.find(name), data)
        except Exception as error:
            raise AssertionError(f"{name}: {data!r}") from error
    assert whole, "some changes leave a right file"


@pytest.mark.parametrize("name", registry.FORMATS)
def test_bytes_at_random(name: str) -> None:
    chance = random.Random(SEED)  # noqa: S311
    for size in [*range(60), 500, 5000]:
        survives(registry.find(name), chance.randbytes(size))
        survives(registry.find(name), bytes(chance.choice(b"0 &-+KD\r\n") for _ in range(size)))
        survives(registry.find(name), b"".join(chance.choice(NASTY) for _ in range(size)))


LINE = b"WINF10020170113120009560001202017311299999900"
BAD = {
    "empty lines": b"\n" * 20_000,
    "returns": b"\r" * 20_000,
    "one line": b"x" * 2_000_000,
    "blanks": b" " * 2_000_000,
    "marks": b"000G6900001095601NORFLYD" + b"&" * 50_000,
    "fields": b"000G6900001095601NORFLYD" + b"&103" * 20_000,
    "numbers": b"000G6900001095601NORFLYD" + b"".join(b"&%03d" % (n % 1000) for n in range(20_000)),
    "short records": (LINE + b"\r\n") * 5_000,
    "long tails": (LINE.ljust(400) + b"\r\n") * 2_000,
    "nul": b"\x00" * 100_000,
    "foreign bytes": b"\xff" * 500_000,
    "one wide letter": b"\xc4\xb8" + b"x" * 1_000_000,
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("name", registry.FORMATS)
def test_a_bad_file_takes_little_time_and_memory(name: str, kind: str) -> None:
    data = BAD[kind]
    tracemalloc.start()
    start = time.perf_counter()
    try:
        problems = Problems()
        registry.find(name).read(data, problems)
        problems.sorted(20)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert problems.errors
    assert time.perf_counter() - start < 10
    assert peak < 200 * len(data) + 30_000_000
