"""Which bills are known to have been delivered: a claim whose bill nobody knows to be delivered is not handed over.

Delivered is what the partner has taken or acknowledged (the exchange the bill went out with), what a payer's bank has answered
(Betalingsservice), and what somebody has confirmed, for a whole run or for one bill. In 2022 1,760 bills were never sent and nobody
saw it: handing such a claim over would collect what was never asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from snitflade.exchange import audit, stamfil
from snitflade.exchange.bulk import lock
from snitflade.exchange.models import Exchange
from snitflade.exchange.stamfil import INGEN_FIL, Indlaest
from snitflade.exchange.states import State
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.cells import Date, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka.inddrivelse.models import Udsendelse
from snitflade.inka.models import Regning
from snitflade.inka.models_bs import BSOpkraevningskrav, BSStatus
from snitflade.inka.opslag import spoerg

TAGET = (State.TAGET, State.KVITTERET)
SPURGT = (BSStatus.BETALT, BSStatus.AFVIST, BSStatus.TILBAGEFOERT)
"""Answers that show that the payer was asked."""
FILNAVN = "udsendte.csv"
KOLONNER = (Column("Krav", Text(19)), Column("Udsendt", Date()))

UDSENDT_GRUND = ProblemKind("UDSENDT_GRUND", "Skriv, hvor I ved det fra, højst 200 tegn.")
UDSENDT_DATO = ProblemKind("UDSENDT_DATO", "{raw} er efter i dag. Vælg den dag, regningen gik ud.")
UDSENDT_UKENDT = ProblemKind("UDSENDT_UKENDT", "Der er intet krav med nummeret {raw}.", spec="M02")
UDSENDT_TOM = ProblemKind("UDSENDT_TOM", "Kørslen {raw} har ingen krav. Hent siden igen.")
UDSENDT_FIL = ProblemKind("UDSENDT_FIL", INGEN_FIL)


@dataclass(frozen=True, slots=True)
class Leverede:
    """What is known to have been delivered: exchanges, runs (module and key), and single claims by id."""

    udvekslinger: frozenset[int]
    koersler: frozenset[tuple[str, str]]
    krav: frozenset[int]

    def er(self, krav: int, exchange: int | None, modul: str, koersel: str) -> bool:
        """Whether a claim's bill was delivered."""
        return exchange in self.udvekslinger or (modul, koersel) in self.koersler or krav in self.krav


def leverede(kommune: str) -> Leverede:
    """What is known to have been delivered in a municipality. Four queries."""
    taken = Exchange.objects.filter(state__in=TAGET, regninger__kommune=kommune).distinct()
    asked = BSOpkraevningskrav.objects.filter(opkraevning__kommune=kommune, opkraevning__status__in=SPURGT)
    answered = asked.exclude(opkraevning__svar=None).values_list("regning_id", flat=True)
    single = Udsendelse.objects.filter(regning__kommune=kommune).values_list("regning_id", flat=True)
    runs = Udsendelse.objects.filter(regning=None).values_list("modul", "koersel")
    return Leverede(
        frozenset(taken.values_list("pk", flat=True)),
        frozenset(runs),
        frozenset(answered) | {one for one in single if one is not None},
    )


def bekraeft_koersel(modul: str, koersel: str, dato: dt.date, grund: str, af: str, idag: dt.date) -> int:
    """Somebody knows that all bills of a run were delivered; gives how many they are. Raises ProblemsError."""
    problems = Problems()
    _tjek(dato, grund, idag, problems)
    count = Regning.objects.filter(modul=modul, koersel=koersel).count() if koersel else 0
    if not count:
        problems.add(UDSENDT_TOM, field="koersel", raw=koersel)
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Udsendelse)
        values = {"dato": dato, "grund": grund, "oprettet_af": af}
        _, new = Udsendelse.objects.get_or_create(modul=modul, koersel=koersel, regning=None, defaults=values)
        if new:
            audit.record("udsendelse bekræftet", af, modul=modul, koersel=koersel, krav=count)
    return count


def bekraeft(regning: Regning, dato: dt.date, grund: str, af: str, idag: dt.date) -> None:
    """Somebody knows that a bill was delivered. Done twice it changes nothing. Raises ProblemsError."""
    problems = Problems()
    _tjek(dato, grund, idag, problems)
    if problems.errors:
        raise ProblemsError(problems)
    with transaction.atomic():
        lock(Udsendelse)
        values = {"dato": dato, "grund": grund, "oprettet_af": af}
        if Udsendelse.objects.get_or_create(regning=regning, defaults=values)[1]:
            audit.record("udsendelse bekræftet", af, regning=regning.pk)


def _tjek(dato: dt.date, grund: str, idag: dt.date, problems: Problems) -> None:
    if not 0 < len(grund.strip()) <= 200:
        problems.add(UDSENDT_GRUND, field="grund")
    if dato > idag:
        problems.add(UDSENDT_DATO, field="dato", raw=f"{dato:%d-%m-%Y}")


def importer(path: Path) -> Indlaest:
    """Load `udsendte.csv`, claims whose bills the printer or the post has delivered: all of it, or nothing and every problem."""
    problems = Problems()
    table = stamfil.laes(path, FILNAVN, KOLONNER, problems, UDSENDT_FIL)
    if table is None:
        return Indlaest(problems)
    found = _laes(table, problems)
    if problems.errors:
        return Indlaest(problems)
    with transaction.atomic():
        lock(Udsendelse)
        there = set(Udsendelse.objects.exclude(regning=None).values_list("regning_id", flat=True))
        new = [one for one in found if one[0] not in there]
        Udsendelse.objects.bulk_create(_rows(new))
        audit.record("udsendelser indlæst", "snitflade", krav=len(new))
    return Indlaest(problems, {"udsendelser": Optaelling(len(new), 0, len(found) - len(new))})


def _laes(table: Table, problems: Problems) -> list[tuple[int, dt.date]]:
    numbers = [int(text) for text in table["Krav"] if text and text.isascii() and text.isdigit() and len(text) < 19]
    sql = "SELECT r.nummer, r.id FROM {noegler} JOIN inka_regning r ON r.nummer = k.v"
    known = {int(nummer): int(claim) for nummer, claim in spoerg(sql, "bigint", numbers, [])}
    found: dict[int, dt.date] = {}
    for row in range(len(table.lines)):
        if not table.ok(row, "Krav", "Udsendt"):
            continue
        text = table["Krav"][row]
        claim = known.get(int(text)) if text.isascii() and text.isdigit() else None
        if claim is None:
            table.report(problems, UDSENDT_UKENDT, row, "Krav")
        else:
            found[claim] = table["Udsendt"][row]
    return sorted(found.items())


def _rows(found: Iterable[tuple[int, dt.date]]) -> Iterable[Udsendelse]:
    return [Udsendelse(regning_id=claim, dato=dato, grund=FILNAVN, oprettet_af="snitflade") for claim, dato in found]
