"""The A11 file: one row per reporter, person and skattekommune, in whole kroner; and its control totals.

Source: skat-inddrivelse.md 3.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from snitflade.formats import registry
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems

A11_NEGATIV = ProblemKind("A11_NEGATIV", "{kolonne} er {raw} øre. A11 har ingen negative beløb.", spec="R06")
A11_OERE = ProblemKind("A11_OERE", "{kolonne} er {raw} øre. A11 har hele kroner; afrund først.", spec="R06")
A11_DOBBELT = ProblemKind("A11_DOBBELT", "Personen {raw} står også på linje {first}. Læg beløbene sammen.", spec="R08")

FORMAT = "a11"
KOLONNER = (
    *("loen", "offentlighjaelp", "underholdsbidrag", "alderspension", "foertidspension", "andenpension", "indhandling"),
    *("braetsalg", "lejetransportmidler", "andenbindkomst", "indeholdtskat"),
)
"""The columns with amounts, in the file's order."""


class Art(StrEnum):
    """What the file reports; it stands in its name."""

    BRAETSALG = "BRAETSALG"
    INSTSALG = "INSTSALG"
    SOCIAL = "SOCIAL"


class Person(NamedTuple):
    """One row. `beloeb`: øre by column, whole kroner and not negative; those that are not named are 0."""

    cpr: str
    skattekommune: str
    beloeb: Mapping[str, int]
    medarbejdernr: str = ""


def filnavn(art: Art, aar: int, bogstaver: str, dannet: dt.datetime) -> str:
    """The file's name.

    >>> filnavn(Art.BRAETSALG, 2026, "SE", dt.datetime(2027, 1, 15, 9, 30))
    'A11-BRAETSALG-2026-SE-20270115093000.csv'
    """
    return f"A11-{art}-{aar}-{bogstaver}-{dannet:%Y%m%d%H%M%S}.csv"


def dokument(ger: str, aar: int, dag: dt.date, personer: Sequence[Person], problems: Problems) -> Document:
    """The file; everything that is wrong with its rows is reported, by their number."""
    first: dict[tuple[str, str], int] = {}
    for number, one in enumerate(personer, start=1):
        for kolonne, oere in one.beloeb.items():
            if oere < 0:
                problems.add(A11_NEGATIV, line=number, field=kolonne, raw=str(oere), kolonne=kolonne)
            elif oere % 100:
                problems.add(A11_OERE, line=number, field=kolonne, raw=str(oere), kolonne=kolonne)
        if (there := first.setdefault((one.cpr, one.skattekommune), number)) != number:
            problems.add(A11_DOBBELT, line=number, field="cprno", raw=one.cpr, first=there)
    columns = {
        "ger": [ger] * len(personer),
        "cprno": [one.cpr for one in personer],
        "skattekommune": [one.skattekommune for one in personer],
        **{kolonne: np.array([one.beloeb.get(kolonne, 0) for one in personer], dtype=np.int64) for kolonne in KOLONNER},
        "medarbejdernr": [one.medarbejdernr for one in personer],
    }
    return _format().document({"start": {"year": [str(aar)], "creationdate": [dag]}, "person": columns}, problems)


def totaler(personer: Sequence[Person]) -> dict[str, int]:
    """What the file must show: how many persons, and each column's sum (øre)."""
    return {"Personer": len(personer), **{kolonne: sum(one.beloeb.get(kolonne, 0) for one in personer) for kolonne in KOLONNER}}


def vist(document: Document) -> dict[str, int]:
    """What a file that was read shows."""
    table = document.tables["person"]
    return {"Personer": len(table), **{kolonne: int(table[kolonne].sum()) for kolonne in KOLONNER}}


def _format() -> DelimitedFormat:
    found = registry.find(FORMAT)
    if not isinstance(found, DelimitedFormat):
        raise TypeError("the profile a11 is no delimited format")
    return found
