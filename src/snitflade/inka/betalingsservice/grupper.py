"""`debitorgrupper.csv`: the debtor groups (page 270) and which arter and modules are collected in each."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from snitflade.exchange import stamfil
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import INGEN_FIL, Indlaest
from snitflade.exchange.upsert import upsert
from snitflade.formats.cells import Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.inka.models_bs import Debitorgruppe, Gruppeart

FILNAVN = "debitorgrupper.csv"
KOLONNER = (
    Column("Kommune", Text(4)),
    Column("Debitorgruppe", Text(5)),
    Column("Navn", Text(35)),
    Column("Hovedtekst", Text(60), optional=True, empty=True),
    Column("Arter", Text(400), optional=True, empty=True),
)

DEBITORGRUPPE_NUMMER = ProblemKind("DEBITORGRUPPE_NUMMER", "«{raw}» er ikke en debitorgruppe på 1 til 5 cifre.")
DEBITORGRUPPE_KOMMUNE = ProblemKind("DEBITORGRUPPE_KOMMUNE", "«{raw}» er ikke et kommunenummer på 4 cifre.")
DEBITORGRUPPE_DOBBELT = ProblemKind("DEBITORGRUPPE_DOBBELT", "«{raw}» står allerede på linje {anden}. Behold én af linjerne.")
DEBITORGRUPPE_FIL = ProblemKind("DEBITORGRUPPE_FIL", INGEN_FIL)

Rows = dict[tuple[str, str], tuple[str, str]]
Arter = dict[tuple[str, str], str]


def importer(path: Path) -> Indlaest:
    """Load the groups from the file `path` or the folder that holds it: all of it, or nothing and every problem."""
    problems = Problems()
    table = stamfil.laes(path, FILNAVN, KOLONNER, problems, DEBITORGRUPPE_FIL)
    if table is None:
        return Indlaest(problems)
    rows, arts = laes(table, problems)
    if problems.errors:
        return Indlaest(problems)
    with transaction.atomic():
        lock(Debitorgruppe, Gruppeart)
        counts, ids = upsert(Debitorgruppe, ("kommune", "nummer"), ("navn", "hovedtekst"), rows)
        Gruppeart.objects.filter(gruppe__in=[ids[key] for key in rows]).delete()
        owners = {(kommune, art): (ids[kommune, gruppe],) for (kommune, art), gruppe in arts.items()}
        upsert(Gruppeart, ("kommune", "art"), ("gruppe_id",), owners)
    return Indlaest(problems, {"debitorgrupper": counts})


def laes(table: Table, problems: Problems) -> tuple[Rows, Arter]:
    """The groups (name and main line), and the group of each art."""
    rows, arts, lines = Rows(), Arter(), dict[tuple[str, str], int]()
    for row, line in enumerate(table.lines):
        if not table.ok(row, "Kommune", "Debitorgruppe", "Navn", "Hovedtekst", "Arter"):
            continue
        kommune, nummer = table["Kommune"][row], table["Debitorgruppe"][row]
        if not (nummer.isascii() and nummer.isdigit()):
            table.report(problems, DEBITORGRUPPE_NUMMER, row, "Debitorgruppe")
            continue
        if not (kommune.isascii() and kommune.isdigit() and len(kommune) == 4):
            table.report(problems, DEBITORGRUPPE_KOMMUNE, row, "Kommune")
            continue
        key = (kommune, nummer.zfill(5))
        own = [("gruppe", *key), *(("art", kommune, art) for art in (table["Arter"][row] or "").replace(",", " ").split())]
        for kind, *names in own:
            mark = (kind, " ".join(names))
            if mark in lines:
                column = "Debitorgruppe" if kind == "gruppe" else "Arter"
                table.report(problems, DEBITORGRUPPE_DOBBELT, row, column, anden=lines[mark])
            lines.setdefault(mark, line)
            if kind == "art":
                arts[kommune, names[1]] = key[1]
        rows[key] = (table["Navn"][row], table["Hovedtekst"][row] or "")
    return rows, arts
