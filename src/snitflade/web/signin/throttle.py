"""Throttling of guesses: counted before they are judged, so that many at once do not slip through together.

Counted are a name from one address, a name from anywhere, and an address with any name; an address that is not known (`proxy.sted`)
is nobody's and is not counted by itself. Names that do not exist are counted like those that do, so that a lock tells nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from ipaddress import ip_address, ip_network

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from snitflade.web.models import Forsoeg
from snitflade.web.ord import klokken

WINDOW = dt.timedelta(minutes=15)
"""How long attempts are counted together."""
LOCKED = dt.timedelta(minutes=15)
"""How long nothing is tried after too many."""
FROM_ONE_PLACE, OF_ONE_NAME, FROM_ONE_ADDRESS = 5, 20, 50
"""Attempts in a window. A whole office may have one address, and nobody is to lock a colleague out with five guesses."""


class ForMangeForsoegError(Exception):
    """Der er forsøgt for mange gange."""

    def __init__(self, until: dt.datetime, ny: bool = False) -> None:
        self.until, self.ny = until, ny
        """Until when nothing is tried, and whether this attempt was the one too many."""
        clock = klokken(until + dt.timedelta(seconds=59))  # the minute has begun in which it is over
        super().__init__(_("Der er forsøgt for mange gange. Prøv igen kl. %(tid)s.") % {"tid": clock})


def forsoeg(navn: str, adresse: str) -> None:
    """Count one attempt to sign in as `navn` from `adresse`. Raises ForMangeForsoegError; then it must not be judged."""
    whole = [(_from(adresse), FROM_ONE_ADDRESS)] if adresse else []
    _count([(_place(navn, adresse), FROM_ONE_PLACE), (_name(navn), OF_ONE_NAME), *whole])


def lykkedes(navn: str, adresse: str) -> None:
    """The attempt counted last was right, so it was no guess."""
    Forsoeg.objects.filter(noegle=_place(navn, adresse)).delete()
    Forsoeg.objects.filter(noegle__in=(_name(navn), _from(adresse)), antal__gt=0).update(antal=F("antal") - 1)
    long_ago = timezone.now() - WINDOW - LOCKED
    Forsoeg.objects.filter(Q(laast_til=None) | Q(laast_til__lt=long_ago), foerste__lt=long_ago).delete()


def kode(bruger: int) -> None:
    """Count one attempt at a user's second factor. Raises ForMangeForsoegError."""
    _count([(_hashed("kode", str(bruger)), FROM_ONE_PLACE)])


def kode_lykkedes(bruger: int) -> None:
    """The code was right."""
    Forsoeg.objects.filter(noegle=_hashed("kode", str(bruger))).delete()


def _count(limits: list[tuple[str, int]]) -> None:
    now = timezone.now()
    until, new = None, False
    with transaction.atomic():
        for key, most in sorted(limits):  # in one order, so that two never wait for each other
            Forsoeg.objects.get_or_create(noegle=key, defaults={"foerste": now})
            row = Forsoeg.objects.select_for_update().get(noegle=key)
            if row.laast_til and row.laast_til > now:
                until = max(until or now, row.laast_til)
                continue
            if row.laast_til or now - row.foerste > WINDOW:
                row.antal, row.foerste, row.laast_til = 0, now, None
            row.antal += 1
            if row.antal > most:
                row.laast_til = now + LOCKED
                until, new = max(until or now, row.laast_til), True
            row.save()
    if until:
        raise ForMangeForsoegError(until, new)


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _network(adresse: str) -> str:
    """An address as it is counted: with IPv6 one house has a whole /64 to choose from."""
    try:
        found = ip_address(adresse)
    except ValueError:
        return "?"
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _place(navn: str, adresse: str) -> str:
    return _hashed("sted", navn.casefold(), _network(adresse))


def _name(navn: str) -> str:
    return _hashed("navn", navn.casefold())


def _from(adresse: str) -> str:
    return _hashed("adresse", _network(adresse))
