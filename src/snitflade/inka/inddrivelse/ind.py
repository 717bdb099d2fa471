"""Row 16: rejected claims and reconciliations, two layouts in one place, told apart by their content (9.2 and 9.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from snitflade.exchange.catalogue import Applied
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.inka.inddrivelse import afstem, afviste
from snitflade.inka.inddrivelse.afregning import tekst_af

AFVISTE, AFSTEMNINGER = "afviste", "afstemninger"
_NAVN = re.compile(r"AFVIST_([0-9A-Z]{2,20})_(\d{2})-(\d{2})-(\d{4})_(\d{6})\.csv", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Indhold:
    """A file that was read, its format and its name."""

    format: str
    document: Document
    navn: str


def genkend(data: bytes, navn: str) -> str:
    """Which of the two a file is, by its first line; empty for neither."""
    cells = tekst_af(data).split(";")
    if cells[0] in ("FORD", "NEDSK"):
        return AFVISTE
    claim = len(cells) in (13, 14, 15) and re.fullmatch(r"[0-9]{2}[A-Z]{2,8}", cells[0])
    return AFSTEMNINGER if claim or cells[0] == "I ALT" else ""


def orden(data: bytes, navn: str) -> str:
    """By the month, or the day, in the file's name: rejections of a month come before its reconciliation."""
    if found := _NAVN.fullmatch(navn):
        return f"{found[4]}{found[3]}{found[2]} {found[5]}"
    month = afstem.NAVN.fullmatch(navn)
    return f"{month[2]}{month[3]}99" if month else ""


def laes(data: bytes, navn: str, problems: Problems) -> Indhold:
    """Read a file of a known kind (`genkend`)."""
    name = genkend(data, navn) or AFVISTE
    format = registry.find(name)
    assert isinstance(format, DelimitedFormat)  # noqa: S101 (profiles of delimited lines)
    return Indhold(name, format.read(data, problems), navn)


def anvend(exchange: Exchange, indhold: Indhold, problems: Problems) -> Applied:
    """Apply either kind, in the caller's transaction. Raises ProblemsError, Hold."""
    if problems.errors:
        raise ProblemsError(problems)
    if indhold.format == AFSTEMNINGER:
        return afstem.anvend(exchange, indhold.document, indhold.navn, problems)
    found = _NAVN.fullmatch(indhold.navn)
    return afviste.anvend(exchange, indhold.document, found[1].upper() if found else None, problems)
