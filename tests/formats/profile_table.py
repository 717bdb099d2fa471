"""A golden file of a delimited layout that is a profile: literal lines, each beside what it means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Place = tuple[str, int, int, str]


@dataclass(frozen=True)
class Table:
    """A golden file: its lines, each as it stands beside what it means; and what we would write otherwise.

    `problems`: code, line, number of the cell it stands at, field.
    """

    lines: tuple[tuple[str, Row], ...]
    encoding: str = "utf-8"
    newline: str = "\r\n"
    mark: bytes = b""
    about: Row | None = None
    problems: tuple[Place, ...] = ()
    broken: bool = False
    rewritten: tuple[str, ...] = ()
    delimiter: str = ";"

    def _bytes(self, lines: tuple[str, ...]) -> bytes:
        return self.mark + "".join(line + self.newline for line in lines).encode(self.encoding)

    def _column(self, line: int, cell: int) -> int:
        """The first character of a cell, counted from 1; 0 for no cell, one past the end for -1."""
        if not cell:
            return 0
        text = self.lines[line - 1][0]
        return len(text) + 1 if cell < 0 else len(self.delimiter.join([*text.split(self.delimiter)[: cell - 1], ""])) + 1

    def files(self, name: str) -> dict[str, bytes]:
        """The file and what stands beside it."""
        found = {f"{name}.txt": self._bytes(tuple(line for line, _ in self.lines))}
        if not self.broken:
            rows = [{"line": number, **row} for number, (_, row) in enumerate(self.lines, start=1)]
            about = [{"line": 0, "record": "fil", **self.about}] if self.about else []
            found[f"{name}.jsonl"] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in [*about, *rows]).encode()
        if self.problems:
            places = [
                {"code": code, "line": line, "column": self._column(line, cell), "field": field}
                for code, line, cell, field in self.problems
            ]
            found[f"{name}.problems.json"] = (json.dumps(places, indent=2) + "\n").encode()
        if self.rewritten:
            found[f"{name}.skrevet.txt"] = self._bytes(self.rewritten)
        return found


def heading(text: str) -> tuple[str, Row]:
    return text, {"record": "overskrift", "tekst": text}


def kept(text: str) -> tuple[str, Row]:
    return text, {"record": "", "raw": text}


def written(profiles: Mapping[str, Mapping[str, Table]]) -> dict[str, bytes]:
    """Every file by its name below this folder."""
    return {
        f"{folder}/{name}": data
        for folder, tables in profiles.items()
        for case, table in tables.items()
        for name, data in table.files(case).items()
    }
