"""Calls in bounded parallel: no more at the same time and no more in a minute than was agreed with whoever runs the service."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Takt:
    """Lets calls begin at even distances.

    >>> takt = Takt(60_000)
    >>> begun = time.monotonic()
    >>> for _ in range(11): takt.vent()
    >>> 0.009 < time.monotonic() - begun < 0.5
    True
    """

    def __init__(self, pr_minut: int) -> None:
        self._distance = 60 / pr_minut
        self._next = time.monotonic()
        self._lock = threading.Lock()

    def vent(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            now = time.monotonic()
            mine = max(now, self._next)
            self._next = mine + self._distance
        time.sleep(mine - now)


def kald(
    parts: Sequence[T], call: Callable[[T], R], *, samtidige: int, pr_minut: int, stop: Callable[[Exception], bool]
) -> Iterator[tuple[T, R | Exception]]:
    """Call for each part; gives each with its result, or with why there is none, as they come.

    No more than `samtidige` are begun at a time, and none after an error that `stop` says ends it all: its part and all that were
    begun are given, the others are not called.
    """
    takt = Takt(pr_minut)

    def one(part: T) -> R:
        takt.vent()
        return call(part)

    left = iter(parts)
    running: dict[Future[R], T] = {}
    with ThreadPoolExecutor(samtidige, thread_name_prefix="modregning") as pool:
        while True:
            while len(running) < samtidige and (part := next(left, None)) is not None:
                running[pool.submit(one, part)] = part
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                part = running.pop(future)
                error = future.exception()
                if isinstance(error, Exception):
                    if stop(error):
                        left = iter(())
                    yield part, error
                elif error is not None:
                    raise error
                else:
                    yield part, future.result()
