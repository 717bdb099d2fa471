"""Which of CPR's two layouts a file has, told from its first 001 before anything is read.

The same three digits mean different records in the two, so a file of the other one must never be parsed. A 001 is at most 106
characters in P12170 and at least 300 in GLBASE, also when the blanks after it are cut.

Source: cpr.md 1.
"""

from __future__ import annotations

import re
from enum import StrEnum

from snitflade.formats.problems import ProblemKind

CPR_FORKERT_PROFIL = ProblemKind(
    "CPR_FORKERT_PROFIL",
    "Filen har form som {found}, ikke som {format}: dens første 001 er {length} tegn. Intet er læst. Kontrollér, hvilket udtræk "
    "der er bestilt, og hvilken profil der er valgt.",
)

P12170_LAENGDE = 106
GLBASE_MINDST = 300
_FIRST = re.compile(rb"\n001")
_START = re.compile(rb"000[0-9]{32} *[\r\n]*(?=001)")
_RECORD = re.compile(rb"[0-9]{13}")


class Profil(StrEnum):
    """The layouts, by the names of their formats. `INGEN`: the file has no 001; `UKENDT`: its 001 fits neither."""

    P12170 = "cpr-p12170"
    GLBASE = "cpr-glbase"
    INGEN = ""
    UKENDT = "ukendt"


def profil(data: bytes) -> tuple[Profil, int]:
    """The layout of `data`, and the length of its first 001.

    >>> profil(b"001" + b"6101600001".ljust(100) + b"\\r\\n")
    (<Profil.P12170: 'cpr-p12170'>, 13)
    """
    start = _START.match(data)
    if start:
        at = start.end()
    elif data.startswith(b"001"):
        at = 0
    elif found := _FIRST.search(data):
        at = found.start() + 1
    else:
        return Profil.INGEN, 0
    end = data.find(b"\n", at, at + 1000)
    line = data[at : end if end >= 0 else at + 1000].rstrip(b" \r\x1a")
    if len(line) <= P12170_LAENGDE:
        return Profil.P12170, len(line)
    if _RECORD.match(line, P12170_LAENGDE):  # the next record stands straight after it
        return Profil.P12170, P12170_LAENGDE
    if len(line) >= GLBASE_MINDST:
        return Profil.GLBASE, min(len(line), 366)
    return Profil.UKENDT, len(line)
