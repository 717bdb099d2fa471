"""Whatever stands in a file, reading it ends, with a document and with problems that can be shown.

The golden files, changed at random: bytes, lines, cells, the marks of XML, the parts of workbooks (`tests.fuzz.search`). The seed
is fixed, so a failure is seen again. `make fuzz` takes 200,000 changed files of each format, `make test` some, and every file that
was once not survived.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import typer
from tests.fuzz.bounds import soon
from tests.fuzz.mutation import NASTY, mutated
from tests.fuzz.search import SEED, Search
from tests.fuzz.survival import FOUND, GOLDEN, survives

from snitflade.cli import files
from snitflade.formats import registry
from snitflade.formats.detect import detect

ROUNDS = 50


@pytest.mark.parametrize("name", registry.FORMATS)
def test_no_change_of_a_golden_file_makes_reading_fail(name: str) -> None:
    search = Search(name)
    search.examples()
    for _ in range(ROUNDS):
        search.round()
    assert search.pool and len(search.heard) > 2, "what is said leads the search"


def test_what_was_found_belongs_to_a_format() -> None:
    assert {path.name for path in FOUND.iterdir()} <= registry.FORMATS.keys()
    assert all(path.suffix == ".bin" for path in FOUND.glob("*/*"))


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
