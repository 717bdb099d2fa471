"""A first load that is killed (kill -9) goes on after the last part that was committed, and ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.folk.cpr.verden import P, Post, bolig, fil, lever, person, register
from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parents[3]
PEOPLE = [f"61016{number:05}" for number in range(45)]


def delivery() -> bytes:
    """45 persons; every child named comes in another part, and some come in no part."""
    people = [
        person(number, bolig(number), Post(P, "014", {"pnr": number, "pnr_barn": f"61016{(at * 7) % 60:05}"}), navn=f"N{at}")
        for at, number in enumerate(PEOPLE)
    ]
    return fil(*people)


class Home:
    """An installation in processes of its own."""

    def __init__(self, folder: Path, server: Postgres | None) -> None:
        self.folder = folder
        folder.mkdir()
        database = server.environment(server.create()) if server else {"DATABASE_URL": ""}
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        self.environment = {
            **os.environ,
            **database,
            "SNITFLADE_HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "snitflade.settings",
            "PYTHONPATH": path,
        }

    def step(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Do a step."""
        command = [sys.executable, "-m", "tests.folk.cpr.foerste", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=200, check=False)


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_killed_first_load_goes_on(database: str, tmp_path: Path, cpr: Path, request: pytest.FixtureRequest) -> None:
    server: Postgres | None = request.getfixturevalue("postgres") if database == "postgres" else None
    data = delivery()
    whole = lever(data)
    expected: dict[str, Any] = json.loads(json.dumps(register()))
    home = Home(tmp_path / "draebt", server)
    file = tmp_path / "leverance"
    file.write_bytes(data)
    made = home.step("migrate", str(file))
    assert made.returncode == 0, made.stderr
    inside = ("snitflade.folk.cpr.skriv:_Del._children", "after")
    between = ("snitflade.exchange.inbound:_Application._part", "after")
    for place, parts_before in ((inside, 0), (between, 0), (inside, 1), (between, 1)):
        died = home.step("apply", *place, "1")
        assert died.returncode == -signal.SIGKILL, (parts_before, died.stdout, died.stderr)
    died = home.step("apply", *inside, "2")
    assert died.returncode == -signal.SIGKILL, died.stderr
    ended = home.step("apply")
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout)
    assert (said["begun"], said["state"], said["totals"]) == (3, "anvendt", whole.totals)
    assert said["register"] == expected
    shutil.rmtree(home.folder)
