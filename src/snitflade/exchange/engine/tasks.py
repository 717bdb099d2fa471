"""Tasks and their steps: durable work as plain functions. Knows neither the engine underneath nor any interface.

A task is a function of ids and words that is registered by name. Inside it, `step` runs what must not be lost: its result is
remembered, and when the task has to start again (its worker died) remembered steps are not repeated. A step whose worker died
between its own commit and the remembering is repeated: **every step must change nothing when it is done twice** (a unique key, a
state that is checked under lock).
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar, TypeVarTuple

import django.db
from django.db import close_old_connections, connection

from snitflade.exchange.engine.errors import StepFailedError, StepInTransactionError, Stopping, TaskFailedError, UnknownTaskError
from snitflade.exchange.engine.log import log
from snitflade.exchange.engine.plain import plain
from snitflade.formats.problems import mask_cpr

PAUSES = (2.0, 8.0, 32.0, 128.0)
"""Seconds before a step with a temporary error is tried again: five times in all, within three minutes."""
AWAY = 5.0
"""Seconds between two looks for a database that is out of reach; however long it is, that uses up no attempt."""
REPORT_EVERY = 0.5
"""Seconds between two reports of progress; those in between are dropped, the last one never."""

_TEMPORARY: tuple[type[Exception], ...] = (django.db.OperationalError, django.db.InterfaceError)
_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")

F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Task:
    """A registered task."""

    name: str
    fn: Callable[..., Any]
    temporary: tuple[type[Exception], ...]
    pauses: tuple[float, ...]


@dataclass(slots=True)
class _Running:
    """One run of a task, in the thread that runs it."""

    task: Task
    stopping: threading.Event
    in_step: bool = False
    reported_at: float = field(default=-REPORT_EVERY)
    progress: tuple[int, int, str] = (0, 0, "")


_tasks: dict[str, Task] = {}
_running: ContextVar[_Running | None] = ContextVar("running", default=None)


def task(name: str, *, temporary: tuple[type[Exception], ...] = (), pauses: tuple[float, ...] = PAUSES) -> Callable[[F], F]:
    """Register a function of ids and words as durable work, under a name that never changes.

    Steps that end with one of the `temporary` errors (or with a database that refuses) are tried again after each of `pauses`
    (seconds), and when the database is out of reach as soon as it is back; any other error ends the step at once. A task whose
    steps are changed gets a new name: work begun under the old one would remember steps that the new one does not have. Raises
    ValueError for a name that is taken or not a name.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a task: lower-case words joined by . _ or -")

    def register(fn: F) -> F:
        if name in _tasks:
            raise ValueError(f"task {name} is registered twice")
        _tasks[name] = Task(name, fn, temporary, pauses)
        return fn

    return register


def find(name: str) -> Task:
    """The task with this name. Raises UnknownTaskError."""
    try:
        return _tasks[name]
    except KeyError:
        raise UnknownTaskError(name=name) from None


def step(name: str, fn: Callable[[*Ts], R], *args: *Ts) -> R:
    """Run `fn(*args)` as a step and remember its result, which must be plain (ids and words).

    Raises StepFailedError when it fails for good, now and whenever the task runs again. Outside a worker, and inside another
    step, it is nothing but the call.
    """
    running = _running.get()
    if running is None or running.in_step:
        return plain(fn(*args), f"Svaret fra trinnet {name}")
    if running.stopping.is_set():
        raise Stopping
    if connection.in_atomic_block:
        raise StepInTransactionError(name=name)
    from snitflade.exchange.engine import durable

    kept = durable.remembered(name, partial(_tried, running, name, fn, args))
    if "fejl" in kept:
        raise StepFailedError(kept["fejl"], kept["slags"])
    result: R = kept["svar"]
    return result


def report_progress(done: int, total: int, text: str = "") -> None:
    """Tell whoever asks (`progress`) how far the running task has come. Outside a worker nobody asks.

    Raises ValueError for numbers that cannot be.
    """
    if not 0 <= done <= total:
        raise ValueError(f"{done} of {total} is no progress")
    running = _running.get()
    if running is None:
        return
    running.progress = (done, total, text)
    # Between steps every report is itself remembered, so none may depend on the clock.
    if not running.in_step or done == total or time.monotonic() - running.reported_at >= REPORT_EVERY:
        _publish(running, done, total, text)


def perform(stopping: threading.Event, name: str, args: list[Any]) -> Any:
    """Run a task in a worker's thread. Raises TaskFailedError with the message to be kept, Stopping when the worker is to stop."""
    if stopping.is_set():
        raise Stopping
    try:
        running = _Running(find(name), stopping)
    except UnknownTaskError as error:
        raise TaskFailedError(str(error)) from None
    before = _running.set(running)
    close_old_connections()
    try:
        return plain(running.task.fn(*args), f"Svaret fra opgaven {name}")
    except StepFailedError as error:
        raise TaskFailedError(str(error)) from None
    except Exception as error:
        raise TaskFailedError(_logged(error, running.task, "")) from None
    finally:
        _running.reset(before)
        close_old_connections()


def _tried(running: _Running, name: str, fn: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    """What is remembered of a step: its result, or why it failed."""
    running.in_step = True
    try:
        pauses, attempt = iter((*running.task.pauses, None)), 0
        while True:
            close_old_connections()
            try:
                return {"svar": plain(fn(*args), f"Svaret fra trinnet {name}")}
            except (*_TEMPORARY, *running.task.temporary) as error:
                said = _logged(error, running.task, name)
                away = isinstance(error, _TEMPORARY) and not _reachable()
                pause = AWAY if away else next(pauses)
                attempt += not away
                if pause is None:
                    return {"fejl": f"{said} Prøvet {attempt} gange." if attempt > 1 else said, "slags": type(error).__name__}
                _publish(running, *running.progress[:2], f"{said} Prøver igen om {pause:g} sekunder.")
                if running.stopping.wait(pause):
                    raise Stopping from None
            except Exception as error:
                return {"fejl": _logged(error, running.task, name), "slags": type(error).__name__}
    finally:
        running.in_step = False


def _reachable() -> bool:
    """Whether there is a database to work on. While there is none, nothing has been tried."""
    try:
        connection.close()
        connection.ensure_connection()
    except django.db.Error:
        return False
    return True


def _publish(running: _Running, done: int, total: int, text: str) -> None:
    from snitflade.exchange.engine import durable

    running.reported_at = time.monotonic()
    try:
        durable.publish([done, total, mask_cpr(text)])
    except Exception:
        if not running.in_step:  # there it is itself remembered, and must be when the task runs again
            raise
        log.warning("%s: the progress could not be told", running.task.name)


def _logged(error: Exception, task: Task, step: str) -> str:
    """What an operator is told of an error, after it is logged. Our own, and those the task expects, are sentences already; of an
    unexpected one the developer gets the traceback."""
    words = " ".join(str(error).split())
    ours = type(error).__module__.partition(".")[0] == "snitflade"
    if ours or isinstance(error, task.temporary):
        said = str(error)
    elif isinstance(error, _TEMPORARY):
        said = f"Databasen svarer ikke ({words})."
    else:
        said = f"Uventet fejl ({type(error).__name__}: {words}). Se arbejderens log, og meld det som en fejl i programmet."
    said = mask_cpr(said)
    log.warning("%s %s: %s", task.name, step, said, exc_info=said.startswith("Uventet"))
    return said
