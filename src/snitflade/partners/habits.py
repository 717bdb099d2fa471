"""Bad habits of a simulated partner: switched on and off while it runs.

>>> habits = Habits()
>>> habits.set(Misbehaviour.DROP_UPLOAD, after=100, times=1)
>>> habits.take(Misbehaviour.DROP_UPLOAD)
Habit(after=100, seconds=0.0, times=0)
>>> habits.take(Misbehaviour.DROP_UPLOAD) is None
True
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from enum import StrEnum


class Misbehaviour(StrEnum):
    """What can go wrong at a partner."""

    DROP_UPLOAD = "drop_upload"  # the line breaks after so many bytes from us
    DROP_DOWNLOAD = "drop_download"  # the line breaks after so many bytes to us
    DROP_AFTER = "drop_after"  # the data is taken, the line breaks before the answer
    VANISH_AFTER = "vanish_after"  # as drop_after, and then nobody answers any more
    AWAY = "away"  # closes every new connection at once
    LOSE = "lose"  # says yes and keeps nothing
    CORRUPT = "corrupt"  # says yes and keeps other bytes
    LATE = "late"  # answers after so many seconds
    WRONG_KEY = "wrong_key"  # shows another host key or certificate
    DISK_FULL = "disk_full"
    DENIED = "denied"  # logs in, but may not
    LOGIN_DENIED = "login_denied"
    DUPLICATE = "duplicate"  # gives the same thing twice
    ERROR_AFTER = "error_after"  # the data is taken, the answer is an error
    ERROR_BEFORE = "error_before"  # refuses for now, nothing is taken
    ALIEN_REDIRECT = "alien_redirect"  # sends the caller to another host
    OVERSIZE = "oversize"  # answers with more than anybody asked for


@dataclass(frozen=True, slots=True)
class Habit:
    """How a misbehaviour is done: `after` so many bytes, for `seconds`, `times` more (-1: until told otherwise)."""

    after: int = 0
    seconds: float = 0.0
    times: int = -1


class Habits:
    """The misbehaviours that are on. Safe to change from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._on: dict[Misbehaviour, Habit] = {}

    def set(self, what: Misbehaviour, *, after: int = 0, seconds: float = 0.0, times: int = -1) -> None:
        """Misbehave so from now on, or only the next `times`."""
        with self._lock:
            self._on[what] = Habit(after, seconds, times)

    def clear(self) -> None:
        """Behave."""
        with self._lock:
            self._on.clear()

    def look(self, what: Misbehaviour) -> Habit | None:
        """The habit if it is on, without counting."""
        with self._lock:
            return self._on.get(what)

    def take(self, what: Misbehaviour) -> Habit | None:
        """The habit if it is on, counted as done once."""
        with self._lock:
            habit = self._on.get(what)
            if habit is None:
                return None
            if habit.times > 0:
                habit = replace(habit, times=habit.times - 1)
                self._on[what] = habit
            if habit.times == 0:
                del self._on[what]
            return habit

    def as_json(self) -> dict[str, dict[str, float]]:
        """What is on, as plain values."""
        with self._lock:
            return {what.value: {"after": h.after, "seconds": h.seconds, "times": h.times} for what, h in self._on.items()}
