"""Loading pensioners that have a pension already: `pensionister.csv`. The same file again changes nothing.

A running pension that is there is left alone: what has been decided on its card since is not undone. Source: social-teknik.md 3.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from snitflade.exchange import imports
from snitflade.exchange.bulk import lock
from snitflade.exchange.stamfil import Indlaest
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.cells import Amount, Choice, Date, Text
from snitflade.formats.delimited import Column, Table
from snitflade.formats.problems import Problems
from snitflade.soc.csvsaet import Fil, entydige, indlaes
from snitflade.soc.pension import kort
from snitflade.soc.pension.models_pension import Art, Niveau, Pensionist, Samliv

AF = "indlæst"
_KOLONNER = (
    Column("Kommune", Text(4)),
    Column("Cpr", Text(10), personal=True),
    Column("Pension", Choice({value: value for value in Art.values})),
    Column("Niveau", Choice({value: value for value in Niveau.values}), optional=True, empty=True),
    Column("Samliv", Choice({value: value for value in Samliv.values})),
    Column("Fra", Date()),
    Column("Kendt pension", Amount(), optional=True, empty=True),
)


def _gem(table: Table, problems: Problems) -> Mapping[str, Optaelling]:
    lock(Pensionist)
    entydige(table, problems, "Kommune", "Cpr")
    there = set(Pensionist.objects.filter(til=None).order_by().values_list("kommune", "cpr"))
    new = []
    for row, line in enumerate(table.lines):
        one = kort.Nyt(
            kommune=table["Kommune"][row],
            cpr=table["Cpr"][row],
            art=table["Pension"][row],
            niveau=table["Niveau"][row] or "",
            samliv=table["Samliv"][row],
            fra=table["Fra"][row],
            kendt_pension=table["Kendt pension"][row],
        )
        problems.extend(kort.proev(one, line))
        if (one.kommune, one.cpr) not in there:
            new.append(one)
    if problems.errors:
        return {}
    Pensionist.objects.bulk_create(
        Pensionist(
            kommune=one.kommune,
            cpr=one.cpr,
            art=one.art,
            niveau=one.niveau,
            samliv=one.samliv,
            fra=one.fra,
            kendt_pension=one.kendt_pension,
            oprettet_af=AF,
        )
        for one in new
    )
    return {"pensionister": Optaelling(nye=len(new), uaendrede=len(table) - len(new))}


FILER = (Fil("pensionister.csv", _KOLONNER, _gem),)


def pensionister(path: Path) -> Indlaest:
    """Load `pensionister.csv`."""
    return indlaes(path, FILER)


imports.register("soc.pensionister", pensionister)
