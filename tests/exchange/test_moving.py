"""Moving an installation to PostgreSQL: every row arrives as it was, and nothing is moved over anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.postgres import Postgres

DEMO = Path(__file__).parents[2] / "src" / "snitflade" / "tekn" / "demo"
RUN = (
    *("run", "861", "--kommune", "0956", "--kvartal", "2018K1", "--posteringsdato", "2017-01-13", "--forfaldsdato", "2017-02-01"),
    *("--regnskabsaar", "2017", "--tekst", "1. KVARTAL 2018"),
)


def snitflade(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "snitflade", *arguments],
        env={**inherited, "SNITFLADE_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation on SQLite that has billed a quarter."""
    assert snitflade(tmp_path, "import", "tekn.renovation", str(DEMO)).returncode == 0
    assert snitflade(tmp_path, *RUN).returncode == 0
    return tmp_path


def test_everything_is_there_afterwards_and_goes_on(home: Path, postgres: Postgres) -> None:
    name = postgres.create()
    there = postgres.environment(name)
    before = snitflade(home, "show", "1").stdout
    moved = snitflade(home, "migrate", "--to", there["DATABASE_URL"], PGHOST=there["PGHOST"])
    assert moved.returncode == 0, moved.stderr
    assert snitflade(home, "show", "1", **there).stdout == before
    assert snitflade(home, "verify", **there).returncode == 0
    again = snitflade(home, *RUN, **there)
    assert "intet at opkræve" in again.stdout
    corrected = (home / "rettet").absolute()
    corrected.mkdir()
    for file in DEMO.iterdir():
        (corrected / file.name).write_text(file.read_text().replace("Dagrenovation;4", "Dagrenovation;5"))
    assert snitflade(home, "import", "tekn.renovation", str(corrected), **there).returncode == 0
    # New rows get new numbers: the tables' own numbering went along.
    assert "861-0956-2018K1-002" in snitflade(home, *RUN, **there).stdout
    # Over a database in use nothing is moved.
    before = snitflade(home, "exchanges", "--json", **there).stdout
    refused = snitflade(home, "migrate", "--to", there["DATABASE_URL"], PGHOST=there["PGHOST"])
    assert refused.returncode == 1
    assert "i brug" in refused.stderr
    assert snitflade(home, "exchanges", "--json", **there).stdout == before


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:///x", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_wrong_address_is_a_sentence(tmp_path: Path, url: str) -> None:
    refused = snitflade(tmp_path, "migrate", "--to", url)
    assert refused.returncode == 1
    assert refused.stderr.strip()
    assert "Traceback" not in refused.stderr
