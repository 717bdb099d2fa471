"""One asyncio loop in a thread of its own, shared by the simulated partners of a process, and the base they have in common."""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Coroutine
from contextlib import suppress
from functools import cache
from types import TracebackType
from typing import Any, Self, TypeVar

from snitflade.partners.habits import Habits, Misbehaviour

T = TypeVar("T")
LOOPBACK = "127.0.0.1"
_PATIENCE = 20.0


class LoopThread:
    """An event loop that runs until the process ends."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="partners", daemon=True)
        self._thread.start()
        atexit.register(self._end)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do `work` on the loop and wait for its result."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_PATIENCE)

    def _end(self) -> None:
        with suppress(TimeoutError):
            self.run(_cancel_others())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(_PATIENCE)
        self.loop.close()


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@cache
def partner_loop() -> LoopThread:
    """The loop of this process; started when first asked for."""
    return LoopThread()


class Partner:
    """A server on loopback: a context manager with a `port` (0 before it runs) and bad `habits`."""

    name = "partner"

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.habits = Habits()

    @property
    def address(self) -> str:
        """Where it listens, as a URL."""
        raise NotImplementedError

    def start(self) -> None:
        """Listen."""
        partner_loop().run(self._start())

    def stop(self) -> None:
        """Close the port and every connection."""
        partner_loop().run(self._stop())

    async def _start(self) -> None:
        raise NotImplementedError

    async def _stop(self) -> None:
        raise NotImplementedError

    def misbehave(self, what: Misbehaviour, *, after: int = 0, seconds: float = 0.0, times: int = -1) -> None:
        """Switch a bad habit on; see `Habits.set`."""
        self.habits.set(what, after=after, seconds=seconds, times=times)

    def behave(self) -> None:
        """Switch all bad habits off."""
        self.habits.clear()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
