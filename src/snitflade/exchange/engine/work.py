"""Work from outside: put it in the queue, see how it goes, take it up again. For pages, API and command line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

from snitflade.exchange.engine import tasks
from snitflade.exchange.engine.errors import KeyTakenError, NotFinishedError, UnknownWorkError
from snitflade.exchange.engine.plain import plain

_KEY = re.compile(r"[!-~]{1,200}")


class WorkState(StrEnum):
    """Where a piece of work is."""

    VENTER = "venter"
    KOERER = "kører"
    FAERDIG = "færdig"
    FEJLET = "fejlet"
    OPGIVET = "opgivet"
    """It took too many workers with it when they died."""


_UNFINISHED = (WorkState.VENTER, WorkState.KOERER)


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work as the engine remembers it. Moments are in UTC."""

    key: str
    task: str
    args: tuple[Any, ...]
    state: WorkState
    result: Any
    """What the task gave; None until it is done."""
    message: str
    """Why it failed, as a sentence; empty if it did not."""
    worker: str
    """The slot that runs it, or ran it last."""
    attempts: int
    """How many times a worker began it."""
    queued_at: dt.datetime | None
    begun_at: dt.datetime | None
    """When it was begun last."""
    ended_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a task has come: `done` of `total`, in whatever the task counts."""

    done: int
    total: int
    text: str


def enqueue(task_name: str, *args: Any, key: str) -> str:
    """Put a task in the queue and give its key back. The same key again is the same work, whoever asks and however often: the
    first arguments hold.

    Inside a transaction it happens when that is committed, and not at all when it is rolled back. `key` is 1 to 200 printable
    ASCII characters without blanks; neither it nor the arguments may hold personal data. Raises ValueError for another key,
    UnknownTaskError, NotPlainError, TooLargeError, KeyTakenError for a key that is another task's, NotMigratedError.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key: 1 to 200 printable ASCII characters without blanks")
    tasks.find(task_name)
    plain(list(args), f"Det, opgaven {task_name} får med,")
    if connection.in_atomic_block:
        transaction.on_commit(lambda: _enqueue(task_name, args, key))
    else:
        _enqueue(task_name, args, key)
    return key


def _enqueue(name: str, args: tuple[Any, ...], key: str) -> None:
    from snitflade.exchange.engine import durable

    durable.enqueue(key, name, args)
    kept = durable.read(key)
    if kept is not None and kept.task != name:
        raise KeyTakenError(key=key, other=kept.task, name=name)


def status(key: str) -> Work | None:
    """The work with this key, or None if there is none."""
    from snitflade.exchange.engine import durable

    return durable.read(key)


def among(keys: Sequence[str]) -> list[Work]:
    """Those of the works with these keys that there are, what was queued last first."""
    from snitflade.exchange.engine import durable

    return durable.among(list(keys)) if keys else []


def progress(key: str) -> Progress | None:
    """How far the work with this key has come, or None if it has said nothing."""
    from snitflade.exchange.engine import durable

    said = durable.published(key)
    return None if said is None else Progress(*said)


def retry(key: str) -> None:
    """Take up again work that failed or was given up, once its cause is mended: from the step that failed.

    Raises UnknownWorkError, NotFinishedError; work that is done stays done.
    """
    from snitflade.exchange.engine import durable

    work = status(key)
    if work is None:
        raise UnknownWorkError(key=key)
    if work.state in _UNFINISHED:
        raise NotFinishedError(key=key, state=work.state.value)
    if work.state is not WorkState.FAERDIG:
        durable.again(key)


def migrate() -> None:
    """Make the engine's own tables, or bring them up to this version. On SQLite it happens by itself."""
    from snitflade.exchange.engine import durable

    durable.migrate()


def close() -> None:
    """Close what this process holds open to ask the engine; it opens again when asked."""
    from snitflade.exchange.engine import durable

    durable.close()
