"""Taking a large file that waits: a worker does it, or where none lives the process that checked it; never the site's own.

Receiving and forgetting that it waits are two things, and either may be broken off: the same file is one exchange and one arrival,
however often it is begun.
"""

from __future__ import annotations

from django.utils import timezone

from snitflade.exchange import asked, catalogue, engine, inbound, journal, tasks
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.engine import Work, step, task
from snitflade.exchange.known import KnownError
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.web import tjekker
from snitflade.web.gang import arbejder_lever
from snitflade.web.venteplads import Papir, Plads, VentetForLaengeError

_OPGAVE = "upload.tag-imod"
OPRINDELSE = "lagt op på siden"


def bestil(place: Plads, interface: Interface, by: str) -> None:
    """Let the file be received as an exchange of `interface` and applied. Ordered twice it is done once. Raises OSError."""
    if place.har(Papir.BESTILT):
        return
    place.fjern(Papir.FORSOEG)
    place.skriv(Papir.BESTILT, {"snitflade": interface.id, "af": by, "arbejder": arbejder_lever()})
    saet_i_gang(place)


def saet_i_gang(place: Plads) -> str:
    """See to it that an ordered file is worked at, by whom it was given to; gives the place the process beside the site is at."""
    ordered = place.laes(Papir.BESTILT)
    if ordered is None or not ordered["arbejder"]:
        return tjekker.paa_gang()
    if arbejde(place) is None:
        engine.enqueue(_OPGAVE, place.navn, key=_noegle(place))
    return ""


def arbejde(place: Plads) -> Work | None:
    """What the worker has made of it; None when it has not been given it. Raises EngineError."""
    return engine.status(_noegle(place))


def proev_igen(place: Plads) -> None:
    """Begin anew what failed. Raises EngineError."""
    place.fjern(Papir.FORSOEG)
    ordered = place.laes(Papir.BESTILT)
    if ordered is None:
        place.fjern(Papir.SVAR)
    elif not ordered["arbejder"]:
        place.skriv(Papir.BESTILT, {**ordered, "fejl": ""})
    elif (work := arbejde(place)) is not None and work.state not in (*asked.IN_HAND, engine.WorkState.FAERDIG):
        engine.retry(work.key)


def _noegle(place: Plads) -> str:
    return f"tag-imod:{place.navn}"


@task(_OPGAVE)
def tag_imod(navn: str) -> int:
    """Receive a large file that was confirmed, and let it be applied; gives the exchange."""
    number = step("modtag", _modtag, navn)
    step("bed om at anvende", _bed, navn, number)
    return number


def _modtag(navn: str) -> int:
    return modtag(Plads(navn)).pk


def _bed(navn: str, number: int) -> str:
    exchange, received = journal.get(number), Plads(navn).laes(Papir.BESTILT)
    by = received["af"] if received else exchange.created_by
    return asked.ask(asked.APPLY, exchange, by) if exchange.state != State.ANVENDT else ""


def modtag(place: Plads) -> Exchange:
    """The exchange that the file is or becomes; from then on it waits no longer. Raises VentetForLaengeError, OSError."""
    ordered, done = place.laes(Papir.BESTILT), place.laes(Papir.MODTAGET)
    about = place.laes(Papir.OPGAVE)
    if ordered is None or about is None:
        raise VentetForLaengeError
    if done is None:
        interface = catalogue.find(ordered["snitflade"])
        came = inbound.receive(interface, about["navn"], place.hent(), ordered["af"], origin=OPRINDELSE, mark=place.navn)
        done = {"udveksling": came.exchange.pk, "ny": came.exchange.arrivals.order_by("pk").first() == came.arrival}
        place.skriv(Papir.MODTAGET, done)
    exchange = journal.get(done["udveksling"])
    place.fil.unlink(missing_ok=True)
    exchange.arrivals.filter(mark=place.navn, settled_at=None).update(settled_at=timezone.now())
    return exchange


def her(place: Plads) -> None:
    """Receive and apply it in this process. What keeps it from being applied is told with the exchange."""
    exchange = modtag(place)
    ordered = place.laes(Papir.BESTILT) or {}
    try:
        inbound.apply(exchange, catalogue.find(exchange.interface), str(ordered["af"]))
    except KnownError as error:
        place.skriv(Papir.MODTAGET, {**(place.laes(Papir.MODTAGET) or {}), "saetning": str(error)})
        return
    exchange.refresh_from_db()
    tasks.try_held_later(exchange)
