"""An interface's own pull: what it gives is kept together with how far it has come, so that it goes on there and loses nothing.

Beside `collecting`, where a transport lists a partner's files and the partner is told which we have.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from snitflade.exchange import inbound
from snitflade.exchange.catalogue import FetchState, Interface, MissingInterfaceError
from snitflade.exchange.locks import exclusive
from snitflade.exchange.models import Exchange, FetchValue
from snitflade.exchange.transports.port import Incoming

if TYPE_CHECKING:
    from snitflade.exchange.transports.http_client import HttpClient


def pull(interface: Interface, client: HttpClient, by: str, *, kommune: str = "") -> list[Exchange]:
    """Take in everything the interface's own pull gives; gives the new exchanges. Bytes that have come before are left alone.

    Raises TransportError when it breaks off, and OSError when the disk refuses; what came before is kept, and the next pull begins
    after it. Raises BusyError while somebody else pulls for this interface, MissingInterfaceError for one that does not.
    """
    if interface.fetch is None:
        raise MissingInterfaceError(interface.row)
    with exclusive(f"hent {interface.id}"):
        state = FetchState(dict(FetchValue.objects.filter(interface=interface.id).values_list("key", "value")))
        kept = [_kept(interface, incoming, state, by, kommune) for incoming in interface.fetch(client, state)]
        _remember(interface, state)
    return [exchange for exchange in kept if exchange is not None]


def _kept(interface: Interface, incoming: Incoming, state: FetchState, by: str, kommune: str) -> Exchange | None:
    """The new exchange; None when the bytes were there."""
    sha256 = hashlib.sha256(incoming.data).hexdigest()
    with transaction.atomic():
        _remember(interface, state)
        if Exchange.objects.filter(interface=interface.id, key=sha256).exists():
            return None
        return inbound.receive(
            interface, incoming.name, incoming.data, by, origin=incoming.origin, kommune=kommune, settled=True
        ).exchange


def _remember(interface: Interface, state: FetchState) -> None:
    for key, value in state.changed().items():
        FetchValue.objects.update_or_create(interface=interface.id, key=key, defaults={"value": value})
