"""The page that says which row lives where is what the declarations say."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_page_is_printed_from_the_declarations() -> None:
    printed = runpy.run_path(str(ROOT / "requirements" / "rows.py"))["page"]()
    assert (ROOT / "docs" / "snitflader.md").read_text(encoding="utf-8") == printed, "python requirements/rows.py"


def test_every_declared_row_has_its_place() -> None:
    lines = (ROOT / "docs" / "snitflader.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line.startswith("| ") and "---" not in line]
    assert len(rows) == 41
    for cells in rows:
        assert cells[4].strip() or cells[3].strip() not in {"virker", "ubekræftet"}, cells[2]
