"""Making and withdrawing an undtagelseskort; each of it audited, and done twice it is done once.

Source: social-teknik.md 5.2, winformatik.md 2.8 (page 551).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.bulk import lock
from snitflade.folk.models import Person
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.boernetilskud.models_kort import Ret, Samliv, Undtagelseskort
from snitflade.soc.maaned import Maaned

BT_KORT_MAANED = ProblemKind("BT_KORT_MAANED", "«{raw}» er ikke en måned. Skriv den med seks cifre, fx 202505.")
BT_KORT_PERIODE = ProblemKind("BT_KORT_PERIODE", "Kortet slutter, før det begynder. Ret månederne.")
BT_KORT_PERSON = ProblemKind("BT_KORT_PERSON", "CPR-nummeret kendes ikke i personregisteret. Ret det, eller hent personen.")
BT_KORT_SAMLEVER = ProblemKind("BT_KORT_SAMLEVER", "Skriv samleverens CPR-nummer, og siden hvornår, når der er en samlever.")
BT_KORT_SAMLEVER_IKKE = ProblemKind("BT_KORT_SAMLEVER_IKKE", "Vælg «Har en samlever», eller lad samleverens felter stå tomme.")
BT_KORT_INDKOMST = ProblemKind("BT_KORT_INDKOMST", "En forventet indkomst har et år, og et år har en indkomst. Udfyld begge.")
BT_KORT_BELOEB = ProblemKind("BT_KORT_BELOEB", "Beløbet er ikke mellem 0 og {hoejst} kr. Ret det.")
BT_KORT_TOMT = ProblemKind("BT_KORT_TOMT", "Kortet siger ikke noget andet end reglerne. Udfyld det, der er anderledes.")
BT_KORT_BEGRUNDELSE = ProblemKind("BT_KORT_BEGRUNDELSE", "Skriv hvorfor, med højst 200 tegn.")
BT_KORT_OPHAEVET = ProblemKind("BT_KORT_OPHAEVET", "Kortet er allerede ophævet.")

MOST_INDKOMST, MOST_BELOEB = 10_000_000_00, 10_000_00
"""Øre: what nobody earns in a year, and what no child gets in a month."""
_FELTER = (
    *("fra", "til", "ret", "modtager", "samliv", "samlever", "samlever_siden", "forventet", "indkomstaar", "beloeb"),
    "begrundelse",
)


@dataclass(frozen=True, slots=True)
class Indhold:
    """What a card says; amounts in øre, months ``ÅÅÅÅMM``."""

    fra: str
    til: str = ""
    ret: str = ""
    modtager: str = ""
    samliv: str = ""
    samlever: str = ""
    samlever_siden: dt.date | None = None
    forventet: int | None = None
    indkomstaar: int | None = None
    beloeb: int | None = None
    begrundelse: str = ""


def opret(boern: Collection[str], indhold: Indhold, af: str) -> list[Undtagelseskort]:
    """Make a card for each of the children; one that has just that card already keeps it. Raises ProblemsError."""
    problems = Problems()
    _tjek(boern, indhold, problems)
    if problems.errors:
        raise ProblemsError(problems)
    made = []
    with transaction.atomic():
        lock(Undtagelseskort)
        for barn in sorted(set(boern)):
            last = Undtagelseskort.objects.filter(barn=barn, ophaevet_af="").first()
            if last is not None and all(getattr(last, name) == getattr(indhold, name) for name in _FELTER):
                continue
            values = {name: getattr(indhold, name) for name in _FELTER}
            made.append(Undtagelseskort.objects.create(barn=barn, oprettet_af=af, **values))
        if made:
            audit.record("undtagelseskort oprettet", af, kort=[one.pk for one in made])
    return made


def ophaev(kort: int, af: str) -> None:
    """Withdraw a card: an earlier one, or the rules, hold again. Raises ProblemsError."""
    with transaction.atomic():
        lock(Undtagelseskort)
        rows = Undtagelseskort.objects.filter(pk=kort, ophaevet_af="")
        if not rows.update(ophaevet_af=af, ophaevet_tid=timezone.now()):
            problems = Problems()
            problems.add(BT_KORT_OPHAEVET, raw=str(kort))
            raise ProblemsError(problems)
        audit.record("undtagelseskort ophævet", af, kort=kort)


def _tjek(boern: Collection[str], one: Indhold, problems: Problems) -> None:
    for name, text in (("fra", one.fra), ("til", one.til)):
        if text or name == "fra":
            try:
                Maaned.laes(text)
            except ValueError:
                problems.add(BT_KORT_MAANED, field=name, raw=text)
    if one.til and one.til < one.fra:
        problems.add(BT_KORT_PERIODE, field="til")
    wanted = {"barn": set(boern), "modtager": {one.modtager} - {""}, "samlever": {one.samlever} - {""}}
    known = set(Person.objects.filter(personnummer__in=set().union(*wanted.values())).values_list("personnummer", flat=True))
    for name, numbers in wanted.items():
        if numbers - known:
            problems.add(BT_KORT_PERSON, field=name)
    if one.samliv == Samliv.SAMLEVER and not (one.samlever and one.samlever_siden):
        problems.add(BT_KORT_SAMLEVER, field="samlever")
    if one.samliv != Samliv.SAMLEVER and (one.samlever or one.samlever_siden):
        problems.add(BT_KORT_SAMLEVER_IKKE, field="samliv")
    if (one.forventet is None) != (one.indkomstaar is None):
        problems.add(BT_KORT_INDKOMST, field="indkomstaar")
    for name, oere, most in (("forventet", one.forventet, MOST_INDKOMST), ("beloeb", one.beloeb, MOST_BELOEB)):
        if oere is not None and not 0 <= oere <= most:
            problems.add(BT_KORT_BELOEB, field=name, hoejst=most // 100)
    says = (one.ret != Ret.EFTER_CPR, one.modtager, one.samliv, one.forventet is not None, one.beloeb is not None)
    if not any(says):
        problems.add(BT_KORT_TOMT)
    if not 0 < len(one.begrundelse.strip()) <= 200:
        problems.add(BT_KORT_BEGRUNDELSE, field="begrundelse")
