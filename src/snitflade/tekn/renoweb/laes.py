"""Reading RenoWeb's billing basis of a quarter (social-teknik.md 10.4)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.layout import Table
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.tekn.renovation.kvartal import Kvartal

FORMAT, POST = "renoweb-opkr-1", "linje"

RW_FILNAVN = ProblemKind(
    "RW_FILNAVN",
    "Filen hedder «{raw}». Den skal hedde som RENOWEB_OPKR_0956_20143_001.csv: kommune, kvartal og løbenummer.",
    spec="FIL-E02",
)
RW_KVARTAL = ProblemKind("RW_KVARTAL", "Linjen er for kommune og kvartal {raw}, og filens navn siger {navn}. Spørg RenoWeb.")
RW_PERIODE = ProblemKind("RW_PERIODE", "Perioden slutter {raw}, efter kvartalet {kvartal}. Linjen kan først opkræves senere.")
RW_AFSLUTNING = ProblemKind(
    "RW_AFSLUTNING",
    "Filens sidste linje passer ikke med resten: {grund} Intet er indlæst; bed om filen igen.",
    spec="FIL-E05",
)
RW_AFSLUTNING_USIKKER = ProblemKind(
    "RW_AFSLUTNING_USIKKER",
    "Filens antal og sum kan ikke efterprøves, før de forkerte linjer er rettet: {grund}",
    Severity.ADVARSEL,
    spec="FIL-E05",
)
_AFSLUTNING = frozenset(("AFSLUTNING_ANTAL", "AFSLUTNING_SUM"))


class Linje(NamedTuple):
    """One line as it stands. `antal`: hundredths; `enhedspris`: øre per year; `beloeb`: øre, signed."""

    linje: int
    kommune: str
    kvartal: str
    linjeid: str
    kundenummer: str
    lokalitet: str
    bnr: str
    lejlighed: str
    ydelseskode: str
    tekst: str
    antal: int
    enhedspris: int
    fra: dt.date
    til: dt.date
    beloeb: int
    betales_fra_konto: str
    renowebkundeid: str


@dataclass(slots=True)
class Indhold:
    """A file that was read: its municipality, its quarter as ``2014K3``, how many lines it has and its sum, and the good lines."""

    kommune: str
    kvartal: str
    antal: int = 0
    linjer: list[Linje] = field(default_factory=list)


def laes(data: bytes, navn: str, problems: Problems) -> Indhold:
    """Read a file; every fault to the problems. Lines with an error are left out."""
    document = registry.find(FORMAT).read(data, problems)
    about = [problem.message for problem in problems.take(_AFSLUTNING)]
    for sentence in about:  # a trailer that does not fit refuses the file; beside bad lines it says nothing yet
        problems.add(RW_AFSLUTNING_USIKKER if problems.errors else RW_AFSLUTNING, grund=sentence)
    named = re.fullmatch(registry.PROFILES[FORMAT].file_name or "", navn)
    if named is None or named["periode"][4] not in "1234":
        problems.add(RW_FILNAVN, raw=navn)
        return Indhold("", "")
    found = Indhold(named["kommune"], f"{named['periode'][:4]}K{named['periode'][4]}")
    table = document.tables.get(POST)
    if table is None or not len(table):
        return found
    found.antal = len(table)
    bad = {int(line) for _, lines in problems.errors_by_kind() for line in lines}
    for row in _linjer(table):
        if row.linje in bad:
            continue
        if (row.kommune, row.kvartal) != (found.kommune, found.kvartal):
            told = f"{found.kommune} {found.kvartal}"
            problems.add(RW_KVARTAL, line=row.linje, field="kvartal", raw=f"{row.kommune} {row.kvartal}", navn=told)
        elif row.til > Kvartal.laes(found.kvartal).sidste:
            problems.add(RW_PERIODE, line=row.linje, field="til", raw=f"{row.til:%d-%m-%Y}", kvartal=found.kvartal)
        else:
            found.linjer.append(row)
    return found


_TEKSTER = (
    *("kommunenr", "kvartal", "linjeid", "kundenr", "lokalitet", "bnr", "lejlighed", "ydelseskode", "tekst"),
    *("betales_fra_konto", "renowebkundeid"),
)
_TAL = ("antal", "enhedspris_aar", "fra", "til", "beloeb")


def _linjer(table: Table) -> Iterator[Linje]:
    texts = zip(*(strings(table[name]) for name in _TEKSTER), strict=True)
    numbers = zip(*(table[name].tolist() for name in _TAL), strict=True)
    for linje, text, number in zip(table.lines.tolist(), texts, numbers, strict=True):
        kommune, kvartal, linjeid, *rest, konto, kundeid = text
        when = f"{kvartal[:4]}K{kvartal[4:]}"
        yield Linje._make((linje, kommune.zfill(4), when, linjeid.lstrip("0") or "0", *rest, *number, konto, kundeid))
