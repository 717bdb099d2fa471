"""Counting persons in cells, and hiding the small ones so that nobody can be found by them.

A cell under 3 is written as -1. Several hidden cells of one municipality that differ in their place alone are rolled up to a cell
of the whole municipality (empty place), whose number is told only where it does not tell what the hidden ones hold: not under 3,
and neither the least nor the most they can come to.

Source: social-teknik.md 4.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

MINDST, SKJULT = 3, -1
GRUPPER = ((5, "0-5"), (17, "6-17"), (29, "18-29"), (49, "30-49"), (66, "50-66"))
AELDST = "67+"


class Celle(NamedTuple):
    """What is counted. `lokalitet` empty: the whole municipality."""

    lokalitet: str
    aldersgruppe: str
    koen: str
    handicaptype: str
    foranstaltning: str


def aldersgruppe(alder: int) -> str:
    """The age group.

    >>> [aldersgruppe(alder) for alder in (0, 5, 6, 17, 18, 66, 67)]
    ['0-5', '0-5', '6-17', '6-17', '18-29', '50-66', '67+']
    """
    return next((name for highest, name in GRUPPER if alder <= highest), AELDST)


def alder(foedt: dt.date, dag: dt.date) -> int:
    """Whole years on that day.

    >>> alder(dt.date(2008, 2, 29), dt.date(2026, 2, 28)), alder(dt.date(2008, 2, 29), dt.date(2026, 3, 1))
    (17, 18)
    """
    return dag.year - foedt.year - ((dag.month, dag.day) < (foedt.month, foedt.day))


def tael(personer: Iterable[tuple[Celle, str]]) -> dict[Celle, int]:
    """How many different persons each cell has."""
    found: defaultdict[Celle, set[str]] = defaultdict(set)
    for cell, person in personer:
        found[cell].add(person)
    return {cell: len(people) for cell, people in found.items()}


def skjul(antal: Mapping[Celle, int]) -> list[tuple[Celle, int]]:
    """The cells as they may be given out, in order; those rolled up stand first among their place's, which is empty.

    >>> a, b = Celle("0700", "0-5", "M", "BEV", "HJ"), Celle("0800", "0-5", "M", "BEV", "HJ")
    >>> [number for _, number in skjul({a: 1, b: 2})], [number for _, number in skjul({a: 2, b: 2})]
    ([3, -1, -1], [-1, -1, -1])
    """
    rows = {cell: count if count >= MINDST else SKJULT for cell, count in antal.items()}
    hidden: defaultdict[Celle, list[int]] = defaultdict(list)
    for cell, count in antal.items():
        if count < MINDST:
            hidden[cell._replace(lokalitet="")].append(count)
    for whole, counts in hidden.items():
        if len(counts) > 1:
            rows[whole] = _samlet(counts)
    return sorted(rows.items())


def _samlet(counts: list[int]) -> int:
    total, least, most = sum(counts), len(counts), len(counts) * (MINDST - 1)
    return total if total >= MINDST and least < total < most else SKJULT
