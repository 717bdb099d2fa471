"""`ydelser.csv`: which service is offered where, on which income account, at which price from which day.

A price that has been billed never changes silently: without a date a new price is refused, with a date it is a new tariff,
and a tariff that reaches back into a billed quarter is said to (social-teknik.md 11.3: what changes after booking is billed as
a correction). Sources: social-teknik.md 11.2 and 11.8 (REN-E01, REN-E02), prisme.md 5.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Max

from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.folk.lokaliteter import LOKALITET_UKENDT, raad
from snitflade.formats.cells import Amount, Date, Digits, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems, Severity
from snitflade.formats.text import beloeb_tekst
from snitflade.tekn.models import Takst, Ydelse
from snitflade.tekn.renovation.beregn import gyldige
from snitflade.tekn.renovation.kvartal import Kvartal

FILNAVN = "ydelser.csv"

YDELSE_KONTO = ProblemKind(
    "YDELSE_KONTO", "Indtægtskontoen «{raw}» er ikke 10 cifre. Skriv den som 66-02-50-70-00 eller 6602507000.", spec="REN-E02"
)
YDELSE_DOBBELT = ProblemKind(
    "YDELSE_DOBBELT", "«{raw}» i {lokalitet} står allerede på linje {anden} med samme dato. Behold én af linjerne.", spec="REN-E01"
)
YDELSE_FORSKEL = ProblemKind(
    "YDELSE_FORSKEL", "«{raw}» er ikke det, der står for samme ydelse og lokalitet på linje {anden}. Skriv det samme begge steder."
)
TAKST_AENDRET = ProblemKind(
    "TAKST_AENDRET",
    "{ydelse} i {lokalitet} koster {foer}, og det er opkrævet. Behold den pris på linjen, og tilføj en linje med den nye pris og "
    "den første dag, den gælder, i kolonnen «Gyldig fra».",
)
TAKST_BAGUD = ProblemKind(
    "TAKST_BAGUD",
    "Taksten for {ydelse} i {lokalitet} gælder fra {fra} og ændrer kvartaler, der er opkrævet til og med {kvartal}. "
    "Kør kvartalerne igen for at opkræve forskellen.",
    Severity.ADVARSEL,
)

KOLONNER = (
    Column("Ydelse", Text(60, "&")),
    Column("Lokalitet", Text(60, "&")),
    Column("Indtægtskonto", Digits(10, "-", YDELSE_KONTO)),
    Column("Pris", Amount(10**10 - 1)),
    Column("Navn kl", Text(60, "&"), optional=True, empty=True),
    Column("Navn en", Text(60, "&"), optional=True, empty=True),
    Column("Gyldig fra", Date(), optional=True, empty=True),
)

Navn = tuple[str, str]
"""Service and locality."""


@dataclass(slots=True)
class Ydelser:
    """What `ydelser.csv` holds: services in the order of the file, and their prices by first day."""

    ydelser: dict[Navn, tuple[str, str, str]] = field(default_factory=dict)
    takster: dict[tuple[Navn, dt.date | None], int] = field(default_factory=dict)


def laes(table: Table, lokaliteter: Collection[str], problems: Problems) -> Ydelser:
    """The rows of `ydelser.csv`, each checked against the known places, against each other and against what is billed."""
    found = Ydelser()
    lines: dict[tuple[Navn, dt.date | None], int] = {}
    first: dict[Navn, int] = {}
    billed = _billed()
    for row in range(len(table)):
        navn, lokalitet, konto, pris, navn_kl, navn_en, fra = (table[column.name][row] for column in KOLONNER)
        if table.ok(row, "Lokalitet") and lokalitet not in lokaliteter:
            table.report(problems, LOKALITET_UKENDT, row, "Lokalitet", raad=raad(lokalitet, lokaliteter))
        if not table.ok(row, "Ydelse", "Lokalitet", "Gyldig fra"):
            continue
        key = (navn, lokalitet)
        if (key, fra) in lines:
            table.report(problems, YDELSE_DOBBELT, row, "Ydelse", lokalitet=lokalitet, anden=lines[key, fra])
            continue
        lines[key, fra] = table.lines[row]
        if key in first:
            for column in ("Indtægtskonto", "Navn kl", "Navn en"):
                if table.ok(row, column) and table.ok(first[key], column) and table[column][row] != table[column][first[key]]:
                    table.report(problems, YDELSE_FORSKEL, row, column, anden=table.lines[first[key]])
        else:
            first[key] = row
            found.ydelser[key] = (konto or "", navn_kl or "", navn_en or "")
        if table.ok(row, "Pris"):
            found.takster[key, fra] = pris
            if key in billed:
                _check_price(table, row, billed[key], problems)
    return found


def kendte(table: Table) -> set[Navn]:
    """Every service and locality the file names, also on lines with other faults."""
    return {(navn, lokalitet) for navn, lokalitet in zip(table["Ydelse"], table["Lokalitet"], strict=True) if navn and lokalitet}


def gem(table: Table, rows: Ydelser, lokaliteter: dict[tuple[str], int]) -> tuple[Optaelling, Optaelling, dict[Navn, int]]:
    """Write services and tariffs. Gives both counts and the id of every service in the table."""
    keep = [field for field, name in (("navn_kl", "Navn kl"), ("navn_en", "Navn en")) if not table.has(name)]
    incoming = {(navn, lokaliteter[(lokalitet,)]): values for (navn, lokalitet), values in rows.ydelser.items()}
    fields = ("indtaegtskonto", "navn_kl", "navn_en")
    counts, numbers = upsert(Ydelse, ("navn", "lokalitet_id"), fields, incoming, keep=keep)
    names = {number: lokalitet for (lokalitet,), number in lokaliteter.items()}
    ids = {(str(navn), names[lokalitet]): number for (navn, lokalitet), number in numbers.items()}
    prices = {(ids[key], fra): (pris,) for (key, fra), pris in rows.takster.items()}
    price_counts, _ = upsert(Takst, ("ydelse_id", "gyldig_fra"), ("pris",), prices)
    return counts, price_counts, ids


@dataclass(frozen=True, slots=True)
class _Billed:
    """A service that has been billed: its prices by first day, and the last quarter billed."""

    takster: dict[dt.date | None, int]
    sidste: Kvartal


def _billed() -> dict[Navn, _Billed]:
    """The services that have been billed."""
    last = dict(gyldige().order_by().values_list("aftale__ydelse_id").annotate(Max("kvartal")))
    found: dict[Navn, _Billed] = {}
    rows = Takst.objects.filter(ydelse__in=last).values_list(
        "ydelse_id", "ydelse__navn", "ydelse__lokalitet__navn", "gyldig_fra", "pris"
    )
    for ydelse, navn, lokalitet, fra, pris in rows:
        entry = found.setdefault((navn, lokalitet), _Billed({}, Kvartal.laes(last[ydelse])))
        entry.takster[fra] = pris
    return found


def _check_price(table: Table, row: int, billed: _Billed, problems: Problems) -> None:
    """Refuse a changed price without a date; warn of a dated one that reaches into billed quarters."""
    navn, lokalitet, pris, fra = (table[name][row] for name in ("Ydelse", "Lokalitet", "Pris", "Gyldig fra"))
    before = billed.takster.get(fra)
    if before == pris:
        return
    if fra is None:
        if before is None:  # only dated prices so far; one without a date would lie before them all and never be used
            before = billed.takster[max(day for day in billed.takster if day is not None)]
        table.report(problems, TAKST_AENDRET, row, "Pris", ydelse=navn, lokalitet=lokalitet, foer=beloeb_tekst(before))
    elif fra <= billed.sidste.sidste:
        shown = f"{fra:%d.%m.%Y}"
        table.report(
            problems, TAKST_BAGUD, row, "Gyldig fra", ydelse=navn, lokalitet=lokalitet, fra=shown, kvartal=str(billed.sidste)
        )
