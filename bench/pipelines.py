"""Workers on PostgreSQL drain files that came in, each once, against a plain loop that puts the same rows in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.pipelines.installation import Forker, Installation, Templates
from tests.pipelines.interfaces import UORDNET
from tests.postgres import Postgres

from bench.measure import Figure, bench
from bench.server import server as a_server

FILES, SOME = 10_000, 2_000
"""How many lie there, and how many of them one or two workers are watched with."""
LINES = 100
LONGEST = 1800.0
"""Seconds one step of the bench may take."""


def _copy(filled: Installation, server: Postgres) -> Installation:
    """The same files waiting, in a database of their own."""
    name = server.create(filled.url.rpartition("/")[2])
    return Installation(filled.home, f"postgresql://postgres@/{name}", filled.environment, filled.forker, server)


@bench
def pipelines() -> Iterator[Figure]:
    """Files of 100 lines, by 1, 2 and 4 workers; no goal was given."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as folder, a_server() as server, Forker.started(LONGEST) as forker:
        templates = Path(folder) / "skabeloner"
        templates.mkdir()
        filled = Templates(templates, forker).new("postgres", Path(folder) / "hjem", server)
        plain = 1000 * _copy(filled, server).do("insert_plainly", SOME, LINES) / SOME
        filled.do("fill", UORDNET, FILES, LINES)
        for workers, files in ((1, SOME), (2, SOME), (4, FILES)):
            copy = _copy(filled, server)
            numbers = [copy.start("drain", workers, FILES - files) for _ in range(workers)]
            took = max(copy.wait(number).gave for number in numbers)
            applied, lines = copy.do("tally")
            # Each applied file has all its lines once, whatever the workers were doing when they were told to stop.
            assert lines == LINES * applied >= LINES * files
            name = f"{files:,} of {FILES:,} files in, {workers} worker{'s' if workers > 1 else ''}"
            yield Figure(name, 1000 * took / files, plain, float("inf"), "ms/file", note=f"{files / took:.0f} files/s")
