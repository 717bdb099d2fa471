"""Which number is valid now: old numbers lead to the one that has taken their place.

A number's own 001 says so (PNRGAELD); and the valid number's list of former ones (022) does, where it was delivered later or the
former number was never delivered. Both vanish when CPR undoes the change (P42, P43).

Source: cpr.md 6.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from snitflade.folk.models_fakta import TidligereNummer
from snitflade.folk.models_person import Person

_AT_ONCE = 10_000
_STEPS = 10
"""Nobody has had as many numbers; two that name each other are CPR's fault, and no reason to go round for ever."""


def gaeldende(nummer: str) -> str:
    """The number that is valid for `nummer`: itself, where nothing else is known."""
    return gaeldende_numre([nummer])[nummer]


def gaeldende_numre(numre: Collection[str]) -> dict[str, str]:
    """The valid number of each of `numre`."""
    valid = {number: number for number in numre if number}
    asked = set(valid)
    for _ in range(_STEPS):
        links = _links(asked)
        if not links:
            break
        valid = {number: links.get(now, now) for number, now in valid.items()}
        asked = set(links.values())
    return valid


def tidligere(numre: Iterable[str]) -> set[str]:
    """The former numbers of the persons whose valid numbers these are."""
    valid = set(numre)
    listed = TidligereNummer.objects.filter(person__personnummer__in=valid).values_list("nummer", flat=True)
    superseded = Person.objects.filter(gaeldende__in=valid).order_by().values_list("personnummer", flat=True)
    return {*listed, *superseded} - valid


def _links(numre: set[str]) -> dict[str, str]:
    out: dict[str, str] = {}
    for chunk in i_bidder(sorted(numre)):
        own: dict[str, dt.date | None] = {}
        people = Person.objects.filter(personnummer__in=chunk).order_by()
        for number, now, leveret in people.values_list("personnummer", "gaeldende", "leveret"):
            own[number] = leveret
            if now and now != number:
                out[number] = now
        listed = TidligereNummer.objects.filter(nummer__in=chunk).order_by("person__leveret")
        for number, now, leveret in listed.values_list("nummer", "person__personnummer", "person__leveret"):
            mine = own.get(number)
            if number not in out and now != number and (mine is None or (leveret is not None and leveret >= mine)):
                out[number] = now
    return out


def i_bidder(numre: list[str]) -> Iterable[list[str]]:
    """As many at a time as a question to the database takes."""
    return (numre[first : first + _AT_ONCE] for first in range(0, len(numre), _AT_ONCE))
