"""What other modules ask of the population register. Every look-up is logged before the answer is given: who, whom, why.

Old numbers lead to the valid one. A date means the end of that day. Addresses of protected persons are given and marked
(`Person.adressebeskyttet`, `beskyttelse`): the caller decides by its own right. What is asked for one person has a form for many at
once, for batch runs, which is logged once with the count and the run's reference (`Spoerger.formaal`). Call them in the transaction
that the answer depends on.

Sources: cpr.md 6.1, 6.3, 7; social-teknik.md 6.2, 10.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from snitflade.folk import opslag
from snitflade.folk.gaeldende import gaeldende, gaeldende_numre, i_bidder, tidligere
from snitflade.folk.models_fakta import Adresse, Barn, Civilstand, Foraeldremyndighed, Navn, Statsborgerskab, Udrejse
from snitflade.folk.models_person import Person

REGISTER, LISTE = "folk.person", "folk.liste"
"""What look-ups are logged under: one row for each person shown, or one for a list, whose count stands in its purpose."""
_MOR, _FAR = "0003", "0004"


@dataclass(frozen=True, slots=True)
class Spoerger:
    """Who asks, with what (an interface's id or a page), and why (a purpose; for many at once the reference of the run or list)."""

    af: str
    via: str
    formaal: str


@dataclass(frozen=True, slots=True)
class Foraeldre:
    """A person's parents by number, and by name where CPR has no number. Empty: CPR does not say."""

    mor: str = ""
    mor_navn: str = ""
    far: str = ""
    far_navn: str = ""


@dataclass(frozen=True, slots=True)
class Indehaver:
    """A holder of custody. `type`: 0003 the mother, 0004 the father, 0005 and 0006 another. `nummer`: empty where there is none."""

    type: str
    nummer: str
    fra: str


@dataclass(frozen=True, slots=True)
class Tilstand:
    """A person on a day. What is None was not so, or nobody has said."""

    person: Person
    navn: Navn | None
    adresse: Adresse | None
    civilstand: Civilstand | None
    statsborgerskab: Statsborgerskab | None
    udrejse: Udrejse | None


def person(nummer: str, spoerger: Spoerger) -> Person | None:
    """The person with this number, or with the one that is valid instead."""
    found = _find(nummer)
    _log(spoerger, [found])
    return found


def personer(numre: Collection[str], spoerger: Spoerger) -> dict[str, Person]:
    """The persons with these numbers, by the number asked for; those that are not in the register are left out."""
    valid = gaeldende_numre(numre)
    rows: dict[str, Person] = {}
    for chunk in i_bidder(sorted(set(valid.values()))):
        rows |= {row.personnummer: row for row in Person.objects.filter(personnummer__in=chunk).order_by()}
    found = {number: rows[now] for number, now in valid.items() if now in rows}
    _log_list(spoerger, len(found))
    return found


def adresse(nummer: str, dato: dt.date, spoerger: Spoerger) -> Adresse | None:
    """Where the person lived at the end of that day; None when in no register, or not known."""
    found = _find(nummer)
    _log(spoerger, [found])
    return _address(found, dato) if found else None


def kommune(nummer: str, dato: dt.date, spoerger: Spoerger) -> str:
    """The municipality of residence on that day, four digits, closed ones too; empty where there was none."""
    found = adresse(nummer, dato, spoerger)
    return found.kommunekode if found else ""


def kommuner(numre: Collection[str], dato: dt.date, spoerger: Spoerger) -> dict[str, str]:
    """The municipality of residence of each on that day; without those who had none."""
    valid = gaeldende_numre(numre)
    there: dict[str, str] = {}
    for chunk in i_bidder(sorted(set(valid.values()))):
        rows = Adresse.objects.paa(oejeblik(dato)).filter(person__personnummer__in=chunk)
        there |= dict(rows.order_by("fra", "aktuel").values_list("person__personnummer", "kommunekode"))
    found = {number: there[now] for number, now in valid.items() if there.get(now)}
    _log_list(spoerger, len(found))
    return found


def tilstand(nummer: str, dato: dt.date, spoerger: Spoerger) -> Tilstand | None:
    """What was true of the person at the end of that day, as far as is known; None for somebody unknown."""
    found = _find(nummer)
    _log(spoerger, [found])
    if found is None:
        return None
    at = oejeblik(dato)
    name = Navn.objects.paa(at).filter(person=found).order_by("-fra", "-aktuel").first()
    civil = Civilstand.objects.paa(at).filter(person=found).order_by("-fra", "-aktuel").first()
    citizen = Statsborgerskab.objects.paa(at).filter(person=found).order_by("-fra", "-aktuel").first()
    abroad = Udrejse.objects.paa(at).filter(person=found).order_by("-fra", "-aktuel").first()
    return Tilstand(found, name, _address(found, dato), civil, citizen, abroad)


def husstand(nummer: str, dato: dt.date, spoerger: Spoerger) -> list[Person]:
    """Everybody who lived at the person's address on that day, the person too; nobody where the address is not known."""
    found = _find(nummer)
    address = _address(found, dato) if found else None
    people = _at(address.noegle, dato) if address else []
    _log(spoerger, people or [found])
    return people


def beboere(noegle: str, dato: dt.date, spoerger: Spoerger) -> list[Person]:
    """Everybody who lived at the address (`models_person.noegle`) on that day."""
    people = _at(noegle, dato)
    _log(spoerger, people or [None])
    return people


def boern(nummer: str, spoerger: Spoerger) -> list[Person]:
    """The person's children, the oldest first; also those whose own data name the person as a parent."""
    found = _find(nummer)
    if found is None:
        _log(spoerger, [None])
        return []
    own = {found.personnummer, *tidligere([found.personnummer])}
    named = set(Barn.objects.filter(person__personnummer__in=own).values_list("barn", flat=True))
    named.update(Person.objects.filter(Q(mor__in=own) | Q(far__in=own)).order_by().values_list("personnummer", flat=True))
    valid = set(gaeldende_numre(named).values())
    children = list(Person.objects.filter(personnummer__in=valid).order_by("foedselsdato", "personnummer"))
    _log(spoerger, [found, *children])
    return children


def foraeldre(nummer: str, spoerger: Spoerger) -> Foraeldre:
    """The person's parents, by their valid numbers."""
    found = _find(nummer)
    if found is None:
        _log(spoerger, [None])
        return Foraeldre()
    valid = gaeldende_numre([found.mor, found.far])
    _log(spoerger, [found, *Person.objects.filter(personnummer__in=valid.values())])
    return Foraeldre(valid.get(found.mor, ""), found.mor_navn, valid.get(found.far, ""), found.far_navn)


def foraeldremyndighed(nummer: str, spoerger: Spoerger) -> list[Indehaver]:
    """Who has custody of the child, as CPR says; nothing is concluded from who the parents are."""
    found = _find(nummer)
    if found is None:
        _log(spoerger, [None])
        return []
    parents = {_MOR: found.mor, _FAR: found.far}
    rows = Foraeldremyndighed.objects.filter(person=found).order_by("type", "fra", "pk").values_list("type", "indehaver", "fra")
    holders = [(type, other or parents.get(type, ""), since) for type, other, since in rows]
    valid = gaeldende_numre([number for _, number, _ in holders])
    _log(spoerger, [found, *Person.objects.filter(personnummer__in=valid.values())])
    return [Indehaver(type, valid.get(number, ""), since) for type, number, since in holders]


def oejeblik(dato: dt.date) -> str:
    """The end of a day as CPR writes moments.

    >>> oejeblik(dt.date(2026, 1, 15))
    '202601152400'
    """
    return f"{dato:%Y%m%d}2400"


def _find(nummer: str) -> Person | None:
    return Person.objects.filter(personnummer=gaeldende(nummer)).first() if nummer else None


def _address(found: Person, dato: dt.date) -> Adresse | None:
    return Adresse.objects.paa(oejeblik(dato)).filter(person=found).order_by("-fra", "-aktuel").first()


def _at(noegle: str, dato: dt.date) -> list[Person]:
    if not noegle:
        return []
    there = Adresse.objects.paa(oejeblik(dato)).filter(noegle=noegle).values("person")
    return list(Person.objects.filter(pk__in=there, gaeldende="").order_by("foedselsdato", "personnummer"))


def _log(spoerger: Spoerger, shown: Iterable[Person | None]) -> None:
    numbers = [one.pk if one else None for one in shown]
    opslag.noter(spoerger.af, spoerger.via, spoerger.formaal, REGISTER, numbers)


def _log_list(spoerger: Spoerger, count: int) -> None:
    opslag.noter(spoerger.af, spoerger.via, f"{spoerger.formaal} ({count} personer)"[-200:], LISTE, [None])
