"""Master data sets that can be loaded from CSV, declared by their Delsystem beside its interfaces."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from snitflade.exchange import audit
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


def remember(name: str, by: str, files: Mapping[str, bytes], result: ImportResult) -> None:
    """Write who loaded which files of a set, in the caller's transaction; nothing when they changed nothing or were refused."""
    if result.problemer.errors or not any(count.nye or count.aendrede for count in result.tabeller.values()):
        return
    hashes = {file: hashlib.sha256(data).hexdigest() for file, data in sorted(files.items())}
    counts = {title: [count.nye, count.aendrede, count.uaendrede] for title, count in result.tabeller.items()}
    audit.record("stamdata indlæst", by, saet=name, filer=hashes, tabeller=counts)


def read(path: Path) -> dict[str, bytes]:
    """The files that an importer would read, by name: one, or every CSV file of a folder."""
    return {file.name: file.read_bytes() for file in (path.glob("*.csv") if path.is_dir() else (path,))}
