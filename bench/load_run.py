"""Six municipalities at once on one PostgreSQL, each with its own database and workers; prints one JSON object per figure.

Started by `load`. Everything that runs here is this process's own and ends with it.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

MUNICIPALITIES = 6
WORKERS = (1, 2, 4)
FILES = 2
"""Files of every row, first all at once and then one after another."""
SHARE = 0.2
"""How much of the time one count of workers may take for either of the two."""
PAUSE = 0.15
"""Seconds between two files of one municipality when they come one after another."""


def say(name: str, ours: float, unit: str, note: str, *, reference: float = 1.0, goal: float = float("inf")) -> None:
    """One figure."""
    told = {"name": name, "ours": ours, "reference": reference, "goal": goal, "unit": unit, "note": note}
    print(json.dumps(told), flush=True)


def percentiles(values: list[float]) -> str:
    """p50, p95 and p99 in seconds."""
    if len(values) < 2:
        return f"{values[0]:.1f} s" if values else "none"
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return f"p50 {cuts[49]:.1f}, p95 {cuts[94]:.1f}, p99 {cuts[98]:.1f} s"


def main(folder: Path, seconds: float) -> None:
    """Prepare one installation, copy it six times for each count of workers, and let them work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    import django

    django.setup()
    import dbos  # noqa: F401 (what takes long to load is loaded once, before anything is forked)
    import psycopg  # noqa: F401
    from tests.postgres import Postgres

    import snitflade.cli.app
    import snitflade.exchange.engine.durable
    import snitflade.exchange.transports.configure
    import snitflade.exchange.transports.folder  # noqa: F401
    from bench import load_home, load_site
    from bench.load_home import Home

    server = Postgres(os.environ["PGHOST"])
    municipalities = int(os.environ.get("LOAD_MUNICIPALITIES", MUNICIPALITIES))
    counts = [int(one) for one in os.environ.get("LOAD_WORKERS", ",".join(map(str, WORKERS))).split(",")]
    files = int(os.environ.get("LOAD_FILES", FILES))
    template = Home(folder / "skabelon", server.create(), server)
    without = template.start(load_home.prepare, 2 * files).wait()
    rows = sum(1 for path in (template.path / "plan").iterdir() if path.is_dir())
    print(f"{rows} rows take files; without: {without}", file=sys.stderr, flush=True)
    homes: list[Home] = []
    for each in counts:
        homes = []
        for number in range(municipalities):
            path = folder / f"hjem-{each}-{number}"
            shutil.copytree(template.path, path)
            homes.append(Home(path, server.create(template.database), server))
            homes[-1].start(load_home.connect).wait()
        with load_home.workers(homes, each):
            for first, pause, how in ((0, 0.0, "all at once"), (files, PAUSE, "one after another")):
                found = _driven(homes, first, files, pause, SHARE * seconds)
                _tell(f"{rows} rows, {municipalities} municipalities, {each} workers in each, {how}", found)
    load_site.measure(homes[0], seconds * 0.2)


def _driven(homes: list[Any], first: int, files: int, pause: float, longest: float) -> dict[str, Any]:
    from bench import load_home

    begin = time.monotonic()
    jobs = [home.start(load_home.drive, first, files, pause, longest) for home in homes]
    answers = [job.wait() for job in jobs]
    together: dict[str, Any] = {"took": time.monotonic() - begin}
    for name in ("in", "states", "out", "built"):
        together[name] = [one for answer in answers for one in answer[name]]
    for name in ("left", "waiting runs"):
        together[name] = sum(answer[name] for answer in answers)
    return together


def _tell(name: str, found: dict[str, Any]) -> None:
    done = len(found["in"]) + len(found["built"])
    states = ", ".join(f"{count} {state}" for state, count in Counter(found["states"]).most_common())
    left = (
        f"; NOT DONE IN TIME: {found['left']} files, {found['waiting runs']} runs" if found["left"] + found["waiting runs"] else ""
    )
    say(f"{name}: each", 1000 * found["took"] / max(1, done), "ms", f"{done / found['took']:.1f} exchanges/s; {states}{left}")
    say(f"{name}: file there to its end", statistics.median(found["in"] or [0.0]), "s", percentiles(found["in"]))
    say(f"{name}: run due to built", statistics.median(found["built"] or [0.0]), "s", percentiles(found["built"]))
    say(f"{name}: run due to delivered", statistics.median(found["out"] or [0.0]), "s", percentiles(found["out"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
