"""The way in: receive → read → apply, and apply again.

Receiving stores the bytes and one exchange per interface and SHA-256; only after that is committed may the remote file be moved
(the transport's `settle`). Applying is one transaction that locks the exchange first, so that a crash, a resend or a second
worker changes nothing twice. What cannot be applied is kept with every reason.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from snitflade.exchange import audit, blobs, journal, keys
from snitflade.exchange.catalogue import Applied, Interface, MissingInterfaceError
from snitflade.exchange.models import Arrival, Direction, Exchange, ExchangeFile, QuarantinedLine
from snitflade.exchange.states import State
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

FIL_TOM = ProblemKind("FIL_UDEN_INDHOLD", "Filen {name} er tom (0 bytes).")


@dataclass(frozen=True, slots=True)
class Received:
    """What became of bytes that came in. `new` is False for bytes that had come before."""

    exchange: Exchange
    new: bool


def receive(interface: Interface, name: str, data: bytes, by: str, *, origin: str = "", kommune: str = "") -> Received:
    """Keep `data` as an exchange of `interface`. The same bytes again, under whatever name, are the same exchange.

    Raises MissingInterfaceError for an interface that takes nothing, OSError when the disk refuses; then nothing is kept and
    the remote file must stay where it is.
    """
    if interface.apply is None:
        raise MissingInterfaceError(interface.row)
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        with transaction.atomic():
            exchange = _first_arrival(interface, name, data, sha256, by, kommune)
            Arrival.objects.create(exchange=exchange, name=name[:255], origin=origin[:500], by=by)
            audit.record("modtaget", by, exchange, fil=name, sha256=sha256, bytes=len(data))
        return Received(exchange, new=True)
    except IntegrityError:
        exchange = Exchange.objects.get(interface=interface.id, key=sha256)
    with transaction.atomic():
        Arrival.objects.create(exchange=exchange, name=name[:255], origin=origin[:500], by=by)
        audit.record("dublet", by, exchange, fil=name, sha256=sha256)
    return Received(exchange, new=False)


def _first_arrival(interface: Interface, name: str, data: bytes, sha256: str, by: str, kommune: str) -> Exchange:
    """The new exchange. Raises IntegrityError when the bytes had come before."""
    blob = blobs.put(data)
    exchange = Exchange.objects.create(
        interface=interface.id,
        key=sha256,
        direction=Direction.IND,
        state=State.MODTAGET,
        kommune=kommune,
        money=False,
        created_by=by,
    )
    ExchangeFile.objects.create(exchange=exchange, number=1, name=name[:255], format=next(iter(interface.formats), ""), blob=blob)
    return exchange


def apply(exchange: Exchange, interface: Interface, by: str) -> Problems:
    """Read the exchange's bytes and apply them; gives every problem. Applying again what is applied does nothing.

    The exchange ends ``anvendt``, ``karantaene`` (some lines set aside) or ``afvist`` (nothing changed).
    Raises IllegalTransitionError, BlobLostError, NoKeyFitsError.
    """
    if interface.read is None or interface.apply is None:
        raise MissingInterfaceError(interface.row)
    if journal.get(exchange.pk).state == State.ANVENDT:
        return Problems()
    file = exchange.files.get()
    data = blobs.get(file.blob)
    problems = Problems()
    if not data:
        problems.add(FIL_TOM, name=file.name)
    content = interface.read(data, file.name, problems) if data else None
    if problems.errors and not interface.quarantine:
        _refuse(exchange, problems, by)
        return problems
    try:
        with transaction.atomic():
            if journal.locked(exchange).state == State.ANVENDT:  # somebody else was faster
                return Problems()
            applied = interface.apply(exchange, content, problems)
            if applied.set_aside and not interface.quarantine:
                raise ProblemsError(problems)
            _finish(exchange, applied, data, problems, by)
    except ProblemsError as error:
        if error.problems is not problems:
            problems.extend(error.problems)
        _refuse(exchange, problems, by)
    return problems


def _refuse(exchange: Exchange, problems: Problems, by: str) -> None:
    with transaction.atomic():
        journal.keep_problems(exchange, problems)
        journal.move(exchange, State.AFVIST, by, fejl=problems.errors, koder=sorted(problems.codes))


def _finish(exchange: Exchange, applied: Applied, data: bytes, problems: Problems, by: str) -> None:
    lines = data.split(b"\n")
    for number, reason in applied.set_aside.items():
        raw = lines[number - 1] if number <= len(lines) else b""
        QuarantinedLine.objects.get_or_create(exchange=exchange, line=number, defaults={"sealed": keys.seal(raw), "reason": reason})
    journal.keep_problems(exchange, problems)
    fields: dict[str, Any] = {
        "totals": dict(applied.totals),
        "sheet": [[title, [list(line) for line in rows]] for title, rows in applied.sheet],
    }
    to = State.KARANTAENE if applied.set_aside else State.ANVENDT
    journal.move(exchange, to, by, fields=fields, totaler=fields["totals"], linjer_i_karantaene=len(applied.set_aside))


def correct(line: QuarantinedLine, text: bytes, by: str) -> None:
    """Keep an operator's corrected version of a line that was set aside; `apply_corrected` uses it."""
    with transaction.atomic():
        line.corrected, line.corrected_by = keys.seal(text), by
        line.save(update_fields=["corrected", "corrected_by"])
        audit.record("linje rettet", by, line.exchange, linje=line.line)


def apply_corrected(exchange: Exchange, interface: Interface, by: str) -> Problems:
    """Apply the corrected lines of an exchange, those alone; lines that are still wrong stay in quarantine.

    The file's other lines were applied before; `Interface.apply` gets the corrected ones as a file of their own.
    """
    if interface.read is None or interface.apply is None:
        raise MissingInterfaceError(interface.row)
    problems = Problems()
    with transaction.atomic():
        journal.locked(exchange)
        waiting = list(exchange.quarantine.filter(applied_at=None).exclude(corrected=None))
        if not waiting:
            return problems
        data = b"\r\n".join(keys.unseal(bytes(line.corrected or b"")).rstrip(b"\r\n") for line in waiting) + b"\r\n"
        content = interface.read(data, exchange.files.get().name, problems)
        applied = interface.apply(exchange, content, problems)
        for number, line in enumerate(waiting, start=1):
            if number in applied.set_aside:
                line.reason = applied.set_aside[number]
                line.corrected = None
            else:
                line.applied_at = timezone.now()
            line.save(update_fields=["reason", "corrected", "applied_at"])
        left = exchange.quarantine.filter(applied_at=None).count()
        to = State.KARANTAENE if left else State.ANVENDT
        journal.move(exchange, to, by, "rettede linjer anvendt", linjer=len(waiting), tilbage=left)
    return problems
