"""The one module that knows the library underneath (DBOS): how its memory is asked, how a worker runs on it.

All work is one DBOS workflow, ``opgave``, with the task's name and arguments as its input and the key as its id. Everything is
remembered as JSON, never pickled. The application version is pinned: a new version of the program goes on with the old one's
work. Nothing here listens on a port or talks to anything but the database.

Taking over goes by executor id (`recover`), not by `resume_workflow`: that would start work again that another worker has just
taken over, and would reset the count of attempts that stops a task which kills its workers.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions, StepInfo, WorkflowStatus, error

from snitflade.exchange.engine import place
from snitflade.exchange.engine.errors import NotMigratedError, UnreachableError
from snitflade.exchange.engine.log import Masked
from snitflade.exchange.engine.work import Work, WorkState

APPLICATION = "snitflade"
VERSION = "1"
QUEUE = "arbejde"
WORKFLOW = "opgave"
PROGRESS = "fremdrift"
REPORTED_EVERY = 0.5
"""Seconds between two looks of the library for progress that somebody may wait for; nobody does, pages ask."""
_AS_LONG_AS_IT_TAKES = 10**9


_STATES = {
    "DELAYED": WorkState.VENTER,
    "ENQUEUED": WorkState.VENTER,
    "PENDING": WorkState.KOERER,
    "SUCCESS": WorkState.FAERDIG,
    "ERROR": WorkState.FEJLET,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": WorkState.OPGIVET,
    "CANCELLED": WorkState.FEJLET,
}
_GIVEN_UP = (
    "Arbejderen er gået ned {attempts} gange under denne opgave, så den er opgivet. "
    "Find årsagen i arbejderens log, og tag så opgaven op igen."
)


def migrate() -> None:
    """Make the engine's tables, or bring them up to this version."""
    quiet()
    with _reached():
        place.prepare()
        DBOS.migrate(place.url())


def quiet() -> None:
    """Nothing on the console, nothing but warnings in the log, no CPR number in either."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())  # without one of its own the library would make one for the console
        logger.addFilter(Masked())
        logger.setLevel(logging.WARNING)


def enqueue(key: str, name: str, args: tuple[Any, ...]) -> None:
    """Remember a piece of work; one that is remembered under the same key stays as it is."""
    options: EnqueueOptions = {"workflow_name": WORKFLOW, "queue_name": QUEUE, "workflow_id": key}
    _asked(lambda asked: asked.enqueue(options, name, list(args)))


def read(key: str) -> Work | None:
    """The work with this key."""
    found = _asked(lambda asked: asked.list_workflows(workflow_ids=[key]))
    return _work(found[0]) if found else None


def among(keys: list[str]) -> list[Work]:
    """The works with these keys, those remembered last first."""
    return [_work(found) for found in _asked(lambda asked: asked.list_workflows(workflow_ids=keys, sort_desc=True))]


def newest(prefix: str, most: int) -> list[str]:
    """The keys that begin with `prefix`, those remembered last first, at most so many."""
    found = _asked(
        lambda asked: asked.list_workflows(
            workflow_id_prefix=prefix, sort_desc=True, limit=most, load_input=False, load_output=False
        )
    )
    return [work.workflow_id for work in found]


def forget_older(prefix: str, keep: int) -> None:
    """Forget work that went well under the keys that begin with `prefix`, but for the newest `keep`; a hundred at a time."""
    found = _asked(
        lambda asked: asked.list_workflows(
            workflow_id_prefix=prefix,
            status=["SUCCESS"],
            sort_desc=True,
            offset=keep,
            limit=100,
            load_input=False,
            load_output=False,
        )
    )
    if found:
        _asked(lambda asked: asked.delete_workflows([work.workflow_id for work in found]))


def has_unfinished(slot: str) -> bool:
    """Whether work is left that the worker in `slot` had begun."""
    return bool(_asked(lambda asked: asked.list_workflows(executor_id=[slot], status=["PENDING"], limit=1)))


def published(key: str) -> Any:
    """What `publish` said last in the work with this key, or None."""
    return _asked(lambda asked: asked.get_event(key, PROGRESS, timeout_seconds=0))


def again(key: str) -> None:
    """Put finished work in the queue again: from the step that failed, if its last step did, else after all it remembers."""
    steps = [step for step in _asked(lambda asked: asked.list_workflow_steps(key)) if not step["function_name"].startswith("DBOS.")]
    number = _redo_from(steps)
    _asked(lambda asked: asked.rewind_workflow(key, start_step=number, queue_name=QUEUE))


def _redo_from(steps: list[StepInfo]) -> int:
    if not steps:
        return 1
    last = steps[-1]
    failed = isinstance(last["output"], dict) and "fejl" in last["output"]
    return last["function_id"] if failed else last["function_id"] + 1


def any_waits() -> bool:
    """Whether anything lies in the queue."""
    return bool(_asked(lambda asked: asked.list_workflows(status=["ENQUEUED"], limit=1, load_input=False, load_output=False)))


def look_every(seconds: float) -> None:
    """Let every worker wait so long between two looks at the queue, from its next one on."""
    queue = _asked(lambda asked: asked.retrieve_queue(QUEUE))
    if queue is not None and queue.polling_interval_sec != seconds:
        _asked(lambda asked: queue.set_polling_interval_sec(seconds))


def remembered(name: str, fn: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Inside a task: run `fn` as a step, or give what is remembered of it."""
    return DBOS.run_step({"name": name}, fn)


