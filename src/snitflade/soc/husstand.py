"""Who lives where, as the CPR copy says: for every Modul that counts households.

Source: social-teknik.md 2.4 (permanent address in the home), cpr.md 5.1.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from snitflade.folk.models import Person
from snitflade.formats.cpr_koder import AKTIVE
from snitflade.formats.cpr_personnummer import foedselsdato

_AT_ONCE = 5_000


class Beboer(NamedTuple):
    """What CPR says of a person. `aktiv`: has an address in a register, so neither dead nor departed."""

    cpr: str
    navn: str
    foedt: dt.date | None
    aktiv: bool
    adressenoegle: str


def foedt(cpr: str, kendt: dt.date | None = None) -> dt.date | None:
    """The date of birth: CPR's own where there is one, else what the number tells."""
    return kendt or foedselsdato(cpr)


def beboere(cprs: Collection[str]) -> dict[str, Beboer]:
    """What is known of these persons, by number; who is not in the CPR copy is not in it."""
    found: dict[str, Beboer] = {}
    numbers = sorted(set(cprs))
    for at in range(0, len(numbers), _AT_ONCE):
        for one in _raekker(personnummer__in=numbers[at : at + _AT_ONCE]):
            found[one.cpr] = one
    return found


def foedselsdatoer(cprs: Collection[str]) -> dict[str, dt.date | None]:
    """The date of birth of each of these persons; None where neither CPR nor the number tells one."""
    known: dict[str, dt.date | None] = {}
    numbers = sorted(set(cprs))
    for at in range(0, len(numbers), _AT_ONCE):
        rows = Person.objects.filter(personnummer__in=numbers[at : at + _AT_ONCE], foedselsdato__isnull=False).order_by()
        known.update(rows.values_list("personnummer", "foedselsdato"))
    return {cpr: known[cpr] if cpr in known else foedselsdato(cpr) for cpr in numbers}


def navne(cprs: Collection[str]) -> dict[str, str]:
    """The names of those who are in the CPR copy, by number."""
    found: dict[str, str] = {}
    numbers = sorted(set(cprs))
    for at in range(0, len(numbers), _AT_ONCE):
        rows = Person.objects.filter(personnummer__in=numbers[at : at + _AT_ONCE]).order_by()
        for cpr, *parts in rows.values_list("personnummer", "fornavn", "mellemnavn", "efternavn"):
            found[cpr] = " ".join(part for part in parts if part)
    return found


def paa_adresser(noegler: Collection[str]) -> dict[str, list[Beboer]]:
    """Everybody with an active address under each of these keys (`folk.models_person.noegle`)."""
    found: defaultdict[str, list[Beboer]] = defaultdict(list)
    keys = sorted(key for key in set(noegler) if key)
    for at in range(0, len(keys), _AT_ONCE):
        for one in _raekker(adressenoegle__in=keys[at : at + _AT_ONCE]):
            if one.aktiv:
                found[one.adressenoegle].append(one)
    return dict(found)


def _raekker(**where: object) -> Iterable[Beboer]:
    fields = ("personnummer", "fornavn", "mellemnavn", "efternavn", "foedselsdato", "status", "adressenoegle")
    for number, first, middle, last, born, status, key in Person.objects.filter(**where).order_by().values_list(*fields):
        navn = " ".join(part for part in (first, middle, last) if part)
        yield Beboer(number, navn, foedt(number, born), status in AKTIVE, key)
