"""Installations for the engine's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.crash.engine.installation import Installation, installed
from tests.postgres import Postgres


@pytest.fixture(scope="session")
def templates() -> dict[str, Installation]:
    """One migrated installation per kind of database, to be copied; made when first asked for."""
    return {}


@pytest.fixture(params=["sqlite", "postgres"])
def installation(request: pytest.FixtureRequest, tmp_path: Path, templates: dict[str, Installation]) -> Iterator[Installation]:
    """A fresh installation, on SQLite and on PostgreSQL."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    with installed(request.param, tmp_path / "hjem", server, templates) as made:
        yield made


@pytest.fixture
def on_sqlite(tmp_path: Path, templates: dict[str, Installation]) -> Iterator[Installation]:
    """A fresh installation on SQLite."""
    with installed("sqlite", tmp_path / "hjem", None, templates) as made:
        yield made


@pytest.fixture
def on_postgres(tmp_path: Path, postgres: Postgres, templates: dict[str, Installation]) -> Iterator[Installation]:
    """A fresh installation on PostgreSQL."""
    with installed("postgres", tmp_path / "hjem", postgres, templates) as made:
        yield made
