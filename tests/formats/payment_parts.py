"""Lines and files of Betalingsservice and FI put together from the tables of payments.md with nothing but string operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.formats.payment_tables import TABLES
from tests.formats.spec_tables import Place

ENCODING = {"fi": "cp1252"}
PAIRS = {  # the three transactions with tables of their own
    ("bs0602", "0238"): "BS042-0238",
    ("bs0602", "0297"): "BS042-0297",
    ("bs0602", "0299"): "BS042-0297",
    ("bs0603", "0295"): "BS042-0295",
}


def line(format: str, record: str, values: Mapping[str, str]) -> str:
    """One line: every value put at its position, to the right of zeros for numbers, blanks elsewhere."""
    width, rows = TABLES[format][record]
    characters = [" "] * width
    for position, size, kind, field in rows:
        value = values.get(field, "")
        assert len(value) <= size, (field, value)
        text = value.ljust(size) if kind in "AF" else value.rjust(size, "0")
        characters[position - 1 : position - 1 + size] = text
    unknown = set(values) - {field for _, _, _, field in rows}
    assert not unknown, unknown
    return "".join(characters)


def record_of(format: str, text: str) -> str:
    """The record a line is of; empty for one that nobody describes."""
    if format == "fi":
        return text[:5] if text[:5] in TABLES["fi"] else ""
    kind, code, number = text[2:5], text[13:17], text[17:22]
    if text[:2] != "BS":
        return ""
    if kind in ("002", "012", "092", "992"):
        return f"BS{kind}"
    if format == "bs0601" and kind == "022" and code == "0240":
        return {"00009": "BS022-00009", "00010": "BS022-00010"}.get(number, "BS022" if "00001" <= number <= "00005" else "")
    if format == "bs0601":
        return {("042", "0280"): "BS042", ("052", "0241"): "BS052"}.get((kind, code), "")
    known = {"bs0602": ("0236", "0237", "0239"), "bs0603": ("0230", "0231", "0232", "0233", "0234")}
    if kind == "042":
        return PAIRS.get((format, code), "BS042" if code in known[format] else "")
    return ""


def meaning(kind: str, text: str) -> Any:
    """The JSON value of a field's characters."""
    if kind in ("I", "O"):
        return int(text)
    if kind in ("D8", "E8", "D6"):
        if not text.strip("0"):
            return None
        if kind == "D8":
            return f"{text[:4]}-{text[4:6]}-{text[6:]}"
        year = text[4:] if kind == "E8" else ("20" if text[4:] < "80" else "19") + text[4:]
        return f"{year}-{text[2:4]}-{text[:2]}"
    return text if kind == "N" else text.rstrip(" ")


@dataclass(frozen=True)
class PaymentFile:
    """A golden file: its lines, how they end, and what is wrong with it. `broken`: only its problems count."""

    format: str
    lines: tuple[str, ...]
    newline: str = "\r\n"
    end_mark: bool = False
    encoding: str = ""
    mark: bool = False
    problems: tuple[Place, ...] = ()
    broken: bool = False

    @property
    def _encoding(self) -> str:
        return self.encoding or ENCODING.get(self.format, "iso8859-1")

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        text = "".join(one + self.newline for one in self.lines)
        return (b"\xef\xbb\xbf" if self.mark else b"") + text.encode(self._encoding) + (b"\x1a" if self.end_mark else b"")

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The file as JSON Lines; an object for line 0 where it is not wrapped as we write it."""
        about = {
            "line": 0,
            "record": "fil",
            "tegnsaet": self._encoding,
            "linjeskift": {"\r\n": "CRLF", "\n": "LF"}[self.newline],
            "sidste_linjeskift": True,
            "bom": self.mark,
            **({"slut_1a": True} if self.end_mark else {}),
        }
        usual = self.newline == "\r\n" and not self.end_mark and not self.encoding and not self.mark
        return [*([] if usual else [about]), *(self._meaning(number, text) for number, text in enumerate(self.lines, start=1))]

    def _meaning(self, number: int, text: str) -> dict[str, Any]:
        record = record_of(self.format, text)
        if not record:
            return {"line": number, "record": "", "raw": text}
        width, rows = TABLES[self.format][record]
        whole = text.ljust(width)
        row = {field: meaning(kind, whole[position - 1 : position - 1 + size]) for position, size, kind, field in rows}
        return {"line": number, "record": record, **row, **({} if len(text) == width else {"laengde": len(text)})}
