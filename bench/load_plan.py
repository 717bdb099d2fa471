"""A mixed day of small files: for every row that takes files, different ones made of its golden examples.

A file is made different by one of its digits, and of those that can be made the ones in which nothing is wrong are taken first.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "tests" / "formats"
TRIES = 150
"""Changed files of one row that are read at most, looking for right ones."""
LONGEST = 60_000
"""Bytes of an example: the plan is of small files."""


def write(folder: Path, files: int) -> dict[str, str]:
    """Lay `files` files of every row into ``folder/<id>/``; gives the rows for which there are none, and why."""
    from snitflade.exchange import catalogue

    without = {}
    for interface in catalogue.declared():
        if interface.apply is None or interface.read is None:
            continue
        known = [path.read_bytes() for name in interface.formats for path in sorted((EXAMPLES / name).glob("*.txt")) if _good(path)]
        known = [data for data in known if len(data) <= LONGEST]
        if not known:
            without[interface.id] = f"no example of {', '.join(interface.formats) or 'its own packing'}"
            continue
        place = folder / interface.id
        place.mkdir(parents=True)
        for number, data in enumerate(_different(interface.id, known, files)):
            (place / f"{number:03}").write_bytes(data)
    (folder / "uden.json").write_text(json.dumps(without))
    return without


def _good(path: Path) -> bool:
    """Whether it is an example, and none of what goes wrong or of what is written otherwise."""
    return not path.with_suffix(".problems.json").exists() and not path.name.endswith(".skrevet.txt")


def _different(id: str, known: list[bytes], count: int) -> list[bytes]:
    """So many files, all different."""
    right: dict[bytes, None] = {}
    wrong: dict[bytes, None] = {}
    for data in _changed(known):
        (right if _right(id, data) else wrong)[data] = None
        if len(right) == count:
            break
    return [*right, *wrong][:count]


def _changed(known: list[bytes]) -> Iterator[bytes]:
    yield from known
    chance = random.Random(861)  # noqa: S311
    for _ in range(TRIES):
        data = bytearray(chance.choice(known))
        if data.startswith(b"PK"):  # a digit inside would break its checksum; its comment is nobody's
            note = str(chance.randrange(10**9)).encode()
            yield bytes(data[:-2]) + len(note).to_bytes(2, "little") + note
            continue
        places = [at for at, byte in enumerate(data) if 48 <= byte <= 57]
        at = chance.choice(places)
        data[at] = 48 + (data[at] - 47) % 10
        yield bytes(data)


def _right(id: str, data: bytes) -> bool:
    from snitflade.exchange import catalogue
    from snitflade.formats.problems import Problems

    problems = Problems()
    interface = catalogue.find(id)
    assert interface.read is not None
    interface.read(data, "fil.txt", problems)
    return not problems.errors
