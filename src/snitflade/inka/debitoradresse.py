"""A debtor's address as other systems are told it, and what the CPR copy says of debtors who are persons.

Source: social-teknik.md 10.2: for persons the address is the CPR copy's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from snitflade.folk.gaeldende import gaeldende_numre, i_bidder
from snitflade.folk.models import Person
from snitflade.folk.vejnavne import Vej, veje
from snitflade.formats.cpr_koder import AKTIVE
from snitflade.inka.models import Status

VEJNAVN = 40
"""Characters of a road's name in the answer; CPR's own is short enough."""
_HJEM = ("kommunekode", "vejkode", "vejnavn", "husnr", "etage", "sidedoer", "bnr", "postnr", "postdistrikt", "bynavn", "conavn")
_STATUS = {"80": Status.UDREJST, "90": Status.DOED}


@dataclass(frozen=True, slots=True)
class Adresse:
    """An address; None is what is not known or is not part of it. `lokalitet` is the place's code, 4 digits."""

    vejnavn: str | None
    husnr: str | None
    bnr: str | None
    lejlighed: str | None
    lokalitet: str | None
    postnr: str | None
    by: str | None
    land: str | None
    co: str | None


@dataclass(frozen=True, slots=True)
class FraCpr:
    """What the CPR copy says of a person. `adresse`: None where it has none in a register; `status`: None where it says nothing.

    `beskyttet`: as `folk.beskyttelse`, which a protection under a former number holds for, too.
    """

    adresse: Adresse | None
    status: Status | None
    beskyttet: bool


def fra_cpr(numre: Collection[str]) -> dict[str, FraCpr]:
    """What the CPR copy says of those of `numre` who are in it, also under a later number; in a few questions."""
    valid = gaeldende_numre(numre)
    people: dict[str, Person] = {}
    for chunk in i_bidder(sorted({*valid, *valid.values()})):
        rows = Person.objects.filter(personnummer__in=chunk).only("personnummer", "status", "adressebeskyttet", *_HJEM).order_by()
        people.update((one.personnummer, one) for one in rows)
    roads = veje((one.kommunekode, one.vejkode) for one in people.values() if _har_adresse(one))
    return {
        number: FraCpr(
            _adresse(one, roads[one.kommunekode, one.vejkode]) if _har_adresse(one) else None,
            Status.AKTIV if one.status in AKTIVE else _STATUS.get(one.status),
            one.adressebeskyttet or (number in people and people[number].adressebeskyttet),
        )
        for number, now in valid.items()
        if (one := people.get(now) or people.get(number)) is not None
    }


def _har_adresse(person: Person) -> bool:
    return bool(person.status in AKTIVE and person.kommunekode and person.vejkode)


def _adresse(person: Person, vej: Vej) -> Adresse:
    return Adresse(
        vejnavn=(vej.navn if len(vej.navn) <= VEJNAVN else "") or person.vejnavn or None,
        husnr=person.husnr or None,
        bnr=person.bnr or None,
        lejlighed=" ".join(part for part in (person.etage, person.sidedoer) if part) or None,
        lokalitet=vej.lokalitet or None,
        postnr=person.postnr or None,
        by=person.postdistrikt or person.bynavn or None,
        land=None,
        co=person.conavn or None,
    )
