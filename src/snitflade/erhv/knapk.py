"""Row 5 ``erhv.braetsalg-knapk``: a quarter's sellers with name, CPR number and the KNAPK fee that was withheld.

Who has a protected name is sent as ``BESKYTTET``; the list is sorted by name, then number. Source: skat-inddrivelse.md 4.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from snitflade.erhv import indberetning, indkomst, personer
from snitflade.erhv.indberetning import NEGATIV, NUL, UKENDT, Linje, Ordre
from snitflade.erhv.indkomst import Sum4
from snitflade.erhv.maaned import oplysninger
from snitflade.erhv.models import Stedart
from snitflade.exchange.catalogue import Built, Options, OutFile
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.folk.beskyttelse import beskyttede
from snitflade.formats import registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst

KNAPK_NAVN_LANGT = ProblemKind(
    "KNAPK_NAVN_LANGT",
    "{saelger} har et navn på {antal} tegn, og der er plads til 60. Der er skrevet det korte adresseringsnavn.",
    Severity.ADVARSEL,
)
KNAPK_NAVN_TEGN = ProblemKind(
    "KNAPK_NAVN_TEGN", "{saelger} har tegn i navnet, som ikke kan stå i filen; de er skrevet som blanke.", Severity.ADVARSEL
)
FORMAT, BESKYTTET, NAVNEBREDDE = "knapk", "BESKYTTET", 60
_TEGN = str.maketrans(dict.fromkeys(';\r\n"', " "))


def byg(exchange: Exchange, options: Options) -> Built:
    """Build the quarter's list, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    ordre = indberetning.bestil(exchange, options["kommune"], options["kvartal"], Stedart.BRAET, 3, problems)
    if problems.errors:
        raise ProblemsError(problems)
    found = personer.grundlag(indkomst.linjer(ordre.kommune, ordre.periode, Stedart.BRAET), ordre.spoerger)
    omsaetning = konstant("erhv.knapk_beloeb", ordre.periode.sidste) == "turnover"
    linjer, navne = _linjer(found, omsaetning, problems)
    nothing = indberetning.sammenlign(ordre, linjer, problems, nulraekke=False)
    if nothing:
        return Built(key=ordre.noegle, files=(), totals={}, sheet=[], warnings=problems, notes=(nothing,))
    rows = sorted((one for one in linjer if not one.holdt), key=lambda one: (navne[one.cpr], one.cpr))
    document = _dokument(ordre, rows, navne, problems)
    if problems.errors:
        raise ProblemsError(problems)
    sums = indberetning.stempl(ordre, linjer)
    navn = f"KNAPK-{ordre.periode.aar}-{str(ordre.periode)[4:]}-{ordre.bogstaver}.csv"
    felt = "salg" if omsaetning else "knapk"
    return Built(
        key=ordre.noegle,
        files=(OutFile(navn, FORMAT, document),),
        totals={"Personer": sums["antal"], "Total Beløb (KNAPK)": sums["knapk"]},
        sheet=[("Omsætning" if omsaetning else "KNAPK-gebyr", _ark(ordre, linjer, found.andre, felt))],
        kommune=ordre.kommune,
        warnings=problems,
        notes=oplysninger(ordre, linjer, found.andre),
    )


def _linjer(found: personer.Grundlag, omsaetning: bool, problems: Problems) -> tuple[list[Linje], dict[str, str]]:
    """Everybody of the quarter with the amount that is told, and the names of those whom CPR knows."""
    known, unknown = personer.hold_ukendte(found, problems)
    hidden = beskyttede([one.nummer for one in known])
    linjer, navne = [Linje(one.nummer, one.ialt, holdt=UKENDT) for one in unknown], {}
    for person in known:
        amount = person.ialt.salg if omsaetning else person.ialt.knapk
        one = Linje(person.nummer, person.ialt, Sum4(knapk=max(amount, 0)))
        if amount < 0:
            one.holdt = NEGATIV
            beloeb = beloeb_tekst(amount)
            problems.add(personer.PERSON_NEGATIV, field="total_beloeb", saelger=personer.hvem(person), beloeb=beloeb)
        elif not amount:
            one.holdt = NUL
        navn = BESKYTTET if person.nummer in hidden else _navn(found, person, problems)
        if not navn and not one.holdt:
            one.holdt = UKENDT
            beloeb = beloeb_tekst(amount)
            problems.add(personer.PERSON_UKENDT, field="navn", saelger=personer.hvem(person), beloeb=beloeb)
        if one.holdt:
            one.fil = Sum4()
        navne[person.nummer] = one.note = navn
        linjer.append(one)
    return sorted(linjer, key=lambda one: one.cpr), navne


def _navn(found: personer.Grundlag, person: indkomst.Person, problems: Problems) -> str:
    cpr = found.cpr[person.nummer]
    navn = cpr.navn or cpr.adresseringsnavn
    if len(navn) > NAVNEBREDDE:
        problems.add(KNAPK_NAVN_LANGT, field="navn", saelger=personer.hvem(person), antal=len(navn))
        navn = cpr.adresseringsnavn
    written = navn.translate(_TEGN).strip()
    if written != navn.strip():
        problems.add(KNAPK_NAVN_TEGN, field="navn", saelger=personer.hvem(person))
    return written


def _dokument(ordre: Ordre, rows: list[Linje], navne: Mapping[str, str], problems: Problems) -> Document:
    amounts = np.array([one.fil.knapk for one in rows], dtype=np.int64)
    values = {"person": {"navn": [navne[one.cpr] for one in rows], "cprnr": [one.cpr for one in rows], "total_beloeb": amounts}}
    if konstant("erhv.knapk_ialt", ordre.periode.sidste) == "J":
        values["ialt"] = {"type": ["I ALT"], "antal": [len(rows)], "sum": np.array([amounts.sum()], dtype=np.int64)}
    format = registry.find(FORMAT)
    if not isinstance(format, DelimitedFormat):
        raise TypeError(FORMAT)
    return format.document(values, problems)


def _ark(ordre: Ordre, linjer: list[Linje], andre: Mapping[str, Sum4], felt: str) -> list[tuple[str, str]]:
    """How the ledger's sum becomes the list's; the list's amounts stand under KNAPK whatever they are."""
    moved = [Linje(one.cpr, one.ialt, Sum4(salg=one.fil.knapk, knapk=one.fil.knapk), holdt=one.holdt) for one in linjer]
    return indberetning.ark(ordre, moved, andre, felt)


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded list shows."""
    (document,) = documents.values()
    table = document.tables["person"]
    return {"Personer": len(table), "Total Beløb (KNAPK)": int(table["total_beloeb"].sum())}
