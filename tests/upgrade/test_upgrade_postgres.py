"""What an earlier release left on PostgreSQL is taken over by today's code, with data of every Delsystem in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import psycopg
import pytest
from pytest_django import DjangoDbBlocker
from tests.backup.conftest import tools
from tests.cli.installation import Cli, at_home
from tests.postgres import Postgres
from tests.upgrade.make import HERE, LARGEST, OURS, TABLES
from tests.upgrade.make_postgres import BACKUP, tables
from tests.upgrade.test_upgrade import differences

__all__ = ["tools"]
BASELINES = sorted(path.name for path in HERE.iterdir() if (path / BACKUP).is_file())


def test_there_is_a_baseline_with_data_of_every_delsystem() -> None:
    assert BASELINES
    for version in BASELINES:
        assert sum(path.stat().st_size for path in (HERE / version).iterdir()) <= LARGEST
        filled = json.loads((HERE / version / TABLES).read_text())
        assert [of for of in OURS if not any(table.startswith(of) for table in filled)] == []


@pytest.mark.parametrize("version", BASELINES)
def test_a_releases_installation_is_taken_over(
    version: str,
    tools: None,
    postgres: Postgres,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    baseline, home, name = HERE / version, tmp_path / "hjem", postgres.create()
    monkeypatch.setenv("PGHOST", postgres.folder)
    url = f"postgresql://postgres@/{name}"
    with django_db_blocker.unblock(), at_home(tmp_path / "ingen", url):
        restored = Cli(tmp_path, capsysbinary, monkeypatch)("restore", baseline / BACKUP, "--to", home)
        assert (restored.code, restored.err) == (0, "")
    (home / "keys").mkdir(mode=0o700)
    for key in baseline.glob("*.agekey"):
        shutil.copy(key, home / "keys")
        (home / "keys" / key.name).chmod(0o600)  # git keeps no such rights
    with django_db_blocker.unblock(), at_home(home, url):
        cli = Cli(home, capsysbinary, monkeypatch)
        assert cli("migrate").code == 0
        with psycopg.connect(host=postgres.folder, user="postgres", dbname=name) as connection:
            assert differences(json.loads((baseline / TABLES).read_text()), tables(connection)) == []
        verified = cli("verify")
        assert (verified.code, verified.err) == (0, "")
        held = cli("hold", "numre", "--json").json
        assert next(one["sidste"] for one in held if one["serie"] == "regning") > 0
