"""What the processes of these tests do: the work of operators and workers, and looking at what it came to."""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import transaction
from tests.pipelines import interfaces, layout, register
from tests.pipelines.models import Fil, Krav, Linje
from tests.pipelines.models import claims as all_claims

from snitflade.cli.entry import run
from snitflade.exchange import (
    audit,
    blobs,
    catalogue,
    collecting,
    configuration,
    delivery,
    engine,
    inbound,
    integrity,
    journal,
    outbound,
    tasks,
)
from snitflade.exchange import sweep as sweeping
from snitflade.exchange.engine import tasks as known
from snitflade.exchange.engine import timetable
from snitflade.exchange.locks import BusyError
from snitflade.exchange.models import AuditEvent, Exchange, ExchangeFile, FetchValue, Worker
from snitflade.exchange.states import TRANSITIONS, State

PACE = engine.Pace(beat=0.1, dead_after=3.0, poll=0.05)
SLOW = 30.0
"""Seconds a worker may take in a test, unless the environment variable PROEVE_TAALMOD says another number."""


def migrate() -> None:
    """Make all tables, also those of the tests and the engine's."""
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    engine.migrate()
    engine.close()


def claims(*amounts: int) -> list[int]:
    """Claims to be sent, one per amount in øre; gives their numbers."""
    made = [Krav.objects.create(nummer=f"{number:010}", beloeb=amount) for number, amount in enumerate(amounts, start=1)]
    return [claim.pk for claim in made]


def cli(by: str, *arguments: str) -> int:
    """A command, and its exit code."""
    os.environ["SNITFLADE_USER"] = by
    return run(list(arguments))


def built(key: str, files: str, *amounts: int) -> int:
    """Claims, and an exchange of one or two files that anna built of them and bent approved; gives its number."""
    which = ",".join(map(str, claims(*amounts)))
    exchange, _ = outbound.build(catalogue.find(interfaces.UD), {"noegle": key, "filer": files, "krav": which}, "anna")
    assert exchange is not None
    outbound.approve(exchange, "bent")
    return exchange.pk


def approve(number: int, by: str) -> None:
    """What `snitflade approve` does."""
    with transaction.atomic():
        exchange = journal.get(number)
        outbound.approve(exchange, by)
        tasks.deliver_later(exchange)


def deliver(number: int, by: str = "system") -> str:
    """Deliver one exchange."""
    return delivery.deliver(journal.get(number), by, tasks.route).value


def resend(number: int, by: str, read: str = "", begin: str = "") -> str:
    """Send again what was read when the files `read` and `begin` say so, as a page that two operators have open."""
    exchange = journal.get(number)
    _meet(read, begin)
    return delivery.resend(exchange, by, tasks.route, "prøve").value


def _meet(here: str, go: str) -> None:
    if here:
        with open(here, "w"):  # noqa: PTH123
            pass
        while not os.path.exists(go):  # noqa: PTH110
            time.sleep(0.002)


def at_once(here: str, go: str, do: str, *arguments: Any) -> Any:
    """Do a job when `go` is there, having said with `here` that everything is ready."""
    Exchange.objects.count()  # connected
    _meet(here, go)
    return globals()[do](*arguments)


def limited(most: int, do: str, *arguments: Any) -> Any:
    """Do a job where no file may grow beyond so many bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        return globals()[do](*arguments)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def cancel(number: int, by: str) -> None:
    """Take an exchange back."""
    exchange = journal.get(number)
    outbound.cancel(exchange, catalogue.find(exchange.interface), by, "prøve")


def supersede(number: int, key: str, by: str) -> int:
    """Build anew in the place of an exchange; gives the new one's number."""
    old = journal.get(number)
    return outbound.supersede(old, catalogue.find(old.interface), {"noegle": key, "filer": "1"}, by)[0].pk


def receive(id: str, name: str, data: str, by: str) -> tuple[int, bool]:
    """Take in a file; gives the exchange's number and whether it is new."""
    received = inbound.receive(catalogue.find(id), name, bytes.fromhex(data), by)
    return received.exchange.pk, received.new


def apply(number: int, by: str = "system") -> str:
    """Apply an exchange; gives the state it came to."""
    exchange = journal.get(number)
    inbound.apply(exchange, catalogue.find(exchange.interface), by)
    return journal.get(number).state


def collect(id: str) -> int:
    """Collect from the interface's connection; gives how many exchanges are new."""
    return len(collecting.collect(catalogue.find(id), configuration.transport(id, "ind"), "system"))


def scheduled(id: str) -> None:
    """What the worker does when the interface's collecting is due."""
    tasks.hent(f"hent.{id}", "nu")


def sweep() -> list[str]:
    """The sweep, with everything it finds done at once in this process; gives what failed."""
    failed: list[str] = []

    def now(name: str, *arguments: Any, key: str) -> str:
        try:
            _patiently(known.find(name).fn, *arguments)
        except Exception as error:
            failed.append(f"{key}: {type(error).__name__}: {error}")
        return key

    vars(tasks)["enqueue"] = vars(sweeping)["enqueue"] = now
    sweeping._opsaml()
    return failed


def _patiently(work: Callable[..., Any], *arguments: Any) -> None:
    """As the engine does: PostgreSQL takes a moment to see that whoever held a lock is dead."""
    until = time.monotonic() + 10
    while True:
        try:
            work(*arguments)
            return
        except BusyError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def enqueue(task: str, *arguments: Any, key: str = "") -> str:
    """Put a task in the queue."""
    try:
        return engine.enqueue(task, *arguments, key=key or f"{task}:{time.time_ns()}")
    finally:
        engine.close()


