"""A quarter of a municipality's year, all 40 rows, with faults and killed processes: what `make soak` does for a whole one.

``python -m tests.soak --months 12 --database postgres --seed 7`` is the same for longer; each seed is another year.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.soak.plan import RAEKKER

from snitflade.exchange.catalogue_rows import rows


def test_every_row_takes_part() -> None:
    """By the way that README.md says."""
    told = Path(__file__).with_name("README.md").read_text(encoding="utf-8").splitlines()
    ids = {row.nr: row.id for row in rows().values() if row.nr is not None}
    assert [row.nr for row in RAEKKER] == sorted(ids)
    for row in RAEKKER:
        (line,) = (line for line in told if line.startswith(f"| {row.nr} |"))
        assert f"`{ids[row.nr]}`" in line
        assert line.endswith(f"| {row.modpart} |")


def test_a_quarter(tmp_path: Path) -> None:
    """In its own process, since it lives by a clock of its own; on a slow machine the quarter is cut short, and audited as well."""
    command = [sys.executable, "-m", "tests.soak", "--months", "3", "--every", "14", "--seed", "1", "--minutes", "3"]
    done = subprocess.run([*command, "--folder", str(tmp_path)], capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-4000:]
    assert "alt er, som det blev skrevet" in done.stdout
