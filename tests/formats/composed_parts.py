"""Lines and files of fixed-width records put together from the tables of prisme.md 3 with nothing but string operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.formats.spec_tables import TENQ, Place


def line(record: str, values: Mapping[str, str], length: int = 0) -> str:
    """One 10Q line: every value put at its position, blanks elsewhere; cut to `length` if given."""
    width, rows = TENQ[record]
    characters = [" "] * width
    for position, size, _, field in rows:
        value = values.get(field, "")
        assert len(value) <= size, (field, value)
        characters[position - 1 : position - 1 + size] = value.ljust(size)
    text = "".join(characters)
    assert len(text) == width
    assert not (length and text[length:].strip()), "only blanks may be cut"
    return text[: length or width]


def meaning(kind: str, text: str) -> Any:
    """The JSON value of a field's characters: øre, ISO dates, text."""
    if kind == "I":
        return int(text)
    if kind == "S11":
        return -int(text[:-1]) if text[-1] == "-" else int(text[:-1])
    if kind == "D8":
        return None if text == "0" * 8 else f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if kind == "T":
        return f"{text[1:5]}-{text[5:7]}-{text[7:9]}T{text[9:11]}:{text[11:]}"
    return text.rstrip(" ")


@dataclass(frozen=True)
class Line:
    """One line of a file and what it means. `raw`: a line nobody describes. `length`: where the line is cut or filled."""

    record: str = ""
    values: Mapping[str, str] | None = None
    raw: str = ""
    length: int = 0

    @property
    def text(self) -> str:
        """The line's characters."""
        return line(self.record, self.values, self.length) if self.values is not None else self.raw

    def as_json(self, number: int) -> dict[str, Any]:
        """The line as it stands in JSON Lines."""
        if self.values is None:
            return {"line": number, "record": "", "raw": self.raw}
        row = {field: meaning(kind, self.values.get(field, "")) for _, _, kind, field in TENQ[self.record][1]}
        return {"line": number, "record": self.record, **row, **({"laengde": self.length} if self.length else {})}


@dataclass(frozen=True)
class File:
    """A golden file: its lines, how they are wrapped, and what is wrong with it.

    `broken`: it means nothing as a whole, and only its problems count.
    """

    lines: tuple[Line, ...]
    encoding: str = "utf-8"
    newline: str = "\r\n"
    final_newline: bool = True
    mark: bool = False
    problems: tuple[Place, ...] = ()
    broken: bool = False

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        text = self.newline.join(one.text for one in self.lines) + (self.newline if self.final_newline else "")
        return (b"\xef\xbb\xbf" if self.mark else b"") + text.encode(self.encoding)

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The file as JSON Lines; an object for line 0 where it is not wrapped as we write it."""
        about = {
            "line": 0,
            "record": "fil",
            "tegnsaet": self.encoding,
            "linjeskift": {"\r\n": "CRLF", "\n": "LF"}[self.newline],
            "sidste_linjeskift": self.final_newline,
            "bom": self.mark,
        }
        usual = (self.encoding, self.newline, self.final_newline, self.mark) == ("utf-8", "\r\n", True, False)
        return [*([] if usual else [about]), *(one.as_json(number) for number, one in enumerate(self.lines, start=1))]


def put(text: str, position: int, characters: str) -> str:
    """`text` with `characters` from `position` (from 1) on."""
    return text[: position - 1] + characters + text[position - 1 + len(characters) :]
