"""What every reader keeps to, whatever it is given: it ends soon, and takes memory in proportion to what it was given."""

from __future__ import annotations

import os
import resource
import signal
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

LONGEST = 10.0
"""Seconds of processor that reading any file of these tests may take; how busy the machine is does not count."""
TIMES = 20
"""How many times its own size reading a file may take in memory."""
FLOOR = 1_000_000
"""Bytes that reading takes however small the file is: a block of lines and its cells, which are read at once."""


SHORTEST = 8
"""Bytes that a line counts as, however short it is: where it stands, what it is and what is wrong with it take a hundred."""


class HangError(AssertionError):
    """It did not end."""


@contextmanager
def soon(seconds: float = LONGEST) -> Iterator[None]:
    """Ends what takes more than `seconds` of processor."""

    def too_long(number: int, frame: FrameType | None) -> None:
        raise HangError(f"more than {seconds:g} seconds")

    before = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def peak(work: Callable[[], object]) -> int:
    """The most bytes that Python's own memory grew by while `work` was done."""
    tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def allowed(data: bytes) -> int:
    """The bytes that reading `data` may take."""
    return TIMES * max(len(data), SHORTEST * data.count(b"\n")) + FLOOR


def resident(work: Callable[[], object]) -> int:
    """The most bytes that a process of its own grew by while it did `work`, also where Python does not count: XML, workbooks."""
    answer, question = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            before = _high()
            work()
            os.write(question, str(_high() - before).encode())
            code = 0
        finally:
            os._exit(code)  # whatever pytest has waiting is the parent's
    os.close(question)
    with os.fdopen(answer) as said:
        grown = said.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return int(grown)


def _high() -> int:
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
