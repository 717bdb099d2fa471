"""Loading arts and the cards that Winformatik has running: `socialarter.csv`, `socialkort.csv`. All of it, or nothing.

The same files again change nothing: an art's terms hold from the day in the file, and a card that is there is never changed.
Source: social-teknik.md 5.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.exchange.stamfil import Indlaest
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.cells import Amount, Choice, Date, Integer, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.soc.csvsaet import Fil, entydige, indlaes
from snitflade.soc.udbetalinger import arter, kort
from snitflade.soc.udbetalinger.arter import Vilkaar
from snitflade.soc.udbetalinger.kort import Plan
from snitflade.soc.udbetalinger.models import Enhed, Indkomsttype, Kolonne, Ydelsesart, Ydelseskort, Ydelsesvilkaar
from snitflade.soc.udbetalinger.regler import Hvem

AF = "indlæsning"
_J = Choice({"J": True, "N": False})
_ARTER = (
    Column("Art", Text(10)),
    Column("Navn", Text(60)),
    Column("Gyldig fra", Date()),
    Column("SOCUDB", _J),
    Column("Spec", Integer(arter.MOST_SPEC), optional=True, empty=True),
    Column("Konto", Text(21)),
    Column("Modregnes", _J, optional=True, empty=True),
    Column("Skattepligtig", _J, optional=True, empty=True),
    Column("Kolonne", Choice({one.value: one.value for one in Kolonne}), optional=True, empty=True),
    Column("Indkomst", Choice({one.value: one.value for one in Indkomsttype}), optional=True, empty=True),
)
_KORT = (
    Column("Nøgle", Text(40)),
    Column("Kommune", Text(4)),
    Column("Modtagerart", Choice({art.value: art.value for art in Nummerart}), optional=True, empty=True),
    Column("Modtager", Text(10), personal=True),
    Column("Vedrører", Text(10), optional=True, empty=True, personal=True),
    Column("Art", Text(10)),
    Column("Næste", Date()),
    Column("Interval", Integer(366)),
    Column("Enhed", Choice({one.value: one.value for one in Enhed})),
    Column("Start", Date()),
    Column("Slut", Date()),
    Column("Beløb", Amount()),
    Column("Tekst", Text(140), optional=True, empty=True),
    Column("Note", Text(200), optional=True, empty=True, personal=True),
)


def importer(path: Path) -> Indlaest:
    """Load the files that are there."""
    return indlaes(path, (Fil("socialarter.csv", _ARTER, _gem_arter), Fil("socialkort.csv", _KORT, _gem_kort)))


def _raekker(table: Table, columns: tuple[Column, ...], problems: Problems, gem: Callable[[Mapping[str, Any]], object]) -> None:
    """Do each row; what refuses one is reported at its line."""
    for row, line in enumerate(table.lines):
        try:
            gem({column.name: table[column.name][row] for column in columns})
        except ProblemsError as refused:
            refused.problems.relocate(partial(_paa, line))
            problems.extend(refused.problems)


def _paa(line: int, at: NDArray[np.int64], columns: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """That line of the file, for whatever place was told."""
    return np.full_like(at, line), columns


def _gem_arter(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    entydige(table, problems, "Art", "Gyldig fra")
    before, terms = Ydelsesart.objects.count(), Ydelsesvilkaar.objects.count()

    def gem(cell: Mapping[str, Any]) -> None:
        new = Vilkaar(
            fra=cell["Gyldig fra"],
            konto=cell["Konto"].replace("-", ""),
            socudb=cell["SOCUDB"],
            spec=cell["Spec"],
            modregnes=cell["Modregnes"] is not False,
            skattepligtig=cell["Skattepligtig"],
            kolonne=cell["Kolonne"] or "",
            indkomst=cell["Indkomst"] or "",
        )
        known = Ydelsesart.objects.filter(nummer=cell["Art"]).first()
        if known is None:
            arter.opret(cell["Art"], cell["Navn"], new, AF)
        else:
            arter.saet_vilkaar(known, new, AF)

    _raekker(table, _ARTER, problems, gem)
    made, set_ = Ydelsesart.objects.count() - before, Ydelsesvilkaar.objects.count() - terms
    return {"ydelsesarter": Optaelling(made, 0, before, 0), "vilkår": Optaelling(set_, 0, len(table) - set_, 0)}


def _gem_kort(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    entydige(table, problems, "Nøgle")
    before = Ydelseskort.objects.count()

    def gem(cell: Mapping[str, Any]) -> None:
        hvem = Hvem(
            kommune=cell["Kommune"],
            modtager=cell["Modtager"],
            ydelse=cell["Art"],
            art=cell["Modtagerart"] or Nummerart.CPR.value,
            vedroerer=cell["Vedrører"] or "",
            tekst=cell["Tekst"] or "",
            note=cell["Note"] or "",
        )
        plan = Plan(cell["Beløb"], cell["Næste"], cell["Start"], cell["Slut"], cell["Interval"], cell["Enhed"])
        kort.opret(f"fil:{cell['Nøgle']}", hvem, plan, AF)

    _raekker(table, _KORT, problems, gem)
    made = Ydelseskort.objects.count() - before
    return {"kort": Optaelling(made, 0, len(table) - made, 0)}
