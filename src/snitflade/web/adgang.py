"""Who may do what: the one place that answers it, for pages and for whatever else asks."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from snitflade.web.models import ALLE, Bruger, Roller, delsystemer

Person = Bruger | AnonymousUser
ET_ELLER_FLERE = ""
"""Instead of a Delsystem: the role in any of them. The page then shows only what belongs to `mine`."""


class IngenAdgangError(Exception):
    """Brugeren har ikke den rolle, der skal til."""

    def __init__(self, rolle: Roller, delsystem: str) -> None:
        self.rolle, self.delsystem = rolle, delsystem
        super().__init__(self.saetning())

    def saetning(self) -> str:
        """What is missing and whom to ask, in the reader's language."""
        navn = delsystemer().get(self.delsystem, self.delsystem)
        if self.delsystem == ALLE:
            text = _("Det kræver rollen «%(rolle)s» for alle Delsystemer. Bed den, der administrerer brugere, om den.")
        elif self.delsystem == ET_ELLER_FLERE:
            text = _("Det kræver rollen «%(rolle)s» for mindst ét Delsystem. Bed den, der administrerer brugere, om den.")
        else:
            text = _("Det kræver rollen «%(rolle)s» for %(delsystem)s. Bed den, der administrerer brugere, om den.")
        return text % {"rolle": self.rolle.label, "delsystem": navn}


def mine(person: Person, rolle: Roller = Roller.LAES) -> frozenset[str]:
    """The Delsystemer in which `person` may do `rolle`; every role lets its owner look. One query per request."""
    if not isinstance(person, Bruger) or not person.is_active:
        return frozenset()
    found: set[str] = set()
    for delsystem, has in _roller(person):
        if rolle in (Roller.LAES, has):
            found |= delsystemer().keys() if delsystem == ALLE else {delsystem}
    return frozenset(found)


def har(person: Person, rolle: Roller, delsystem: str = ET_ELLER_FLERE) -> bool:
    """Whether `person` may do `rolle` in `delsystem`: an id, `ALLE` (the role must be given for all) or `ET_ELLER_FLERE`."""
    if delsystem == ALLE:
        given = _roller(person) if isinstance(person, Bruger) and person.is_active else ()
        return any(where == ALLE and rolle in (Roller.LAES, has) for where, has in given)
    found = mine(person, rolle)
    return bool(found) if delsystem == ET_ELLER_FLERE else delsystem in found


def kraev(person: Person, rolle: Roller, delsystem: str = ET_ELLER_FLERE) -> None:
    """Raises IngenAdgangError where `har` says no."""
    if not har(person, rolle, delsystem):
        raise IngenAdgangError(rolle, delsystem)


def med_rolle(rolle: Roller, delsystem: str) -> QuerySet[Bruger]:
    """The users that have been given `rolle` in the Delsystem, or in all of them, and may sign in."""
    return Bruger.objects.filter(is_active=True, roller__rolle=rolle, roller__delsystem__in=(delsystem, ALLE)).distinct()


def delsystem_af(snitflade: str) -> str:
    """The Delsystem of an interface's id.

    >>> delsystem_af("tekn.renovation-prisme")
    'tekn'
    """
    return snitflade.partition(".")[0]


def synlige(person: Person, snitflader: Iterable[str], rolle: Roller = Roller.LAES) -> list[str]:
    """Those of the interfaces' ids that belong to a Delsystem in which `person` may do `rolle`."""
    where = mine(person, rolle)
    return [snitflade for snitflade in snitflader if delsystem_af(snitflade) in where]


def _roller(bruger: Bruger) -> list[tuple[str, str]]:
    """The user's roles, asked for once and kept on the user, who lives as long as the request."""
    found: list[tuple[str, str]] | None = bruger.__dict__.get("_roller")
    if found is None:
        found = list(bruger.roller.values_list("delsystem", "rolle"))
        bruger.__dict__["_roller"] = found
    return found
