"""Central incasso itself: the four operations of the contract, as plain values.

The connection in ``forbindelser.toml`` is of type ``http`` (address, certificate, time limits); its user and password go into every
request as the contract's Credentials, never into a header. Only SubmitSetOff is not tried again by itself: its lost answer is asked
for by GetSetOffStatus. Source: skat-inddrivelse.md 10.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snitflade.bogh.udbetaling import tid
from snitflade.exchange.konstanter import konstant
from snitflade.exchange.schedule import ZONE
from snitflade.exchange.transports.errors import Opsaetningsfejl, clean
from snitflade.krdi.modregning.models import BESKED

if TYPE_CHECKING:
    from snitflade.exchange.transports.http_client import HttpClient
    from snitflade.exchange.transports.soap import Soap

WSDL = Path(__file__).parent / "centralincasso.wsdl"
"""The contract that holds until the authority tells its own."""
QUERY, SUBMIT, CANCEL, STATUS = "QueryDebt", "SubmitSetOff", "CancelSetOff", "GetSetOffStatus"
Svar = dict[str, Any]
"""One receipt as JSON can hold it: ``id``, ``fejl`` (ErrorType) and ``tekst``; of a query ``gaeld``, ``mest`` (whole kroner),
``reservation`` and ``til``; of the others ``status``, ``bogfoert`` (whole kroner) and ``sager``."""


@dataclass(frozen=True, slots=True)
class Tjeneste:
    """The service, with whom we say we are."""

    soap: Soap
    bruger: str
    kode: str

    @classmethod
    def af(cls, client: HttpClient) -> Tjeneste:
        """The service behind a connection. Raises Opsaetningsfejl without a user."""
        from snitflade.exchange.transports.soap import Soap  # it loads zeep, and commands that call nobody need none

        if not client.user or client.password is None:
            raise Opsaetningsfejl(place=client.place, reason="forbindelsen skal have brugernavn (user) og adgangskode (password)")
        wsdl = konstant("krdi.modregning.wsdl", tid.nu().date())
        soap = Soap(
            http=replace(client, user="", password=None),
            wsdl=Path(wsdl) if wsdl else WSDL,
            repeatable=(QUERY, CANCEL, STATUS),
        )
        return cls(soap, client.user, client.password.reveal())

    @property
    def place(self) -> str:
        """Where it is."""
        return self.soap.place

    def kald(self, operation: str, poster: Sequence[Mapping[str, Any]]) -> list[Svar]:
        """Call an operation for at most 50 items; gives what they answered. Raises TransportError."""
        argument, element = _ARGUMENTER[operation]
        values: Any = [post["SetOffId"] for post in poster] if operation == STATUS else list(poster)
        found = self.soap.call(
            operation, Credentials={"Username": self.bruger, "Password": self.kode}, **{argument: {element: values}}
        )
        return [_svar(one) for one in _kvitteringer(found)]


_ARGUMENTER = {
    QUERY: ("Queries", "Query"),
    SUBMIT: ("SetOffs", "SetOff"),
    CANCEL: ("SetOffs", "SetOff"),
    STATUS: ("SetOffIds", "SetOffId"),
}


def _kvitteringer(found: Any) -> list[dict[str, Any]]:
    """The receipts, with or without the elements that zeep has opened already."""
    from zeep.helpers import serialize_object

    serialize: Callable[..., Any] = serialize_object
    plain = serialize(found, dict)
    while isinstance(plain, dict):
        plain = plain.get("Receipts", plain.get("Receipt"))
    return [one for one in plain or [] if isinstance(one, dict)]


def _svar(one: Mapping[str, Any]) -> Svar:
    fejl = one.get("Error") or {}
    svar: Svar = {
        "id": str(one.get("QueryId") or one.get("SetOffId") or "").lower(),
        "fejl": clean(fejl.get("ErrorType") or "", 60),
        "tekst": clean(fejl.get("Message") or "", BESKED),
    }
    if "QueryId" in one:
        til = one.get("ReservedUntil")
        svar |= {
            "gaeld": one.get("DebtBalance"),
            "mest": one.get("MaxSetOff"),
            "reservation": clean(one.get("ReservationId") or "", 36),
            "til": _med_zone(til).isoformat() if isinstance(til, dt.datetime) else "",
        }
    else:
        svar["status"] = clean(one.get("Status") or "", 20)
    if "BookedAmount" in one:
        cases = (one.get("EksternSagsnumre") or {}).get("EksternSagsnummer") or []
        svar |= {"bogfoert": one.get("BookedAmount"), "sager": [clean(case, 40) for case in cases]}
    return svar


def _med_zone(moment: dt.datetime) -> dt.datetime:
    """A moment without a zone is told in Nuuk's time."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
