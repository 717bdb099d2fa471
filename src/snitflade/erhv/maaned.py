"""Row 4 ``erhv.braetsalg-skat``: a month's sales at the board per person, with the tax that was withheld.

One row per employer, person and skattekommune; sales by the day of sale, before any deduction; whole kroner.
Source: skat-inddrivelse.md 2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from snitflade.bogh import a11
from snitflade.erhv import indberetning, indkomst, personer
from snitflade.erhv.indberetning import NEGATIV, NUL, UKENDT, Linje, Ordre, hele
from snitflade.erhv.indkomst import Person, Raekke, Sum4
from snitflade.erhv.models import Stedart
from snitflade.exchange.catalogue import Built, Options, OutFile, Sheet
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst

FORMAT = "braetsalg"


def byg(exchange: Exchange, options: Options) -> Built:
    """Build the month's file, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    ordre = indberetning.bestil(exchange, options["kommune"], options["maaned"], Stedart.BRAET, 1, problems)
    ger = a11.ger(ordre.kommune, ordre.periode.sidste, problems)
    rows = indkomst.linjer(ordre.kommune, ordre.periode, Stedart.BRAET)
    if problems.errors:
        raise ProblemsError(problems)
    found = personer.grundlag(rows, ordre.spoerger)
    linjer = _linjer(ordre, found, problems)
    nothing = indberetning.sammenlign(ordre, linjer, problems, nulraekke=konstant("a11.nulraekke", ordre.periode.sidste) == "J")
    if nothing:
        return Built(key=ordre.noegle, files=(), totals={}, sheet=[], warnings=problems, notes=(nothing,))
    document = _dokument(ordre, ger, [one for one in linjer if not one.holdt], problems)
    if problems.errors:
        raise ProblemsError(problems)
    sums = indberetning.stempl(ordre, linjer)
    navn = f"BRAETSALG-{ordre.periode}-{ordre.bogstaver}-{ordre.dannet:%Y%m%d%H%M%S}.csv"
    return Built(
        key=ordre.noegle,
        files=(OutFile(navn, FORMAT, document),),
        totals={"Personer": sums["antal"], "CatchSaleIncome": sums["salg"], "CatchSaleTax": sums["skat"]},
        sheet=_ark(ordre, linjer, found.andre, rows),
        kommune=ordre.kommune,
        warnings=problems,
        notes=oplysninger(ordre, linjer, found.andre),
    )


def _linjer(ordre: Ordre, found: personer.Grundlag, problems: Problems) -> list[Linje]:
    """Everybody of the month, with why who is not in the file is not."""
    dag = ordre.periode.sidste
    maade, skat = konstant("erhv.afrunding", dag), konstant("erhv.indberet_skat", dag) == "J"
    known, unknown = personer.hold_ukendte(found, problems)
    codes = personer.kommuner(found, known, dag, ordre.kommune, ordre.spoerger, problems)
    personer.bemaerk(found, known, problems)
    linjer = [Linje(one.nummer, one.ialt, holdt=UKENDT) for one in unknown]
    for person in known:
        one = Linje(person.nummer, person.ialt, skattekommune=codes[person.nummer], medarbejdernr=_nummer(person))
        one.note = _note(person)
        if min(person.ialt.salg, person.ialt.skat) < 0:
            one.holdt = NEGATIV
            beloeb = beloeb_tekst(person.ialt.salg)
            problems.add(personer.PERSON_NEGATIV, field="catchsaleincome", saelger=personer.hvem(person), beloeb=beloeb)
        else:
            one.fil = Sum4(salg=hele(person.ialt.salg, maade), skat=hele(person.ialt.skat, maade) if skat else 0)
            one.holdt = NUL if one.fil.tom else ""
        linjer.append(one)
    return sorted(linjer, key=lambda one: one.cpr)


def _nummer(person: Person) -> str:
    """The seller's number; empty where the person has several."""
    return next(iter(person.saelgere)) if len(person.saelgere) == 1 else ""


def _note(person: Person) -> str:
    """The code of the place; empty where the person has sold at several."""
    return next(iter(person.steder)) if len(person.steder) == 1 else ""


def _dokument(ordre: Ordre, ger: str, linjer: list[Linje], problems: Problems) -> Document:
    aar, maaned = f"{ordre.periode.foerste:%Y}", f"{ordre.periode.foerste:%m}"
    skat = konstant("erhv.indberet_skat", ordre.periode.sidste) == "J"
    count = len(linjer)
    columns = {
        "ger": [ger] * count,
        "cprno": [one.cpr for one in linjer],
        "municipalitycode": [one.skattekommune for one in linjer],
        "year": [aar] * count,
        "month": [maaned] * count,
        "catchsaleincome": np.array([one.fil.salg for one in linjer], dtype=np.int64),
        "catchsaletax": np.array([one.fil.skat for one in linjer], dtype=np.int64) if skat else [None] * count,
        "employeeid": [one.medarbejdernr for one in linjer],
        "note": [one.note for one in linjer],
    }
    start = {"year": [aar], "month": [maaned], "creationdate": [ordre.dannet.date()]}
    format = registry.find(FORMAT)
    if not isinstance(format, DelimitedFormat):
        raise TypeError(FORMAT)
    return format.document({"start": start, "person": columns}, problems)


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded file shows."""
    (document,) = documents.values()
    table = document.tables["person"]
    tax = table.columns.get("catchsaletax")
    return {
        "Personer": len(table),
        "CatchSaleIncome": int(table["catchsaleincome"].sum()),
        "CatchSaleTax": 0 if tax is None else int(tax.sum()),
    }


def _ark(ordre: Ordre, linjer: list[Linje], andre: Mapping[str, Sum4], rows: list[Raekke]) -> Sheet:
    steder: defaultdict[str, Sum4] = defaultdict(Sum4)
    for row in rows:
        one = steder[row.sted]
        one += row
    return [
        ("Salg (CatchSaleIncome)", indberetning.ark(ordre, linjer, andre, "salg")),
        ("Skat (CatchSaleTax)", indberetning.ark(ordre, linjer, andre, "skat")),
        (
            "Pr. indhandlingssted: salg, skat",
            [(sted, f"{beloeb_tekst(one.salg)}, {beloeb_tekst(one.skat)}") for sted, one in sorted(steder.items())],
        ),
    ]


def oplysninger(ordre: Ordre, linjer: list[Linje], andre: Mapping[str, Sum4]) -> tuple[str, ...]:
    """What the operator should know: what the file replaces, and who is not in it."""
    found = []
    if ordre.forrige is not None:
        found.append(f"Filen erstatter udveksling {ordre.forrige.pk} hos modtageren (resend=1): den er hele {ordre.periode}.")
    if andre:
        numre = ", ".join(sorted(andre))
        found.append(f"{len(andre)} sælgere er ikke personer og er ikke med: {numre}.")
    if nothing := sum(one.holdt == NUL for one in linjer):
        found.append(f"{nothing} personer har intet at indberette og er udeladt.")
    return tuple(found)
