"""Every set of master data, through its own importer: attacks in each text there is room in are refused in words or kept as text.

The columns of a set are read from the importer while it reads, so that a new set is attacked without anybody thinking of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.attack.test_markup import EVERYTHING, Walk, registers
from tests.web.conftest import Ind, ind, site

import snitflade.web.registre  # noqa: F401  the Delsystemer declare their sets
from snitflade.exchange import imports
from snitflade.formats import cells, delimited
from snitflade.formats.delimited import Column

__all__ = ["ind", "site"]
pytestmark = pytest.mark.django_db

ATTACKS = {
    "formula": "=1+1",
    "sql": "'); DROP TABLE inka_debitor; --",
    "control": "a\x07\x1b[31mb",
    "bidi": "a\u202eb\u2066c",
    "large": "<x>" * 350_000,
    "attribute": "\"'><x onx=1>",
    "markup": "<x onx=1>",
}
"""The last is what stands in the tables afterwards."""
TEXT = {"markup", "attribute", "formula", "sql"}
"""Those that are text like any other. The others are refused wherever they stand, or, what turns the writing, by some sets."""
FREE = re.compile(
    r"navn|tekst|meddelelse|email|adresse|mobil|telefon|ref$|enhed|kontaktperson|vej|bygning|bemærkning", re.IGNORECASE
)
"""Columns in which people write what they like."""
VALID = {
    "Kommune": "0956",
    "Konto": "4106011200",
    "Modkonto": "4106011200",
    "Debitorgruppe": "1",
    "Kode": "ABC",
    "Lokalitet": "0600",
    "Nummer": "6102999001",
    "Modtager": "6102999001",
    "Fordringsgruppe": "1",
    "Initialer": "ABC",
    "Kreditornummer": "6102999001",
}
OWN = {"bogh.modtagere": {"Konto": "6471 1000206"}, "soc.boligsikring-udlejere": {"Profil": "bs-til-1"}}
"""What some sets ask of columns that others have as well."""
KEPT = (
    *("bogh.acubiz-konti", "bogh.kontoplan", "bogh.medarbejdere", "bogh.modtagere", "inka.betalingsservice"),
    *("led.koder", "led.kort", "soc.boligsikring-udlejere", "tekn.affaldstakster", "tekn.renowebkonti"),
)
"""Sets whose rows here are right but for what is written in them; the others ask for rows of other sets first, and say so."""
DATE = "01-01-2026"
Files = dict[str, Sequence[Column]]


def read_of(name: str, folder: Path) -> Files:
    """The files of the set, and the columns of each, as its importer asks for them."""
    found: Files = {}
    last = [""]
    empty, read = delimited.Table.empty.__func__, Path.read_bytes  # type: ignore[attr-defined]

    def columns(cls: type[delimited.Table], asked: Sequence[Column], *rest: str) -> delimited.Table:
        found.setdefault(last[0], asked)
        made: delimited.Table = empty(cls, asked, *rest)
        return made

    def bytes_of(path: Path) -> bytes:
        last[0] = path.name
        return read(path)

    said = " ".join(problem.message for problem in imports.find(name)(folder).problemer.sorted(50))
    for file in re.findall(r"[\w-]+\.csv", said):
        (folder / file).write_text("\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited.Table, "empty", classmethod(columns))
        patch.setattr(Path, "read_bytes", bytes_of)
        imports.find(name)(folder)
    return found


def written(name: str, column: Column, attack: str) -> str:
    """What stands in a cell: the attack where people write freely, else what may pass."""
    cell = column.cell
    if isinstance(cell, cells.Digits):
        return VALID.get(column.name.capitalize(), "6102999001")[: cell.width].ljust(cell.width, "0")
    if isinstance(cell, cells.Date):
        return DATE
    if isinstance(cell, cells.Choice):
        return str(next(iter(cell.values)))
    if isinstance(cell, cells.Amount | cells.Decimals | cells.Integer):
        return "1"
    if not FREE.search(column.name):
        return (VALID | OWN.get(name, {})).get(column.name, "1")
    return attack[: getattr(cell, "width", 40)]


def load(name: str, folder: Path, files: Files, attack: str, *, everywhere: bool) -> tuple[bool, list[str]]:
    """Whether it was kept, and what was said."""
    for file, columns in files.items():
        # One cell that is too large is enough of a file; what may stand nowhere is tried everywhere.
        texts = [one.name for one in columns if everywhere and isinstance(one.cell, cells.Text)][: 1 if len(attack) > 100 else None]
        row = [attack if one.name in texts else written(name, one, attack[:100]) for one in columns]
        quoted = ";".join('"' + text.replace('"', '""') + '"' for text in row)
        (folder / file).write_text(";".join(one.name for one in columns) + f"\n{quoted}\n", encoding="utf-8")
    result = imports.load(name, "anna", folder)
    said = [problem.message for problem in result.problemer.sorted(200)]
    return not result.problemer.errors, said


def unseen(sentence: str) -> list[str]:
    """Characters of a sentence that a terminal or a page acts on instead of showing them."""
    return [character for character in sentence if unicodedata.category(character) in ("Cc", "Cf")]


def test_every_set_refuses_an_attack_in_words_or_keeps_it_as_text(ind: Ind, tmp_path: Path) -> None:
    kept: dict[str, set[str]] = {}
    names = sorted(imports._sets, key=lambda name: (name != "bogh.modtagere", name))
    for name in names:
        folder = tmp_path / name
        folder.mkdir()
        files = read_of(name, folder)
        assert files, f"{name} asks for no file"
        for kind, attack in ATTACKS.items():
            taken, said = load(name, folder, files, attack, everywhere=kind not in TEXT)
            assert taken or said
            for sentence in said:
                assert not unseen(sentence) and len(sentence) < 2_000, f"{name}, {kind}: {sentence[:80]!r}"
            if taken:
                kept.setdefault(name, set()).add(kind)
    assert len(names) > 25
    for name in KEPT:
        assert kept.get(name, set()) >= TEXT, f"{name} keeps what its columns have room for"
    assert not [name for name, kinds in kept.items() if kinds - TEXT - {"bidi"}], "what is no text is in no table"
    walk = Walk(ind(*EVERYTHING))
    shown = [name for name in registers() if b"&lt;x" in walk.go("GET", f"/registre/{name}")]
    assert {"modtagere", "boligsikring-udlejere", "henvendelser"} <= set(shown), "what was kept is there to be seen"
    for at, name in enumerate(shown):
        walk.go("POST", f"/registre/{name}/eksport", {"filtype": ("csv", "xlsx")[at % 2], "personnumre": "ja", "formaal": "x"})
    assert walk.wrong == []
