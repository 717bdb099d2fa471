"""The rows of the catalogue: the 40 interfaces in the overview's own words, from ``catalogue.csv``; and what a row says that an
interface outside it brings itself."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources

RETNINGER = ("ud", "ind", "begge")
"""What `Row.retning` can be."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What the overview says of an interface, in its own words."""

    delsystem: str
    modul: str
    ekstern: str
    integration: str
    retning: str
    form: str
    frekvens: str
    udloest_af: str
    spec: str = ""


@dataclass(frozen=True, slots=True)
class Outside(_Words):
    """The words of an interface that is not in the catalogue: what the overview says of those that are.

    >>> Outside("Soc", "Dagpleje", "Prisme", "Dagpleje til Prisme", "ud", "Fil", "Pr. måned", "Operatør").row("soc.dagpleje").title
    'Dagpleje til Prisme'
    """

    def row(self, id: str) -> Row:
        """Its row, without a number."""
        return Row(nr=None, id=id, **asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(_Words):
    """One row of the catalogue; `nr` is None for an interface outside it."""

    nr: int | None
    id: str

    @property
    def names(self) -> tuple[str, ...]:
        """What it is found by, beside its interface's page numbers: its id, and its number in the catalogue where it has one."""
        return (self.id,) if self.nr is None else (self.id, str(self.nr))

    @property
    def title(self) -> str:
        """What it is called in a line of text: its number, where it has one, and its name."""
        return self.integration if self.nr is None else f"{self.nr} {self.integration}"


@cache
def rows() -> dict[str, Row]:
    """The 40 rows by id, in order."""
    text = resources.files("snitflade.exchange").joinpath("catalogue.csv").read_text(encoding="utf-8")
    found = {}
    for line in csv.DictReader(text.split("\n"), delimiter=";"):
        found[line["id"]] = Row(nr=int(line.pop("nr")), **line)
    return found
