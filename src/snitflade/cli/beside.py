"""A worker beside the site: a process of its own, which ends with the site however that ends, and is started again if it dies."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN = 30.0
"""Seconds before a worker that ended by itself is started again, and before one that found another at work looks anew."""
PATIENCE = 60.0
"""Seconds a worker may take to finish its steps when the site ends."""
COMMAND = (sys.executable, "-m", "snitflade", "worker", "--foelg-stdin")


@contextmanager
def worker_beside(command: tuple[str, ...] = COMMAND, again: float = AGAIN) -> Iterator[None]:
    """Keep a worker running as long as the block does."""
    ended = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not ended.is_set():
            # A group of its own: Ctrl-C is for the site, which then ends the worker in good order.
            with subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0) as child:  # noqa: S603 (our own program)
                running[:] = [child]
                if ended.is_set():
                    _close(child)
                child.wait()
            ended.wait(again)

    keeper = threading.Thread(target=keep, name="arbejder", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        for child in running:
            _close(child)
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
        keeper.join(PATIENCE)


def _close(child: subprocess.Popen[bytes]) -> None:
    """Tell it to end: it reads until there is nothing more to read."""
    if child.stdin is not None:
        child.stdin.close()
