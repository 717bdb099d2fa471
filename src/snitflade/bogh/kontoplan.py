"""`kontoplan.csv`: the chart of accounts. Accounts that the file does not name stay; to close one, say from when it is blocked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import transaction

from snitflade.bogh.models import KONTOBREDDE, Konto, Kontoart
from snitflade.exchange import stamfil
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import INGEN_FIL, Indlaest
from snitflade.exchange.upsert import upsert
from snitflade.formats.cells import Choice, Date, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems

FILNAVN = "kontoplan.csv"
KOLONNER = (
    Column("Konto", Text(40)),
    Column("Navn", Text(60)),
    Column("Art", Choice({art.value: art.value for art in Kontoart}), optional=True, empty=True),
    Column("Kommune", Text(4), optional=True, empty=True),
    Column("Spærret fra", Date(), optional=True, empty=True),
)

KONTOPLAN_KONTO = ProblemKind(
    "KONTOPLAN_KONTO", "Kontoen «{raw}» er ikke 1 til {bredde} cifre. Skriv den som 41-06-01-12-00 eller 4106011200."
)
KONTOPLAN_KOMMUNE = ProblemKind(
    "KONTOPLAN_KOMMUNE", "«{raw}» er ikke et kommunenummer. Skriv 4 cifre, eller lad feltet stå tomt for alle kommuner."
)
KONTOPLAN_DOBBELT = ProblemKind("KONTOPLAN_DOBBELT", "Kontoen «{raw}» står allerede på linje {anden}. Behold én af linjerne.")
KONTOPLAN_FIL = ProblemKind("KONTOPLAN_FIL", INGEN_FIL)


def importer(path: Path) -> Indlaest:
    """Load the chart from the file `path` or the folder that holds it: all of it, or nothing and every problem."""
    problems = Problems()
    table = stamfil.laes(path, FILNAVN, KOLONNER, problems, KONTOPLAN_FIL)
    if table is None:
        return Indlaest(problems)
    rows = laes(table, problems)
    if problems.errors:
        return Indlaest(problems)
    with transaction.atomic():
        lock(Konto)
        counts, _ = upsert(Konto, ("nummer", "kommune"), ("navn", "art", "spaerret_fra"), rows)
    return Indlaest(problems, {"konti": counts})


def laes(table: Table, problems: Problems) -> dict[tuple[str, str], tuple[str, str, dt.date | None]]:
    """The rows: number and municipality to name, kind and the day from which it is blocked."""
    rows: dict[tuple[str, str], tuple[str, str, dt.date | None]] = {}
    lines: dict[tuple[str, str], int] = {}
    for row, line in enumerate(table.lines):
        if not table.ok(row, "Konto", "Kommune"):
            continue
        nummer = table["Konto"][row].replace("-", "")
        kommune = table["Kommune"][row] or ""
        if not (nummer.isascii() and nummer.isdigit() and len(nummer) <= KONTOBREDDE):
            table.report(problems, KONTOPLAN_KONTO, row, "Konto", bredde=KONTOBREDDE)
            continue
        if kommune and not (kommune.isascii() and kommune.isdigit() and len(kommune) == 4):
            table.report(problems, KONTOPLAN_KOMMUNE, row, "Kommune")
            continue
        if (nummer, kommune) in lines:
            table.report(problems, KONTOPLAN_DOBBELT, row, "Konto", anden=lines[nummer, kommune])
            continue
        lines[nummer, kommune] = line
        rows[nummer, kommune] = (table["Navn"][row], table["Art"][row] or Kontoart.DRIFT.value, table["Spærret fra"][row])
    return rows
