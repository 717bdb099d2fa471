"""The debtor service whatever it is called through: who may, for which municipality, and what is logged of it.

Source: social-teknik.md 10.2. Row 17 (``inka.renoweb-debitor``) reads and writes back, row 37 (``inka.debitor-opslag``) reads.
"""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from snitflade.api import service
from snitflade.api.caller import Caller
from snitflade.api.scopes import Scope, Verb
from snitflade.inka import debitoropslag
from snitflade.inka.debitorkort import Debitorkort
from snitflade.inka.debitoropslag import Aendringer, Noegle, Skrevet
from snitflade.inka.interfaces import DEBITOR_OPSLAG, RENOWEB_DEBITOR

LAES = (Scope(DEBITOR_OPSLAG.id, Verb.LAES), Scope(RENOWEB_DEBITOR.id, Verb.LAES))
"""Either lets a caller look up."""
SKRIV = Scope(RENOWEB_DEBITOR.id, Verb.SKRIV)
REGISTER = "inka.debitor"

service.STATUS |= {
    debitoropslag.DEBITOR_NOEGLE.code: 400,
    debitoropslag.DEBITOR_KOMMUNE.code: 403,
    debitoropslag.DEBITOR_UKENDT.code: 404,
    debitoropslag.DEBITOR_FLERE.code: 409,
    debitoropslag.RENOWEB_OPTAGET.code: 409,
}


def hent(request: HttpRequest, given: dict[Noegle, str | None]) -> Debitorkort:
    """One debtor. Raises ServiceError, ProblemsError."""
    caller, interface = _let_in(request, *LAES)
    debitoropslag.tjek_kommune(caller.token.kommune)
    noegle, vaerdi = debitoropslag.en_noegle(given)
    found = debitoropslag.find(noegle, vaerdi)
    if found is None:
        if noegle is not Noegle.CVR:
            service.shown(request, interface, REGISTER, [None])
        raise debitoropslag.ukendt(noegle, vaerdi)
    service.shown(request, interface, REGISTER, debitoropslag.personer([found]))
    return found


def aendringer(
    request: HttpRequest, siden: dt.datetime, side: int, til: dt.datetime | None = None, efter: int | None = None
) -> Aendringer:
    """A page of changed debtors. Raises ServiceError, ProblemsError."""
    caller, interface = _let_in(request, *LAES)
    debitoropslag.tjek_kommune(caller.token.kommune)
    found = debitoropslag.aendringer(siden, side, til, efter)
    service.shown(request, interface, REGISTER, debitoropslag.personer(found.debitorer))
    return found


def saet_renoweb(request: HttpRequest, kundenr: str, kundeid: str) -> Skrevet:
    """RenoWeb's key on a debtor. Raises ServiceError, ProblemsError."""
    caller, interface = _let_in(request, SKRIV)
    debitoropslag.tjek_kommune(caller.token.kommune)
    found = debitoropslag.saet_renoweb(kundenr, kundeid, caller.actor)
    service.shown(request, interface, REGISTER, debitoropslag.personer([found.kort]))
    return found


def _let_in(request: HttpRequest, *wanted: Scope) -> tuple[Caller, str]:
    """The caller, and the interface it comes by."""
    caller = service.the_caller(request)
    return caller, caller.require(*wanted).interface
