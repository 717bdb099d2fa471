"""The worker: runs what is queued, begins what is due, and takes over what dead workers left."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

import django.db
from django.db import close_old_connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import timezone

from snitflade.exchange.engine import slots, tasks
from snitflade.exchange.engine.errors import NotMigratedError, SecondWorkerError, SlotLostError, SlotTakenError, UnreachableError
from snitflade.exchange.engine.log import log
from snitflade.exchange.engine.tempo import Tempo
from snitflade.exchange.engine.timetable import Watch
from snitflade.formats.problems import mask_cpr

if TYPE_CHECKING:
    from snitflade.exchange.engine.slots import Slot

R = TypeVar("R")
_one = threading.Lock()


@dataclass(frozen=True, slots=True)
class Pace:
    """How a worker goes about it. Seconds, where nothing else is said."""

    beat: float = 5
    """Between two heartbeats; at each it also looks for dead workers and for what is due."""
    dead_after: float = 30
    """A heart that has been still so long has stopped: its work is taken over at the next look, well within a minute."""
    poll: float = 0.5
    """Between two looks at the queue while it is empty (`tempo`)."""
    hurry: float = 0.15
    """The same while there is something in it."""
    at_once: int = 4
    """Pieces of work at the same time."""
    attempts: int = 8
    """How many times work may be begun. A task that takes its worker down each time is given up after that."""


def run_worker(slot: str | None = None, stop: threading.Event | None = None, *, pace: Pace | None = None) -> None:
    """Work until `stop` is set or the process is told to end (SIGTERM, SIGINT; a second one ends it at once).

    Then nothing new begins, running steps are finished, and tasks that have more steps are left to the next worker. Any number of
    workers on PostgreSQL, each in its own `slot` (the first free one if none is given); one on SQLite. Raises SecondWorkerError,
    SlotTakenError, SlotLostError (start it again), NotMigratedError.
    """
    from snitflade.exchange.engine import durable, place

    stop, pace = stop or threading.Event(), pace or Pace()
    with ExitStack() as held:
        if not _one.acquire(blocking=False):
            raise SecondWorkerError
        held.callback(_one.release)
        if place.is_sqlite():
            held.enter_context(slots.only_one())
        held.enter_context(_told_to_end(stop))
        held.enter_context(_noticed_when_gone())
        if place.is_sqlite():
            _when_it_answers(durable.migrate, stop, pace)
            _when_it_answers(slots.free_all, stop, pace)
        mine = _when_it_answers(lambda: _take(slot, stop, pace), stop, pace)
        if mine is not None:
            _work(mine, stop, pace)


def _when_it_answers(do: Callable[[], R], stop: threading.Event, pace: Pace) -> R | None:
    """Do it as soon as the database lets us; somebody may hold it, a backup for example. None when told to stop before that."""
    told = False
    while not stop.is_set():
        try:
            return do()
        except (django.db.OperationalError, UnreachableError) as error:
            if not told:
                log.warning("databasen kan ikke bruges lige nu (%s); arbejderen venter, til den kan", mask_cpr(str(error)).strip())
            told = True
        close_old_connections()
        stop.wait(pace.beat)
    return None


def _take(wanted: str | None, stop: threading.Event, pace: Pace) -> Slot | None:
    """The worker's slot. One that was left without a word falls free when its heart has been still long enough."""
    waited = 0.0
    while not stop.is_set():
        try:
            return slots.take(wanted, pace.dead_after)
        except django.db.ProgrammingError as error:  # no such table
            raise NotMigratedError from error
        except SlotTakenError:
            if waited > pace.dead_after:
                raise
        waited += pace.beat
        stop.wait(pace.beat)
    return None


def _work(mine: Slot, stop: threading.Event, pace: Pace) -> None:
    from snitflade.exchange.engine import durable

    stopping, watch, tempo = threading.Event(), Watch(), Tempo(pace.poll, pace.hurry)

    def run(name: str, args: list[Any]) -> Any:
        tempo.hurry()
        return tasks.perform(stopping, name, args)

    durable.launch(
        mine.name,
        run,
        at_once=pace.at_once,
        poll=pace.poll,
        attempts=pace.attempts,
        longest_pause=pace.dead_after * 2 / 3,  # gone before anybody takes over
    )
    log.info("arbejderen i %s er begyndt", mine.name)
    try:
        patient = 0.0
        while not stop.is_set():
            patient = _look_around(mine, watch, tempo, pace, patient)
            stop.wait(pace.beat)
    finally:
        stopping.set()
        ending = threading.Thread(target=durable.shut_down, name="ending")
        ending.start()
        while ending.is_alive():  # as long as a step runs, the heart beats
            _try("vise, at den lever", mine.beat)
            ending.join(pace.beat)
        _try("melde sig fra", lambda: mine.leave(unfinished=durable.has_unfinished(mine.name)))
        durable.close()
        log.info("arbejderen i %s er stoppet", mine.name)


def _look_around(mine: Slot, watch: Watch, tempo: Tempo, pace: Pace, patient: float) -> float:
    """Show life, take over from the dead, begin what is due. Gives how many seconds to go on without judging others.

    While the database was out of reach nobody's heart could be heard; so after that everybody gets the time to be heard again.
    """

    def look() -> None:
        mine.beat()
        if patient <= 0:
            _bury(pace)
        watch.enqueue_due(timezone.now())
        tempo.look()

    return max(0.0, patient - pace.beat) if _try("se sig om", look, SlotLostError) else pace.dead_after


def _bury(pace: Pace) -> None:
    from snitflade.exchange.engine import durable

    for name in slots.bury(pace.dead_after, durable.recover):
        log.warning("arbejderen i %s er død; dens arbejde er overtaget", name)


def _try(what: str, do: Callable[[], None], *fatal: type[Exception]) -> bool:
    """Whether it could be done; the database may be out of reach for a while, and the worker lives on."""
    close_old_connections()
    try:
        do()
    except fatal:
        raise
    except Exception:
        log.exception("arbejderen kunne ikke %s", what)
        return False
    return True


@contextmanager
def _noticed_when_gone() -> Iterator[None]:
    """Let PostgreSQL notice within half a minute when this machine is gone, and roll back what it had open.

    Otherwise the locks of a step that was under way would be held against whoever takes it over, for hours.
    """

    def ask_for_it(connection: BaseDatabaseWrapper, **_: object) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3")

    connection_created.connect(ask_for_it, weak=False)
    django.db.connection.close()
    try:
        yield
    finally:
        connection_created.disconnect(ask_for_it)


@contextmanager
def _told_to_end(stop: threading.Event) -> Iterator[None]:
    """Set `stop` at the first SIGTERM or SIGINT; the second does what it always did."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals belong to the main thread, and so does whoever runs it
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()
        restore()

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        restore()
