"""`modtagere.csv` and `kreditposter.csv`: payees with their accounts, and credit items. All of a file, or nothing.

The same file again changes nothing. A payee's account that differs holds from the date in the file, or from today; an item that is
there is never changed. Sources: winformatik.md 2.4 (sides 360 to 362), social-teknik.md 5.1.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from snitflade.bogh.udbetaling import modtagere, poster, tid
from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto, Nummerart, Udbetalingspost
from snitflade.bogh.udbetaling.modul import Modul
from snitflade.bogh.udbetaling.poster import NyPost, Samling
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import INGEN_FIL, Indlaest, hele_raekker, laes
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.cells import Amount, Choice, Date, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.erh_rules import MOST_OERE
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

MODTAGERE, POSTER = "modtagere.csv", "kreditposter.csv"
AF = "indlæsning"
_ARTER = {art.value: art.value for art in Nummerart}
_MODTAGERE = (
    Column("Art", Choice(_ARTER)),
    Column("Nummer", Text(10), personal=True),
    Column("Navn", Text(140), personal=True),
    Column("Konto", Text(20), empty=True, personal=True),
    Column("Gyldig fra", Date(), optional=True, empty=True),
)
_POSTER = (
    Column("Nøgle", Text(80)),
    Column("Kommune", Text(4)),
    Column("Art", Choice(_ARTER)),
    Column("Modtager", Text(10), personal=True),
    Column("Beløb", Amount(highest=MOST_OERE)),
    Column("Forfaldsdato", Date()),
    Column("Konto", Text(21)),
    Column("Modkonto", Text(21), optional=True, empty=True),
    Column("Posteringsdato", Date(), optional=True, empty=True),
    Column("Ref", Text(20), optional=True, empty=True),
    Column("Tekst", Text(140), optional=True, empty=True),
    Column("Meddelelse", Text(1400), optional=True, empty=True),
    Column("Fakturanummer", Text(20), optional=True, empty=True),
    Column("Modregnes", Choice({"J": True, "N": False}), optional=True, empty=True),
)

UDBETALING_FIL = ProblemKind("UDBETALING_FIL", INGEN_FIL)
MODTAGER_TO_GANGE = ProblemKind("MODTAGER_TO_GANGE", "Modtageren står også på linje {first}. Behold én af linjerne.")
POST_MODTAGER_UKENDT = ProblemKind(
    "POST_MODTAGER_UKENDT", "Modtageren {raw} kendes ikke. Indlæs den først med modtagere.csv, eller ret nummeret."
)
POST_ANDEN = ProblemKind(
    "POST_ANDEN",
    "Posten «{raw}» findes med andet indhold ({felter}). En post ændres ikke: annullér den, og opret en ny.",
)


def importer_modtagere(path: Path) -> Indlaest:
    """Load payees and their accounts."""
    problems = Problems()
    rows: dict[tuple[str, str], tuple[str, str, dt.date]] = {}
    lines: dict[tuple[str, str], int] = {}
    today = tid.nu().date()
    for table, row, line in hele_raekker(path, MODTAGERE, _MODTAGERE, problems, UDBETALING_FIL):
        art, nummer, navn, konto, fra = (table[column.name][row] for column in _MODTAGERE)
        modtagere.tjek(art, nummer, navn, problems, line)
        account = modtagere.laes_konto(konto or "", problems, line)
        if (first := lines.setdefault((art, nummer), line)) != line:
            problems.add(MODTAGER_TO_GANGE, line=line, field="Nummer", first=first)
        rows[art, nummer] = (navn.strip(), account, fra or today)
    if problems.errors:
        return Indlaest(problems)
    with transaction.atomic():
        lock(Modtager, Modtagerkonto)
        return Indlaest(problems, _gem_modtagere(rows))


def _gem_modtagere(rows: Mapping[tuple[str, str], tuple[str, str, dt.date]]) -> dict[str, Optaelling]:
    known = {(row.art, row.nummer): row for row in Modtager.objects.all()}
    new = [Modtager(art=art, nummer=nummer, navn=rows[art, nummer][0]) for art, nummer in rows if (art, nummer) not in known]
    for payee in Modtager.objects.bulk_create(new, batch_size=500):
        known[payee.art, payee.nummer] = payee
    renamed = [known[key] for key, (navn, _, _) in rows.items() if known[key].navn != navn]
    for payee in renamed:
        payee.navn = rows[payee.art, payee.nummer][0]
    Modtager.objects.bulk_update(renamed, ["navn"], batch_size=500)
    holding = {day: modtagere.konto_paa(day) for day in {fra for _, _, fra in rows.values()}}
    accounts = [
        Modtagerkonto(modtager=known[key], konto=konto, fra=fra, oprettet_af=AF)
        for key, (_, konto, fra) in rows.items()
        if holding[fra].get(known[key].pk, "") != konto
    ]
    Modtagerkonto.objects.bulk_create(accounts, batch_size=500)
    met = len(rows) - len(new)
    return {
        "modtagere": Optaelling(len(new), len(renamed), met - len(renamed), len(known) - len(rows)),
        "konti": Optaelling(len(accounts), 0, len(rows) - len(accounts), 0),
    }


def importer_poster(modul: Modul) -> Callable[[Path], Indlaest]:
    """The loader of a module's credit items."""

    def load(path: Path) -> Indlaest:
        """Load credit items and book those that have a counter account."""
        problems = Problems()
        table = laes(path, POSTER, _POSTER, problems, UDBETALING_FIL)
        if table is None or problems.errors:
            return Indlaest(problems)
        try:
            with transaction.atomic():
                lock(Udbetalingspost)
                return _gem_poster(modul, table, problems)
        except ProblemsError as refused:
            problems.extend(refused.problems)
            return Indlaest(problems)

    return load


