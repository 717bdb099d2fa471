"""Several people and files at the same moment, each a process of its own, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import Postgres

ROOT = Path(__file__).parents[2]


class Database:
    """A database of its own, and processes that use it."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PGHOST")}
        self.environment = {**own, "SNITFLADE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "snitflade.settings", **environment}

    def start(self, role: str, *args: object, at: float = 0) -> subprocess.Popen[str]:
        """A process that begins its work at the moment `at`."""
        command = [sys.executable, "-m", "tests.inka.samtidig", role, str(at), *map(str, args)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes)  # type: ignore[call-overload,no-any-return]

    @staticmethod
    def wait(process: subprocess.Popen[str]) -> Any:
        """What it printed; that it ended badly fails the test."""
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return json.loads(out)

    def run(self, role: str, *args: object) -> Any:
        """Start and wait."""
        return self.wait(self.start(role, *args))

    def at_once(self, *calls: tuple[object, ...]) -> list[Any]:
        """Several at one moment, once all of them are there."""
        moment = time.time() + 4
        return [self.wait(one) for one in [self.start(str(call[0]), *call[1:], at=moment) for call in calls]]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """An empty database."""
    if request.param == "sqlite":
        return Database(tmp_path, {})
    server: Postgres = request.getfixturevalue("postgres")
    return Database(tmp_path, server.environment(server.create()))


def test_a_payment_is_placed_once_and_a_claim_is_paid_once(database: Database) -> None:
    first, second = database.run("begynd")
    answers = database.at_once(("placer", first), ("placer", second), ("placer", first))
    placed = [sum(outcome == "ja" for outcome in outcomes) for outcomes in zip(*answers, strict=True)]
    assert placed == [1] * 5  # each payment by one of the three
    assert {outcome for answer in answers for outcome in answer} <= {"ja", "PLACER_BELOEB"}
    end = database.run("slut")
    assert (end["koe"], sum(end["rest"]), end["uden huller"]) == (0, 500, True)


def test_the_same_file_twice_and_others_beside_it(database: Database) -> None:
    first, _ = database.run("begynd")
    answers = database.at_once(("betal", first, "a"), ("betal", first, "b"), ("placer", first))
    assert sorted(answer[0] for answer in answers[:2]) == [0, 2]  # the shared file was booked by one of them
    assert [answer[1] for answer in answers[:2]] == [2, 2]
    end = database.run("slut")
    assert (end["indbetalinger"], end["rest"], end["uden huller"]) == (5 + 6, [0, 500], True)
    assert end["koe"] == 5 * 100 + 6 * 300 - 500
