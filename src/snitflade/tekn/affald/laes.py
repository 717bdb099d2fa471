"""Reading a file of weighings: which of the two layouts it is, and what stands in it (social-teknik.md 9.2, 9.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.layout import Table
from snitflade.formats.problems import Problems

KUJALLEQ, SERMERSOOQ = "affald-kujalleq", "affald-se-1"
FORMATER = (KUJALLEQ, SERMERSOOQ)
KOMMUNER = {KUJALLEQ: "0955", SERMERSOOQ: "0956"}
"""Whose scale writes each layout."""
POST = "vejning"


class Linje(NamedTuple):
    """One weighing as it stands. `registreringsnr`: without leading zeros; `beloeb`: øre; `konto`: empty where the file has none;
    `ventet`: what weight and unit price come to in øre, None where the file does not say."""

    linje: int
    registreringsnr: str
    tidspunkt: dt.datetime
    sted: str
    by: str
    kundenummer: str
    nummerplade: str
    affaldstype: str
    maengde: str
    beloeb: int
    notat: str
    konto: str = ""
    ventet: int | None = None


@dataclass(slots=True)
class Indhold:
    """A file that was read: whose it is, how many lines it has, and those without an error."""

    kommune: str
    antal: int = 0
    linjer: list[Linje] = field(default_factory=list)


def genkend(data: bytes, navn: str) -> str:
    """Which layout it is, by its heading; empty for none of them."""
    heading = data.split(b"\n", 1)[0].upper()
    if b"REGISTRATIONNO" in heading and b"PRICETOTAL" in heading:
        return SERMERSOOQ
    return KUJALLEQ if b"KATILLUGIT" in heading else ""


def laes(data: bytes, navn: str, problems: Problems) -> Indhold:
    """Read a file; every fault to the problems. Lines with an error are left out."""
    name = genkend(data, navn) or KUJALLEQ
    found = Indhold(KOMMUNER[name])
    document = registry.find(name).read(data, problems)
    table = document.tables.get(POST)
    if table is None or not len(table):
        return found
    found.antal = len(table)
    needed = _KUJALLEQ if name == KUJALLEQ else _SERMERSOOQ
    if not table.columns.keys() >= set(needed):  # a column that is not there is told already
        return found
    bad = {int(line) for _, lines in problems.errors_by_kind() for line in lines}
    rows = _kujalleq(table) if name == KUJALLEQ else _sermersooq(table)
    found.linjer = [row for row in rows if row.linje not in bad]
    return found


def _kolonner(table: Table, *names: str) -> Iterator[tuple[Any, ...]]:
    columns = [table.lines.tolist()]
    for name in names:
        column = table[name]
        columns.append(strings(column) if column.dtype.kind in "SU" else column.tolist())
    return zip(*columns, strict=True)


_KUJALLEQ = (
    *("submissionid", "immikkoortortaqarfik", "ulloq", "kunde_nr", "gr_gl", "eqqakkat", "amerlassusaai", "katillugit"),
    "notat",
)


def _kujalleq(table: Table) -> Iterator[Linje]:
    for linje, nr, where, when, kunde, plade, slags, maengde, beloeb, notat in _kolonner(table, *_KUJALLEQ):
        sted, _, by = where.rpartition(" - ")
        kundenummer = kunde.rpartition(" ")[2]
        yield Linje(linje, _uden_nuller(nr), when, sted, by, kundenummer, plade, slags, maengde, beloeb, notat)


_SERMERSOOQ = (
    *("registrationno", "weighingdate", "site", "customerno", "licenseplate", "productno", "productname", "weightnet"),
    *("priceunit", "pricetotal", "note", "accountno"),
)


def _sermersooq(table: Table) -> Iterator[Linje]:
    for linje, nr, when, sted, kunde, plade, produkt, navn, kg, pris, beloeb, notat, konto in _kolonner(table, *_SERMERSOOQ):
        slags = navn or produkt
        maengde = f"{kg} kg" if kg else ""
        ventet = (kg * pris + 500) // 1000 if kg and pris else None
        yield Linje(linje, _uden_nuller(nr), when, sted, "", kunde, plade, slags, maengde, beloeb, notat, konto, ventet)


def _uden_nuller(nummer: str) -> str:
    return nummer.lstrip("0") or "0"
