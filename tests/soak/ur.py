"""The clock of a soak: all processes of an installation live by one, which goes on by itself and is put forward by whoever drives.

The offset from the real time lies in a file that every process has mapped, so that a new day begins for all at the same moment,
also for a worker in the middle of something. The product knows nothing of it: the process replaces what tells Python the time.
Only the time of day is moved; whoever waits or measures (`time.monotonic`) does so in real seconds.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import gc
import mmap
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_real = time.time


class Ur:
    """The clock in the file `path`, which is made when it is not there."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(struct.pack("d", 0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 8)

    @property
    def skub(self) -> float:
        """Seconds from the real time to this clock's."""
        found: float = struct.unpack("d", self._shared[:8])[0]
        return found

    @property
    def nu(self) -> dt.datetime:
        """What time it is by this clock (UTC)."""
        return dt.datetime.fromtimestamp(_real() + self.skub, dt.UTC)

    def frem_til(self, moment: dt.datetime) -> None:
        """Put it forward to `moment`; one that is past already stays past. The first time it may go back."""
        skub = moment.timestamp() - _real()
        if self.skub == 0.0 or skub > self.skub:
            self._shared[:8] = struct.pack("d", skub)


def stil(path: Path) -> None:
    """Let this process live by the clock in `path`, from now on and with everything it forks."""
    ur = Ur(path)

    def nu(kind: type[dt.datetime], tz: dt.tzinfo | None = None) -> dt.datetime:
        return kind.fromtimestamp(_real() + ur.skub, tz)

    time.time = lambda: _real() + ur.skub
    time.time_ns = lambda: int((_real() + ur.skub) * 1e9)
    _erstat(dt.datetime, "now", nu)


def _erstat(kind: type, name: str, function: Callable[..., Any]) -> None:
    """Replace a class method of a type that is written in C. ``date.today`` asks ``time.time`` already."""
    (members,) = gc.get_referents(kind.__dict__)
    members[name] = classmethod(function)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))  # what was looked up of it before is forgotten
