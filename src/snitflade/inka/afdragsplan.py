"""Instalments of a whole: so many, or so much a month, on the same day of each month. Nothing is rounded away.

Source: winformatik.md 2.3 (instalment plans); how a plan is divided is not described.
"""

from __future__ import annotations

import calendar
import datetime as dt

from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst

AFDRAG_ANTAL = ProblemKind("AFDRAG_ANTAL", "{raw} rater kan ikke laves af {beloeb} kr. Vælg 1 til {flest}.")
AFDRAG_RATE = ProblemKind("AFDRAG_RATE", "En rate på {raw} kr. giver {antal} rater af {beloeb} kr. Der må være 1 til {flest}.")

FLEST = 120
"""Instalments: ten years."""


def lige_store(ialt: int, antal: int, foerste: dt.date) -> list[tuple[dt.date, int]]:
    """`antal` instalments of `ialt` øre, the first ones an øre larger where they cannot be alike. Raises ProblemsError.

    >>> [beloeb for _, beloeb in lige_store(100, 3, dt.date(2026, 1, 31))]
    [34, 33, 33]
    """
    if not 1 <= antal <= min(FLEST, ialt):
        problems = Problems()
        problems.add(AFDRAG_ANTAL, field="antal", raw=str(antal), beloeb=beloeb_tekst(ialt), flest=max(0, min(FLEST, ialt)))
        raise ProblemsError(problems)
    each, left = divmod(ialt, antal)
    return [(_maaned(foerste, at), each + (at < left)) for at in range(antal)]


def lige_rater(ialt: int, rate: int, foerste: dt.date) -> list[tuple[dt.date, int]]:
    """`ialt` øre as instalments of `rate` øre, the last one the rest. Raises ProblemsError.

    >>> [f"{dag} {beloeb}" for dag, beloeb in lige_rater(100, 40, dt.date(2026, 1, 31))]
    ['2026-01-31 40', '2026-02-28 40', '2026-03-31 20']
    """
    antal = -(-ialt // rate) if rate > 0 else 0
    if not 1 <= antal <= FLEST:
        problems = Problems()
        problems.add(AFDRAG_RATE, field="rate", raw=beloeb_tekst(rate), antal=antal, beloeb=beloeb_tekst(ialt), flest=FLEST)
        raise ProblemsError(problems)
    return [(_maaned(foerste, at), min(rate, ialt - rate * at)) for at in range(antal)]


def _maaned(dag: dt.date, senere: int) -> dt.date:
    """The same day so many months later, or the month's last where there is no such day."""
    month = dag.month - 1 + senere
    year, month = dag.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(dag.day, calendar.monthrange(year, month)[1]))
