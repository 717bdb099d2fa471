"""Income accounts of RenoWeb's services by place and day, and loading them from ``renowebkonti.csv``."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from pathlib import Path

from django.db import transaction

from snitflade.bogh.acubiz.importer import BILAG_STAM_FIL
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import Indlaest, hele_raekker
from snitflade.exchange.upsert import upsert
from snitflade.formats.cells import Date, Digits, Text
from snitflade.formats.delimited import Column
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.tekn.renoweb.models import Renowebkonto

FIL = "renowebkonti.csv"
_KOLONNER = (
    Column("Kommune", Digits(4)),
    Column("Ydelseskode", Text(10)),
    Column("Lokalitet", Digits(4), empty=True),
    Column("Gyldig fra", Date()),
    Column("Konto", Text(20)),
)
RW_KONTO_FORM = ProblemKind("RW_KONTO_FORM", "«{raw}» er ikke en konto på 10 cifre. Ret den.")
RW_KONTO_DOBBELT = ProblemKind("RW_KONTO_DOBBELT", "Ydelsen «{raw}» står for samme sted og dag på linje {anden}. Behold én af dem.")


class Konti:
    """The table of one municipality as it stands now."""

    def __init__(self, kommune: str) -> None:
        self._dated: defaultdict[tuple[str, str], list[tuple[dt.date, str]]] = defaultdict(list)
        for row in Renowebkonto.objects.filter(kommune=kommune).order_by("-gyldig_fra"):
            self._dated[row.ydelseskode, row.lokalitet].append((row.gyldig_fra, row.konto))

    def find(self, ydelseskode: str, lokalitet: str, dato: dt.date) -> str:
        """The account on a day: the place's own, else that of every place; empty for neither."""
        for where in dict.fromkeys((lokalitet, "")):
            for fra, konto in self._dated.get((ydelseskode, where), ()):
                if fra <= dato:
                    return konto
        return ""


def importer(path: Path) -> Indlaest:
    """Load the table: all of the file, or nothing and every problem. What the file does not name stays."""
    problems = Problems()
    rows: dict[tuple[object, ...], tuple[object, ...]] = {}
    lines: dict[tuple[object, ...], int] = {}
    for table, row, line in hele_raekker(path, FIL, _KOLONNER, problems, BILAG_STAM_FIL):
        konto = str(table["Konto"][row]).replace("-", "")
        if not re.fullmatch("[0-9]{10}", konto):
            table.report(problems, RW_KONTO_FORM, row, "Konto")
        key = (table["Kommune"][row], table["Ydelseskode"][row], table["Lokalitet"][row] or "", table["Gyldig fra"][row])
        if (first := lines.setdefault(key, line)) != line:
            table.report(problems, RW_KONTO_DOBBELT, row, "Ydelseskode", anden=first)
        rows[key] = (konto,)
    if problems.errors:
        return Indlaest(problems)
    with transaction.atomic():
        lock(Renowebkonto)
        counts, _ = upsert(Renowebkonto, ("kommune", "ydelseskode", "lokalitet", "gyldig_fra"), ("konto",), rows)
    return Indlaest(problems, {"renowebkonti": counts})
