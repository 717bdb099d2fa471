"""Who is of interest: sources that name persons, each with a reason. Folk has its own (cpr.md 8.1), other Delsystemer theirs.

A source is asked each time a subscription file is made. Its numbers may be anybody's: those whom CPR delivers anyway, since they
live here, are left out afterwards (`oensker`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from snitflade.exchange.konstanter import konstant
from snitflade.folk.models import Barn, Person
from snitflade.formats.cpr_koder import AKTIVE
from snitflade.formats.cpr_personnummer import foedselsdato

Kilde = Callable[[dt.date], Iterable[tuple[str, str]]]
"""The numbers that are of interest on a day, each with the reason: a few Danish words, never personal data."""

MYNDIG = 18
_kilder: dict[str, Kilde] = {}


def register(navn: str, kilde: Kilde) -> Kilde:
    """Declare a source, e.g. ``inka.debitorer``. Raises ValueError for a name that another one has."""
    if _kilder.setdefault(navn, kilde) is not kilde:
        raise ValueError(f"{navn} is declared twice")
    return kilde


def kilder() -> dict[str, Kilde]:
    """Every source by name, in the order of names."""
    return dict(sorted(_kilder.items()))


def her() -> Q:
    """Persons whom the geographic criterion covers: with an address in a Greenlandic register (municipality code 900 and above)."""
    return Q(status__in=sorted(AKTIVE), kommunekode__gte="0900", kommunekode__lte="9999")


def _boende() -> QuerySet[Person]:
    return Person.objects.filter(her())


def _atten_aar_foer(idag: dt.date) -> dt.date:
    """Who is born after this day is a minor on `idag`."""
    return dt.date(idag.year - MYNDIG, idag.month, min(idag.day, 28) if idag.month == 2 else idag.day)


def fraflyttede(idag: dt.date) -> Iterable[tuple[str, str]]:
    """Persons in the register who live in Denmark or have left."""
    if konstant("folk.abonnement.fraflyttede", idag) == "J":
        left = Person.objects.filter(Q(status__in=("01", "03")) | Q(status="80")).values_list("personnummer", "status")
        for nummer, status in left.iterator():
            yield nummer, "udrejst" if status == "80" else "bor i Danmark"


def faedre(idag: dt.date) -> Iterable[tuple[str, str]]:
    """Fathers of minors who live here."""
    minors = _boende().filter(foedselsdato__gt=_atten_aar_foer(idag)).exclude(far="")
    known = Person.objects.filter(her(), personnummer=OuterRef("far"))
    for nummer in minors.exclude(Exists(known)).values_list("far", flat=True).distinct().order_by("far").iterator():
        yield nummer, "far til et barn, der bor her"


def boern(idag: dt.date) -> Iterable[tuple[str, str]]:
    """Minor children of persons who live here."""
    known = Person.objects.filter(her(), personnummer=OuterRef("barn"))
    rows = Barn.objects.filter(person__in=_boende()).exclude(Exists(known))
    limit = _atten_aar_foer(idag)
    for nummer in rows.values_list("barn", flat=True).distinct().order_by("barn").iterator():
        born = foedselsdato(nummer)
        if born is not None and born > limit:
            yield nummer, "mindreårigt barn af en, der bor her"


register("folk.fraflyttede", fraflyttede)
register("folk.fædre", faedre)
register("folk.børn", boern)
