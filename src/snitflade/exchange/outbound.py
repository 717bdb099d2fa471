"""The way out: build → prove → approve → (deliver → acknowledge, in `delivery.py`).

Building is one transaction: it computes the files, stamps the rows they come from, writes the bytes, reads them again with our
own reader, compares every total with the ledger's, and stores bytes and exchange. Nothing of it exists unless all of it does.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from snitflade.exchange import audit, blobs, copies, integrity, journal, leaving
from snitflade.exchange.bulk import collector_paused
from snitflade.exchange.catalogue import Built, Interface, MissingInterfaceError, Options, OutFile
from snitflade.exchange.locks import exclusive
from snitflade.exchange.models import Direction, Exchange, ExchangeFile
from snitflade.exchange.rhythm.marks import nothing_to_send
from snitflade.exchange.states import TAKEN_BACK, IllegalTransitionError, State, TwoPeopleError
from snitflade.formats import registry
from snitflade.formats.document import Document
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

PROEVE_TOTAL = ProblemKind(
    "PROEVE_TOTAL",
    "{name} er {found} i filerne, men {expected} i bogføringen. Intet er skrevet; meld det som en fejl i programmet.",
)
NOEGLE_BRUGT = ProblemKind("NOEGLE_BRUGT", "Kørslen {key} findes allerede som udveksling {exchange} ({state}).")
ERSTAT_FREMMED = ProblemKind(
    "ERSTAT_FREMMED", "Udveksling {exchange} hører til {other} og kan ikke erstattes af en kørsel af {interface}."
)
ERSTAT_INTET = ProblemKind(
    "ERSTAT_INTET",
    "Der er intet at sende i stedet for udveksling {exchange}, så den står, som den gjorde. "
    "Skal den ikke sendes, så annullér den: snitflade cancel {exchange}",
)


def build(interface: Interface, options: Options, by: str, *, copy_to: Path | None = None) -> tuple[Exchange | None, Built]:
    """Build one exchange; none, and no file, when there is nothing to send, which the rhythm counts as work done.

    `options` are the values of the interface's options; `copy_to` a folder for a copy of the files. Raises ProblemsError with
    everything that is wrong (then nothing has changed), MissingInterfaceError for an interface that sends nothing, OSError when the
    bytes cannot be stored (then nothing has changed either), CopyError when they could be, but not copied.
    """
    folder = copy_to.resolve() if copy_to else None
    with ExitStack() as held:
        with collector_paused(), transaction.atomic():
            exchange, built = _made(interface, options, by, folder, held)
            if exchange is None:
                nothing_to_send(interface.id, by, built.key)
                return None, built
        moved = copies.write(exchange)
    return exchange, replace(built, notes=(*built.notes, *copies.told(moved, folder)))


def supersede(
    old: Exchange, interface: Interface, options: Options, by: str, *, copy_to: Path | None = None
) -> tuple[Exchange, Built]:
    """Build an exchange in the place of `old`, which has not been sent: what `old` did to its rows is taken back first.

    All of it is one transaction: when the new one cannot be built, or there is nothing to send, `old` stays as it is. Raises what
    `build` raises, and IllegalTransitionError when `old` has gone out or is going out this moment.
    """
    _same_interface(old, interface)
    folder = copy_to.resolve() if copy_to else None
    with ExitStack() as held:
        with collector_paused(), transaction.atomic():
            before = _take_back(old, interface, State.ERSTATTET)
            exchange, built = _made(interface, options, by, folder, held)
            if exchange is None:
                problems = Problems()
                problems.add(ERSTAT_INTET, exchange=old.pk)
                raise ProblemsError(problems)
            Exchange.objects.filter(pk=old.pk).update(superseded_by=exchange)
            journal.note(old, before, by, af=exchange.pk)
        moved = copies.write(exchange)
    old.refresh_from_db()
    return exchange, replace(built, notes=(*built.notes, *copies.told(moved, folder)))


def _same_interface(old: Exchange, interface: Interface) -> None:
    if old.interface != interface.id:
        problems = Problems()
        problems.add(ERSTAT_FREMMED, exchange=old.pk, other=old.interface, interface=interface.id)
        raise ProblemsError(problems)


def _made(interface: Interface, options: Options, by: str, folder: Path | None, held: ExitStack) -> tuple[Exchange | None, Built]:
    """A built and stored exchange, in the caller's transaction; none when there is nothing to send."""
    exchange, built, contents = _build(interface, options, by)
    if not built.files:
        exchange.delete()
        return None, built
    _store(exchange, built, contents, by, folder)
    # Whoever sees the exchange once it is committed leaves its copy to us.
    held.enter_context(exclusive(copies.lock_name(exchange)))
    return exchange, built


