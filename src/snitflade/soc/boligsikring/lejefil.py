"""Reading a landlord's file of tenancies: which layout it has, whose it is, and what stands in it.

Source: social-teknik.md 1.4, 1.5 and 2.2. A landlord whose layout is another has a profile of its own, ``bs-lej-`` and its code.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, Severity

FORAN = "bs-lej-"
STANDARD = "bs-lej-1"
POST = "lejemaal"

BS_FILNAVN = ProblemKind(
    "BS_FILNAVN",
    "Filen hedder «{raw}». Den skal hedde som LEJEMAAL_INI_0957_202504.csv: udlejer, kommune og måned. Spørg den, der sendte den.",
    spec="FIL-E02",
)
BS_AFSLUTNING = ProblemKind(
    "BS_AFSLUTNING",
    "Filens sidste linje passer ikke med resten: {grund} Intet er indlæst; bed udlejeren sende filen igen.",
    spec="FIL-E05",
)
BS_AFSLUTNING_USIKKER = ProblemKind(
    "BS_AFSLUTNING_USIKKER",
    "Filens antal og sum kan ikke efterprøves, før de forkerte linjer er rettet: {grund}",
    Severity.ADVARSEL,
    spec="FIL-E05",
)
_AFSLUTNING = frozenset(("AFSLUTNING_ANTAL", "AFSLUTNING_SUM"))
_NAVN = re.compile(r"LEJEMAAL_(?P<udlejer>[A-Z]{2,10})_", re.IGNORECASE)


class Linje(NamedTuple):
    """One tenancy as it stands. `husleje`, `forbrug`: øre; `kommunenr`: four digits."""

    linje: int
    udlejer: str
    kommunenr: str
    lejemaalsnr: str
    lokalitet: str
    vejkode: str
    vejnavn: str
    husnr: str
    bnr: str
    lejlighed: str
    antal_rum: int
    boligtype: str
    cpr_lejer: str
    navn_lejer: str
    cpr_medlejer: str
    indflytning: dt.date
    udflytning: dt.date | None
    husleje: int
    husleje_fra: dt.date | None
    forbrug: int | None
    periode: str


@dataclass(frozen=True, slots=True)
class Indhold:
    """A file that was read: its good lines, and whose, which municipality's and which month's its name says it is."""

    linjer: list[Linje]
    udlejer: str
    kommune: str
    periode: str


def formater() -> tuple[str, ...]:
    """The layouts there are, the shipped one first."""
    own = sorted(name for name in registry.FORMATS if name.startswith(FORAN) and name != STANDARD)
    return (STANDARD, *own)


def genkend(data: bytes, navn: str) -> str:
    """The layout of a file: that of the landlord its name says, else the one whose names it fits, else the shipped one."""
    found = _NAVN.match(navn)
    own = f"{FORAN}{found['udlejer'].lower()}" if found else ""
    if own in registry.FORMATS:
        return own
    fits = [name for name in formater() if re.fullmatch(registry.PROFILES[name].file_name or "(?!)", navn)]
    return fits[-1] if fits else STANDARD


def orden(data: bytes, navn: str) -> str:
    """The month in the file's name."""
    found = re.fullmatch(registry.PROFILES[genkend(data, navn)].file_name or "(?!)", navn)
    return found.groupdict().get("periode", "") if found else ""


def laes(data: bytes, navn: str, problems: Problems) -> Indhold:
    """Read a file; every fault to the problems."""
    name = genkend(data, navn)
    document = registry.FORMATS[name].read(data, problems)
    _afslutning(problems)
    pattern = registry.PROFILES[name].file_name
    said: dict[str, Any] = {}
    if pattern:
        found = re.fullmatch(pattern, navn)
        if found is None:
            problems.add(BS_FILNAVN, raw=navn)
        else:
            said = found.groupdict()
    lines = list(_linjer(document, problems))
    first = lines[0] if lines else None
    return Indhold(
        lines,
        said.get("udlejer") or (first.udlejer if first else ""),
        (said.get("kommune") or (first.kommunenr if first else "")).zfill(4),
        said.get("periode") or (first.periode if first else ""),
    )


def _afslutning(problems: Problems) -> None:
    """A trailer that does not fit refuses the file; beside lines that could not be read it says nothing yet."""
    about = [problem.message for problem in problems.take(_AFSLUTNING)]
    for sentence in about:
        problems.add(BS_AFSLUTNING_USIKKER if problems.errors else BS_AFSLUTNING, grund=sentence)


def daarlige(problems: Problems) -> set[int]:
    """The numbers of the lines that have an error."""
    return {int(line) for _, lines in problems.errors_by_kind() for line in lines}


_FELTER = (
    *("udlejer", "kommunenr", "lejemaalsnr", "lokalitet", "vejkode", "vejnavn", "husnr", "bnr", "lejlighed", "antalrum"),
    *("boligtype", "cprlejer", "navnlejer", "cprmedlejer", "indflytning", "udflytning", "husleje", "huslejefra", "forbrug"),
    "periode",
)


def _linjer(document: Document, problems: Problems) -> Iterator[Linje]:
    table = document.tables.get(POST)
    if table is None or not table.columns.keys() >= set(_FELTER):  # a column that is not there is told already
        return
    bad = daarlige(problems)
    columns = [strings(table[name]) if table[name].dtype.kind in "SU" else table[name].tolist() for name in _FELTER]
    for number, *cells in zip(table.lines.tolist(), *columns, strict=True):
        if number not in bad:
            cells[1] = cells[1].zfill(4)
            cells[-2] = cells[-2] or None
            yield Linje(number, *cells)
