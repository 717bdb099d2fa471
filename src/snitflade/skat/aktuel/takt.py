"""A pace: no more than so many a minute, however many ask at once."""

from __future__ import annotations

import threading
import time


class Takt:
    """Gives everybody a turn, evenly spread. A new one waits for nothing."""

    def __init__(self, pr_minut: int) -> None:
        if pr_minut < 1:
            raise ValueError("at least one a minute")
        self._gap = 60 / pr_minut
        self._lock = threading.Lock()
        self._next = 0.0

    def vent(self) -> float:
        """Wait for one's turn; gives how long it was, in seconds."""
        with self._lock:
            now = time.monotonic()
            mine = max(now, self._next)
            self._next = mine + self._gap
        wait = mine - now
        if wait > 0:
            time.sleep(wait)
        return wait
