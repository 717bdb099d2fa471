"""`bskreditorer.csv`: which payee a creditor's PBS number is. What the file does not name stays. Source: payments.md 6."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from snitflade.bogh.acubiz.importer import BILAG_STAM_DOBBELT, BILAG_STAM_FIL
from snitflade.bogh.kladdebetaling import BSKREDITOR_MODTAGER
from snitflade.bogh.models_bilag import Bskreditor
from snitflade.bogh.udbetaling.models import Modtager, Nummerart
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import Indlaest, hele_raekker
from snitflade.exchange.upsert import upsert
from snitflade.formats.cells import Choice, Text
from snitflade.formats.delimited import Column
from snitflade.formats.problems import ProblemKind, Problems

FILNAVN = "bskreditorer.csv"
KOLONNER = (
    Column("PBS-nr", Text(8)),
    Column("Art", Choice({art.value: art.value for art in Nummerart})),
    Column("Nummer", Text(10), personal=True),
)
BSKREDITOR_PBSNR = ProblemKind("BSKREDITOR_PBSNR", "«{raw}» er ikke et PBS-nummer på 8 cifre.")


def importer(path: Path) -> Indlaest:
    """Load the numbers: all of the file, or nothing and every problem."""
    problems = Problems()
    payees = {(art, nummer): pk for art, nummer, pk in Modtager.objects.values_list("art", "nummer", "pk")}
    rows: dict[tuple[str], tuple[int]] = {}
    lines: dict[str, int] = {}
    for table, row, line in hele_raekker(path, FILNAVN, KOLONNER, problems, BILAG_STAM_FIL):
        pbsnr, art, nummer = (table[column.name][row] for column in KOLONNER)
        if not (pbsnr.isascii() and pbsnr.isdigit() and len(pbsnr) == 8):
            table.report(problems, BSKREDITOR_PBSNR, row, "PBS-nr")
        if (first := lines.setdefault(pbsnr, line)) != line:
            table.report(problems, BILAG_STAM_DOBBELT, row, "PBS-nr", anden=first)
        payee = payees.get((art, nummer))
        if payee is None:
            table.report(problems, BSKREDITOR_MODTAGER, row, "Nummer", art=Nummerart(art).label)
        else:
            rows[(pbsnr,)] = (payee,)
    if problems.errors:
        return Indlaest(problems)
    with transaction.atomic():
        lock(Bskreditor)
        counts, _ = upsert(Bskreditor, ("pbsnr",), ("modtager_id",), rows)
    return Indlaest(problems, {"bskreditorer": counts})
