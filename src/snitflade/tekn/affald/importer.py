"""`affaldstakster.csv`: income accounts and tariffs by waste type, town and day. What the file does not name stays."""

from __future__ import annotations

import re
from pathlib import Path

from django.db import transaction

from snitflade.bogh.acubiz.importer import BILAG_STAM_FIL
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import Indlaest, hele_raekker
from snitflade.exchange.upsert import upsert
from snitflade.formats.cells import Amount, Date, Digits, Text
from snitflade.formats.delimited import Column
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.tekn.affald.models import Affaldstakst
from snitflade.tekn.affald.takster import noegle

FIL = "affaldstakster.csv"
_KOLONNER = (
    Column("Kommune", Digits(4)),
    Column("Affaldstype", Text(100)),
    Column("By", Text(20), empty=True),
    Column("Gyldig fra", Date()),
    Column("Konto", Text(20)),
    Column("Enhed", Text(10), optional=True, empty=True),
    Column("Pris", Amount(), optional=True, empty=True),
    Column("Mindstepris", Amount(), optional=True, empty=True),
)
_FELTER = ("affaldstype", "konto", "enhed", "pris", "mindstepris")

AFV_TAKST_KONTO = ProblemKind("AFV_TAKST_KONTO", "«{raw}» er ikke en konto på 10 cifre. Ret den.")
AFV_TAKST_DOBBELT = ProblemKind(
    "AFV_TAKST_DOBBELT", "Typen «{raw}» står på samme by og dato på linje {anden}. Behold én af linjerne."
)
AFV_TAKST_ENHED = ProblemKind("AFV_TAKST_ENHED", "Der er en pris uden enhed. Skriv, hvad prisen er for, fx ton.")


def importer(path: Path) -> Indlaest:
    """Load the table: all of the file, or nothing and every problem."""
    problems = Problems()
    rows: dict[tuple[object, ...], tuple[object, ...]] = {}
    lines: dict[tuple[object, ...], int] = {}
    for table, row, line in hele_raekker(path, FIL, _KOLONNER, problems, BILAG_STAM_FIL):
        konto = str(table["Konto"][row]).replace("-", "")
        if not re.fullmatch("[0-9]{10}", konto):
            table.report(problems, AFV_TAKST_KONTO, row, "Konto")
        enhed, pris = table["Enhed"][row] or "", table["Pris"][row]
        if pris is not None and not enhed:
            table.report(problems, AFV_TAKST_ENHED, row, "Enhed")
        affaldstype, by = table["Affaldstype"][row], table["By"][row] or ""
        key = (table["Kommune"][row], noegle(affaldstype), by, table["Gyldig fra"][row])
        if (first := lines.setdefault((*key[:2], noegle(by), key[3]), line)) != line:
            table.report(problems, AFV_TAKST_DOBBELT, row, "Affaldstype", anden=first)
        rows[key] = (affaldstype, konto, enhed, pris, table["Mindstepris"][row])
    if problems.errors:
        return Indlaest(problems)
    with transaction.atomic():
        lock(Affaldstakst)
        counts, _ = upsert(Affaldstakst, ("kommune", "typenoegle", "by", "gyldig_fra"), _FELTER, rows)
    return Indlaest(problems, {"affaldstakster": counts})
