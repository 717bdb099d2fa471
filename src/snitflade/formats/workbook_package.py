"""The package of an .xlsx workbook, looked at before anything reads it: what would take more memory than it may is refused.

An .xlsx file is a ZIP of XML. It can be small and unpack to gigabytes; a single cell in the last row and column makes a reader lay
out seventeen billion cells; and one long text can stand in a million cells at once. All three are counted here first. What is
handed on is a package of its own, unpacked and with only the parts that hold data, so that nobody reads what was not counted.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from lxml import etree

from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.zipped import MARK, ZipRefusedError, ZipTooLargeError, members

REGNEARK_UGYLDIGT = ProblemKind(
    "REGNEARK_UGYLDIGT", "Filen er ikke et regneark, der kan læses: {grund}. Gem det som .xlsx.", spec="F01"
)
REGNEARK_FOR_STORT = ProblemKind("REGNEARK_FOR_STORT", "Regnearket er for stort: {grund}. Slet det, der ikke skal med.", spec="F07")
REGNEARK_FEJLCELLE = ProblemKind(
    "REGNEARK_FEJLCELLE", "Cellen {raw} viser en fejl, fx #DIVISION/0!. Ret formlen, og gem regnearket.", spec="PEN-E03"
)

MOST_BYTES = 192 * 1024 * 1024
"""Bytes the parts may unpack to, together."""
MOST_CELLS = 12_000_000
"""Cells of the rectangle that a sheet's cells span."""
FREE_CELLS, MOST_EMPTY = 1_000_000, 8
"""How many times the cells that are there the rectangle may be, once it is more than `FREE_CELLS`."""
FREE_TEXT, MOST_REPEATED = 16 * 1024 * 1024, 8
"""How many times the sheets and texts themselves the texts of all cells may be, once they are more than `FREE_TEXT` bytes."""
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|(?:_rels|xl/_rels)/[^/]*\.rels|xl/(?:workbook|sharedStrings|styles)\.xml|xl/worksheets/[^/]+\.xml"
)
_WIDE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{2,})[0-9]""")
_LOW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]*([0-9]{5,})["']""")
_TEXT = re.compile(rb"""\bt\s*=\s*["']s["'](?:[^<>]*><[^<>]*>\s*([0-9]{1,9})\s*<)?""")
"""A cell that shows one of the shared texts, and which, where that can be seen."""
_ERROR = re.compile(rb"""<c\b[^>]*\bt\s*=\s*["']e["'][^>]*>""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook's parts by name, and the same as a package that is not compressed."""

    parts: dict[str, bytes]
    data: bytes

    def sheet(self, name: str) -> bytes:
        """The XML of the sheet called `name`, empty when it cannot be found."""
        try:
            book = etree.fromstring(self.parts["xl/workbook.xml"], _parser())
            links = etree.fromstring(self.parts["xl/_rels/workbook.xml.rels"], _parser())
        except (KeyError, etree.XMLSyntaxError):
            return b""
        link = next((one.values() for one in book.iter("{*}sheet") if one.get("name") == name), [])
        target = next((one.get("Target") or "" for one in links.iter("{*}Relationship") if one.get("Id") in link), "")
        return self.parts.get(target.lstrip("/") if target.startswith("/") else f"xl/{target}", b"")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def unpack(data: bytes, problems: Problems) -> Package | None:
    """The package in `data`, None when it is refused."""
    if not data.startswith(MARK):
        old = "det er en gammel .xls-fil, eller den har adgangskode" if data.startswith(_OLE) else "det er ikke en .xlsx-fil"
        problems.add(REGNEARK_UGYLDIGT, grund=old)
        return None
    try:
        parts = members(data, MOST_BYTES, lambda name: _PARTS.fullmatch(name) is not None)
    except ZipTooLargeError as error:
        problems.add(REGNEARK_FOR_STORT, grund=error.reason)
        return None
    except ZipRefusedError as error:
        problems.add(REGNEARK_UGYLDIGT, grund=error.reason)
        return None
    if not _bounded(parts, problems):
        return None
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return Package(parts, whole.getvalue())


def _bounded(parts: dict[str, bytes], problems: Problems) -> bool:
    """Whether every sheet can be laid out, and every text written where it stands."""
    for name, content in parts.items():
        if not name.startswith("xl/worksheets/"):
            continue
        columns = max((_column(match[1]) for match in _WIDE.finditer(content)), default=26)
        rows = max((int(match[1][:9]) for match in _LOW.finditer(content)), default=9999)
        rows = max(rows, content.count(b"<row") + content.count(b":row"))  # they need not say which they are
        there = content.count(b"<c ") + content.count(b"<c>") + content.count(b":c ")
        if columns * rows > min(MOST_CELLS, max(FREE_CELLS, MOST_EMPTY * there)):
            problems.add(REGNEARK_FOR_STORT, grund=f"der står noget i række {rows} eller kolonne {columns}")
            return False
    if _texts(parts) > max(FREE_TEXT, MOST_REPEATED * sum(map(len, parts.values()))):
        problems.add(REGNEARK_FOR_STORT, grund="en meget lang tekst står i mange celler")
        return False
    return True


def _texts(parts: dict[str, bytes]) -> int:
    """Bytes that the shared texts take when each stands in every cell that shows it."""
    lengths = list(map(len, parts.get("xl/sharedStrings.xml", b"").split(b"</si>")))
    sheets = [content for name, content in parts.items() if name.startswith("xl/worksheets/")]
    longest = max(lengths)
    if longest * sum(content.count(b"s") for content in sheets) <= FREE_TEXT:
        return 0
    shown = (int(match[1] or len(lengths)) for content in sheets for match in _TEXT.finditer(content))
    return sum(lengths[number] if number < len(lengths) else longest for number in shown)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - ord("A") + 1
    return number


def report_errors(sheet: bytes, problems: Problems) -> None:
    """Report the cells of a sheet that show an error instead of a value."""
    for cell in _ERROR.finditer(sheet):
        place = _PLACE.search(cell[0])
        line, column = (int(place[2][:9]), _column(place[1])) if place else (0, 0)
        problems.add(REGNEARK_FEJLCELLE, line=line, column=column, raw=(place[1] + place[2]).decode()[:20] if place else "")
