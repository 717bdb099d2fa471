"""From bytes to a row of characters, and from there to lines.

Widths in every specification count characters. So a file is first turned into an array of code points: one byte each while
everything fits Latin-1 (the usual case, and free for ASCII), four bytes each when something does not. Lines end at CRLF or
LF only, never at the other characters Unicode calls line breaks (0x85 and 0x1C are legal in cp1252 and Latin-1).

Sources: prisme.md 1 (encoding, record end, control characters), payments.md 1.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.texts import numbered

Chars = NDArray[Any]
"""Code points: uint8 when all are below 256, else uint32."""

BLANK = 32
LF, CR, DEL = 10, 13, 127
END_MARK = b"\x1a"

TEGNSAET_FEJL = ProblemKind(
    "TEGNSAET_FEJL",
    "Byte {position} (0x{value:02X}) findes ikke i tegnsættet {encoding}. Gem filen i {encoding}, eller angiv det rigtige tegnsæt.",
)
TEGNSAET_ANDET = ProblemKind("TEGNSAET_ANDET", "Filen er ikke {wanted}; den er læst som {encoding}.", Severity.ADVARSEL)
BYTE_ORDER_MARK = ProblemKind(
    "BYTE_ORDER_MARK", "Filen begynder med et byte order mark, som modtageren læser som tegn.", Severity.ADVARSEL
)
KONTROLTEGN = ProblemKind("KONTROLTEGN", "Kontroltegnet U+{value:04X} er ikke tilladt i teksten. Fjern det.")
TEGN_UDENFOR_TEGNSAET = ProblemKind(
    "TEGN_UDENFOR_TEGNSAET", "«{raw}» har tegnet «{character}», som ikke findes i tegnsættet {encoding}. Skriv teksten uden det."
)
FIL_TOM = ProblemKind("FIL_TOM", "Filen har ingen linjer.")
LINJESKIFT_BLANDET = ProblemKind(
    "LINJESKIFT_BLANDET",
    "Linjen ender med {found}, men den første med {first}. Skrives filen igen, ender alle linjer med {first}.",
    Severity.ADVARSEL,
)


@dataclass(slots=True)
class Lines:
    """A file cut into lines. `chars` is padded with blanks at its end so that a window of `pad` characters fits anywhere."""

    chars: Chars
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    encoding: str
    newline: str
    final_newline: bool
    byte_order_mark: bool
    end_mark: bool = False

    def text(self, index: int) -> str:
        """Line `index` (from 0) as text."""
        start = int(self.starts[index])
        return as_text(self.chars[start : start + int(self.lengths[index])])

    def numbered(self, rows: NDArray[np.intp]) -> Mapping[int, str]:
        """The lines `rows` (from 0, in ascending order) by their number in the file (from 1)."""
        pieces = (rows[first : first + _PIECE].tolist() for first in range(0, len(rows), _PIECE))
        return numbered(rows + 1, (self.text(row) for piece in pieces for row in piece))


def as_text(chars: Chars) -> str:
    """Code points as a string."""
    if chars.dtype == np.uint8:
        return chars.tobytes().decode("latin-1")
    return chars.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def as_chars(text: str) -> Chars:
    """A string as code points, in the narrower of the two widths."""
    try:
        return np.frombuffer(text.encode("latin-1"), dtype=np.uint8)
    except UnicodeEncodeError:
        return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def read_lines(data: bytes, encodings: tuple[str, ...], problems: Problems, *, pad: int = 0, may_end_mark: bool = False) -> Lines:
    """Decode `data` with the first of `encodings` that fits it entirely, and find its lines.

    When none fits, every byte that the first encoding lacks is reported and read as Latin-1, so that the other checks
    still see the rest of the file. Control characters are reported with line and column. After a byte order mark UTF-8 is tried
    first where it is among `encodings`. `may_end_mark`: one 0x1A at the very end is taken off, the end mark of old systems.
    """
    end_mark = may_end_mark and data.endswith(END_MARK)
    if end_mark:
        data = data.removesuffix(END_MARK)
    byte_order_mark = data.startswith(codecs.BOM_UTF8)
    if byte_order_mark:
        problems.add(BYTE_ORDER_MARK, line=1, column=1)
        data = data.removeprefix(codecs.BOM_UTF8)
        if "utf-8" in encodings:
            encodings = ("utf-8", *(name for name in encodings if name != "utf-8"))
    text, encoding = _decode(data, encodings, problems, skipped=len(codecs.BOM_UTF8) if byte_order_mark else 0)
    chars = np.frombuffer(data, dtype=np.uint8) if text is None else as_chars(text)
    newlines, stray = _controls(chars)
    count = len(chars)
    with_return = np.zeros(len(newlines), dtype=bool)
    with_return[newlines > 0] = chars[newlines[newlines > 0] - 1] == CR
    ends = newlines - with_return
    starts = np.concatenate([np.zeros(1, dtype=np.int64), newlines + 1])
    final_newline = bool(len(newlines) and starts[-1] == count)
    if final_newline or count == 0:
        starts = starts[:-1]
    else:
        ends = np.append(ends, count)
    if count == 0:
        problems.add(FIL_TOM)
    if len(stray) > np.count_nonzero(with_return):  # else every return stands before a line feed, and there is nothing else
        _report_stray(chars, starts, stray, problems)
    newline = "\r\n" if not len(newlines) or with_return[0] else "\n"
    other = np.flatnonzero(with_return != with_return[:1])[:1]
    names = ("CRLF", "LF") if newline == "\r\n" else ("LF", "CRLF")
    problems.add_many(LINJESKIFT_BLANDET, other + 1, first=names[0], found=names[1])
    if pad:
        chars = np.concatenate([chars, np.full(pad, BLANK, dtype=chars.dtype)])
    return Lines(chars, starts, ends - starts, encoding, newline, final_newline, byte_order_mark, end_mark)


def _report_stray(chars: Chars, starts: NDArray[np.int64], stray: NDArray[np.integer[Any]], problems: Problems) -> None:
    """Report control characters, but for returns before a line feed. A file can be nothing else, so they go piece by piece."""
    values = chars[stray]
    returns = np.flatnonzero(values == CR)
    followed = chars[np.minimum(stray[returns] + 1, len(chars) - 1)] == LF
    values[returns[followed]] = LF  # which is no stray character
    for value in np.unique(values).tolist():
        if value == LF:
            continue
        lines, columns = np.empty((2, int(np.count_nonzero(values == value))), dtype=stray.dtype)
        at = 0
        for first in range(0, len(stray), _PIECE):
            piece = slice(first, first + _PIECE)
            found = stray[piece][values[piece] == value]
            index = np.searchsorted(starts, found, side="right") - 1
            lines[at : at + len(found)] = index + 1
            columns[at : at + len(found)] = found - starts[index] + 1
            at += len(found)
        problems.add_many(KONTROLTEGN, lines, column=columns, value=int(value))


def fits(data: bytes, encoding: str) -> bool:
    """Whether `data` is text in that encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decode(data: bytes, encodings: tuple[str, ...], problems: Problems, *, skipped: int) -> tuple[str | None, str]:
    """The text (None where the bytes are the characters) and the encoding it was read with.

    `skipped`: bytes of the file before `data`.
    """
    if encodings[0] == "iso8859-1" or data.isascii() or (encodings[0] == "cp1252" and _as_latin(np.frombuffer(data, np.uint8))):
        return None, encodings[0]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != encodings[0]:
            problems.add(TEGNSAET_ANDET, wanted=encodings[0], encoding=encoding)
        return text, encoding
    position = 0
    for _ in range(100):  # a file in a foreign encoding is one fault, not a million
        try:
            data[position:].decode(encodings[0])
            break
        except UnicodeDecodeError as error:
            position += error.start
            line = data.count(b"\n", 0, position) + 1
            column = position - data.rfind(b"\n", 0, position)
            value, encoding = data[position], encodings[0]
            problems.add(TEGNSAET_FEJL, line=line, column=column, position=skipped + position, value=value, encoding=encoding)
            position += 1
    return data.decode("latin-1"), encodings[0]


