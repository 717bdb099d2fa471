"""When somebody was last seen at the labour office: asked by what pays benefits, told by the Delsystem that registers stampings.

Two Delsystemer on one level do not know each other; here they meet. Source: social-teknik.md 5.3 (SOCUDB).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping

Kilde = Callable[[Collection[str], dt.date], Mapping[str, dt.date]]
"""The day of the last stamping up to and with a day, by the CPR number asked for; without who has none."""

_kilder: list[Kilde] = []


def register(kilde: Kilde) -> Kilde:
    """Declare who knows of stampings; usable as a decorator."""
    if kilde not in _kilder:
        _kilder.append(kilde)
    return kilde


def sidste(numre: Collection[str], til: dt.date) -> dict[str, dt.date]:
    """The day each person was last stamped, up to and with `til`; without who never was, or where nobody registers it.

    >>> sidste([], dt.date(2025, 3, 31))
    {}
    """
    found: dict[str, dt.date] = {}
    for kilde in _kilder:
        for number, day in kilde(numre, til).items():
            found[number] = max(found.get(number, dt.date.min), day)
    return found
