"""What a process of the engine's tests does: make the database's tables, or work.

Processes are forked from a server that has only imported the libraries (that takes longest); everything of the installation
happens in the process itself.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any


def run(log: str, environment: Mapping[str, str], command: Callable[..., None], *args: object) -> None:
    """Run `command` in an installation; whatever is written goes into the file `log`."""
    with open(log, "w") as file:  # noqa: PTH123
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="tests.crash.engine.settings")
    import django

    django.setup()
    import tests.crash.engine.opgaver  # noqa: F401  the tasks

    command(*args)


def migrate() -> None:
    """Make all tables."""
    from django.core.management import call_command

    from snitflade.exchange import engine

    call_command("migrate", run_syncdb=True, verbosity=0)
    engine.migrate()


def watched_work(slot: str, pace: dict[str, Any], noted: str) -> None:
    """Be a worker whose use of the network is noted, one event a line, and that says all it says."""

    def note(event: str, args: tuple[object, ...]) -> None:
        if event in ("socket.bind", "socket.connect", "socket.getaddrinfo", "socket.sendto"):
            with open(noted, "a") as file:  # noqa: PTH123
                file.write(f"{event} {args}\n")

    sys.addaudithook(note)
    logging.basicConfig(format="%(name)s: %(message)s", level=logging.INFO, force=True)
    work(slot, pace)


def work(slot: str, pace: dict[str, Any]) -> None:
    """Be a worker; ends with the Danish message of what stopped it."""
    from snitflade.exchange import engine

    try:
        engine.run_worker(slot or None, pace=engine.Pace(**pace))
    except engine.EngineError as error:
        sys.exit(str(error))
