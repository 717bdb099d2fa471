"""The rows of the catalogue: the 40 interfaces in the overview's own words, from ``catalogue.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the catalogue, with the overview's own words."""

    nr: int
    id: str
    delsystem: str
    modul: str
    ekstern: str
    integration: str
    retning: str
    form: str
    frekvens: str
    udloest_af: str
    spec: str


@cache
def rows() -> dict[str, Row]:
    """All rows by id, in order."""
    text = resources.files("snitflade.exchange").joinpath("catalogue.csv").read_text(encoding="utf-8")
    found = {}
    for line in csv.DictReader(text.split("\n"), delimiter=";"):
        found[line["id"]] = Row(nr=int(line.pop("nr")), **line)
    return found
