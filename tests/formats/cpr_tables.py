"""The printed tables of CPR's records (cpr_tabeller.md), and lines put together from them with nothing but string operations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PRINTED = Path(__file__).with_name("cpr_tabeller.md")
_SECTIONS = {"2": ("cpr-p12170", "cpr-glbase"), "3": ("cpr-p12170",), "4": ("cpr-glbase",), "8": ("cpr-abonnement",)}


@dataclass(frozen=True)
class Row:
    """One printed row: field name in ASCII, first position, length and type letter."""

    field: str
    position: int
    size: int
    kind: str


@dataclass(frozen=True)
class Printed:
    """One printed table."""

    key: str
    width: int
    rows: tuple[Row, ...]


def _ascii(printed: str) -> str:
    name = {"(unknown)": "ukendt"}.get(printed, printed.strip("()")).lower()
    for letter, letters in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("-", "_")):
        name = name.replace(letter, letters)
    return name


def _tables() -> dict[str, dict[str, Printed]]:
    tables: dict[str, dict[str, Printed]] = {name: {} for names in _SECTIONS.values() for name in names}
    section = ""
    for part in re.split(r"(?m)^(?=##)", _PRINTED.read_text(encoding="utf-8")):
        if match := re.match(r"## (\d)", part):
            section = match[1]
        elif match := re.match(r"#### (\d+) .* \(length (\d+)\)", part):
            cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.split("\n") if line.startswith("|")][2:]
            rows = tuple(Row(_ascii(name), int(start), int(size), kind) for name, start, size, kind, _ in cells)
            for name in _SECTIONS[section]:
                tables[name][match[1]] = Printed(match[1], int(match[2]), rows)
    guardian = tables["cpr-p12170"]["017"].rows[2:]  # "017-felter" of 052: positions 14 to 272
    old = tables["cpr-p12170"]["052"]
    tables["cpr-p12170"]["052"] = Printed("052", old.width, (*old.rows[:2], *guardian, old.rows[-1]))
    return tables


TABLES = _tables()


@dataclass(frozen=True)
class Post:
    """One record of a file, and what it means. `raw`: a line nobody describes. `length`: where the line is cut."""

    format: str
    key: str = ""
    values: Mapping[str, str] | None = None
    raw: str = ""
    length: int = 0

    @property
    def text(self) -> str:
        """The record's characters: every value put at its position; zeros where digits are not given, blanks elsewhere."""
        if self.values is None:
            return self.raw
        table = TABLES[self.format][self.key]
        characters = [" "] * table.width
        known = {row.field for row in table.rows}
        assert set(self.values) <= known, set(self.values) - known
        for row in table.rows:
            value = self.values.get(row.field, self._default(row))
            assert len(value) <= row.size, (row, value)
            characters[row.position - 1 : row.position - 1 + row.size] = value.ljust(row.size)
        text = "".join(characters)
        assert len(text) == table.width
        assert not self.length or not text[self.length :].strip(), "only blanks may be cut"
        return text[: self.length or table.width]

    def _default(self, row: Row) -> str:
        if row.field in ("recordtype", "inddatanoegle"):
            return self.key
        return "0" * row.size if row.kind == "N" else ""

    def as_json(self, number: int) -> dict[str, Any]:
        """The record as it stands in JSON Lines."""
        if self.values is None:
            return {"line": number, "record": "", "raw": self.raw}
        table = TABLES[self.format][self.key]
        text = self.text.ljust(table.width)
        row = {r.field: meaning(r, text[r.position - 1 : r.position - 1 + r.size]) for r in table.rows}
        return {"line": number, "record": self.key, **row, **({"laengde": self.length} if self.length else {})}

    def trimmed(self) -> Post:
        """The record without the blanks at its end."""
        text = self.text.rstrip(" ")
        cut = len(text) if self.values is not None and len(text) < TABLES[self.format][self.key].width else 0
        return Post(self.format, self.key, self.values, self.raw.rstrip(" "), cut)


def meaning(row: Row, text: str) -> Any:
    """The JSON value of a field's characters."""
    if row.field in ("proddto", "proddtoforrig"):
        return None if text == "0" * 8 else f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if row.field == "taeller":
        return int(text)
    value = text.rstrip(" ")
    return value or None if row.kind in ("D10", "T12") else value
