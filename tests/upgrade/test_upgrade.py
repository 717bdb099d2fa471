"""What an earlier release left is taken over by today's code: migrated, proved, and every row as it was."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from tests.cli.installation import Cli, at_home
from tests.upgrade.make import BACKUP, HERE, LARGEST, TABLES, tables

BASELINES = sorted(path.name for path in HERE.iterdir() if (path / BACKUP).is_file())
CHANGED: dict[str, str] = {}
"""``table`` or ``table.column`` whose rows a migration has changed on purpose since a baseline, with why."""
RENAMED = {"exchange_exchange.money": "needs_two"}
"""What a migration since a baseline has called a column; its values stay as they were."""


def test_there_is_a_baseline() -> None:
    assert BASELINES


@pytest.mark.parametrize("version", BASELINES)
def test_a_releases_installation_is_taken_over(
    version: str,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    baseline, home = HERE / version, tmp_path / "hjem"
    assert sum(path.stat().st_size for path in baseline.iterdir()) <= LARGEST
    with django_db_blocker.unblock(), at_home(tmp_path / "ingen"):
        restored = Cli(tmp_path, capsysbinary, monkeypatch)("restore", baseline / BACKUP, "--to", home)
        assert (restored.code, restored.err) == (0, "")
    (home / "keys").mkdir(mode=0o700)
    for key in baseline.glob("*.agekey"):
        shutil.copy(key, home / "keys")
        (home / "keys" / key.name).chmod(0o600)  # git keeps no such rights
    with django_db_blocker.unblock(), at_home(home):
        cli = Cli(home, capsysbinary, monkeypatch)
        assert cli("migrate").code == 0
        now = tables(home / "snitflade.sqlite3")
        assert differences(json.loads((baseline / TABLES).read_text()), now) == []
        verified = cli("verify")
        assert (verified.code, verified.err) == (0, "")
        exchanges = {one["id"]: one for one in cli("exchanges", "--json").json}
        assert {number: one["state"] for number, one in exchanges.items()} == {1: "kvitteret", 2: "annulleret", 3: "bygget"}
        assert cli("show", "1", "--out", tmp_path / "ud").code == 0
        for file in exchanges[1]["files"]:
            assert hashlib.sha256((tmp_path / "ud" / file["name"]).read_bytes()).hexdigest() == file["sha256"]


def differences(before: dict[str, dict[str, object]], now: dict[str, dict[str, object]]) -> list[str]:
    """Tables that are gone, have other rows, or columns with other values; those of `CHANGED` left out."""
    found = []
    for table, columns in before.items():
        for column, value in columns.items():
            name = table if column == "rows" else f"{table}.{column}"
            if now.get(table, {}).get(RENAMED.get(name, column), "gone") != value and not {table, name} & CHANGED.keys():
                found.append(name)
    return found


def test_every_difference_is_seen() -> None:
    before: dict[str, dict[str, object]] = {"a": {"rows": 2, "x": "1", "y": "2"}, "b": {"rows": 1, "z": "3"}}
    assert differences(before, before | {"c": {"rows": 9}}) == []
    assert differences(before, {"a": {"rows": 3, "x": "1", "y": "2"}, "b": {"rows": 1, "z": "3"}}) == ["a"]
    assert differences(before, {"a": {"rows": 2, "x": "1"}, "b": {"rows": 1, "z": "4"}}) == ["a.y", "b.z"]
    assert differences(before, {"a": before["a"]}) == ["b", "b.z"]
