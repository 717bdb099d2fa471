"""The accounts that claims and payments are booked on, from the system constants, all asked for before anything happens."""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.konstanter import KONSTANTER, KonstantMangler, KonstantUgyldig, konstant
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

DEBITOR, INDBETALING, UANBRINGELIG, NEDSKRIVNING = (
    *("inka.debitorkonto", "inka.indbetalingskonto", "inka.uanbringelig_konto"),
    "inka.nedskrivningskonto",
)
"""The constants' numbers."""

INKA_KONTO = ProblemKind(
    "INKA_KONTO", "Systemkonstanten {raw} ({betydning}) er ikke sat eller kan ikke bruges {dato}. Sæt den til en konto på 10 cifre."
)

INKA_SAMME_KONTO = ProblemKind(
    "INKA_SAMME_KONTO",
    "Indbetalinger og uanbringelige beløb har samme konto {raw} den {dato}. Giv inka.indbetalingskonto eller "
    "inka.uanbringelig_konto en anden.",
)


def hent(dato: dt.date, *numre: str) -> tuple[str, ...]:
    """The accounts that apply on `dato`. Raises ProblemsError with every constant that is missing."""
    problems = Problems()
    found = []
    for nummer in numre:
        try:
            found.append(konstant(nummer, dato))
        except (KonstantMangler, KonstantUgyldig):
            betydning = KONSTANTER[nummer].betydning
            problems.add(INKA_KONTO, field=nummer, raw=nummer, betydning=betydning, dato=f"den {dato:%d-%m-%Y}")
    if problems:
        raise ProblemsError(problems)
    return tuple(found)
