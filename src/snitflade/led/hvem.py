"""What IT Reg is told that stands in the CPR copy: addresses and children at home. Source: social-teknik.md 6.2, no. 2 and 3."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from snitflade.exchange.konstanter import konstant
from snitflade.folk.beskyttelse import beskyttede
from snitflade.folk.gaeldende import gaeldende_numre, tidligere
from snitflade.folk.models import Adresse, Barn, Person
from snitflade.folk.vejnavne import veje
from snitflade.formats.cpr_koder import AKTIVE
from snitflade.led.alder import alder, foedt

MYNDIG = 18


@dataclass(frozen=True, slots=True)
class Adressen:
    """An address by its codes and the road's name. `fra`, `til`: None where CPR does not know the day, or it goes on."""

    kommunenr: str
    lokalitet: str
    vejnavn: str
    husnr: str
    bnr: str
    lejlighed: str
    fra: dt.date | None
    til: dt.date | None


def adresser(personer: Iterable[Person], today: dt.date) -> dict[str, list[Adressen]]:
    """Current and former addresses in a register, the oldest first; of protected persons none unless the municipality says so."""
    people = {one.pk: one.personnummer for one in personer}
    hidden = beskyttede(list(people.values())) if konstant("led.itreg.beskyttet", today) == "skjul" else set()
    rows = [
        row
        for row in Adresse.objects.gaeldende().filter(person__in=people).order_by("fra", "aktuel", "pk")
        if people[row.person_id] not in hidden
    ]
    roads = veje((row.kommunekode, row.vejkode) for row in rows)
    found: defaultdict[str, list[Adressen]] = defaultdict(list)
    for row in rows:
        road = roads[row.kommunekode, row.vejkode]
        found[people[row.person_id]].append(
            Adressen(
                row.kommunekode,
                road.lokalitet,
                road.navn,
                row.husnr,
                row.bnr,
                row.sidedoer,
                dag_af(row.fra),
                None if row.aktuel else dag_af(row.til),
            )
        )
    return dict(found)


def dag_af(tekst: str) -> dt.date | None:
    """The day of one of CPR's moments; None where it has none or the day is not known.

    >>> dag_af("202503011200"), dag_af("196000002000"), dag_af("")
    (datetime.date(2025, 3, 1), None, None)
    """
    try:
        return dt.date.fromisoformat(tekst[:8])
    except ValueError:
        return None


def hjemmeboende(personer: Iterable[Person], today: dt.date) -> dict[str, int]:
    """How many of their own children under 18 live where they do; without those whose own address is not known."""
    homes = {one.personnummer: one.adressenoegle for one in personer if one.adressenoegle}
    pairs = _boern(homes)
    children = {
        one.personnummer: one
        for one in Person.objects.filter(personnummer__in={child for _, child in pairs}, status__in=AKTIVE)
        if one.adressenoegle and _barn(one, today)
    }
    found = dict.fromkeys(homes, 0)
    for parent, child in pairs:
        if child in children and children[child].adressenoegle == homes[parent]:
            found[parent] += 1
    return found


def _barn(person: Person, today: dt.date) -> bool:
    born = foedt(person.personnummer, person.foedselsdato)
    return born is not None and alder(born, today) < MYNDIG


def _boern(foraeldre: Iterable[str]) -> set[tuple[str, str]]:
    """Parent and child by their valid numbers: as the parent's data name them, and as the children's own do."""
    parents = set(foraeldre)
    own = {*parents, *tidligere(parents)}
    valid = gaeldende_numre(own)
    named = list(Barn.objects.filter(person__personnummer__in=own).values_list("person__personnummer", "barn"))
    for number, mor, far in (
        Person.objects.filter(Q(mor__in=own) | Q(far__in=own)).order_by().values_list("personnummer", "mor", "far")
    ):
        named += [(parent, number) for parent in (mor, far) if parent in own]
    children = gaeldende_numre({child for _, child in named})
    return {(valid[parent], children[child]) for parent, child in named if child}
