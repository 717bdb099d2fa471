"""PostgreSQL's tools and databases that do not fit are told in words, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from tests.backup.conftest import House
from tests.cli.installation import at_home, copied

from snitflade.exchange.backup.make import make


def tool(folder: Path, name: str, version: str, then: str = "") -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n{then}\n")
    path.chmod(0o755)


@pytest.fixture
def of_sqlite(template: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Path:
    """A backup of an installation on SQLite."""
    with django_db_blocker.unblock(), at_home(copied(template, tmp_path / "på-sqlite")):
        make(tmp_path / "sqlite.tar.zst")
    return tmp_path / "sqlite.tar.zst"


def test_what_does_not_fit_is_said(of_sqlite: Path, postgres_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house, archive = postgres_house, tmp_path / "pg.tar.zst"
    assert house.cli("backup", "--to", archive).code == 0
    new = tmp_path / "ny"
    with house.there(tmp_path / "ingen", ""):
        assert "på PostgreSQL" in house.cli("restore", archive, "--to", new).err
    with house.there(tmp_path / "ingen", house.url):
        assert "er ikke tom" in house.cli("restore", archive, "--to", new).err
        assert "på SQLite" in house.cli("restore", of_sqlite, "--to", new).err
    bin = tmp_path / "bin"
    bin.mkdir()
    monkeypatch.setenv("PATH", str(bin))
    assert "pg_dump findes ikke på maskinen" in house.cli("backup", "--to", tmp_path / "b.tar.zst").err
    tool(bin, "pg_dump", "9.6.24")
    assert "er version 9, men databasen er version" in house.cli("backup", "--to", tmp_path / "b.tar.zst").err
    tool(bin, "pg_dump", "99.1")
    with house.there(tmp_path / "ingen", house.new()):
        assert "pg_restore findes ikke" in house.cli("restore", archive, "--to", new).err
        tool(bin, "pg_restore", "99", "[ $1 = --version ] || { echo øv >&2; exit 1; }")
        refused = house.cli("restore", archive, "--to", new)
        assert (refused.code, "stadig tom: øv" in refused.err) == (1, True)
    assert not new.exists() or not list(new.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".snitflade-")) == []
    assert not (tmp_path / "b.tar.zst").exists()