def publish(value: Any) -> None:
    """Inside a task: what `published` tells others."""
    DBOS.set_event(PROGRESS, value)


def launch(
    slot: str, run: Callable[[str, list[Any]], Any], *, at_once: int, poll: float, attempts: int, longest_pause: float
) -> None:
    """Begin to run queued work in threads of this process, `at_once` pieces at a time, and what `slot` had left unfinished.

    `poll` is seconds between two looks at the queue; `attempts` how many times work may be begun. A worker that is silent for
    `longest_pause` seconds inside a transaction loses it, and with it the locks that would keep others from its work (PostgreSQL).
    Raises NotMigratedError.
    """
    # Before the launch: the library sees queues that are there from the start, and new ones a second later.
    _asked(lambda asked: asked.register_queue(QUEUE, worker_concurrency=at_once, polling_interval_sec=poll))
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_url": place.url(),
            "sys_db_pool_size": at_once + 6,  # one per running task, and the library's own threads
            "sys_db_idle_transaction_timeout_sec": longest_pause,
            "executor_id": slot,
            "application_version": VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "run_migrations": False,
            "log_level": "WARNING",
            "enable_otlp": False,
            "notification_coalesce_sec": REPORTED_EVERY,
        }
    )

    # The library counts how many times more work may be begun than the first.
    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=attempts - 1)
    def opgave(name: str, args: list[Any]) -> Any:
        return run(name, args)

    try:
        DBOS.launch()
    except (error.DBOSInitializationError, sa.exc.ProgrammingError) as cause:
        shut_down()
        raise NotMigratedError from cause


def recover(slot: str) -> None:
    """Give back to the queue what the worker in `slot` had begun: it is dead. Safe to do twice, and by two workers at once."""
    DBOS._recover_pending_workflows([slot])


def shut_down() -> None:
    """End what `launch` began: take nothing more from the queue, and return when what runs here has ended or been left."""
    DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=_AS_LONG_AS_IT_TAKES)


def close() -> None:
    """Close this process' connections for asking."""
    with _lock:
        for (process, _), client in _clients.items():
            if process == os.getpid():
                client.destroy()
        _clients.clear()


def _asked(question: Callable[[DBOSClient], Any]) -> Any:
    try:
        with _reached():
            return question(_client())
    except sa.exc.ProgrammingError as cause:
        raise NotMigratedError from cause


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except sa.exc.ProgrammingError:
        raise
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as cause:
        raise UnreachableError(reason=" ".join(str(getattr(cause, "orig", cause)).split())) from cause


_clients: dict[tuple[int, str], DBOSClient] = {}
_lock = Lock()


def _client() -> DBOSClient:
    """The connections for asking: each process has its own, since none survives a fork."""
    with _lock:
        here = (os.getpid(), place.url())
        if here not in _clients:
            _clients[here] = _connected(here[1])
        return _clients[here]


def _connected(url: str) -> DBOSClient:
    quiet()
    if place.is_sqlite():
        migrate()
    return DBOSClient(
        system_database_url=url,
        serializer=DBOSPortableJSONSerializer(),
        system_database_pool_size=2,
        application_name=APPLICATION,
        retry_connection_errors=False,  # a page says that the database is down; it does not hang
    )


def _work(found: WorkflowStatus) -> Work:
    name, args = found.input["args"] if found.input else ("", [])
    state = _STATES[found.status]
    attempts = found.recovery_attempts or 0
    message = str(found.error) if found.error else ""
    if state is WorkState.OPGIVET:
        attempts -= 1  # the one that was refused is counted too
        message = _GIVEN_UP.format(attempts=attempts)
    return Work(
        key=found.workflow_id,
        task=name,
        args=tuple(args),
        state=state,
        result=found.output,
        message=message,
        worker=found.executor_id or "",
        attempts=attempts,
        queued_at=_moment(found.created_at),
        begun_at=_moment(found.dequeued_at),
        ended_at=_moment(found.completed_at),
    )


def _moment(milliseconds: int | None) -> dt.datetime | None:
    return None if milliseconds is None else dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