def work(*enqueued: list[Any]) -> list[str]:
    """Be the worker until everything in the queue has ended, `enqueued` (key, task, arguments) put there first.

    Gives what failed. Nothing is due by the clock.
    """
    timetable._planned.clear()
    for key, task, *arguments in enqueued:
        engine.enqueue(task, *arguments, key=key)
    stop, failed = threading.Event(), []

    def watch() -> None:
        until, left = time.monotonic() + float(os.environ.get("PROEVE_TAALMOD", SLOW)), None
        while left is None and time.monotonic() < until:
            time.sleep(0.05)
            with suppress(Exception):  # the database may be away for a while
                left = _ended()
        failed.extend(["der er stadig arbejde"] if left is None else left)
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
    engine.run_worker(stop=stop, pace=PACE)
    return failed


def _ended() -> list[str] | None:
    """What failed, once all work has ended."""
    from snitflade.exchange.engine import durable

    unfinished = ["PENDING", "ENQUEUED", "DELAYED"]
    if durable._asked(lambda asked: asked.list_workflows(status=unfinished, limit=1)):
        return None
    works = [work for key in durable.newest("", 100_000) if (work := durable.read(key)) is not None]
    return [f"{work.key}: {work.message}" for work in works if work.state is not engine.WorkState.FAERDIG]


def fill(id: str, files: int, lines: int) -> None:
    """Take in many files of so many lines, all different."""
    interface = catalogue.find(id)
    for file in range(files):
        content = layout.file_of([(f"{line:010}", file * lines + line) for line in range(1, lines + 1)])
        inbound.receive(interface, f"{file}.txt", content, "prøve")


def drain(workers: int, left: int) -> float:
    """Be a worker, with the product's own pace, until at most so many files wait; gives the seconds from the sweep's beginning.

    All `workers` are there before the first of them asks for the sweep.
    """
    timetable._planned.clear()
    stop, took = threading.Event(), 0.0

    def watch() -> None:
        nonlocal took
        while Worker.objects.count() < workers:
            time.sleep(0.02)
        begin = time.monotonic()
        engine.enqueue("udveksling.opsaml", "opsaml", "nu", key="opsaml")
        while Exchange.objects.filter(state=State.MODTAGET).count() > left:
            time.sleep(0.2)
        took = time.monotonic() - begin
        time.sleep(1.0)  # the others see it, too
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
    engine.run_worker(stop=stop)
    return took


def tally() -> list[int]:
    """How many exchanges are applied, and how many lines there are."""
    return [Exchange.objects.filter(state=State.ANVENDT).count(), Linje.objects.count()]


def insert_plainly(files: int, lines: int) -> float:
    """The same rows put in by a plain loop, a transaction per file; gives the seconds."""
    begin = time.monotonic()
    for file in range(files):
        rows = [
            Linje(udveksling=file, linje=line, nummer=f"{line:010}", beloeb=file * lines + line) for line in range(1, lines + 1)
        ]
        with transaction.atomic():
            Linje.objects.bulk_create(rows)
    return time.monotonic() - begin


def hold_database(seconds: float, here: str) -> None:
    """Hold what one writer at a time can hold."""
    with transaction.atomic():
        list(Exchange.objects.select_for_update().all())
        audit.record("holdes", "prøve")
        with open(here, "w"):  # noqa: PTH123
            pass
        time.sleep(seconds)


def look() -> dict[str, Any]:
    """Everything there is to see, and everything that is wrong with it."""
    return {
        "exchanges": {str(exchange.pk): _exchange(exchange) for exchange in Exchange.objects.order_by("pk")},
        "claims": all_claims(),
        "lines": list(Linje.objects.order_by("udveksling", "linje").values_list("udveksling", "linje", "nummer", "beloeb")),
        "register": dict(register.rows()),
        "files": list(Fil.objects.order_by("nr").values_list("nr", flat=True)),
        "fetched": dict(FetchValue.objects.order_by("key").values_list("key", "value")),
        "wrong": [*audit.broken(), *integrity.broken(), *blobs.broken(), *_illegal()],
    }


def _exchange(exchange: Exchange) -> dict[str, Any]:
    def file(one: ExchangeFile) -> dict[str, Any]:
        known = {"delivered": one.delivered_at, "attempted": one.attempted_at, "taken": one.taken_at}
        return {"name": one.name, "sha256": one.blob_id, **{name: value is not None for name, value in known.items()}}

    return {
        "interface": exchange.interface,
        "state": exchange.state,
        "key": exchange.key,
        "note": exchange.note,
        "attempts": exchange.attempts,
        "by": [exchange.created_by, exchange.approved_by],
        "superseded_by": exchange.superseded_by_id,
        "files": [file(one) for one in exchange.files.all()],
        "events": [event.event for event in exchange.events.order_by("number")],
        "arrivals": [[arrival.name, arrival.settled_at is not None] for arrival in exchange.arrivals.all()],
        "codes": sorted(set(exchange.problems.values_list("code", flat=True))),
        "totals": exchange.totals,
    }


def _illegal() -> list[str]:
    """Changes of state that are none of the ways, or do not follow each other."""
    found = []
    for exchange in Exchange.objects.all():
        now = State.BYGGET if exchange.direction == "ud" else State.MODTAGET
        for event in AuditEvent.objects.filter(exchange=exchange, detail__has_key="til").order_by("number"):
            before, after = State(event.detail["fra"]), State(event.detail["til"])
            if before != now or after not in TRANSITIONS[before]:
                found.append(f"{exchange.pk}: {before} → {after}, da den var {now}")
            now = after
        if now != exchange.state:
            found.append(f"{exchange.pk}: {exchange.state}, men hændelserne siger {now}")
    return found
