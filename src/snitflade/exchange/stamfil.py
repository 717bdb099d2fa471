"""A CSV file of master data: what a load of it says, and reading it row by row. What becomes of the rows is its Delsystem's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.db import transaction

from snitflade.exchange.upsert import Optaelling
from snitflade.formats.delimited import Column, Table, read_table
from snitflade.formats.problems import ProblemKind, Problems

T = TypeVar("T")
INGEN_FIL = "Der kan ikke læses en {navn} i «{raw}». Angiv filen eller mappen, den ligger i."
"""What each set's own kind of problem says of a file that is not there."""


@dataclass(slots=True)
class Indlaest:
    """What a load did. With an error among the problems it changed nothing."""

    problemer: Problems
    tabeller: Mapping[str, Optaelling] = field(default_factory=dict)


def laes(path: Path, navn: str, kolonner: Sequence[Column], problems: Problems, ingen: ProblemKind) -> Table | None:
    """The table in the file `path`, or in the file `navn` of that folder; None, and a problem `ingen`, when there is none."""
    try:
        data = (path / navn if path.is_dir() else path).read_bytes()
    except OSError:
        problems.add(ingen, raw=str(path), navn=navn)
        return None
    return read_table(data, kolonner, problems)


def hele_raekker(
    path: Path, navn: str, kolonner: Sequence[Column], problems: Problems, ingen: ProblemKind
) -> Iterator[tuple[Table, int, int]]:
    """Read the file as `laes` does, and give the table, row and line of each row all of whose cells could be read."""
    table = laes(path, navn, kolonner, problems, ingen)
    if table is not None:
        names = [column.name for column in kolonner]
        for row, line in enumerate(table.lines):
            if table.ok(row, *names):
                yield table, row, line


def gem_alt(gem: Callable[[T, Problems], Mapping[str, Optaelling]], laest: T, problems: Problems) -> Indlaest:
    """Save what was read in one transaction; with an error nothing is saved."""
    with transaction.atomic():
        counts = gem(laest, problems)
        if problems.errors:
            transaction.set_rollback(True)
    return Indlaest(problems, {} if problems.errors else counts)
