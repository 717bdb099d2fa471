"""The last part of the way out: deliver → (taken) → acknowledge; and what happens when nobody knows.

Before the first byte of a file leaves, the attempt stands in the database. So after a crash the next attempt knows that there
was one, and only looks (`Transport.deliver` with ``again=True``) instead of sending twice. What is certain is written file by
file; the exchange is ``afsendt`` when all its files are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from snitflade.exchange import answers, audit, blobs, journal, keys, leaving
from snitflade.exchange.backup import hold
from snitflade.exchange.leaving import MayNotLeaveError
from snitflade.exchange.locks import BusyError, exclusive
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.exchange.states import IllegalTransitionError, State, TwoPeopleError
from snitflade.exchange.transports.errors import TransportError, Uklar
from snitflade.exchange.transports.port import Delivery, Tilstand, Transport, Udfald
from snitflade.formats.problems import mask_cpr

Route = Callable[[ExchangeFile], Transport]
"""The transport that a file goes by."""

GONE = (State.VENTER, State.AFSENDT, State.TAGET, State.KVITTERET)
"""States in which there is nothing left to deliver."""


class SentSinceError(BusyError):
    """Den er forsøgt sendt, siden du så den. Se, hvad der kom ud af det, før du sender den igen."""


def deliver(exchange: Exchange, by: str, route: Route) -> State:
    """Deliver what is approved, or go on where an attempt was broken off; gives the state it came to.

    What has been delivered is left alone. Raises TransportError when a file could not be delivered, and whatever kept it from
    being read or its connection from being found: the state then says what is certain (``godkendt`` when nothing left,
    ``afsendes`` when some files did, ``uklar`` when nobody knows) and `Exchange.note` why. Raises IllegalTransitionError,
    MayNotLeaveError when its interface does not let it go now, and BusyError when it is being delivered by somebody else this very
    moment.
    """
    with _alone(exchange):
        return State(exchange.state) if exchange.state in GONE else _deliver(exchange, by, route)


@contextmanager
def _alone(exchange: Exchange) -> Iterator[None]:
    """Work on what of the exchange lies at the partner as the only one, and on how it now is. Raises BusyError."""
    with exclusive(f"aflever {exchange.pk}"):
        exchange.refresh_from_db()
        yield


def _let_go(exchange: Exchange) -> None:
    """Raises MayNotLeaveError, and keeps why, when it is held after a restoration, or nothing has left yet and the interface does
    not let it go now."""
    try:
        hold.check(exchange)
        if exchange.state == State.GODKENDT:
            leaving.check(exchange)
    except MayNotLeaveError as error:
        Exchange.objects.filter(pk=exchange.pk).update(note=str(error))
        raise


def _deliver(exchange: Exchange, by: str, route: Route) -> State:
    _let_go(exchange)
    journal.move(
        exchange, State.AFSENDES, by, fields={"attempts": exchange.attempts + 1, "note": ""}, forsoeg=exchange.attempts + 1
    )
    messages = []
    for file in exchange.files.filter(delivered_at=None).select_related("blob"):
        try:
            transport, data = route(file), blobs.get(file.blob)
        except Exception as error:  # whatever it was, this attempt sent nothing of this file
            _stopped(exchange, file, error, by)
            raise
        again = file.attempted_at is not None
        try:
            result = _deliver_file(file, data, transport, again)
        except TransportError as error:
            _failed(exchange, file, error, by, again)
            raise
        messages.append(result.message)
    return _delivered(exchange, [message for message in messages if message], by)


def _deliver_file(file: ExchangeFile, data: bytes, transport: Transport, again: bool) -> Delivery:
    if not again:
        _attempting(file, True)
    result = transport.deliver(file.name, data, again=again)
    if result.udfald is Udfald.UKLAR:
        raise Uklar(delivery=result, reason="partneren svarede ikke")
    file.place, file.attempted_at = result.place[:500], None
    file.reply = keys.seal(result.reply) if result.reply else None
    if result.udfald is not Udfald.VENTER:
        file.delivered_at = result.when
        file.taken_at = result.when if result.udfald is Udfald.TAGET else None
    fields = ["place", "attempted_at", "reply", "delivered_at", "taken_at"]
    answers.keep(file, result.reply, lambda: file.save(update_fields=fields))
    return result


def _attempting(file: ExchangeFile, begun: bool) -> None:
    """Write, in a transaction of its own, that an attempt has begun or that it certainly came to nothing."""
    file.attempted_at = timezone.now() if begun else None
    file.save(update_fields=["attempted_at"])


def _failed(exchange: Exchange, file: ExchangeFile, error: TransportError, by: str, again: bool) -> None:
    """Write what is certain after a failure. Unless it is unclear, this attempt delivered nothing of the file.

    That says nothing of an attempt before it (`again`) whose result is still not known: the next one must go on looking.
    """
    if isinstance(error, Uklar):
        journal.move(exchange, State.UKLAR, by, fields={"note": str(error)}, fil=file.name, fejl=str(error))
        return
    with transaction.atomic():
        if not again:
            _attempting(file, False)
        _stopped(exchange, file, error, by)


def _stopped(exchange: Exchange, file: ExchangeFile, error: Exception, by: str) -> None:
    """Write why it went no further; back to ``godkendt`` unless something has left, or an earlier attempt may have got through."""
    left = Q(delivered_at__isnull=False) | Q(attempted_at__isnull=False)
    some = exchange.sent_at is not None or exchange.files.filter(left).exists()
    to, said = State.AFSENDES if some else State.GODKENDT, mask_cpr(str(error))
    journal.move(exchange, to, by, "aflevering mislykket", fields={"note": said}, fil=file.name, fejl=said)


def _delivered(exchange: Exchange, messages: list[str], by: str) -> State:
    files = list(exchange.files.all())
    if any(file.delivered_at is None for file in files):
        to = State.VENTER
    elif all(file.taken_at for file in files):
        to = State.TAGET
    else:
        to = State.AFSENDT
    places = {file.name: file.place for file in files}
    fields = {"note": " ".join(messages)} | ({} if to == State.VENTER else _sent(exchange))
    journal.move(exchange, to, by, fields=fields, steder=places)
    answers.acknowledged(exchange, by)
    return State(exchange.state)


def _sent(exchange: Exchange) -> dict[str, dt.datetime]:
    return {"sent_at": exchange.sent_at or timezone.now()}


def unclear(exchange: Exchange) -> tuple[list[ExchangeFile], list[ExchangeFile]]:
    """The files nobody knows about, and those that no attempt was made with since."""
    waiting = list(exchange.files.filter(delivered_at=None))
    return [file for file in waiting if file.attempted_at], [file for file in waiting if not file.attempted_at]


def delivered_by_hand(exchange: Exchange, by: str, receipt: str, *, everything: bool = False) -> State:
    """An operator has carried the files to the portal (or made sure that the partner has them, when it was unclear, or the
    installation was restored since); gives the state it came to.

    What is unclear is one file, and what comes after it was never tried: that the partner has the one says nothing of the others.
    So they go out now (``afsendes``: `tasks.deliver_later`), unless `everything` says that all have been carried. Raises
    IllegalTransitionError, and BusyError while they are being delivered.
    """
    with _alone(exchange), transaction.atomic():
        if exchange.state == State.AFSENDES and not hold.holds(exchange):
            raise IllegalTransitionError(exchange.pk, State.AFSENDES, State.AFSENDT)
        asked, others = unclear(exchange)
        some = exchange.state == State.UKLAR and bool(asked) and bool(others) and not everything
        there = asked if some else asked + others
        exchange.files.filter(pk__in=[file.pk for file in there]).update(delivered_at=timezone.now(), attempted_at=None)
        to = State.AFSENDES if some else State.AFSENDT
        fields = {"note": receipt} | ({} if some else _sent(exchange))
        names = [file.name for file in there]
        event = "fundet hos modtageren" if some else "afleveret med hånden"
        journal.move(exchange, to, by, event, fields=fields, kvittering=receipt, filer=names)
    return State(exchange.state)


def fetched(file: ExchangeFile, by: str) -> State:
    """The partner is given an approved file that it fetches itself: with the last of them the exchange is sent.

    Only for files that go no other way. What has been sent is left alone; gives the state it came to. Raises
    IllegalTransitionError, MayNotLeaveError, and BusyError while it is being delivered.
    """
    exchange = file.exchange
    with _alone(exchange), transaction.atomic():
        if exchange.state in (State.AFSENDT, State.TAGET, State.KVITTERET):
            return State(exchange.state)
        if exchange.state != State.GODKENDT:
            raise IllegalTransitionError(exchange.pk, State(exchange.state), State.AFSENDT)
        hold.check(exchange)
        leaving.check(exchange)
        place = f"hentet af {by}"
        exchange.files.filter(pk=file.pk, delivered_at=None).update(delivered_at=timezone.now(), attempted_at=None, place=place)
        if not exchange.files.filter(delivered_at=None).exists():
            journal.move(exchange, State.AFSENDT, by, "hentet", fields=_sent(exchange))
    return State(exchange.state)


def look(exchange: Exchange, by: str, route: Route) -> State:
    """See whether the partner has taken the files; a file that is gone was taken. Answers that could not be read are read again.
    Raises TransportError, BusyError."""
    with _alone(exchange):
        if exchange.state in (State.AFSENDT, State.TAGET):
            answers.read_again(exchange)
            answers.acknowledged(exchange, by)
        return _look(exchange, by, route) if exchange.state == State.AFSENDT else State(exchange.state)


def _look(exchange: Exchange, by: str, route: Route) -> State:
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
    """Send the identical bytes once more, because somebody has decided to (`put_back`), and wait for it.

    Raises what `put_back` and `deliver` raise.
    """
    put_back(exchange, by, reason, attempts=exchange.attempts)
    return deliver(exchange, by, route)


def put_back(exchange: Exchange, by: str, reason: str, *, attempts: int) -> None:
    """Decide that the identical bytes go out once more: all files of what was sent, or those that are unclear. Then `deliver` it.

    `attempts` is how many there were when whoever decides saw it: what has been sent since is not sent once more by the same
    decision. Only what was sent or is unclear can be sent again; what needs two people only by another than who built it. Raises
    TwoPeopleError, IllegalTransitionError, BlobLostError, MayNotLeaveError, SentSinceError when there have been more attempts, and
    BusyError while one is under way.
    """
    with _alone(exchange), transaction.atomic():
        if exchange.needs_two and exchange.created_by == by:
            raise TwoPeopleError(exchange.pk, exchange.created_by)
        if exchange.state not in (State.AFSENDT, State.TAGET, State.UKLAR):
            raise IllegalTransitionError(exchange.pk, State(exchange.state), State.AFSENDES)
        if exchange.attempts != attempts:
            raise SentSinceError
        hold.check(exchange)
        leaving.check(exchange)
        files = exchange.files.filter(delivered_at=None) if exchange.state == State.UKLAR else exchange.files.all()
        for file in files.select_related("blob"):
            blobs.get(file.blob)  # what cannot be sent again must not look as if it were about to be
        files.update(delivered_at=None, taken_at=None, attempted_at=None, answered_at=None, receipt="")
        # In the same transaction: were the files put back and the state left, nobody would ever send them.
        journal.move(exchange, State.AFSENDES, by, "sendes igen", grund=reason)
