"""Named points in a child process at which it kills itself, pauses, or is told that the disk is full.

A point is ``module:name`` as the code at work looks it up (``snitflade.exchange.delivery:_attempting``), before or after its n-th
call. What is put around the call is gone with the process.
"""

from __future__ import annotations

import errno
import inspect
import os
import signal
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def arm(place: str, when: str, number: int, what: str) -> None:
    """Do `what` ``before`` or ``after`` the call of `place` with this number, counted from 1.

    ``kill``: die as the kernel does it. ``full``: raise what a full disk raises. Anything else is a file: pause as long as it is
    there, having made ``<file>.naaet``.
    """
    module, _, path = place.partition(":")
    owner: Any = import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    setattr(owner, name, _around(getattr(owner, name), when, number, lambda: _do(what)))


def _around(call: Callable[..., Any], when: str, number: int, do: Callable[[], None]) -> Callable[..., Any]:
    count = 0

    def crossed(now: str) -> None:
        nonlocal count
        count += now == "before"
        if now == when and count == number:
            do()

    if inspect.iscoroutinefunction(call):

        async def waiting(*arguments: Any, **options: Any) -> Any:
            crossed("before")
            result = await call(*arguments, **options)
            crossed("after")
            return result

        return waiting

    def crossing(*arguments: Any, **options: Any) -> Any:
        crossed("before")
        result = call(*arguments, **options)
        crossed("after")
        return result

    return crossing


def _do(what: str) -> None:
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "full":
        raise OSError(errno.ENOSPC, "No space left on device")
    else:
        Path(f"{what}.naaet").touch()
        while Path(what).exists():
            time.sleep(0.01)
