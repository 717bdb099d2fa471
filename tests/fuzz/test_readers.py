"""Whatever a person brings to the page, every interface that could be asked says what is wrong with it, and none breaks."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from tests.fuzz.bounds import soon
from tests.fuzz.mutation import mutated, packed
from tests.fuzz.survival import GOLDEN
from tests.fuzz.test_json import HEAD, MONSTERS, lines
from tests.fuzz.test_xml import monsters

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Interface
from snitflade.formats import registry
from snitflade.formats.problems import Problems

TAKING = [interface.id for interface in catalogue.declared() if interface.read is not None]
GAR = b'{"gar": 1, "fuld": false}\n%s\n{"slut": 1}\n'
PLAIN = {
    "a ZIP of nothing": packed({}),
    "JSON": b'{"a": 1}',
    "deep JSON": b"[" * 100_000,
    **{f"XML: {kind}": data for kind, data in monsters(b"x", Path("/etc/passwd")).items() if len(data) < 50_000},
    "lines": b"\n" * 30_000,
    "one line": b"x" * 300_000,
    "separators": b";" * 60_000,
    "quotes": b'";' * 30_000,
    "NUL": bytes(30_000),
}
PACKED = {
    **{f"JSON: {kind}": data for kind, data in MONSTERS.items()},
    **{f"JSON in a line: {kind}": lines(HEAD) + data for kind, data in MONSTERS.items()},
    **{f"a page of addresses: {kind}": GAR % data for kind, data in MONSTERS.items()},
    **{
        f"an address: {kind}": GAR % (b'{"lag": "vej", "fra": 0, "svar": {"features": [{"attributes": %s}]}}' % data)
        for kind, data in MONSTERS.items()
        if len(data) < 200
    },
    **{f"ZIP: {kind}": packed({"vej-1.json": data}) for kind, data in MONSTERS.items()},
}
"""For those that have a packing of their own: JSON, lines of it, ZIP files of it."""


def ask(interface: Interface, data: bytes, name: str = "fil.dat") -> Problems:
    """Everything an interface is asked of bytes before they are applied."""
    problems = Problems()
    assert interface.read is not None
    with soon():
        interface.read(data, name, problems)
        for question in (interface.recognise, interface.order):
            assert question is None or isinstance(question(data, name), str)
    for problem in problems.sorted(50):
        assert str(problem).isprintable() and len(str(problem)) < 5_000
    return problems


@pytest.mark.django_db
@pytest.mark.parametrize("id", TAKING)
def test_what_is_made_to_hurt(id: str) -> None:
    interface = catalogue.find(id)
    own = not any(name in registry.FORMATS for name in interface.formats)
    for kind, data in (PLAIN | PACKED if own else PLAIN).items():
        try:
            ask(interface, data)
        except BaseException as error:
            raise AssertionError(f"{id}: {kind}") from error


@pytest.mark.django_db
@pytest.mark.parametrize("id", TAKING)
def test_files_of_its_own_formats_changed_at_random(id: str) -> None:
    interface, chance = catalogue.find(id), random.Random(861)  # noqa: S311
    pool = [data for name in interface.formats for data in GOLDEN.get(name, [])] or [lines(HEAD), GAR % b"{}"]
    for _ in range(25):
        data = mutated(chance.choice(pool), chance)
        try:
            ask(interface, data)
        except BaseException as error:
            raise AssertionError(f"{id}: {data!r}") from error


@pytest.mark.django_db
@pytest.mark.parametrize("id", TAKING)
def test_a_column_that_is_not_there(id: str) -> None:
    interface = catalogue.find(id)
    for data in [data for name in interface.formats for data in GOLDEN.get(name, [])[:1] if b"\n" in data]:
        heading, rest = data.split(b"\n", 1)
        for cell in re.split(rb'[;,\t"\r]+', heading):
            if cell and not cell.isdigit():
                ask(interface, heading.replace(cell, b"Ukendt", 1) + b"\n" + rest)
