"""The long search, `make fuzz`: so many changed files of each format, two formats at a time.

What each format has had is kept in ``build/fuzz``: a search that was stopped goes on where it was, and one that is whole begins
anew. A file that a format did not survive is kept there under its own name, with what happened, and the search goes on; after it is
mended, the file belongs in ``tests/fuzz/fund/FORMAT``. Exit code 0: every format had its files and survived them, 1: not all did.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.fuzz.search import FormatFailedError, Search

from snitflade.formats import registry

PLACE = Path("build") / "fuzz"
SHOWN = 20
"""Seconds between two lines that say how far it is."""
STEP = 2_000
"""Files between two notes of how far it is."""
MOST_MEMORY = 4 << 30
"""Bytes of addresses a search may take; beyond them a file is not survived."""
MOST_FAILURES = 20
"""Files of one format that are kept; after so many, something is wrong that more of them would not tell."""


@dataclass
class Progress:
    """How far the search of one format is."""

    rounds: int = 0
    seconds: float = 0.0
    failures: dict[str, str] = field(default_factory=dict)
    """What happened, by the name of the file that was kept."""

    @classmethod
    def of(cls, name: str) -> Progress:
        """What is noted about a format."""
        path = PLACE / name / "status.json"
        return cls(**json.loads(path.read_text())) if path.exists() else cls()

    def note(self, name: str) -> None:
        """Put it on the disk, whole or not at all."""
        fresh = PLACE / name / "status.new"
        fresh.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False))
        fresh.replace(PLACE / name / "status.json")

    def keep(self, name: str, data: bytes, said: str) -> None:
        """Keep a file that was not survived."""
        file = f"{hashlib.sha256(data).hexdigest()[:12]}.bin"
        (PLACE / name / file).write_bytes(data)
        self.failures[file] = said
        self.note(name)


class Hand:
    """The search of one format, in a process of its own."""

    def __init__(self, name: str, wanted: int) -> None:
        self.name, self.wanted, self.folder = name, wanted, PLACE / name
        self.progress = Progress.of(name)
        self.search = Search(name, f"{name}{self.progress.rounds}")

    def run(self) -> None:
        """From where it was to the end; what was found before is asked about again first."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        gc.freeze()  # what is loaded stays; only what files make is looked through
        self.progress.failures.clear()
        for path in sorted(self.folder.glob("*.bin")):
            self._ask(path.read_bytes())
        with (self.folder / "now").open("wb", buffering=0) as now:
            while self.progress.rounds < self.wanted and len(self.progress.failures) < MOST_FAILURES:
                begun = time.process_time()
                for _ in range(min(STEP, self.wanted - self.progress.rounds)):
                    data = self.search.chosen()
                    os.pwrite(now.fileno(), len(data).to_bytes(8, "big") + data, 0)  # should the process end with it
                    self._ask(data)
                    self.progress.rounds += 1
                self.progress.seconds += time.process_time() - begun
                self.progress.note(self.name)
        self.progress.note(self.name)

    def _ask(self, data: bytes) -> None:
        try:
            self.search.take(data)
        except FormatFailedError as failed:
            cause = failed.__cause__ or failed
            where = traceback.extract_tb(cause.__traceback__)[-1]
            said = f"{type(cause).__name__}: {cause}"[:300] + f" ({Path(where.filename).name}:{where.lineno})"
            if said not in self.progress.failures.values():
                self.progress.keep(self.name, data, said)


def died(name: str, code: int) -> None:
    """Keep the file with which a search ended its process."""
    whole = (PLACE / name / "now").read_bytes()
    progress = Progress.of(name)
    progress.keep(name, whole[8 : 8 + int.from_bytes(whole[:8], "big")], f"the process ended with {code}")


def shown(names: list[str], wanted: int, running: list[str]) -> str:
    """How far all of it is, on a line."""
    of = {name: Progress.of(name) for name in names}
    done = sum(progress.rounds >= wanted for progress in of.values())
    left = sum(max(0, wanted - one.rounds) * one.seconds / max(1, one.rounds) for one in of.values() if one.rounds)
    parts = [f"{name} {of[name].rounds:,} ({of[name].rounds / max(of[name].seconds, 0.1):.0f}/s)" for name in running]
    failures = sum(len(one.failures) for one in of.values())
    unknown = " + those not begun" if any(not one.rounds for one in of.values()) else ""
    return (
        f"{done} of {len(names)} done, {failures} not survived; {', '.join(parts)}; {left / 60:.0f} min{unknown} of one core left"
    )


def main() -> int:
    """Search every format that has not had its files."""
    asking = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").partition("\n")[0])
    asking.add_argument("formats", nargs="*", metavar="FORMAT", help="only these")
    asking.add_argument("--rounds", type=int, default=200_000, help="files of each format")
    asking.add_argument("--processes", type=int, default=2)
    asking.add_argument("--minutes", type=float, default=0, help="stop then; the next call goes on")
    given = asking.parse_args()
    names = [registry.find(name).name for name in given.formats] or list(registry.FORMATS)
    if all(Progress.of(name).rounds >= given.rounds for name in names):
        for name in names:
            shutil.rmtree(PLACE / name)
    for name in names:
        (PLACE / name).mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # and the searches end with it
    whole = run(names, given.rounds, given.processes, given.minutes * 60)
    bad = {name: progress.failures for name in names if (progress := Progress.of(name)).failures}
    for name, failures in bad.items():
        for file, said in failures.items():
            print(f"{PLACE / name / file}: {said}")  # noqa: T201 (a command's answer)
    return 0 if whole and not bad else 1


def run(names: list[str], wanted: int, most: int, seconds: float) -> bool:
    """Whether all of it is done; `seconds`, where they are not 0, are all it may take."""
    waiting = [name for name in names if (one := Progress.of(name)).rounds < wanted or one.failures]
    random.shuffle(waiting)  # what stops early has then not always had the same formats
    running: dict[str, multiprocessing.process.BaseProcess] = {}
    begun, said = time.monotonic(), 0.0
    while waiting or running:
        while waiting and len(running) < most:
            name = waiting.pop()
            running[name] = multiprocessing.get_context("fork").Process(target=Hand(name, wanted).run, daemon=True)
            running[name].start()
        time.sleep(0.5)
        for name, process in [(name, process) for name, process in running.items() if not process.is_alive()]:
            if process.exitcode:
                died(name, process.exitcode)
            del running[name]
        if time.monotonic() - said > SHOWN or not running:
            said = time.monotonic()
            print(shown(names, wanted, list(running)), flush=True)  # noqa: T201 (a command's answer)
        if seconds and time.monotonic() - begun > seconds:
            for process in running.values():
                process.terminate()
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