def _gem_poster(modul: Modul, table: Table, problems: Problems) -> Indlaest:
    payees = {(art, nummer): pk for pk, art, nummer in Modtager.objects.values_list("pk", "art", "nummer")}
    known = {row.noegle: row for row in Udbetalingspost.objects.filter(modul=modul.navn)}
    today = tid.nu().date()
    groups: defaultdict[tuple[str, dt.date], list[tuple[int, NyPost]]] = defaultdict(list)
    met = 0
    for row, line in enumerate(table.lines):
        cell = {column.name: table[column.name][row] for column in _POSTER}
        payee = payees.get((cell["Art"], cell["Modtager"]))
        if payee is None:
            table.report(problems, POST_MODTAGER_UKENDT, row, "Modtager")
            continue
        one = _post(cell, payee)
        there = known.get(one.noegle)
        if there is None:
            groups[cell["Kommune"], cell["Posteringsdato"] or today].append((line, one))
        elif differs := _anderledes(there, one, cell["Kommune"]):
            table.report(problems, POST_ANDEN, row, "Nøgle", felter=", ".join(differs))
        else:
            met += 1
    made = _opret(modul, groups, problems)
    if problems.errors:
        raise ProblemsError(Problems())  # rolled back; what is wrong has been told
    return Indlaest(problems, {"kreditposter": Optaelling(made, 0, met, len(known) - met)})


def _opret(modul: Modul, groups: Mapping[tuple[str, dt.date], list[tuple[int, NyPost]]], problems: Problems) -> int:
    """Make the items of each municipality and posting date; gives how many."""
    made = 0
    for (kommune, dato), rows in groups.items():
        noegle = f"{kommune}:{dato}:{rows[0][1].noegle}"
        samling = Samling(modul, noegle, kommune, dato, f"Kreditposter {dato:%d-%m-%Y}")
        try:
            made += len(poster.opret(samling, [one for _, one in rows], AF))
        except ProblemsError as refused:
            lines = np.array([0, *(line for line, _ in rows)], dtype=np.int64)
            refused.problems.relocate(partial(_sted, lines))
            problems.extend(refused.problems)
    return made


def _sted(
    lines: NDArray[np.int64], at: NDArray[np.int64], columns: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The lines of the file for the places of a list."""
    return lines[at], columns


def _post(cell: Mapping[str, object], payee: int) -> NyPost:
    def text(name: str) -> str:
        return str(cell[name] or "")

    beloeb, due, off = cell["Beløb"], cell["Forfaldsdato"], cell["Modregnes"]
    if not isinstance(beloeb, int) or not isinstance(due, dt.date):
        raise TypeError("a cell that was read has its kind")
    return NyPost(
        noegle=text("Nøgle"),
        modtager=payee,
        beloeb=beloeb,
        forfaldsdato=due,
        konto=text("Konto").replace("-", ""),
        modkonto=text("Modkonto").replace("-", ""),
        ref=text("Ref"),
        tekst=text("Tekst"),
        meddelelse=text("Meddelelse"),
        fakturanummer=text("Fakturanummer"),
        modregnes=off is not False,
    )


def _anderledes(there: Udbetalingspost, one: NyPost, kommune: str) -> list[str]:
    """In which fields an item that is there differs."""
    same = ("beloeb", "forfaldsdato", "konto", "modkonto", "ref", "tekst", "meddelelse", "fakturanummer", "modregnes")
    found = [name for name in same if getattr(there, name) != getattr(one, name)]
    if there.modtager_id != one.modtager:
        found.append("modtager")
    return [*found, *(["kommune"] if there.kommune != kommune else [])]
