"""`indhandlingssteder.csv`, `fangere.csv` and `salg.csv`: places with terms, sellers, and sales. All of a file, or nothing.

The same file again changes nothing. A place's terms hold from the date in the file; a sale that is there is never changed.
Source: skat-inddrivelse.md 2.1, winformatik.md 2.5 (side 415, the cash register's numbers).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from snitflade.bogh.udbetaling import tid
from snitflade.bogh.udbetaling.importer import AF
from snitflade.bogh.udbetaling.models import Modtager, Modtagerkonto, Nummerart
from snitflade.erhv import saelgere, steder
from snitflade.erhv import salg as salgene
from snitflade.erhv.models import NUMMERBREDDE, Indhandlingssted, Saelger, Salg, Salgsart, Stedart, Vilkaar
from snitflade.erhv.saelgere import NySaelger
from snitflade.erhv.salg import NytSalg
from snitflade.erhv.steder import Betingelser, paa_linje
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import INGEN_FIL, Indlaest, gem_alt, laes
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.cells import Amount, Choice, Date, Decimals, Integer, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

ERHV_FIL = ProblemKind("ERHV_FIL", INGEN_FIL)
ERHV_STED_TO_GANGE = ProblemKind("ERHV_STED_TO_GANGE", "{raw} står også på linje {first} fra samme dag. Behold én af linjerne.")

STEDER, FANGERE, SALG = "indhandlingssteder.csv", "fangere.csv", "salg.csv"
_PROCENT, _KONTO = Decimals(2, highest=100_00), Text(21)
_J = Choice({"J": True, "N": False})
_SATSER = ("skat", "knapk", "lokal", "drift", "transport")
_KONTI = ("leje", *_SATSER)
_STEDER = (
    Column("Kode", Text(10)),
    Column("Navn", Text(60)),
    Column("Kommune", Text(4)),
    Column("Art", Choice({art.value: art.value for art in Stedart}), optional=True, empty=True),
    Column("Gyldig fra", Date()),
    *(Column(name, _PROCENT, optional=True, empty=True) for name in ("Skat", "KNAPK", "Lokal", "Drift")),
    Column("Transport", Amount(), optional=True, empty=True),
    Column("Konto salg", _KONTO),
    Column("Konto afregning", _KONTO),
    *(Column(f"Konto {name}", _KONTO, optional=True, empty=True) for name in _KONTI),
)
_FANGERE = (
    Column("Nummer", Text(NUMMERBREDDE)),
    Column("Art", Choice({art.value: art.value for art in Nummerart}), optional=True, empty=True),
    Column("Cpr/cvr", Text(10), personal=True),
    Column("Sted", Text(10)),
    Column("Navn", Text(140), optional=True, empty=True, personal=True),
    Column("Konto", Text(20), optional=True, empty=True, personal=True),
    Column("Initialer", Text(5), optional=True, empty=True),
    Column("Telefon", Text(20), optional=True, empty=True),
    Column("Mobil", Text(20), optional=True, empty=True),
    Column("Email", Text(254), optional=True, empty=True),
    Column("Transport", _J, optional=True, empty=True),
    Column("Ophørt", Date(), optional=True, empty=True),
)
_SALG = (
    Column("Bon", Text(60)),
    Column("Sted", Text(10)),
    Column("Sælger", Text(NUMMERBREDDE)),
    Column("Dato", Date()),
    Column("Beløb", Amount(highest=salgene.MOST)),
    Column("Art", Choice({art.value: art.value for art in Salgsart}), optional=True, empty=True),
    Column("Ture", Integer(salgene.MOST_TURE), optional=True, empty=True),
    Column("Tekst", Text(60), optional=True, empty=True),
)
Celler = Mapping[str, Any]


def importer_steder(path: Path) -> Indlaest:
    """Load places of purchase and their terms."""

    def gem(table: Table, problems: Problems) -> dict[str, Optaelling]:
        lock(Indhandlingssted, Vilkaar)
        before, terms = _som_tabel(Indhandlingssted, "kode"), Vilkaar.objects.count()
        first: dict[tuple[str, dt.date], int] = {}
        for line, cell in _raekker(table):
            key = (cell["Kode"], cell["Gyldig fra"])
            if (there := first.setdefault(key, line)) != line:
                problems.add(ERHV_STED_TO_GANGE, line=line, field="Kode", raw=cell["Kode"], first=there)
                continue
            _prov(partial(_gem_sted, cell), line, problems)
        new = Vilkaar.objects.count() - terms
        return {
            "indhandlingssteder": _talt(before, _som_tabel(Indhandlingssted, "kode"), {kode for kode, _ in first}),
            "vilkår": Optaelling(new, 0, len(first) - new, terms - (len(first) - new)),
        }

    return _indlaes(path, STEDER, _STEDER, gem)


def _gem_sted(cell: Celler) -> None:
    kode, art = cell["Kode"], cell["Art"] or Stedart.BRAET.value
    known = Indhandlingssted.objects.filter(kode=kode).first()
    closed = known.lukket_fra if known else None
    sted = steder.gem_sted(kode, cell["Navn"], cell["Kommune"], art, AF, nyt=False, lukket_fra=closed)
    rates: dict[str, Any] = {
        name: cell[column] or 0 for name, column in zip(_SATSER, ("Skat", "KNAPK", "Lokal", "Drift", "Transport"), strict=True)
    }
    accounts: dict[str, Any] = {f"konto_{name}": _konto(cell[f"Konto {name}"]) for name in ("salg", "afregning", *_KONTI)}
    steder.saet_vilkaar(sted, Betingelser(cell["Gyldig fra"], **rates, **accounts), AF)


def _konto(text: str | None) -> str:
    return (text or "").replace("-", "")


def importer_saelgere(path: Path) -> Indlaest:
    """Load hunters, fishers and firms that sell, with their payees."""

    def gem(table: Table, problems: Problems) -> dict[str, Optaelling]:
        lock(Modtager, Modtagerkonto, Saelger)
        before, named = _som_tabel(Saelger, "nummer"), set()
        for line, cell in _raekker(table):
            named.add(cell["Nummer"])
            _prov(partial(_gem_saelger, cell), line, problems)
        return {"fangere": _talt(before, _som_tabel(Saelger, "nummer"), named)}

    return _indlaes(path, FANGERE, _FANGERE, gem)


def _gem_saelger(cell: Celler) -> None:
    saelgere.gem(_saelger(cell), AF, tid.nu().date())


def _saelger(cell: Celler) -> NySaelger:
    return NySaelger(
        nummer=cell["Nummer"],
        art=cell["Art"] or Nummerart.CPR.value,
        modtager=cell["Cpr/cvr"],
        sted=cell["Sted"],
        navn=cell["Navn"] or "",
        konto=cell["Konto"] or "",
        initialer=cell["Initialer"] or "",
        telefon=cell["Telefon"] or "",
        mobil=cell["Mobil"] or "",
        email=cell["Email"] or "",
        transport=bool(cell["Transport"]),
        ophoert=cell["Ophørt"],
    )


def importer_salg(path: Path) -> Indlaest:
    """Load sales."""

    def gem(table: Table, problems: Problems) -> dict[str, Optaelling]:
        rows = list(_raekker(table))
        try:
            made = salgene.registrer([_salg(cell) for _, cell in rows], AF, [line for line, _ in rows])
        except ProblemsError as refused:
            problems.extend(refused.problems)
            return {}
        return {"salg": Optaelling(len(made.nye), 0, made.kendte, Salg.objects.count() - len(rows))}

    return _indlaes(path, SALG, _SALG, gem)


def _salg(cell: Celler) -> NytSalg:
    art = cell["Art"] or Salgsart.SALG.value
    return NytSalg(cell["Bon"], cell["Sted"], cell["Sælger"], cell["Dato"], cell["Beløb"], art, cell["Ture"], cell["Tekst"] or "")


def _indlaes(path: Path, navn: str, columns: Sequence[Column], gem: Callable[[Table, Problems], dict[str, Optaelling]]) -> Indlaest:
    """Read a file and save it in one transaction; with an error nothing is saved."""
    problems = Problems()
    table = laes(path, navn, columns, problems, ERHV_FIL)
    if table is None or problems.errors:
        return Indlaest(problems)
    return gem_alt(gem, table, problems)


def _raekker(table: Table) -> list[tuple[int, Celler]]:
    names = [column.name for column in table.columns]
    return [(line, {name: table[name][row] for name in names}) for row, line in enumerate(table.lines)]


def _prov(do: Callable[[], object], line: int, problems: Problems) -> None:
    """Do what a line asks for; what is wrong is told at the line."""
    try:
        with transaction.atomic():
            do()
    except ProblemsError as refused:
        paa_linje(refused.problems, line, problems)


def _som_tabel(model: type[Indhandlingssted] | type[Saelger], key: str) -> dict[str, tuple[object, ...]]:
    """What stands in a table, by its key."""
    names = [field.attname for field in model._meta.concrete_fields]
    at = names.index(key)
    return {str(row[at]): row for row in model.objects.values_list(*names)}


def _talt(before: Mapping[str, object], after: Mapping[str, object], named: set[str]) -> Optaelling:
    new = len(after) - len(before)
    changed = sum(before[key] != after.get(key) for key in before)
    return Optaelling(new, changed, max(len(named) - new - changed, 0), max(len(after) - len(named), 0))
