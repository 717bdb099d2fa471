"""One at a time, across processes and machines, and released by itself when its holder dies.

PostgreSQL: an advisory lock of the session. SQLite has one machine by nature: a lock on a file.
"""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from snitflade.exchange.known import KnownError

_LOOK = 0.05


class BusyError(KnownError):
    """En anden er i gang med det samme lige nu. Vent et øjeblik, og se så efter."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@contextmanager
def exclusive(name: str, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock `name` while the block runs. Raises BusyError when somebody else holds it: at once, or after `wait` seconds."""
    until = time.monotonic() + wait
    while True:
        with ExitStack() as held:
            try:
                held.enter_context(_held(name))
            except BusyError:
                if time.monotonic() >= until:
                    raise
            else:
                yield
                return
        time.sleep(_LOOK)


@contextmanager
def _held(name: str) -> Iterator[None]:
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            if not cursor.fetchone()[0]:
                raise BusyError
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
        return
    folder = Path(settings.HOME) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError from None
        yield