def _controls(chars: Chars) -> tuple[NDArray[np.int64], NDArray[np.integer[Any]]]:
    """Positions of the line feeds, and of every other control character (C0, DEL, C1, U+2028, U+2029).

    Piece by piece, so that what is compared stays in the cache; the others in 32 bits where that is enough.
    """
    size = np.int32 if len(chars) < 2**31 else np.int64
    feeds, others = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=size)]
    for first in range(0, len(chars), _PIECE):
        piece = chars[first : first + _PIECE]
        found = _controls_in(piece)
        line_feed = piece[found] == LF
        feeds.append(found[line_feed] + first)
        others.append((found[~line_feed] + first).astype(size))
    return np.concatenate(feeds), np.concatenate(others)


_PIECE = 1 << 18


def _as_latin(chars: NDArray[np.uint8]) -> bool:
    """Whether Windows-1252 and Latin-1 say the same: they differ from 0x80 to 0x9F only."""
    return not any((chars[first : first + _PIECE] - np.uint8(0x80) < 0x20).any() for first in range(0, len(chars), _PIECE))


def _controls_in(chars: Chars) -> NDArray[np.int64]:
    control = chars < BLANK
    control |= chars - chars.dtype.type(DEL) < 0xA0 - DEL  # unsigned: what is below DEL wraps around to the top
    if chars.dtype != np.uint8:
        control |= (chars == 0x2028) | (chars == 0x2029)
    return np.flatnonzero(control)


def to_bytes(chars: Chars, encoding: str, first_line: int = 1) -> bytes:
    """Lines of code points, the first of them `first_line`, as bytes of `encoding`.

    Raises ProblemsError for a character that `encoding` lacks: the columns were checked for another encoding (`kinds.Text`).
    """
    if chars.dtype == np.uint8:
        data = chars.tobytes()
        if encoding == "iso8859-1" or data.isascii() or (encoding == "cp1252" and _as_latin(chars)):
            return data
    text = as_text(chars)
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        problems, at = Problems(), error.start
        line, column = first_line + text.count("\n", 0, at), at - text.rfind("\n", 0, at)
        problems.add(TEGN_UDENFOR_TEGNSAET, line=line, column=column, raw=text[at], character=text[at], encoding=encoding)
        raise ProblemsError(problems) from error


def encodable(chars: Chars, encoding: str) -> NDArray[np.bool_]:
    """Which code points `encoding` has."""
    found = np.unique(chars[chars > DEL])
    lacking = [value for value in found.tolist() if not _has(chr(value), encoding)]
    return ~np.isin(chars, np.array(lacking, dtype=chars.dtype)) if lacking else np.ones(chars.shape, dtype=bool)


def _has(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
