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


class ChangedMeanwhileError(KnownError):
    """Filerne blev ændret, mens de blev indlæst, og intet er indlæst."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{self.__doc__} Vent, til {path} er skrevet færdig, og indlæs igen.")


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


def load(name: str, by: str, path: Path) -> ImportResult:
    """Load the set from what lies at `path` and remember that, in the caller's transaction.

    Raises UnknownSetError, and ChangedMeanwhileError when the files were not the same before and after: then nobody knows which of
    them were read.
    """
    importer, before = find(name), read(path)
    result = importer(path)
    if not result.problemer.errors:
        if read(path) != before:
            raise ChangedMeanwhileError(path)
        remember(name, by, before, result)
    return result


def read(path: Path) -> dict[str, bytes]:
    """The files that an importer would read, by name: one, or every CSV file of a folder."""
    files = (file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.is_file()) if path.is_dir() else (path,)
    return {file.name: file.read_bytes() for file in files}
