"""The register of places: which names exist, and `lokaliteter.csv`, which adds and changes them.

A name that is not in the register is refused with the nearest one as a question; it is never guessed (prisme.md 5.4).
"""

from __future__ import annotations

from collections.abc import Collection

from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.folk.models import Lokalitet
from snitflade.formats.cells import Digits, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.formats.text import mente_du

FILNAVN = "lokaliteter.csv"
KOLONNER = (
    Column("Lokalitet", Text(60, "&")),
    Column("Kode", Digits(4), optional=True, empty=True),
    Column("GEO", Digits(3), optional=True, empty=True),
)

LOKALITET_UKENDT = ProblemKind("LOKALITET_UKENDT", "Lokaliteten «{raw}» kendes ikke. {raad}")
LOKALITET_DOBBELT = ProblemKind("LOKALITET_DOBBELT", "«{raw}» står allerede på linje {anden}. Behold én af linjerne.")
_RAAD = "Skriv det officielle navn, eller tilføj stedet i lokaliteter.csv."


def raad(navn: str, kendte: Collection[str]) -> str:
    """What to do about an unknown name: the nearest known one as a question, or how to add it."""
    return mente_du(navn, kendte, _RAAD)


def laes(table: Table, problems: Problems) -> dict[tuple[str], tuple[str, str]]:
    """The rows of `lokaliteter.csv`: name to code and GEO code."""
    rows: dict[tuple[str], tuple[str, str]] = {}
    lines: dict[str, int] = {}
    for row, navn in enumerate(table["Lokalitet"]):
        if not table.ok(row, "Lokalitet"):
            continue
        if navn in lines:
            table.report(problems, LOKALITET_DOBBELT, row, "Lokalitet", anden=lines[navn])
            continue
        lines[navn] = table.lines[row]
        rows[(navn,)] = (table["Kode"][row] or "", table["GEO"][row] or "")
    return rows


def kendte(table: Table) -> set[str]:
    """Every name in the file, also on lines with other faults."""
    return {navn for navn in table["Lokalitet"] if navn}


def gem(table: Table, rows: dict[tuple[str], tuple[str, str]]) -> tuple[Optaelling, dict[tuple[str], int]]:
    """Write the rows. Columns the file lacks keep what stands; gives the counts and the id of every place."""
    keep = [field for field, name in (("kode", "Kode"), ("geo_kode", "GEO")) if not table.has(name)]
    counts, ids = upsert(Lokalitet, ("navn",), ("kode", "geo_kode"), rows, keep=keep)
    return counts, {(str(navn),): number for (navn,), number in ids.items()}
