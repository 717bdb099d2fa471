"""The way in: receive → read → apply, and apply again.

Receiving stores the bytes and one exchange per interface and SHA-256; only after that is committed may the remote file be moved
(the transport's `settle`). Applying is one transaction (or one per part, `Interface.parts`) that locks the exchange first, so that
a crash, a resend or a second worker changes nothing twice. What cannot be applied is kept with every reason: the whole file, or in
an interface with a quarantine the lines that are wrong (`setting_aside`). What cannot be applied yet waits (`waiting`).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from snitflade.exchange import audit, blobs, journal, quarantine, setting_aside
from snitflade.exchange.catalogue import Applied, Aside, Hold, Interface, MissingInterfaceError
from snitflade.exchange.engine import report_progress
from snitflade.exchange.locks import exclusive
from snitflade.exchange.models import Arrival, Direction, Exchange, ExchangeFile
from snitflade.exchange.states import State
from snitflade.exchange.transports.port import shown_name
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError, mask_cpr

FIL_TOM = ProblemKind("FIL_UDEN_INDHOLD", "Filen {name} er tom (0 bytes).", spec="FIL_TOM")
FIL_GENKENDES_IKKE = ProblemKind(
    "FIL_GENKENDES_IKKE",
    "Filen {name} er ingen af dem, snitfladen tager ({formater}). Er den kommet til den rigtige snitflade? "
    "Spørg den, der sendte den.",
)
FIL_IKKE_TAGET = ProblemKind("FIL_IKKE_TAGET", "{grund}")
PATIENCE = 15.0
"""Seconds to wait for another file of the interface to be applied, before whoever asks is told that it is busy."""

log = logging.getLogger("snitflade.exchange")


@dataclass(frozen=True, slots=True)
class Received:
    """What became of bytes that came in. `new` is False for bytes that had come before."""

    exchange: Exchange
    arrival: Arrival
    new: bool


def receive(
    interface: Interface,
    name: str,
    data: bytes,
    by: str,
    *,
    origin: str = "",
    kommune: str = "",
    mark: str = "",
    settled: bool = False,
    anew: bool = False,
) -> Received:
    """Keep `data` as an exchange of `interface`. The same bytes again, under whatever name, are the same exchange, unless they say
    that things are `anew` what they once were: rows read over a link that have changed and changed back.

    `origin` and `mark` say where it lay and which one it was (`models.Arrival`); what is fetched again from there, because the
    partner's side could not be told that we have it, is the same arrival; `settled`: there is nobody to be told. Raises
    MissingInterfaceError for an interface that takes nothing, OSError when the disk refuses; then nothing is kept and the remote
    file must stay where it is.
    """
    if interface.apply is None:
        raise MissingInterfaceError(interface.row)
    sha256 = hashlib.sha256(data).hexdigest()
    key = _new_key(interface, sha256) if anew else sha256
    told = timezone.now() if settled else None
    came = {"name": shown_name(name)[:255], "origin": shown_name(origin)[:500], "mark": mark[:200]}
    try:
        with transaction.atomic():
            exchange = _first_arrival(interface, came["name"], data, key, by, kommune)
            arrival = Arrival.objects.create(exchange=exchange, by=by, settled_at=told, **came)
            audit.record("modtaget", by, exchange, fil=mask_cpr(came["name"]), sha256=sha256, bytes=len(data))
        return Received(exchange, arrival, new=True)
    except IntegrityError:
        exchange = Exchange.objects.get(interface=interface.id, key=key)
    unsettled = exchange.arrivals.filter(settled_at=None, **came).first() if mark else None
    if unsettled is not None:
        return Received(exchange, unsettled, new=False)
    with transaction.atomic():
        arrival = Arrival.objects.create(exchange=exchange, by=by, settled_at=told, **came)
        audit.record("dublet", by, exchange, fil=mask_cpr(came["name"]), sha256=sha256)
    return Received(exchange, arrival, new=False)


def _new_key(interface: Interface, sha256: str) -> str:
    """The hash, with a number from the second time on."""
    times = Exchange.objects.filter(interface=interface.id, key__startswith=sha256).count()
    return f"{sha256}{journal.AGAIN}{times + 1}" if times else sha256


def _first_arrival(interface: Interface, name: str, data: bytes, key: str, by: str, kommune: str) -> Exchange:
    """The new exchange. Raises IntegrityError when the bytes had come before."""
    exchange = Exchange.objects.create(
        interface=interface.id,
        key=key,
        direction=Direction.IND,
        state=State.MODTAGET,
        kommune=kommune,
        needs_two=False,
        created_by=by,
        order=said(interface.order, name, data)[:80] if interface.order else "",
    )
    format = said(interface.recognise, name, data) if interface.recognise else next(iter(interface.formats), "")
    ExchangeFile.objects.create(exchange=exchange, number=1, name=name, format=format, blob=blobs.put(data))
    return exchange


def said(ask: Callable[[bytes, str], str], name: str, data: bytes) -> str:
    """What the interface says of the bytes. Whatever is wrong with its function, they are kept; where there is no memory to ask in,
    nothing is known, and they are not. Raises MemoryError."""
    try:
        return ask(data, name)
    except MemoryError:
        raise
    except Exception:
        log.exception("%s broke", getattr(ask, "__qualname__", ask))
        return ""


def refuse(exchange: Exchange, by: str, reason: str) -> None:
    """Keep an exchange as refused without reading it, for a `reason` in words: its transport would not take it."""
    problems = Problems()
    problems.add(FIL_IKKE_TAGET, grund=reason)
    _refuse(exchange, problems, by)


@contextmanager
def turn(interface: Interface) -> Iterator[None]:
    """Be the only one who applies files of an interface where they go one at a time. Raises BusyError."""
    if not interface.in_order:
        yield
        return
    with exclusive(f"anvend {interface.id}", wait=PATIENCE):
        yield


def apply(exchange: Exchange, interface: Interface, by: str) -> Problems:
    """Read the exchange's bytes and apply them; gives every problem. Applying again what is applied does nothing.

    The exchange ends ``anvendt``, ``karantaene`` (some lines set aside), ``afvist`` (nothing changed) or ``holdt`` (nothing changed
    yet; its note says what is missing). With lines in quarantine their corrected versions stand in the place of what came. What it
    held up is tried by `waiting`. Raises IllegalTransitionError, BlobLostError, NoKeyFitsError, and BusyError while another file of
    an interface in order is being applied.
    """
    with turn(interface):
        return apply_in_turn(exchange, interface, by)


def apply_in_turn(exchange: Exchange, interface: Interface, by: str) -> Problems:
    """The same for whoever has the `turn`."""
    if interface.read is None or interface.apply is None:
        raise MissingInterfaceError(interface.row)
    if journal.get(exchange.pk).state == State.ANVENDT:
        return Problems()
    file = exchange.files.select_related("blob").get()
    data = quarantine.corrected(exchange, blobs.get(file.blob))
    work = _Application(exchange, interface, by, data)
    if not data:
        work.problems.add(FIL_TOM, name=file.name)
    elif interface.formats and (not file.format if interface.recognise else file.format not in interface.formats):
        work.problems.add(FIL_GENKENDES_IKKE, name=file.name, formater=", ".join(interface.formats))
    else:
        work.content = interface.read(data, file.name, work.problems)
    try:
        work.run()
    except Hold as hold:
        _hold(exchange, str(hold), by)
    except ProblemsError as error:
        if error.problems is not work.problems:
            work.problems.extend(error.problems)
        _refuse(exchange, work.problems, by)
    return work.problems


@dataclass(slots=True)
class _Application:
    """One application of a file, part by part. A file in one part is one transaction."""

    exchange: Exchange
    interface: Interface
    by: str
    data: bytes
    content: Any = None
    problems: Problems = field(default_factory=Problems)
    again: list[Aside] = field(default_factory=list)
    """Of a file that is applied again: the entries that still cannot be, of all parts so far."""

    def run(self) -> None:
        """Apply what is left. Raises ProblemsError, Hold."""
        setting_aside.refuse_whole(self.interface, self.data, self.problems)
        total = self.interface.parts(self.exchange, self.content) if self.interface.parts else 1
        part: int | None = None
        while part is None or part < total:
            part = self._part(part, total)
            if total > 1:
                report_progress(min(part, total), total, f"Del {part} af {total} er anvendt")

    def _part(self, part: int | None, total: int) -> int:
        """Apply one part; gives the next one. A file that is applied again begins with the first, others where they came to."""
        with transaction.atomic():
            row = journal.locked(self.exchange)
            before = State(row.state)
            if before == State.ANVENDT:  # somebody else was faster
                return total
            again = before == State.KARANTAENE
            if part is None or not again:
                part = row.parts_done if not again and row.parts == total and row.parts_done < total else 0
            count = len(self.problems)
            applied = self._applied(part)
            totals = dict(applied.totals)
            if part:
                totals = {name: row.totals.get(name, 0) + totals.get(name, 0) for name in {**row.totals, **totals}}
            last = part + 1 == total
            self._set_aside(applied, again=again, last=last, whole=total == 1)
            if part:
                journal.add_problems(self.exchange, islice(self.problems, count, None))
            else:
                journal.keep_problems(self.exchange, self.problems)
            fields: dict[str, Any] = {"totals": totals, "parts": total, "parts_done": part + 1}
            if last:
                _finish(self.exchange, applied, fields, self.by)
            else:
                Exchange.objects.filter(pk=self.exchange.pk).update(**fields)
                audit.record("del anvendt", self.by, self.exchange, nummer=part + 1, af=total, totaler=totals)
        return part + 1

    def _applied(self, part: int) -> Applied:
        assert self.interface.apply is not None  # noqa: S101 (`apply_in_turn` has looked)
        arguments = (self.exchange, self.content, self.problems)
        if self.interface.parts is None:
            return self.interface.apply(*arguments)
        if not part:
            return self.interface.apply(*arguments, part)
        try:
            applied = self.interface.apply(*arguments, part)
            setting_aside.refuse_whole(self.interface, self.data, self.problems)
        except ProblemsError as error:  # what came before it is committed, so the file cannot be refused any more
            raise Hold(
                f"De første {part} dele af filen er anvendt, men den næste kan ikke: {error} Ret årsagen, og prøv igen."
            ) from error
        return applied

    def _set_aside(self, applied: Applied, *, again: bool, last: bool, whole: bool) -> None:
        if not again:
            found = setting_aside.entries(self.interface, applied, self.data, self.problems, whole=whole)
            setting_aside.keep(self.exchange, self.interface, found, self.data, others_applied=False)
            return
        self.again += setting_aside.still(self.exchange, self.interface, applied, self.data, self.problems)
        if last:
            setting_aside.keep(self.exchange, self.interface, self.again, self.data, others_applied=True)


def _refuse(exchange: Exchange, problems: Problems, by: str) -> None:
    """Keep why nothing was applied now. What was applied before stays so, and so do its lines in quarantine."""
    with transaction.atomic():
        before = State(journal.locked(exchange).state)
        if before == State.ANVENDT:  # somebody else was luckier
            return
        to, event = (State.KARANTAENE, "rettede linjer afvist") if before == State.KARANTAENE else (State.AFVIST, "")
        journal.keep_problems(exchange, problems)
        fields = {"note": ""}
        journal.move(exchange, to, by, event, fields=fields, fejl=problems.errors, koder=sorted(problems.codes))


def _hold(exchange: Exchange, sentence: str, by: str) -> None:
    """Keep what it waits for. One that waits already keeps the moment since when, and is not told of anew."""
    with transaction.atomic():
        row = journal.locked(exchange)
        if row.state == State.ANVENDT:  # somebody else was luckier
            return
        fields = {"note": sentence, "tried_at": timezone.now()}
        if row.state in (State.HOLDT, State.KARANTAENE):
            Exchange.objects.filter(pk=exchange.pk).update(**fields)
        else:
            journal.move(exchange, State.HOLDT, by, fields=fields, grund=sentence)
    exchange.refresh_from_db()


def _finish(exchange: Exchange, applied: Applied, fields: dict[str, Any], by: str) -> None:
    waiting = exchange.quarantine.filter(applied_at=None).count()
    to = State.KARANTAENE if waiting else State.ANVENDT
    sheet = [[title, [list(line) for line in rows]] for title, rows in applied.sheet]
    journal.move(
        exchange, to, by, fields={**fields, "sheet": sheet, "note": ""}, totaler=fields["totals"], linjer_i_karantaene=waiting
    )
