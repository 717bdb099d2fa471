"""Every page of the site and every list of the services, with a million exchanges and 200,000 debtors in PostgreSQL.

The server time of each call through Django's test client, as an operator who may do everything: the median against the 200 ms a
page may take. Files that are downloaded are measured too, but have no goal: they are as long as they are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence

from bench.measure import Figure, bench
from bench.server import server

MOST = 200.0
"""Milliseconds a page may take."""
LONGEST = 1500.0
"""Seconds after which the bench is ended, whatever it is doing; it takes care to be done long before."""


@bench
def pages() -> Iterator[Figure]:
    """A process of its own, since the installation's database is read when Django starts."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home, server() as running:
        with running.connect() as connection:
            connection.execute("CREATE DATABASE snitflade")
        environment = os.environ | running.environment("snitflade") | {"SNITFLADE_HOME": home}
        command = [sys.executable, "-m", "bench.pages_run"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            try:
                assert process.stdout is not None
                found = []
                for line in process.stdout:
                    found.append(_figure(line))
                    yield found[-1]
                if process.wait(timeout=LONGEST) or not found:
                    raise RuntimeError("the pages could not be measured; what went wrong stands above")
            finally:
                process.kill()
        yield _slowest(found)


def _figure(line: str) -> Figure:
    said = json.loads(line)
    return Figure(said["name"], said["ours"], MOST, said["goal"], note=said["note"])


def _slowest(found: Sequence[Figure]) -> Figure:
    """The slowest of those that have a goal, and which of them miss it."""
    wanted = [one for one in found if one.goal == 1]
    over = ", ".join(one.name for one in wanted if one.ours > MOST)
    note = f"{len(wanted)} addresses; over {MOST:.0f} ms: {over or 'none'}"
    return Figure("the slowest page", max(one.ours for one in wanted), MOST, 1, note=note)
