"""The worker beside the site: it ends with the site, however that ends, and comes again when it dies."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from snitflade.cli.beside import worker_beside

FOLLOWS = "import sys; open(sys.argv[1], 'a').write('begun '); sys.stdin.read(); open(sys.argv[1], 'a').write('ended ')"
DIES = "import sys; open(sys.argv[1], 'a').write('died ')"


def until(holds: Callable[[], bool]) -> bool:
    """Whether it holds within ten seconds."""
    for _ in range(200):
        if holds():
            return True
        time.sleep(0.05)
    return False


def said(note: Path) -> str:
    return note.read_text() if note.exists() else ""


def test_it_runs_as_long_as_the_site_and_is_told_to_end(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with worker_beside((sys.executable, "-c", FOLLOWS, str(note))):
        assert until(lambda: said(note) == "begun ")
    assert said(note) == "begun ended "


def test_one_that_dies_comes_again_and_no_more_when_the_site_has_ended(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with worker_beside((sys.executable, "-c", DIES, str(note)), again=0.05):
        assert until(lambda: said(note).count("died") >= 2)
    times = said(note)
    time.sleep(0.3)
    assert said(note) == times


def test_a_site_that_is_killed_takes_it_along(tmp_path: Path) -> None:
    note = tmp_path / "note"
    site = (
        "import sys, time\nfrom snitflade.cli.beside import worker_beside\n"
        f"with worker_beside((sys.executable, '-c', {FOLLOWS!r}, {str(note)!r})):\n    time.sleep(60)\n"
    )
    running = subprocess.Popen([sys.executable, "-c", site])
    assert until(lambda: said(note) == "begun ")
    running.kill()
    running.wait()
    assert until(lambda: said(note) == "begun ended ")
