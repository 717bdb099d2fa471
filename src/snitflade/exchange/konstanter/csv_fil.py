"""`systemkonstanter.csv`, which sets system constants.

Source: social-teknik.md 11.3.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.konstanter import KONSTANTER
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.formats.cells import Date, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import mente_du

FILNAVN = "systemkonstanter.csv"
KOLONNER = (
    Column("Nøgle", Text(60)),
    Column("Værdi", Text(200)),
    Column("Gyldig fra", Date(), optional=True, empty=True),
)

KONSTANT_UKENDT = ProblemKind("KONSTANT_UKENDT", "Systemkonstanten «{raw}» kendes ikke. {raad}")
KONSTANT_VAERDI = ProblemKind("KONSTANT_VAERDI", "«{raw}» kan systemkonstant {noegle} ikke have. Skriv {tilladt}.")
KONSTANT_DOBBELT = ProblemKind("KONSTANT_DOBBELT", "«{raw}» med samme dato står allerede på linje {anden}. Behold én af linjerne.")


def laes(table: Table, problems: Problems) -> dict[tuple[str, dt.date | None], tuple[str, str]]:
    """The rows of `systemkonstanter.csv`: key and date to value, every value one the constant can have."""
    rows: dict[tuple[str, dt.date | None], tuple[str, str]] = {}
    lines: dict[tuple[str, dt.date | None], int] = {}
    for row, (noegle, vaerdi, fra) in enumerate(zip(table["Nøgle"], table["Værdi"], table["Gyldig fra"], strict=True)):
        if not table.ok(row, "Nøgle"):
            continue
        declared = KONSTANTER.get(noegle)
        if declared is None:
            hint = mente_du(noegle, KONSTANTER, f"De kendte er: {', '.join(KONSTANTER)}.")
            table.report(problems, KONSTANT_UKENDT, row, "Nøgle", raad=hint)
            continue
        if table.ok(row, "Værdi") and not declared.gyldig(vaerdi):
            table.report(problems, KONSTANT_VAERDI, row, "Værdi", noegle=noegle, tilladt=declared.tilladt)
        if not table.ok(row, "Gyldig fra"):
            continue
        if (noegle, fra) in lines:
            table.report(problems, KONSTANT_DOBBELT, row, "Nøgle", anden=lines[noegle, fra])
            continue
        lines[noegle, fra] = table.lines[row]
        rows[noegle, fra] = (vaerdi, FILNAVN)
    return rows


def gem(rows: dict[tuple[str, dt.date | None], tuple[str, str]]) -> Optaelling:
    """Write the rows and count them."""
    return upsert(Systemkonstant, ("nummer", "gyldig_fra"), ("vaerdi", "kilde"), rows)[0]
