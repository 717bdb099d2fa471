"""Rows 6 and 7, ``erhv.braetsalg-a11`` and ``erhv.institutionssalg-a11``: a year's sales per person in A11.

The board's year is the sum of the twelve months as they are reported, each in whole kroner; where a month was not reported so, it
is listed, and the file is made only when somebody says why (`frigiv`). Institutions' purchases and rents have no months and no tax.
Source: skat-inddrivelse.md 3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from snitflade.bogh import a11
from snitflade.erhv import indberetning, indkomst, personer
from snitflade.erhv.afvigelser import Afvigelse, afvigelser
from snitflade.erhv.indberetning import NEGATIV, NUL, UKENDT, Linje, Ordre, hele
from snitflade.erhv.indkomst import Person, Sum4
from snitflade.erhv.maaned import oplysninger
from snitflade.erhv.models import Stedart
from snitflade.exchange.catalogue import Built, Options, OutFile, Sheet
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.models import Exchange
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.skat.kommuner import skattekommune

AAR_AFVIGER = ProblemKind(
    "ERHV_AAR_AFVIGER",
    "{saelger}: {maaned} er {salg} kr. salg og {skat} kr. skat i året, men {indberettet}. Indberet måneden igen, "
    "eller skriv under «frigiv», hvorfor året skal sendes sådan.",
)
AAR_FRIGIVET = ProblemKind(
    "ERHV_AAR_FRIGIVET",
    "{saelger}: {maaned} er {salg} kr. salg og {skat} kr. skat i året, men {indberettet}. Frigivet af {af}: {grund}",
    Severity.ADVARSEL,
)
_ART = {Stedart.BRAET: a11.Art.BRAETSALG, Stedart.INSTITUTION: a11.Art.INSTSALG}


def byg(art: Stedart, exchange: Exchange, options: Options) -> Built:
    """Build the year's file, in the caller's transaction. Raises ProblemsError with everything that is wrong."""
    problems = Problems()
    ordre = indberetning.bestil(exchange, options["kommune"], str(options["aar"]), art, 12, problems)
    ger = a11.ger(ordre.kommune, ordre.periode.sidste, problems)
    if problems.errors:
        raise ProblemsError(problems)
    found = personer.grundlag(indkomst.linjer(ordre.kommune, ordre.periode, art), ordre.spoerger)
    linjer, months = _linjer(ordre, found, problems)
    odd = afvigelser(ordre, found, months) if art is Stedart.BRAET else []
    _meld(odd, str(options.get("frigiv") or "").strip(), exchange.created_by, problems)
    if problems.errors:
        raise ProblemsError(problems)
    nulraekke = konstant("a11.nulraekke", ordre.periode.sidste) == "J"
    nothing = indberetning.sammenlign(ordre, linjer, problems, nulraekke=nulraekke)
    if nothing:
        return Built(key=ordre.noegle, files=(), totals={}, sheet=[], warnings=problems, notes=(nothing,))
    rows = [_person(one) for one in linjer if not one.holdt]
    document = a11.dokument(ger, ordre.periode.aar, ordre.dannet.date(), rows, problems)
    if problems.errors:
        raise ProblemsError(problems)
    sums = indberetning.stempl(ordre, linjer)
    told = {
        "Personer": sums["antal"],
        "braetsalg": sums["salg"],
        "lejetransportmidler": sums["leje"],
        "indeholdtskat": sums["skat"],
    }
    return Built(
        key=ordre.noegle,
        files=(OutFile(a11.filnavn(_ART[art], ordre.periode.aar, ordre.bogstaver, ordre.dannet), a11.FORMAT, document),),
        totals={**dict.fromkeys(a11.KOLONNER, 0), **told},
        sheet=_ark(ordre, linjer, found.andre, odd),
        kommune=ordre.kommune,
        warnings=problems,
        notes=oplysninger(ordre, linjer, found.andre),
    )


def _linjer(ordre: Ordre, found: personer.Grundlag, problems: Problems) -> tuple[list[Linje], dict[str, dict[dt.date, Sum4]]]:
    """Everybody of the year with what is told; and the months it is the sum of, in whole kroner."""
    known, unknown = personer.hold_ukendte(found, problems)
    codes = _kommuner(ordre, found, known, problems)
    personer.bemaerk(found, known, problems)
    linjer = [Linje(one.nummer, one.ialt, holdt=UKENDT) for one in unknown]
    maader = {month: konstant("erhv.afrunding", month) for person in known for month in person.maaneder}
    months: dict[str, dict[dt.date, Sum4]] = {}
    for person in known:
        one = Linje(person.nummer, person.ialt, skattekommune=codes[person.nummer], medarbejdernr=_nummer(person))
        parts = list(person.maaneder.values()) if ordre.art is Stedart.BRAET else [person.ialt]
        if any(min(part.salg, part.leje, part.skat) < 0 for part in parts):
            one.holdt = NEGATIV
            beloeb = beloeb_tekst(person.ialt.salg + person.ialt.leje)
            problems.add(personer.PERSON_NEGATIV, field="braetsalg", saelger=personer.hvem(person), beloeb=beloeb)
        elif ordre.art is Stedart.BRAET:
            months[person.nummer] = {
                month: Sum4(salg=hele(part.salg, maader[month]), skat=hele(part.skat, maader[month]))
                for month, part in person.maaneder.items()
            }
            for part in months[person.nummer].values():
                one.fil += part
        else:
            one.fil = Sum4(salg=hele(person.ialt.salg, "truncate"), leje=hele(person.ialt.leje, "truncate"))
        if not one.holdt and one.fil.tom:
            one.holdt = NUL
        linjer.append(one)
    return sorted(linjer, key=lambda one: one.cpr), months


def _kommuner(ordre: Ordre, found: personer.Grundlag, known: list[Person], problems: Problems) -> dict[str, str]:
    if konstant("a11.kommune", ordre.periode.sidste) == "paying_municipality":
        return {person.nummer: skattekommune(ordre.kommune) for person in known}
    return personer.kommuner(found, known, ordre.periode.sidste, ordre.kommune, ordre.spoerger, problems)


def _nummer(person: Person) -> str:
    return next(iter(person.saelgere)) if len(person.saelgere) == 1 else ""


def _meld(odd: list[Afvigelse], frigiv: str, af: str, problems: Problems) -> None:
    """Report where the year is not the sum of what the months said: an error, or with a reason a warning."""
    for one in odd:
        told = (
            f"{beloeb_tekst(one.indberettet.salg)} kr. salg og {beloeb_tekst(one.indberettet.skat)} kr. skat er indberettet"
            if one.indberettet is not None
            else "måneden er ikke indberettet for sælgeren"
        )
        values: dict[str, Any] = {"saelger": one.saelger, "maaned": f"{one.maaned:%Y-%m}", "indberettet": told}
        values |= {"salg": beloeb_tekst(one.aaret.salg), "skat": beloeb_tekst(one.aaret.skat)}
        if frigiv:
            problems.add(AAR_FRIGIVET, field="braetsalg", **values, af=af, grund=frigiv)
        else:
            problems.add(AAR_AFVIGER, field="braetsalg", **values)


def _person(one: Linje) -> a11.Person:
    beloeb = {"braetsalg": one.fil.salg, "lejetransportmidler": one.fil.leje, "indeholdtskat": one.fil.skat}
    return a11.Person(one.cpr, one.skattekommune, beloeb, one.medarbejdernr)


def proev(exchange: Exchange, documents: Mapping[str, Document]) -> Mapping[str, int]:
    """The totals the decoded file shows."""
    (document,) = documents.values()
    return a11.vist(document)


def _ark(ordre: Ordre, linjer: list[Linje], andre: Mapping[str, Sum4], odd: list[Afvigelse]) -> Sheet:
    if ordre.art is Stedart.INSTITUTION:
        return [
            ("Salg til institutioner (Brætsalg)", indberetning.ark(ordre, linjer, andre, "salg")),
            ("Leje (LejeTransportmidler)", indberetning.ark(ordre, linjer, andre, "leje")),
        ]
    return [
        ("Salg (Brætsalg)", indberetning.ark(ordre, linjer, andre, "salg")),
        ("Skat (IndeholdtSkat)", indberetning.ark(ordre, linjer, andre, "skat")),
        ("Måneder, der afviger", [("Antal", str(len(odd)))]),
    ]