def _store(exchange: Exchange, built: Built, contents: list[bytes], by: str, folder: Path | None) -> None:
    """Store the bytes and the exchange, in the caller's transaction. Raises ProblemsError when they cannot be copied."""
    if folder:
        hashes = {file.name: hashlib.sha256(data).hexdigest() for file, data in zip(built.files, contents, strict=True)}
        copies.check(folder, exchange, hashes)
        exchange.copy_to = str(folder)
        exchange.save()
    for number, (file, data) in enumerate(zip(built.files, contents, strict=True), start=1):
        ExchangeFile.objects.create(exchange=exchange, number=number, name=file.name, format=file.format, blob=blobs.put(data))
    journal.keep_problems(exchange, built.warnings)
    stored = [file.blob_id for file in exchange.files.all()]
    audit.record(integrity.BUILT, by, exchange, key=exchange.key, filer=stored, fakta=integrity.facts(exchange))
    if not exchange.needs_two:
        journal.move(exchange, State.GODKENDT, by)


def preview(interface: Interface, options: Options, by: str, *, instead_of: Exchange | None = None) -> Built:
    """Everything `build` (or `supersede`, in the place of `instead_of`) does, proof included, and nothing kept."""
    with collector_paused(), transaction.atomic():
        if instead_of is not None:
            _same_interface(instead_of, interface)
            _take_back(instead_of, interface, State.ERSTATTET)
        _, built, _ = _build(interface, options, by)
        transaction.set_rollback(True)
    return built


def _build(interface: Interface, options: Options, by: str) -> tuple[Exchange, Built, list[bytes]]:
    if interface.build is None or interface.prove is None:
        raise MissingInterfaceError(interface.row)
    exchange = Exchange.objects.create(
        interface=interface.id,
        key=f"bygges {timezone.now().isoformat()}",
        direction=Direction.UD,
        state=State.BYGGET,
        needs_two=interface.needs_two,
        options={name: str(value) for name, value in options.items() if value is not None},
        created_by=by,
    )
    built = interface.build(exchange, options)
    if not built.files:
        return exchange, built, []
    exchange.key, exchange.kommune = built.key, built.kommune
    exchange.totals = dict(built.totals)
    exchange.sheet = [[title, [list(line) for line in lines]] for title, lines in built.sheet]
    try:
        with transaction.atomic():
            exchange.save()
    except IntegrityError:
        other = Exchange.objects.filter(interface=interface.id, key=built.key).exclude(state__in=TAKEN_BACK).first()
        if other is None:
            raise
        problems = Problems()
        problems.add(NOEGLE_BRUGT, key=built.key, exchange=other.pk, state=other.get_state_display().lower())
        raise ProblemsError(problems) from None
    return exchange, built, _proved(interface, exchange, built)


def _proved(interface: Interface, exchange: Exchange, built: Built) -> list[bytes]:
    """The files' bytes, after they were decoded again and every total agreed with the ledger. Raises ProblemsError."""
    problems = Problems()
    contents: list[bytes] = []
    decoded: dict[str, Document] = {}
    for file in built.files:
        data, document = _written_and_read(file, problems)
        contents.append(data)
        decoded[file.name] = document
    if problems.errors:
        raise ProblemsError(problems)
    assert interface.prove is not None  # noqa: S101 (build and prove are declared together; `_build` has looked)
    found = interface.prove(exchange, decoded)
    for name, expected in built.totals.items():
        if found.get(name) != expected:
            problems.add(PROEVE_TOTAL, name=name, found=found.get(name, "ingen"), expected=expected)
    if problems:
        raise ProblemsError(problems)
    return contents


def _written_and_read(file: OutFile, problems: Problems) -> tuple[bytes, Document]:
    """The file's bytes and what our own reader, with all its rules, makes of them."""
    format = registry.find(file.format)
    data = format.wrap(file.document)
    found = Problems()
    document = format.read(data, found)
    if found.errors:  # what is only worth a warning has been told by the rules that made the rows
        problems.extend(found, file=file.name)
    return data, document


def approve(exchange: Exchange, by: str) -> None:
    """Let the exchange go out. Raises TwoPeopleError where it needs two people and is approved by its own builder,
    IllegalTransitionError, MayNotLeaveError."""
    with transaction.atomic():
        current = journal.locked(exchange)
        if current.needs_two and current.created_by == by:
            raise TwoPeopleError(current.pk, current.created_by)
        if current.state != State.BYGGET:  # a delivery that failed also goes back to godkendt, but nobody approves that
            raise IllegalTransitionError(current.pk, State(current.state), State.GODKENDT)
        leaving.check(current)
        hashes = [file.blob_id for file in exchange.files.all()]
        fields = {"approved_at": timezone.now(), "approved_by": by}
        journal.move(exchange, State.GODKENDT, by, fields=fields, filer=hashes)


def cancel(exchange: Exchange, interface: Interface, by: str, reason: str) -> None:
    """Take back an exchange that has not been sent, with what it did to its rows. Raises IllegalTransitionError."""
    with transaction.atomic():
        before = _take_back(exchange, interface, State.ANNULLERET, note=reason)
        journal.note(exchange, before, by, grund=reason)


def _take_back(exchange: Exchange, interface: Interface, to: State, **fields: object) -> State:
    """Bring an exchange that has not been sent into `to` and take back what it did to its rows; gives the state before."""
    before = journal.enter(exchange, to, fields=fields)
    if exchange.sent_at or exchange.files.exclude(delivered_at=None).exists():  # some of it has gone
        raise IllegalTransitionError(exchange.pk, before, to)
    if interface.reverse:
        interface.reverse(exchange)
    return before
