"""What comes to an interface that brings vouchers: a file of lines, a receipt, or a ZIP of receipts with at most one file of lines.

Everything is looked through before anything is used, and every problem is told. A name in a package counts without its folder.

Sources: social-teknik.md 8, payments.md 6 and 7 (receipts lie beside the file; plain names, no path parts).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field

from snitflade.bogh.kladder import medietype, tjek_fil
from snitflade.formats.problems import ProblemKind, Problems

PAKKE_ULAESELIG = ProblemKind("PAKKE_ULAESELIG", "ZIP-filen kan ikke pakkes ud: {grund}. Pak filerne igen uden kodeord.")
PAKKE_STOR = ProblemKind("PAKKE_STOR", "ZIP-filen har {antal} filer og fylder {mb} MB udpakket; højst {filer} og {mest}. Del den.")
PAKKE_DOBBELT = ProblemKind("PAKKE_DOBBELT", "Der er to filer i pakken, der hedder «{raw}». Giv den ene et andet navn.")
PAKKE_FREMMED = ProblemKind(
    "PAKKE_FREMMED", "«{raw}» i pakken er hverken et bilag (PDF, JPEG, PNG) eller en fil med linjer (.csv). Tag den ud."
)
PAKKE_FLERE = ProblemKind("PAKKE_FLERE", "Pakken har {antal} filer med linjer: {raw}. Send dem hver for sig med deres bilag.")
PAKKE_TOM = ProblemKind("PAKKE_TOM", "Pakken er tom.")

FLEST, MEST_MB = 5_000, 1_024
"""The most files in a package, and MB that they unpack to."""
ZIP, BILAG = "zip", "bilag"
"""What an interface calls what is no file of lines."""
_START = b"PK\x03\x04"
_TOM = b"PK\x05\x06"
_SYSTEM = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
"""What operating systems put beside people's files."""


@dataclass(frozen=True, slots=True)
class Pakke:
    """What came. `linjer`: the file of lines (None without one) under the name `navn`; `bilag`: receipts by name."""

    navn: str = ""
    linjer: bytes | None = field(default=None, repr=False)
    bilag: dict[str, bytes] = field(default_factory=dict, repr=False)
    zip: bool = False


def slags(data: bytes) -> str:
    """`ZIP`, `BILAG`, or empty for what can only be lines.

    >>> slags(b"%PDF-1.7"), slags(b"PK\\x03\\x04"), slags(b"1;04-11-2026")
    ('bilag', 'zip', '')
    """
    return ZIP if data.startswith((_START, _TOM)) else BILAG if medietype(data) else ""


def laes(data: bytes, navn: str, problems: Problems) -> Pakke:
    """What came, with every fault reported; those of a package belong to no line."""
    kind = slags(data)
    if kind == ZIP:
        return _zip(data, problems)
    if kind == BILAG:
        tjek_fil(navn, data, problems)
        return Pakke(bilag={navn: data})
    return Pakke(navn, data)


def _zip(data: bytes, problems: Problems) -> Pakke:
    lines: dict[str, bytes] = {}
    receipts: dict[str, bytes] = {}
    for name, content in _udpakket(data, problems):
        if name in lines or name in receipts:
            problems.add(PAKKE_DOBBELT, raw=name)
        elif medietype(content) or name.lower().endswith((".pdf", ".jpg", ".jpeg", ".png")):
            tjek_fil(name, content, problems)
            receipts[name] = content
        elif name.lower().endswith((".csv", ".txt")):
            lines[name] = content
        else:
            problems.add(PAKKE_FREMMED, raw=name)
    if len(lines) > 1:
        problems.add(PAKKE_FLERE, raw=", ".join(sorted(lines)), antal=len(lines))
    if not lines and not receipts and not problems.errors:
        problems.add(PAKKE_TOM)
    name = next(iter(lines), "")
    return Pakke(name, lines.get(name), receipts, zip=True)


def _udpakket(data: bytes, problems: Problems) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            entries = [one for one in opened.infolist() if not one.is_dir() and not _systemets(one.filename)]
            size = sum(one.file_size for one in entries)
            if len(entries) > FLEST or size > MEST_MB << 20:
                problems.add(PAKKE_STOR, antal=len(entries), mb=size >> 20, filer=FLEST, mest=MEST_MB)
                return []
            return [(one.filename.replace("\\", "/").rsplit("/", 1)[-1], opened.read(one)) for one in entries]
    except RuntimeError:
        reason = "den er låst med et kodeord"
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError, EOFError, IndexError):  # a name of no letters
        reason = "den er ødelagt, eller pakket på en måde, vi ikke kender"
    problems.add(PAKKE_ULAESELIG, grund=reason)
    return []


def _systemets(name: str) -> bool:
    lower = name.lower()
    return lower.startswith(_SYSTEM[0]) or lower.rsplit("/", 1)[-1] in _SYSTEM
