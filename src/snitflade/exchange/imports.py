"""Master data sets that can be loaded from CSV, declared by their Delsystem beside its interfaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from snitflade.exchange.known import KnownError, Refusal
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.problems import Problems


class ImportResult(Protocol):
    """What a load did. With an error among the problems it changed nothing."""

    @property
    def problemer(self) -> Problems:
        """Everything that is wrong."""
        ...

    @property
    def tabeller(self) -> Mapping[str, Optaelling]:
        """The counts of each table, by its name."""
        ...


Importer = Callable[[Path], ImportResult]

_sets: dict[str, Importer] = {}


class UnknownSetError(KnownError):
    """Sættet kan ikke indlæses."""

    refusal = Refusal.NOT_FOUND

    def __init__(self, name: str) -> None:
        near = get_close_matches(name, _sets, n=1)
        hint = f"Mente du {near[0]}?" if near else f"Sættene er: {', '.join(sorted(_sets))}."
        super().__init__(f"Der er ikke noget sæt, der hedder «{name}». {hint}")


def register(name: str, importer: Importer) -> None:
    """Declare a set. Raises ValueError when the name is taken."""
    if _sets.setdefault(name, importer) is not importer:
        raise ValueError(f"{name} is declared twice")


def find(name: str) -> Importer:
    """The importer of the set. Raises UnknownSetError."""
    try:
        return _sets[name]
    except KeyError:
        raise UnknownSetError(name) from None
