"""From the bytes of a delimited file to its lines, and back: which encoding it has is told by its bytes.

A byte order mark decides; without one, NUL in every second byte means UTF-16 (so Prisme exports). Otherwise UTF-8 is tried where
the format may have it, for text of another encoding is hardly ever UTF-8 by accident, and then the others in their order.

Sources: skat-inddrivelse.md 1.3 and 8.2, social-teknik.md 1.4, payments.md 1.
"""

from __future__ import annotations

import codecs

from snitflade.formats import characters
from snitflade.formats.characters import BYTE_ORDER_MARK, TEGNSAET_ANDET, TEGNSAET_FEJL, Chars, Lines, as_text
from snitflade.formats.document import Wrapping
from snitflade.formats.problems import Problems

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PROBE = 200
"""Bytes that are looked at to tell UTF-16 without a mark."""


def encoding_of(data: bytes, encodings: tuple[str, ...]) -> tuple[str, int]:
    """The encoding of a file that may have one of `encodings`, and the length of its byte order mark."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, len(mark)
    if len(data) >= 4:
        even, odd = data[0:_PROBE:2], data[1:_PROBE:2]
        if not any(odd) and all(even):
            return "utf-16-le", 0
        if not any(even) and all(odd):
            return "utf-16-be", 0
    if data.isascii():
        return next((name for name in encodings if not name.startswith("utf-16")), encodings[0]), 0
    for name in sorted(encodings, key=lambda name: name != "utf-8"):
        if not name.startswith("utf-16") and characters.fits(data, name):
            return name, 0
    return next((name for name in encodings if not name.startswith("utf-16")), "utf-8"), 0


def read(data: bytes, encodings: tuple[str, ...], marked: bool, pad: int, problems: Problems) -> tuple[Lines, Wrapping]:
    """The lines of a file and how it is wrapped. `marked`: a byte order mark is as it should be; `pad`: as in `read_lines`."""
    encoding, mark = encoding_of(data, encodings)
    if mark and not marked:
        problems.add(BYTE_ORDER_MARK, line=1, column=1)
    if encoding != encodings[0] and not data.isascii():
        problems.add(TEGNSAET_ANDET, wanted=encodings[0], encoding=encoding)
    bare = data[mark:]
    if encoding.startswith("utf-16"):
        try:
            bare = bare.decode(encoding).encode()
        except UnicodeDecodeError as error:
            position = mark + error.start
            problems.add(TEGNSAET_FEJL, line=1, position=position, value=data[position], encoding=encoding)
            bare = bare.decode(encoding, errors="replace").encode()
    read_as = "utf-8" if encoding.startswith("utf-16") else encoding
    lines = characters.read_lines(bare, (read_as,), problems, pad=pad, may_end_mark=True)
    known = encoding if encoding in encodings else encodings[0]
    return lines, Wrapping(known, lines.newline, lines.final_newline, mark > 0, lines.end_mark)


def encode(chars: Chars, encoding: str, first_line: int) -> bytes:
    """Lines of code points, the first of them `first_line`, as bytes. Raises ProblemsError for a character `encoding` lacks."""
    if encoding.startswith("utf-16"):
        return as_text(chars).encode(encoding)
    return characters.to_bytes(chars, encoding, first_line)
