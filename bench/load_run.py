"""Six municipalities at once on one PostgreSQL, each with its database, partners and workers; prints one JSON object per figure.

Started by `load`. Everything that runs here is this process's own and ends with it.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import statistics
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

MUNICIPALITIES = 6
WORKERS = (1, 2, 4)
FILES = 2
"""Files of each row whose partner may send several, in each wave."""
SHARE = 0.25
"""How much of the time one wave may take."""
PAUSE = 0.1
"""Seconds between two things of one municipality when they come one after another."""
TABLE = Path("build/load.csv")
"""The figures of each row."""
KINDS = {
    "fil": "file there to its end",
    "kørsel": "run due to delivered",
    "hentning": "own pull due to done",
    "kald": "call to its answer",
}
COLUMNS = f"| workers | how | rows of 40 | exchanges/s | {' | '.join(KINDS.values())} |"


def say(name: str, ours: float, unit: str, note: str, *, reference: float = 1.0, goal: float = float("inf")) -> None:
    """One figure."""
    told = {"name": name, "ours": ours, "reference": reference, "goal": goal, "unit": unit, "note": note}
    print(json.dumps(told), flush=True)


def percentiles(values: list[float]) -> str:
    """p50, p95 and p99 in seconds."""
    if len(values) < 2:
        return f"{values[0]:.2f} s" if values else "none"
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return f"p50 {cuts[49]:.2f}, p95 {cuts[94]:.2f}, p99 {cuts[98]:.2f} s"


def main(folder: Path, seconds: float) -> None:
    """Prepare one installation, copy it six times for each count of workers, and let them work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
    os.environ["SOAK_ZIP"] = "et langt kodeord til vedhaeftninger"
    from tests.soak import ur

    ur.stil(folder / "ur")  # before anything of the product is there
    import django

    django.setup()
    import dbos  # noqa: F401 (what takes long to load is loaded once, before anything is forked)
    import psycopg  # noqa: F401
    from tests.postgres import Postgres

    import snitflade.cli.app
    import snitflade.exchange.engine.durable
    import snitflade.exchange.transports.configure
    import snitflade.exchange.transports.folder
    import snitflade.urls  # noqa: F401
    from bench import load_drive, load_home, load_plan, load_site, load_world  # noqa: F401
    from bench.load_home import Home

    server = Postgres(os.environ["PGHOST"])
    municipalities = int(os.environ.get("LOAD_MUNICIPALITIES", MUNICIPALITIES))
    counts = [int(one) for one in os.environ.get("LOAD_WORKERS", ",".join(map(str, WORKERS))).split(",")]
    files = int(os.environ.get("LOAD_FILES", FILES))
    template = Home(folder / "skabelon", server.create(), server)
    begun = time.monotonic()
    for refused in template.start(load_world.prepare).wait():
        print(f"the template: {refused}", file=sys.stderr, flush=True)
    print(f"the template took {time.monotonic() - begun:.1f} s", file=sys.stderr, flush=True)
    everything: list[list[Any]] = []
    lines = [COLUMNS, "|" + " --- |" * COLUMNS.count("|", 1)]
    homes: list[Home] = []
    for each in counts:
        homes = []
        for number in range(municipalities):
            path = folder / f"hjem-{each}-{number}"
            shutil.copytree(template.path, path)
            homes.append(Home(path, server.create(template.database), server))
        with load_home.driven(homes, files, PAUSE, SHARE * seconds), load_home.workers(homes, each) as working:
            for number, how in enumerate(("all at once", "one after another")):
                found = _wave(homes, working, number)
                lines.append(_tell(municipalities, each, how, found))
                everything += [[each, how, *one] for one in found["done"]]
    print(*lines, sep="\n", file=sys.stderr, flush=True)
    _table(everything)
    load_site.measure(homes[0], seconds * 0.2)


def _wave(homes: list[Any], working: list[Any], number: int) -> dict[str, Any]:
    """Let everything of a wave be laid ready, and then let it go in all municipalities at once."""
    from bench import load_drive, load_world

    load_world.set_clock(homes[0].path, load_drive.day_of(number))
    for home in homes:
        load_drive.tell(home, f"læg-{number}", None)
    for home in homes:
        for refused in load_drive.await_word(home, f"lagt-{number}"):
            if home is homes[0]:
                print(f"wave {number}: {refused}", file=sys.stderr, flush=True)
    before = sum(job.processor for job in working)
    for home in homes:
        load_drive.tell(home, f"gå-{number}", None)
    answers = [load_drive.await_word(home, f"gjort-{number}") for home in homes]
    used = sum(job.processor for job in working) - before
    return {
        "took": max(answer["took"] for answer in answers),
        "used": used,
        "done": [one for answer in answers for one in answer["done"]],
    }


def _tell(municipalities: int, workers: int, how: str, found: dict[str, Any]) -> str:
    """The figures of a wave; gives them as a line of the table."""
    from bench.load_drive import GOOD

    name = f"{municipalities} municipalities, {workers} workers in each, {how}"
    exchanges = [one for one in found["done"] if one[1] != "kald"]
    by_kind: dict[str, list[float]] = defaultdict(list)
    for _, kind, took, state, _ in found["done"]:
        if state in GOOD[kind]:
            by_kind[kind].append(took)
    states = ", ".join(f"{count} {state}" for state, count in Counter(state for _, _, _, state, _ in exchanges).most_common())
    rows = {row for row, *_ in found["done"] if row}
    wrong = {row: (state, why) for row, kind, _, state, why in found["done"] if state not in GOOD[kind]}
    others = f"; otherwise than they should: rows {', '.join(map(str, sorted(wrong)))}" if wrong else ""
    say(
        f"{name}: each",
        1000 * found["took"] / max(1, len(exchanges)),
        "ms",
        f"{len(rows)} of 40 rows; {len(exchanges) / found['took']:.1f} exchanges/s; "
        f"a worker's processor {1000 * found['used'] / max(1, len(exchanges)):.0f} ms each; {states}{others}",
    )
    for row, (state, why) in sorted(wrong.items()):
        print(f"{name}: row {row} is {state}: {why}", file=sys.stderr, flush=True)
    cells = [f"{municipalities} x {workers}", how, str(len(rows)), f"{len(exchanges) / found['took']:.1f}"]
    for kind, what in KINDS.items():
        values = by_kind[kind]
        say(f"{name}: {what}", statistics.median(values or [0.0]), "s", f"{len(values)}: {percentiles(values)}")
        cells.append(percentiles(values))
    return f"| {' | '.join(cells)} |"


def _table(everything: list[list[Any]]) -> None:
    """One line for each count of workers, wave, row and kind, in ``build/load.csv``."""
    by_row: dict[tuple[Any, ...], list[tuple[float, str]]] = defaultdict(list)
    for workers, how, row, kind, took, state, _ in everything:
        by_row[row, kind, workers, how].append((took, state))
    TABLE.parent.mkdir(exist_ok=True)
    with TABLE.open("w", newline="") as file:
        written = csv.writer(file, delimiter=";")
        written.writerow(("række", "art", "arbejdere", "bølge", "antal", "median_s", "længst_s", "tilstande"))
        for key, found in sorted(by_row.items()):
            times = [took for took, _ in found]
            states = ", ".join(f"{count} {state}" for state, count in Counter(state for _, state in found).most_common())
            written.writerow((*key, len(found), f"{statistics.median(times):.2f}", f"{max(times):.2f}", states))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
