"""Who is protected: asked by everything that shows an address or sends one out.

A protection holds for the person, under former numbers too. Private parties may not have a protected name or address; authorities
may, and are told that it is protected.

Source: cpr.md 5.2, 6.2, 7.
"""

from __future__ import annotations

from collections.abc import Collection

from snitflade.folk.gaeldende import gaeldende_numre, i_bidder
from snitflade.folk.models_person import Person


def beskyttet(personnummer: str) -> bool:
    """Whether the person's name and address are protected. Who is not in the register is not.

    >>> beskyttet("")
    False
    """
    return bool(personnummer) and personnummer in beskyttede([personnummer])


def beskyttede(numre: Collection[str]) -> set[str]:
    """Those of `numre` whose name and address are protected, in a few questions however many they are."""
    valid = gaeldende_numre(numre)
    found: set[str] = set()
    for chunk in i_bidder(sorted({*valid, *valid.values()})):
        rows = Person.objects.filter(personnummer__in=chunk, adressebeskyttet=True).order_by()
        found.update(rows.values_list("personnummer", flat=True))
    return {number for number, now in valid.items() if now in found or number in found}
