"""A folder of master data to change, and the run of the specification's test case (prisme.md 5.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import snitflade.tekn
from snitflade.tekn.renovation.importer import Importresultat, importer
from snitflade.tekn.renovation.parametre import Parametre

DATA = Path(snitflade.tekn.__file__).parent / "demo"

Indlaes = Callable[..., Importresultat]
Bestil = Callable[..., Parametre]


@pytest.fixture
def mappe(tmp_path: Path) -> Path:
    """A copy of the test case's files."""
    for file in DATA.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.fixture
def indlaes(mappe: Path) -> Indlaes:
    """Import the folder with some files replaced: ``indlaes(aftaler="Kundenummer;…")``; None removes a file."""

    def run(**files: str | None) -> Importresultat:
        for name, text in files.items():
            path = mappe / f"{name}.csv"
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        return importer(mappe)

    return run


@pytest.fixture
def bestil() -> Bestil:
    """The order of the test case, with some of it replaced."""

    def order(**changes: Any) -> Parametre:
        parametre = Parametre(
            kommune="0956",
            kvartal="2018K1",
            posteringsdato=dt.date(2018, 1, 13),
            forfaldsdato=dt.date(2018, 2, 1),
            regnskabsaar=2018,
            tekst="1. KVARTAL 2018",
            konteret_af="tobl",
        )
        return replace(parametre, **changes)

    return order
