"""A system constant that something cannot do without: its value, or one and the same sentence wherever it is missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from snitflade.exchange.konstanter import KONSTANTER, KonstantMangler, KonstantUgyldig, konstant
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

KONSTANT_MANGLER = ProblemKind(
    "KONSTANT_MANGLER", "Systemkonstanten {raw} ({betydning}) er ikke sat eller kan ikke bruges den {dato}. Sæt den til {form}."
)


def hent(nummer: str, dato: dt.date, problems: Problems) -> str:
    """The constant's value on a day; empty where it has none that can be used, which is reported."""
    try:
        return konstant(nummer, dato)
    except (KonstantMangler, KonstantUgyldig):
        declared = KONSTANTER[nummer]
        told: dict[str, Any] = {"betydning": declared.betydning, "dato": f"{dato:%d-%m-%Y}", "form": declared.tilladt}
        problems.add(KONSTANT_MANGLER, field=nummer, raw=nummer, **told)
        return ""


def kraev(dato: dt.date, *numre: str) -> tuple[str, ...]:
    """The values of several constants on a day. Raises ProblemsError with every one that is missing."""
    problems = Problems()
    found = tuple(hent(nummer, dato, problems) for nummer in numre)
    if problems:
        raise ProblemsError(problems)
    return found
