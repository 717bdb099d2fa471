"""The last part of the way out: deliver → (taken) → acknowledge; and what happens when nobody knows.

Before the first byte of a file leaves, the attempt stands in the database. So after a crash the next attempt knows that there
was one, and only looks (`Transport.deliver` with ``again=True``) instead of sending twice. What is certain is written file by
file; the exchange is ``afsendt`` when all its files are.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit, blobs, journal, keys
from snitflade.exchange.locks import exclusive
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.exchange.states import IllegalTransitionError, State, TwoPeopleError
from snitflade.exchange.transports.errors import TransportError, Uklar
from snitflade.exchange.transports.port import Delivery, Tilstand, Transport, Udfald

Route = Callable[[ExchangeFile], Transport]
"""The transport that a file goes by."""


def deliver(exchange: Exchange, by: str, route: Route) -> State:
    """Deliver what is approved, or go on where an attempt was broken off; gives the state it came to.

    Raises TransportError when a file could not be delivered: the state then says what is certain (``godkendt`` when nothing
    left, ``afsendes`` when some files did, ``uklar`` when nobody knows) and `Exchange.note` why. Raises IllegalTransitionError,
    and BusyError when it is being delivered by somebody else this very moment.
    """
    with exclusive(f"aflever {exchange.pk}"):
        exchange.refresh_from_db()
        return _deliver(exchange, by, route)


def _deliver(exchange: Exchange, by: str, route: Route) -> State:
    journal.move(
        exchange, State.AFSENDES, by, fields={"attempts": exchange.attempts + 1, "note": ""}, forsoeg=exchange.attempts + 1
    )
    messages = []
    for file in exchange.files.filter(delivered_at=None).select_related("blob"):
        try:
            result = _deliver_file(file, route(file))
        except TransportError as error:
            _failed(exchange, file, error, by)
            raise
        messages.append(result.message)
    return _delivered(exchange, [message for message in messages if message], by)


def _deliver_file(file: ExchangeFile, transport: Transport) -> Delivery:
    again = file.attempted_at is not None
    if not again:
        _attempting(file, True)
    result = transport.deliver(file.name, blobs.get(file.blob), again=again)
    if result.udfald is Udfald.UKLAR:
        raise Uklar(delivery=result, reason="partneren svarede ikke")
    with transaction.atomic():
        file.place, file.attempted_at = result.place[:500], None
        file.reply = keys.seal(result.reply) if result.reply else None
        if result.udfald is not Udfald.VENTER:
            file.delivered_at = result.when
            file.taken_at = result.when if result.udfald is Udfald.TAGET else None
        file.save(update_fields=["place", "attempted_at", "reply", "delivered_at", "taken_at"])
    return result


def _attempting(file: ExchangeFile, begun: bool) -> None:
    """Write, in a transaction of its own, that an attempt has begun or that it certainly came to nothing."""
    file.attempted_at = timezone.now() if begun else None
    file.save(update_fields=["attempted_at"])


def _failed(exchange: Exchange, file: ExchangeFile, error: TransportError, by: str) -> None:
    """Write what is certain after a failure. Unless it is unclear, nothing of this file was delivered."""
    if isinstance(error, Uklar):
        journal.move(exchange, State.UKLAR, by, fields={"note": str(error)}, fil=file.name, fejl=str(error))
        return
    with transaction.atomic():
        _attempting(file, False)
        some = exchange.files.exclude(delivered_at=None).exists()
        to = State.AFSENDES if some else State.GODKENDT
        journal.move(exchange, to, by, "aflevering mislykket", fields={"note": str(error)}, fil=file.name, fejl=str(error))


def _delivered(exchange: Exchange, messages: list[str], by: str) -> State:
    files = list(exchange.files.all())
    if any(file.delivered_at is None for file in files):
        to = State.VENTER
    elif all(file.taken_at for file in files):
        to = State.TAGET
    else:
        to = State.AFSENDT
    places = {file.name: file.place for file in files}
    journal.move(exchange, to, by, fields={"note": " ".join(messages)}, steder=places)
    return to


def delivered_by_hand(exchange: Exchange, by: str, receipt: str) -> None:
    """An operator has carried the files to the portal (or made sure that the partner has them, when it was unclear)."""
    with transaction.atomic():
        now = timezone.now()
        exchange.files.filter(delivered_at=None).update(delivered_at=now, attempted_at=None)
        journal.move(exchange, State.AFSENDT, by, "afleveret med hånden", fields={"note": receipt}, kvittering=receipt)


def look(exchange: Exchange, by: str, route: Route) -> State:
    """See whether the partner has taken the files; a file that is gone was taken. Raises TransportError."""
    if exchange.state != State.AFSENDT:
        return State(exchange.state)
    changed = []
    for file in exchange.files.filter(taken_at=None).select_related("blob"):
        assert file.delivered_at is not None  # noqa: S101 (an exchange is afsendt only when every file is delivered)
        delivery = Delivery(file.name, file.blob_id, file.blob.size, file.place, file.delivered_at, Udfald.AFLEVERET)
        found = route(file).verify(delivery)
        if found is Tilstand.TAGET:
            file.taken_at = timezone.now()
            file.save(update_fields=["taken_at"])
        elif found is Tilstand.AENDRET:
            changed.append(file.name)
    if changed:
        sentence = f"{', '.join(changed)} ligger hos modtageren med andet indhold end det, der blev afleveret. Ring til modtageren."
        if exchange.note != sentence:
            with transaction.atomic():
                Exchange.objects.filter(pk=exchange.pk).update(note=sentence)
                audit.record("ændret hos modtageren", by, exchange, filer=changed)
    if not exchange.files.filter(taken_at=None).exists():
        journal.move(exchange, State.TAGET, by)
    return State(exchange.state)


def acknowledge(exchange: Exchange, by: str, receipt: str) -> None:
    """The partner has confirmed it."""
    journal.move(exchange, State.KVITTERET, by, fields={"note": receipt}, kvittering=receipt)


def resend(exchange: Exchange, by: str, route: Route, reason: str) -> State:
    """Send the identical bytes once more, because somebody has decided to.

    Only what was sent or is unclear can be sent again; money only by another than who built it. Raises TwoPeopleError,
    IllegalTransitionError, TransportError.
    """
    with exclusive(f"aflever {exchange.pk}"), transaction.atomic():
        current = journal.locked(exchange)
        if current.money and current.created_by == by:
            raise TwoPeopleError(current.pk, current.created_by)
        if current.state not in (State.AFSENDT, State.TAGET, State.UKLAR):
            raise IllegalTransitionError(current.pk, State(current.state), State.AFSENDES)
        exchange.files.update(delivered_at=None, taken_at=None, attempted_at=None)
        audit.record("sendes igen", by, exchange, grund=reason)
    return deliver(exchange, by, route)
