"""A set of CSV files that is loaded as a whole, or not at all: what every Modul's loaders share.

The files of a set lie in one folder, or one of them is given by itself. Source: social-teknik.md 1.4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from snitflade.exchange.stamfil import Indlaest
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.delimited import Column, Table, read_table
from snitflade.formats.problems import ProblemKind, Problems

SOC_FIL = ProblemKind("SOC_FIL", "Der er ingen af filerne {filer} i «{raw}». Angiv en af dem, eller mappen, de ligger i.")
SOC_FIL_LAESES_IKKE = ProblemKind(
    "SOC_FIL_LAESES_IKKE", "Filen «{raw}» kan ikke læses ({grund}). Luk den andre steder, og prøv igen."
)
SOC_TO_GANGE = ProblemKind("SOC_TO_GANGE", "Linjen siger det samme sted som linje {first}. Behold én af dem.")


@dataclass(frozen=True, slots=True)
class Fil:
    """One file of a set: its columns, and what reads its rows into the database's, after everything has been checked.

    `gem` is given the table and the problems of the file; it writes nothing where it reports an error.
    """

    navn: str
    kolonner: Sequence[Column]
    gem: Callable[[Table, Problems], Mapping[str, Optaelling]]


class _Fortryd(Exception):
    """Rolls back what was loaded before something was found to be wrong."""


def indlaes(path: Path, filer: Sequence[Fil]) -> Indlaest:
    """Load those of the files that are there, in their order and in one transaction: with any error nothing is loaded."""
    problems = Problems()
    tables: list[tuple[Fil, Table]] = []
    for fil in filer:
        found = path / fil.navn if path.is_dir() else path if path.name.casefold() == fil.navn else None
        if found is None or not found.exists():
            continue
        own = Problems()
        try:
            tables.append((fil, read_table(found.read_bytes(), fil.kolonner, own)))
        except OSError as error:
            own.add(SOC_FIL_LAESES_IKKE, raw=fil.navn, grund=error.strerror or type(error).__name__)
        problems.extend(own, file=fil.navn)
    if not tables and not problems.errors:
        problems.add(SOC_FIL, raw=path.name, filer=", ".join(fil.navn for fil in filer))
    counts: dict[str, Optaelling] = {}
    if problems.errors:
        return Indlaest(problems)
    try:
        with transaction.atomic():
            for fil, table in tables:
                own = Problems()
                counts |= fil.gem(table, own)
                problems.extend(own, file=fil.navn)
            if problems.errors:
                raise _Fortryd
    except _Fortryd:
        return Indlaest(problems)
    return Indlaest(problems, counts)


def entydige(table: Table, problems: Problems, *names: str) -> None:
    """Report rows that repeat the cells `names` of an earlier one."""
    seen: dict[tuple[object, ...], int] = {}
    for row, line in enumerate(table.lines):
        key = tuple(table[name][row] for name in names)
        if (first := seen.setdefault(key, line)) != line:
            table.report(problems, SOC_TO_GANGE, row, names[0], first=first)
