"""The way in: receive → read → apply, and apply again.

Receiving stores the bytes and one exchange per interface and SHA-256; only after that is committed may the remote file be moved
(the transport's `settle`). Applying is one transaction that locks the exchange first, so that a crash, a resend or a second
worker changes nothing twice. What cannot be applied is kept with every reason: the whole file, or in an interface with a quarantine
the lines that are wrong (`quarantine.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from snitflade.exchange import audit, blobs, journal, quarantine
from snitflade.exchange.catalogue import Applied, Interface, MissingInterfaceError
from snitflade.exchange.models import Arrival, Direction, Exchange, ExchangeFile
from snitflade.exchange.states import State
from snitflade.exchange.transports.port import shown_name
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_cpr

FIL_TOM = ProblemKind("FIL_UDEN_INDHOLD", "Filen {name} er tom (0 bytes).")
FIL_IKKE_TAGET = ProblemKind("FIL_IKKE_TAGET", "{grund}")


@dataclass(frozen=True, slots=True)
class Received:
    """What became of bytes that came in. `new` is False for bytes that had come before."""

    exchange: Exchange
    arrival: Arrival
    new: bool


def receive(
    interface: Interface, name: str, data: bytes, by: str, *, origin: str = "", kommune: str = "", mark: str = ""
) -> Received:
    """Keep `data` as an exchange of `interface`. The same bytes again, under whatever name, are the same exchange.

    `origin` and `mark` say where it lay and which one it was (`models.Arrival`); what is fetched again from there, because the
    partner's side could not be told that we have it, is the same arrival. Raises MissingInterfaceError for an interface that
    takes nothing, OSError when the disk refuses; then nothing is kept and the remote file must stay where it is.
    """
    if interface.apply is None:
        raise MissingInterfaceError(interface.row)
    sha256 = hashlib.sha256(data).hexdigest()
    came = {"name": shown_name(name)[:255], "origin": shown_name(origin)[:500], "mark": mark[:200]}
    try:
        with transaction.atomic():
            exchange = _first_arrival(interface, came["name"], data, sha256, by, kommune)
            arrival = Arrival.objects.create(exchange=exchange, by=by, **came)
            audit.record("modtaget", by, exchange, fil=mask_cpr(came["name"]), sha256=sha256, bytes=len(data))
        return Received(exchange, arrival, new=True)
    except IntegrityError:
        exchange = Exchange.objects.get(interface=interface.id, key=sha256)
    unsettled = exchange.arrivals.filter(settled_at=None, **came).first() if mark else None
    if unsettled is not None:
        return Received(exchange, unsettled, new=False)
    with transaction.atomic():
        arrival = Arrival.objects.create(exchange=exchange, by=by, **came)
        audit.record("dublet", by, exchange, fil=mask_cpr(came["name"]), sha256=sha256)
    return Received(exchange, arrival, new=False)


def _first_arrival(interface: Interface, name: str, data: bytes, sha256: str, by: str, kommune: str) -> Exchange:
    """The new exchange. Raises IntegrityError when the bytes had come before."""
    exchange = Exchange.objects.create(
        interface=interface.id,
        key=sha256,
        direction=Direction.IND,
        state=State.MODTAGET,
        kommune=kommune,
        money=False,
        created_by=by,
    )
    format = next(iter(interface.formats), "")
    ExchangeFile.objects.create(exchange=exchange, number=1, name=name, format=format, blob=blobs.put(data))
    return exchange


def refuse(exchange: Exchange, by: str, reason: str) -> None:
    """Keep an exchange as refused without reading it, for a `reason` in words: its transport would not take it."""
    problems = Problems()
    problems.add(FIL_IKKE_TAGET, grund=reason)
    _refuse(exchange, problems, by)


def apply(exchange: Exchange, interface: Interface, by: str) -> Problems:
    """Read the exchange's bytes and apply them; gives every problem. Applying again what is applied does nothing.

    The exchange ends ``anvendt``, ``karantaene`` (some lines set aside) or ``afvist`` (nothing changed). With lines in quarantine
    their corrected versions stand in the place of what came.
    Raises IllegalTransitionError, BlobLostError, NoKeyFitsError.
    """
    if interface.read is None or interface.apply is None:
        raise MissingInterfaceError(interface.row)
    seen = State(journal.get(exchange.pk).state)
    if seen == State.ANVENDT:
        return Problems()
    file = exchange.files.select_related("blob").get()
    data = blobs.get(file.blob)
    if seen == State.KARANTAENE:
        data = quarantine.corrected(exchange, data)
    problems = Problems()
    if not data:
        problems.add(FIL_TOM, name=file.name)
    content = interface.read(data, file.name, problems) if data else None
    try:
        with transaction.atomic():
            before = State(journal.locked(exchange).state)
            if before == State.ANVENDT:  # somebody else was faster
                return Problems()
            quarantine.refuse_whole(interface, data, problems)
            applied = interface.apply(exchange, content, problems)
            aside = quarantine.aside(exchange, interface, applied.set_aside, data, problems, first=before != State.KARANTAENE)
            if aside or before == State.KARANTAENE:
                quarantine.keep(exchange, aside, data)
            _finish(exchange, applied, aside, problems, by)
    except ProblemsError as error:
        if error.problems is not problems:
            problems.extend(error.problems)
        _refuse(exchange, problems, by)
    return problems


def _refuse(exchange: Exchange, problems: Problems, by: str) -> None:
    """Keep why nothing was applied now. What was applied before stays so, and so do its lines in quarantine."""
    with transaction.atomic():
        before = State(journal.locked(exchange).state)
        if before == State.ANVENDT:  # somebody else was luckier
            return
        to, event = (State.KARANTAENE, "rettede linjer afvist") if before == State.KARANTAENE else (State.AFVIST, "")
        journal.keep_problems(exchange, problems)
        journal.move(exchange, to, by, event, fejl=problems.errors, koder=sorted(problems.codes))


def _finish(exchange: Exchange, applied: Applied, aside: Mapping[int, str], problems: Problems, by: str) -> None:
    journal.keep_problems(exchange, problems)
    fields: dict[str, Any] = {
        "totals": dict(applied.totals),
        "sheet": [[title, [list(line) for line in rows]] for title, rows in applied.sheet],
    }
    to = State.KARANTAENE if aside else State.ANVENDT
    journal.move(exchange, to, by, fields=fields, totaler=fields["totals"], linjer_i_karantaene=len(aside))
