"""Who the municipality is to the authority, and the settings of a day (skat-inddrivelse.md 1.1, 1.2 and 8.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import numpy as np

from snitflade.exchange.konstanter.brug import kraev
from snitflade.formats.columns import Column
from snitflade.formats.delimited_format import DelimitedFormat
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

SNITFLADE = "inka.fordringer"
FORDRINGSHAVERE, DAGE, KONTAKTPERSON = "inddrivelse.fordringshavere", "inddrivelse.dage", "inddrivelse.kontaktperson"
SVAR_DAGE, AFSTEMNING_DAGE = "inddrivelse.svar_dage", "inddrivelse.afstemning_dage"
MELLEMREGNING, RENTER, GEBYRER, AFKLARING = (
    *("inddrivelse.mellemregningskonto", "inddrivelse.rentekonto"),
    *("inddrivelse.gebyrkonto", "inddrivelse.afklaringskonto"),
)
"""The constants' numbers."""

KOMMUNE_UDEN_FORDRINGSHAVER = ProblemKind(
    "KOMMUNE_UDEN_FORDRINGSHAVER",
    "Kommune {raw} har intet id hos Inddrivelsesmyndigheden. Sæt systemkonstanten inddrivelse.fordringshavere, eller ret kommunen.",
    spec="S02",
)


def antal(nummer: str, dato: dt.date) -> int:
    """A constant that is a number of days. Raises ProblemsError."""
    return int(*kraev(dato, nummer))


def fordringshavere(dato: dt.date) -> dict[str, str]:
    """The municipality (4 digits) of each of our claimant ids (``37AK``). Raises ProblemsError."""
    pairs = (one.split("=") for one in kraev(dato, FORDRINGSHAVERE)[0].split(","))
    return {claimant: kommune for kommune, claimant in pairs}


def fordringshaver(kommune: str, dato: dt.date) -> str:
    """The claimant id a municipality sends under. Raises ProblemsError."""
    found = {of: claimant for claimant, of in fordringshavere(dato).items()}
    if kommune not in found:
        problems = Problems()
        problems.add(KOMMUNE_UDEN_FORDRINGSHAVER, field="kommune", raw=kommune)
        raise ProblemsError(problems)
    return found[kommune]


def sagsnummer(fordringshaver: str, nummer: int, gang: int = 1) -> str:
    """Our own case number of a claim: skattekommune, dash, PST_NR in 10 digits; from the second time it is handed over with that.

    >>> sagsnummer("37AK", 4512345), sagsnummer("37AK", 4512345, 2)
    ('37-0004512345', '37-0004512345-2')
    """
    return f"{fordringshaver[:2]}-{nummer:010}" + (f"-{gang}" if gang > 1 else "")


def normaliseret(sagsnummer: str) -> str:
    """A case number as it is compared: without blanks and the zeros in front of its number (9.1).

    >>> normaliseret(" 37-0004512345 ") == normaliseret("37 - 4512345") == normaliseret("037-0004512345")
    True
    >>> normaliseret("37-0004512345-2")
    '37-4512345-2'
    """
    return "-".join(part.lstrip("0") for part in "".join(sagsnummer.split()).split("-"))


def filnavne(art: str, fordringshaver: str, dato: dt.date, nummer: int) -> Iterator[str]:
    """The names of a run's files (8.2); a run that needs several counts them.

    >>> names = filnavne("FORDRING", "37AK", dt.date(2025, 6, 2), 1)
    >>> next(names), next(names)
    ('FORDRING-37AK-20250602-001.csv', 'FORDRING-37AK-20250602-001-2.csv')
    """
    stem, part = f"{art}-{fordringshaver}-{dato:%Y%m%d}-{nummer:03}", 1
    while True:
        yield f"{stem}.csv" if part == 1 else f"{stem}-{part}.csv"
        part += 1


def dele(format: DelimitedFormat, kolonner: Mapping[str, Column]) -> Iterator[slice]:
    """How columns are divided so that no file is larger than the receiver takes; every line is counted as the longest there is."""
    longest = sum(_bredest(column) for column in kolonner.values())
    line = (longest + len(kolonner) + 4) * (2 if format.encodings[0].startswith("utf-16") else 4)
    rows, count = max(1, format.most_bytes // line), len(next(iter(kolonner.values()), ()))
    for first in range(0, count, rows):
        yield slice(first, first + rows)


def _bredest(column: Column) -> int:
    """The most characters a value of a column takes."""
    if column.dtype.kind == "U":
        return int(np.strings.str_len(column).max(initial=0))
    return 10 if column.dtype.kind == "M" else len(str(int(column.max(initial=0)))) + 1
