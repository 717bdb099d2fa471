"""Changing files at random, as deep as what they are made of: bytes, lines, cells, the marks of XML, the parts of a ZIP file."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib

NASTY = [
    *(bytes([value]) for value in (0, 9, 10, 13, 26, 28, 32, 38, 43, 45, 48, 57, 127, 129, 133, 160, 195, 216, 230, 255)),
    b"\r\n",
    b"\n\n",
    b"\xc3\xa6",
    b"\xc4\xb8",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x98\x80",
    b"\xed\xa0\x80",
    b"&103",
    b"&",
    b"  ",
    b"-",
    b"9" * 30,
]
NASTY_XML = [
    b"<a>",
    b"</a>",
    b"<a/>",
    b"<!-- -->",
    b"<?a b?>",
    b"<![CDATA[<a>]]>",
    b"&amp;",
    b"&#0;",
    b"&#55296;",
    b"&a;",
    b"<!DOCTYPE a [<!ENTITY a 'b'>]>",
    b' a="b"',
    b"<a " + b'b="c" ' * 3 + b">",
    b"<a>" * 300,
    b"1e308",
    b"-1",
    b"NaN",
    b"99999999999",
    b"9" * 400,
    b"",
]
_TOKEN = re.compile(rb"<[^<>]*>|[^<>]+")
_SEPARATORS = (b";", b'","', b"&", b"\t", b",")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` with a few changes, of its bytes or of what it is made of."""
    if chance.random() < 0.5:
        if data.startswith(b"PK\x03\x04"):
            return changed_part(data, chance)
        if data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
            return changed_marks(data, chance)
        if chance.random() < 0.3:
            return changed_cells(data, chance)
    return changed_bytes(data, chance)


def changed_bytes(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, put in, taken out, doubled, cut off; lines moved."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(out) + 1)
        length = chance.choice((1, 1, 2, 10, 60, 200))
        match chance.randrange(7):
            case 0 if at < len(out):
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                del out[at : at + length]
            case 2:
                out[at:at] = chance.choice(NASTY)
            case 3:
                out[at : at + 1] = chance.choice(NASTY)
            case 4:
                out[at:at] = out[at : at + length]
            case 5:
                lines = bytes(out).split(b"\r\n")
                lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
                out = bytearray(b"\r\n".join(lines))
            case _:
                del out[at : at + length * chance.choice((1, 50))]
    return bytes(out)


def changed_cells(data: bytes, chance: random.Random) -> bytes:
    """A line taken out, doubled or put elsewhere, or two of its cells exchanged."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(chance.randrange(len(lines)), lines[at])
        case 2:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        case _:
            separator = max(_SEPARATORS, key=lines[at].count)
            cells = lines[at].split(separator)
            chance.shuffle(cells)
            lines[at] = separator.join(cells)
    return b"\n".join(lines)


def changed_marks(data: bytes, chance: random.Random) -> bytes:
    """The marks and texts of XML: one taken out, doubled, moved, replaced by something nasty, or a run of them repeated."""
    tokens = _TOKEN.findall(data) or [b""]
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(tokens))
        match chance.randrange(6):
            case 0 if len(tokens) > 1:
                del tokens[at]
            case 1:
                tokens.insert(chance.randrange(len(tokens)), tokens[at])
            case 2:
                other = chance.randrange(len(tokens))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 3:
                tokens[at] = chance.choice(NASTY_XML)
            case 4:
                tokens[at:at] = [chance.choice(NASTY_XML)]
            case _:
                tokens[at:at] = tokens[at : at + chance.choice((2, 10, 50))]
    return b"".join(tokens)


def changed_part(data: bytes, chance: random.Random) -> bytes:
    """A package with one of its parts changed, left out or put in twice under names a little different."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {info.filename: package.read(info) for info in package.infolist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, NotImplementedError, OSError, EOFError):
        return changed_bytes(data, chance)
    name = chance.choice(sorted(parts, key=lambda part: ("sheet" not in part, part))[: chance.choice((1, len(parts)))] or [""])
    match chance.randrange(12):
        case 0:
            parts.pop(name, None)
        case 1:
            parts[name.upper()] = parts.get(name, b"")
        case _:
            parts[name] = changed_marks(parts.get(name, b""), chance)
    return packed(parts)


def packed(parts: dict[str, bytes], *, method: int = zipfile.ZIP_STORED) -> bytes:
    """A ZIP file of these parts."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, method)
    return whole.getvalue()
