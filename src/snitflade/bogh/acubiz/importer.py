"""`medarbejdere.csv` and `acubiz-konti.csv`: employees, and accounts of Acubiz that are others in the chart.

What a file does not name stays. Source: social-teknik.md 8 (translation table, ACU-E03, ACU-W01).
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from snitflade.bogh.models import KONTOBREDDE
from snitflade.bogh.models_bilag import Kontooversaettelse, Medarbejder
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import INGEN_FIL, Indlaest, hele_raekker
from snitflade.exchange.upsert import upsert
from snitflade.formats.cells import Choice, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems

MEDARBEJDERE, KONTI = "medarbejdere.csv", "acubiz-konti.csv"
_MEDARBEJDERE = (
    Column("Initialer", Text(8)),
    Column("Navn", Text(60), personal=True),
    Column("Kreditornummer", Text(40), optional=True, empty=True, personal=True),
    Column("Konto", Text(40), optional=True, empty=True),
)
_KONTI = (
    Column("Type", Choice({"f": "f", "d": "d", "k": "k"})),
    Column("Nummer", Text(40), personal=True),
    Column("Konto", Text(40)),
)

BILAG_STAM_FIL = ProblemKind("BILAG_STAM_FIL", INGEN_FIL)
BILAG_STAM_KONTO = ProblemKind("BILAG_STAM_KONTO", "Kontoen «{raw}» er ikke 1 til {bredde} cifre.")
BILAG_STAM_DOBBELT = ProblemKind("BILAG_STAM_DOBBELT", "«{raw}» står allerede på linje {anden}. Behold én af linjerne.")
BILAG_STAM_OPTAGET = ProblemKind(
    "BILAG_STAM_OPTAGET", "Kreditornummeret «{raw}» er {initialer}s. Ret nummeret, eller ret {initialer} i samme fil."
)


def importer_medarbejdere(path: Path) -> Indlaest:
    """Load employees: all of the file, or nothing and every problem."""
    problems = Problems()
    rows: dict[tuple[str], tuple[str, str, str]] = {}
    lines: dict[str, int] = {}
    creditors: dict[str, int] = {}
    for table, row, line in hele_raekker(path, MEDARBEJDERE, _MEDARBEJDERE, problems, BILAG_STAM_FIL):
        initialer, nummer = table["Initialer"][row].lower(), table["Kreditornummer"][row] or ""
        konto = laes_konto(table, row, problems)
        for seen, value, name in ((lines, initialer, "Initialer"), (creditors, nummer, "Kreditornummer")):
            if value and (first := seen.setdefault(value, line)) != line:
                table.report(problems, BILAG_STAM_DOBBELT, row, name, anden=first)
        rows[(initialer,)] = (table["Navn"][row], nummer, konto)
    if problems.errors:
        return Indlaest(problems)
    with transaction.atomic():
        lock(Medarbejder)
        others = Medarbejder.objects.filter(kreditornummer__in=creditors).exclude(initialer__in=lines)
        for one in others:
            line = creditors[one.kreditornummer]
            problems.add(BILAG_STAM_OPTAGET, line=line, field="Kreditornummer", raw=one.kreditornummer, initialer=one.initialer)
        if problems.errors:
            return Indlaest(problems)
        # A number that moves from one to the other would be two's for a moment.
        moving = [
            one.pk for one in Medarbejder.objects.filter(initialer__in=lines) if rows[(one.initialer,)][1] != one.kreditornummer
        ]
        Medarbejder.objects.filter(pk__in=moving).update(kreditornummer="")
        counts, _ = upsert(Medarbejder, ("initialer",), ("navn", "kreditornummer", "konto"), rows)
    return Indlaest(problems, {"medarbejdere": counts})


def importer_konti(path: Path) -> Indlaest:
    """Load translations of accounts: all of the file, or nothing and every problem."""
    problems = Problems()
    rows: dict[tuple[str, str], tuple[str]] = {}
    lines: dict[tuple[str, str], int] = {}
    for table, row, line in hele_raekker(path, KONTI, _KONTI, problems, BILAG_STAM_FIL):
        key = (table["Type"][row], table["Nummer"][row])
        if (first := lines.setdefault(key, line)) != line:
            table.report(problems, BILAG_STAM_DOBBELT, row, "Nummer", anden=first)
        rows[key] = (laes_konto(table, row, problems),)
    if problems.errors:
        return Indlaest(problems)
    with transaction.atomic():
        lock(Kontooversaettelse)
        counts, _ = upsert(Kontooversaettelse, ("art", "nummer"), ("konto",), rows)
    return Indlaest(problems, {"acubiz-konti": counts})


def laes_konto(table: Table, row: int, problems: Problems) -> str:
    """The account of a row, without dashes; empty for none. What is no account is reported."""
    konto = str(table["Konto"][row] or "").replace("-", "")
    if konto and not (konto.isascii() and konto.isdigit() and len(konto) <= KONTOBREDDE):
        table.report(problems, BILAG_STAM_KONTO, row, "Konto", bredde=KONTOBREDDE)
    return konto
