"""Loading rates: `boernetilskudssatser.csv` and `boernetilskudsbaand.csv`. The same again changes nothing.

Source: social-teknik.md 5.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from snitflade.exchange import imports
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import Indlaest
from snitflade.exchange.upsert import Optaelling, upsert
from snitflade.formats.cells import Amount, Choice, Date, Decimals, Integer, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.soc.boernetilskud.models_sats import Boernetilskudssats, Tilskudsbaand, Tilskudsmodel
from snitflade.soc.csvsaet import Fil, entydige, indlaes

BT_SATS_UKENDT = ProblemKind(
    "BT_SATS_UKENDT", "Der er ingen børnetilskudssats, der gælder fra {raw}. Indlæs den med boernetilskudssatser.csv."
)
BT_BORTFALD = ProblemKind(
    "BT_BORTFALD", "Tilskuddet falder bort ({bortfald} øre for ét barn), før det begynder at falde. Ret bortfald eller grænse."
)

_JA = Choice({"J": True, "N": False})
_SATSER = (
    Column("Gyldig fra", Date()),
    Column("Gyldig til", Date(), optional=True, empty=True),
    Column("Kilde", Text(200)),
    Column("Model", Choice({one.value: one.value for one in Tilskudsmodel})),
    Column("Maks. pr. barn og år", Amount()),
    Column("Fuld indtil", Amount()),
    Column("Bortfald grund", Amount()),
    Column("Bortfald pr. barn", Amount()),
    Column("Procent", Decimals(2, highest=10_000)),
    Column("Mindste pr. måned", Amount()),
    Column("Standardfradrag", _JA),
    Column("Bekræftet", _JA),
)
_FELTER = (
    *("gyldig_til", "kilde", "model", "maks_pr_barn_aar", "fuld_indtil", "bortfald_grund", "bortfald_pr_barn", "procent"),
    *("mindste", "standardfradrag", "bekraeftet"),
)
_BAAND = (
    Column("Gyldig fra", Date()),
    Column("Børn", Integer(20)),
    Column("Indkomst til", Amount()),
    Column("Beløb pr. måned", Amount()),
)


def _gem_satser(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Boernetilskudssats)
    entydige(table, problems, "Gyldig fra")
    for row in range(len(table)):
        end = table["Bortfald grund"][row] + table["Bortfald pr. barn"][row]
        if table["Model"][row] == Tilskudsmodel.LINEAER and end <= table["Fuld indtil"][row]:
            table.report(problems, BT_BORTFALD, row, "Bortfald grund", bortfald=end)
    names = [column.name for column in _SATSER]
    rows = {(table["Gyldig fra"][row],): tuple(table[name][row] for name in names[1:]) for row in range(len(table))}
    return {} if problems.errors else {"boernetilskudssatser": upsert(Boernetilskudssats, ("gyldig_fra",), _FELTER, rows)[0]}


def _gem_baand(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Boernetilskudssats, Tilskudsbaand)
    entydige(table, problems, "Gyldig fra", "Børn", "Indkomst til")
    known = dict(Boernetilskudssats.objects.values_list("gyldig_fra", "pk"))
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in range(len(table)):
        sats = known.get(table["Gyldig fra"][row])
        if sats is None:
            table.report(problems, BT_SATS_UKENDT, row, "Gyldig fra")
        rows[sats, table["Børn"][row], table["Indkomst til"][row]] = (table["Beløb pr. måned"][row],)
    if problems.errors:
        return {}
    return {"boernetilskudsbaand": upsert(Tilskudsbaand, ("sats_id", "boern", "indkomst_til"), ("beloeb",), rows)[0]}


FILER = (Fil("boernetilskudssatser.csv", _SATSER, _gem_satser), Fil("boernetilskudsbaand.csv", _BAAND, _gem_baand))


def satser(path: Path) -> Indlaest:
    """Load rates."""
    return indlaes(path, FILER)


imports.register("soc.boernetilskud-satser", satser)
