"""`fordringsarter.csv`: what claims of each art are called at the authority (skat-inddrivelse.md 8.3 and 8.4).

Group and type are written as names: two number pairs belong to two names each. A type that is not on our list is taken with a
warning, for the authority has more types than it shows.
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from snitflade.exchange import stamfil
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import INGEN_FIL, Indlaest
from snitflade.exchange.upsert import upsert
from snitflade.formats.cells import Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.fordringer import KNOWN, NEEDS_CHILD
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.inka.inddrivelse.models import Fordringsart
from snitflade.inka.inddrivelse.typer import FLERTYDIGE

FILNAVN = "fordringsarter.csv"
KOLONNER = (
    Column("Kommune", Text(4)),
    Column("Art", Text(40)),
    Column("Fordringsgruppe", Text(20)),
    Column("Fordringstype", Text(20)),
    Column("Forældelse", Text(2)),
    Column("Tekst", Text(100)),
    Column("Barn", Text(1), optional=True, empty=True),
)
VED_TEKST = ';"'
"""Characters the site cannot have in a field (8.2)."""

FORDRINGSART_KOMMUNE = ProblemKind("FORDRINGSART_KOMMUNE", "«{raw}» er ikke et kommunenummer på 4 cifre.")
FORDRINGSART_NUMMER = ProblemKind(
    "FORDRINGSART_NUMMER",
    "«{raw}» er et nummer. Skriv gruppens og typens navne, fx 12RENO og RENOVATION{hvorfor}.",
    spec="R07",
)
FORDRINGSART_TYPE = ProblemKind(
    "FORDRINGSART_TYPE",
    "Typen {raw} i gruppen {gruppe} er ikke på vores liste. Kontrollér den hos myndigheden.",
    Severity.ADVARSEL,
    spec="R07",
)
FORDRINGSART_AAR = ProblemKind("FORDRINGSART_AAR", "«{raw}» er ikke et antal år fra 1 til 30.")
FORDRINGSART_TEKST = ProblemKind(
    "FORDRINGSART_TEKST", "Teksten «{raw}» har semikolon eller anførselstegn, som filen ikke kan have."
)
FORDRINGSART_BARN = ProblemKind(
    "FORDRINGSART_BARN",
    "Typen {raw} kræver et barns CPR-nummer, så der kan ikke stå N. Skriv J, eller lad den være tom.",
    spec="R09",
)
FORDRINGSART_JN = ProblemKind("FORDRINGSART_JN", "«{raw}» er hverken J eller N.")
FORDRINGSART_DOBBELT = ProblemKind("FORDRINGSART_DOBBELT", "Arten «{raw}» står allerede på linje {anden}. Behold én af linjerne.")
FORDRINGSART_FIL = ProblemKind("FORDRINGSART_FIL", INGEN_FIL)

Rows = dict[tuple[str, str], tuple[str, str, bool, int, str]]


def importer(path: Path) -> Indlaest:
    """Load the arter from the file `path` or the folder that holds it: all of it, or nothing and every problem."""
    problems = Problems()
    table = stamfil.laes(path, FILNAVN, KOLONNER, problems, FORDRINGSART_FIL)
    if table is None:
        return Indlaest(problems)
    rows = laes(table, problems)
    if problems.errors:
        return Indlaest(problems)
    values = ("fordringsgruppe", "fordringstype", "kraever_barn", "foraeldelse_aar", "tekst")
    with transaction.atomic():
        lock(Fordringsart)
        counts, _ = upsert(Fordringsart, ("kommune", "art"), values, rows)
    return Indlaest(problems, {"fordringsarter": counts})


def laes(table: Table, problems: Problems) -> Rows:
    """The arter by municipality and art."""
    rows, lines = Rows(), dict[tuple[str, str], int]()
    names = tuple(column.name for column in KOLONNER)
    for row, line in enumerate(table.lines):
        if not table.ok(row, *names):
            continue
        kommune, art, group, type, years, text, child = (table[name][row] or "" for name in names)
        if not (kommune.isascii() and kommune.isdigit() and len(kommune) == 4):
            table.report(problems, FORDRINGSART_KOMMUNE, row, "Kommune")
        _typen(table, row, group, type, problems)
        if not (years.isascii() and years.isdigit() and 1 <= int(years) <= 30):
            table.report(problems, FORDRINGSART_AAR, row, "Forældelse")
            continue
        if any(one in text for one in VED_TEKST):
            table.report(problems, FORDRINGSART_TEKST, row, "Tekst")
        needs = (group, type) in NEEDS_CHILD
        if child not in ("", "J", "N"):
            table.report(problems, FORDRINGSART_JN, row, "Barn")
        elif child == "N" and needs:
            table.report(problems, FORDRINGSART_BARN, row, "Fordringstype")
        if (kommune, art) in lines:
            table.report(problems, FORDRINGSART_DOBBELT, row, "Art", anden=lines[kommune, art])
        lines.setdefault((kommune, art), line)
        rows[kommune, art] = (group, type, needs or child == "J", int(years), text)
    return rows


def _typen(table: Table, row: int, group: str, type: str, problems: Problems) -> None:
    for value, column in ((group, "Fordringsgruppe"), (type, "Fordringstype")):
        if value.isdigit():
            both = ": det nummerpar har to navne" if (group, type) in FLERTYDIGE else ""
            table.report(problems, FORDRINGSART_NUMMER, row, column, hvorfor=both)
    if not group.isdigit() and not type.isdigit() and (group, type) not in KNOWN:
        table.report(problems, FORDRINGSART_TYPE, row, "Fordringstype", gruppe=group)
