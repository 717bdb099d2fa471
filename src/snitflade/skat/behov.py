"""Who needs whose income: rows 32 and 34 ask the service only about persons that a module needs.

A Delsystem registers under its module's name (``boligsikring``, ``pension``) a function of municipality and day that gives CPR
numbers, in the order in which they matter. Source: skat-inddrivelse.md 6.3; the rule that nobody is looked up without a need.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

Behov = Callable[[str, dt.date], Iterable[str]]
"""``(kommune, dag) -> CPR numbers``. `kommune` is four digits, or empty: whichever the installation has."""
_behov: dict[str, Behov] = {}


def register(modul: str, behov: Behov) -> Behov:
    """Declare whose income a module needs. Raises ValueError where another function has the name."""
    if _behov.setdefault(modul, behov) is not behov:
        raise ValueError(f"{modul} is declared twice")
    return behov


def moduler() -> list[str]:
    """The modules that need incomes, in the order of names."""
    return sorted(_behov)


def personer(modul: str, kommune: str, dag: dt.date) -> list[str]:
    """The numbers that a module needs on a day, each once and in its order; none where nobody has declared it.

    >>> personer("findes-ikke", "0956", dt.date(2026, 1, 1))
    []
    """
    behov = _behov.get(modul)
    return [] if behov is None else list(dict.fromkeys(behov(kommune, dag)))
