"""The whole product under load: all 40 rows, six municipalities on one PostgreSQL, 1, 2 and 4 workers in each.

The municipality and its partners are those of the soaked year (`tests.soak`): files that are applied, runs that are approved and
delivered over SFTP, mail, services and folders, systems that call. The figures of each row stand in ``build/load.csv``. Beside it
the site: how fast its pages are while a gigabyte is sent to it and checked, and how much memory that takes. ``LOAD_SECONDS`` is
about how long all of it may take; ``LOAD_MUNICIPALITIES``, ``LOAD_WORKERS`` (``1,2,4``), ``LOAD_FILES`` and ``LOAD_MEGABYTES`` make
it smaller.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator

from bench.measure import Figure, bench
from bench.server import server

SECONDS = 180.0
"""About how long the bench may take."""
CONNECTIONS = 600
"""Six municipalities with four workers each, their services and their operators do not do with the 100 that PostgreSQL allows."""
PATIENCE = 240.0
"""Seconds beyond that in which it makes its tables and ends; then it is ended."""


@bench
def load() -> Iterator[Figure]:
    """A process group of its own, so that nothing of it is left whatever happens."""
    seconds = float(os.environ.get("LOAD_SECONDS", SECONDS))
    with tempfile.TemporaryDirectory(prefix="snitflade-load-") as folder, server(CONNECTIONS) as running:
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SNITFLADE_HOME")}
        environment |= {"PGHOST": running.folder, "SNITFLADE_HOME": f"{folder}/ingen"}
        command = [sys.executable, "-m", "bench.load_run", folder, str(seconds)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, process_group=0) as process:  # noqa: S603
            ended = threading.Timer(seconds + PATIENCE, _end, [process])
            ended.start()
            try:
                assert process.stdout is not None
                for line in process.stdout:
                    yield Figure(**json.loads(line))
                if process.wait():
                    raise RuntimeError("the load could not be measured; what went wrong stands above")
            finally:
                ended.cancel()
                _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)  # its own group: all that it began, and nothing else
    except ProcessLookupError:
        return
