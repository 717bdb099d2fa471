"""What CPR says of those who live in a municipality on a day: address, parents, civil status, citizenship.

Conditions are tested on the first day of the month; who moved in that day lives there. Addresses are those CPR knows of that day,
so that a month looked at again later gives what CPR now says it was. Sources: social-teknik.md 5.2, cpr.md 5 and 6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from snitflade.folk.gaeldende import i_bidder
from snitflade.folk.models import Adresse, Civilstand, Foraeldremyndighed, Udrejse
from snitflade.formats.cpr_koder import AKTIVE
from snitflade.skat.kommuner import KOMMUNER
from snitflade.soc.husstand import foedt

DANSK = "5100"
"""CPR's code of Danish citizenship."""
GIFT = ("G", "P")
GROENLAND = frozenset(one.kommune for one in KOMMUNER) | {"0961"}
"""Municipalities in Greenland; 0961 is the area outside them."""
ANDEN_INDEHAVER = ("0005", "0006")
"""Custody of somebody who is no parent."""
_ADRESSE = ("person_id", "kommunekode", "noegle", "fra")
_PERSON = (
    *("personnummer", "fornavn", "mellemnavn", "efternavn", "foedselsdato", "status", "status_fra", "mor", "far"),
    *("statsborgerskab", "civilstand", "civilstand_fra", "aegtefaelle", "separeret_fra"),
)
_FELTER = (*_ADRESSE, *(f"person__{name}" for name in _PERSON))


class Borger(NamedTuple):
    """Somebody alive with an address on the day. `siden`: when they moved in, ``ÅÅÅÅMMDDTTMM``."""

    pk: int
    kommune: str
    noegle: str
    siden: str
    cpr: str
    navn: str
    foedt: dt.date | None
    mor: str
    far: str
    dansk: bool
    gift: bool
    aegtefaelle: str
    """Spouse from whom they are not separated."""

    @property
    def i_groenland(self) -> bool:
        """Whether they live in Greenland."""
        return self.kommune in GROENLAND


def oejeblik(dag: dt.date) -> str:
    """The end of a day as CPR writes moments."""
    return f"{dag:%Y%m%d}2359"


def aaret_foer(dag: dt.date) -> dt.date:
    """The same day a year before."""
    return dag.replace(year=dag.year - 1, day=min(dag.day, 28) if dag.month == 2 else dag.day)


def i_kommunen(kommune: str, dag: dt.date) -> dict[str, Borger]:
    """Everybody who lives in a municipality on a day, by number."""
    return _laes([{"kommunekode": kommune}], dag)


def paa_adresser(noegler: Collection[str], dag: dt.date) -> dict[str, Borger]:
    """Everybody who lives at these addresses on a day."""
    return _laes(({"noegle__in": some} for some in i_bidder(sorted(set(noegler) - {""}))), dag)


def personer(numre: Collection[str], dag: dt.date) -> dict[str, Borger]:
    """Those of these persons who live somewhere on a day."""
    return _laes(({"person__personnummer__in": some} for some in i_bidder(sorted(set(numre)))), dag)


def _laes(hvor: Iterable[dict[str, object]], dag: dt.date) -> dict[str, Borger]:
    moment, found = oejeblik(dag), dict[str, Borger]()
    later: dict[int, str] = {}
    for where in hvor:
        for row in Adresse.objects.paa(moment).filter(person__gaeldende="", **where).order_by().values_list(*_FELTER):
            one, civil_since = _borger(row, moment, dag)
            known = found.get(one.cpr) if one is not None else None
            if one is None or (known is not None and known.siden >= one.siden):
                continue
            found[one.cpr] = one
            if civil_since > moment:
                later[one.pk] = one.cpr
    for pk, (married, spouse) in _civilstande(later, moment).items():
        cpr = later[pk]
        found[cpr] = found[cpr]._replace(gift=married, aegtefaelle=spouse)
    return found


def _borger(row: tuple[Any, ...], moment: str, dag: dt.date) -> tuple[Borger | None, str]:
    pk, kommune, key, since, cpr, first, middle, last, born, status, status_since, *family = row
    mother, father, nation, civil, civil_since, spouse, separated = family
    if status not in AKTIVE and status_since <= moment:
        return None, ""
    married = civil in GIFT and not (separated and separated <= dag.isoformat())
    navn = " ".join(part for part in (first, middle, last) if part)
    whose = (mother, father, nation == DANSK, married, spouse if married else "")
    return Borger(pk, kommune, key, since, cpr, navn, foedt(cpr, born), *whose), civil_since


def _civilstande(pks: Collection[int], moment: str) -> dict[int, tuple[bool, str]]:
    """Married or not, and to whom, of those whose civil status has changed since the day."""
    found = dict.fromkeys(pks, (False, ""))
    for at in range(0, len(found), 5_000):
        some = sorted(found)[at : at + 5_000]
        rows = Civilstand.objects.paa(moment).filter(person__in=some).order_by("fra")
        for pk, civil, spouse in rows.values_list("person_id", "civilstand", "aegtefaelle"):
            found[pk] = (civil in GIFT, spouse if civil in GIFT else "")
    return found


def indehavere(boern: Collection[int]) -> dict[int, list[str]]:
    """Who has custody without being a parent, by the child's id."""
    found: dict[int, list[str]] = {}
    for at in range(0, len(boern), 5_000):
        some = sorted(boern)[at : at + 5_000]
        rows = Foraeldremyndighed.objects.filter(person__in=some, type__in=ANDEN_INDEHAVER).exclude(indehaver="").order_by("pk")
        for pk, holder in rows.values_list("person_id", "indehaver"):
            found.setdefault(pk, []).append(holder)
    return found


def et_aar_her(pks: Collection[int], dag: dt.date) -> set[int]:
    """Those of these persons who lived in a register a year before the day, and have not been abroad since."""
    year_ago, found = oejeblik(aaret_foer(dag)), set[int]()
    for at in range(0, len(pks), 5_000):
        some = sorted(pks)[at : at + 5_000]
        there = set(Adresse.objects.paa(year_ago).filter(person__in=some).values_list("person_id", flat=True))
        abroad = Udrejse.objects.gaeldende().filter(person__in=some, fra__lte=oejeblik(dag)).exclude(til__gt="", til__lte=year_ago)
        found |= there - set(abroad.values_list("person_id", flat=True))
    return found
