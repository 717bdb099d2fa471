"""Taking in what lies at a partner: each file is committed before the partner's side is told that we have it.

A file is left alone when the partner was told (`Arrival.settled_at`) and still lists it with the same size and time, as partners
that keep files do. Everything else is fetched, so that a crash between commit and telling is made good, and so that the same name
with new content is a new file.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from snitflade.exchange import inbound, journal
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.inbound import Received
from snitflade.exchange.models import Arrival, Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import NogetUhentet, TransportError, Uhentet
from snitflade.exchange.transports.port import Incoming, Listed, Transport


class UnsettledError(TransportError):
    """Filer fra {place} er modtaget ({count}), men det kunne ikke meldes tilbage dertil: {first} De er ikke mistet, og det prøves
    igen ved næste afhentning."""


def collect(interface: Interface, transport: Transport, by: str, *, kommune: str = "") -> list[Exchange]:
    """Take in everything that lies at the partner; gives the new exchanges. `kommune`: whose files these are.

    One file that fails does not stop the others. What the transport fetched but would not take is kept as a refused exchange.
    Raises, when all the others are in, NogetUhentet for what could not be fetched and UnsettledError; at once another
    TransportError without a connection, and OSError when the disk refuses. Whatever is raised, what came is kept.
    """
    return _Collection(interface, transport, by, kommune).run()


class _Collection:
    def __init__(self, interface: Interface, transport: Transport, by: str, kommune: str) -> None:
        self.interface, self.transport, self.by, self.kommune = interface, transport, by, kommune
        self.listed: dict[str, Listed] = {}
        self.new: list[Exchange] = []
        self.untold: list[TransportError] = []

    def run(self) -> list[Exchange]:
        missed: list[Uhentet] = []
        try:
            for incoming in self.transport.collect(skip=self._known):
                latest = self._latest(incoming)
                if latest is not None and journal.content_hash(latest.exchange) == incoming.sha256:
                    self._had(latest)
                    continue
                received = self._received(incoming, anew=latest is not None)
                if received.new:
                    self.new.append(received.exchange)
                self._tell(self.transport.settle, incoming, received.arrival)
        except NogetUhentet as error:
            missed = [one for one in error.missed if not self._kept(one)]
        if missed:
            raise NogetUhentet(place=self.transport.place, missed=tuple(missed))
        if self.untold:
            raise UnsettledError(place=self.transport.place, count=len(self.untold), first=self.untold[0])
        return self.new

    def _known(self, listed: Listed) -> bool:
        self.listed[listed.origin] = listed
        told = Arrival.objects.filter(exchange__interface=self.interface.id).exclude(settled_at=None)
        return told.filter(origin=listed.origin[:500], mark=_mark(listed)).exists()

    def _latest(self, incoming: Incoming) -> Arrival | None:
        """What a place without a list, whose rows have to be read to be known (a database), gave the last time."""
        if self.listed:
            return None
        came = Arrival.objects.filter(exchange__interface=self.interface.id, origin=incoming.origin[:500])
        return came.select_related("exchange").order_by("pk").last()

    @staticmethod
    def _had(latest: Arrival) -> None:
        """The rows are those of the last time; a crash may have come between keeping them and settling that."""
        if latest.settled_at is None:
            latest.settled_at = timezone.now()
            latest.save(update_fields=["settled_at"])

    def _received(self, incoming: Incoming, *, anew: bool = False) -> Received:
        listed = self.listed.get(incoming.origin)
        mark = _mark(listed) if listed else ""
        origin, kommune = incoming.origin, self.kommune
        return inbound.receive(
            self.interface, incoming.name, incoming.data, self.by, origin=origin, kommune=kommune, mark=mark, anew=anew
        )

    def _tell(self, how: Callable[[Incoming], None], incoming: Incoming, arrival: Arrival) -> None:
        try:
            how(incoming)
        except TransportError as error:
            self.untold.append(error)
            return
        arrival.settled_at = timezone.now()
        arrival.save(update_fields=["settled_at"])

    def _kept(self, one: Uhentet) -> bool:
        """Whether what would not be taken had been fetched; then it is kept as a refused exchange."""
        if one.incoming is None:
            return False
        received = self._received(one.incoming)
        if received.exchange.state == State.MODTAGET:
            inbound.refuse(received.exchange, self.by, str(one))
        self._tell(self.transport.refuse, one.incoming, received.arrival)
        return True


def _mark(listed: Listed) -> str:
    return f"{listed.size} {listed.changed}"[:200]
