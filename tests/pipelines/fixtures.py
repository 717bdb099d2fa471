"""Fixtures for tests of the pipelines on real processes, databases and partners."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.pipelines.installation import Forker, Installation, Partners, Templates, partners
from tests.pipelines.interfaces import declare
from tests.pipelines.models import make_tables
from tests.postgres import Postgres

from snitflade.exchange import catalogue
from snitflade.formats import registry


@pytest.fixture(scope="session")
def pipeline_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """Migrated installations to be copied, and the process that forks."""
    with Forker.started() as forker:
        yield Templates(tmp_path_factory.mktemp("skabeloner"), forker)


@pytest.fixture(params=["sqlite", "postgres"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path, pipeline_templates: Templates) -> Installation:
    """A fresh installation, on SQLite and on PostgreSQL."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    return pipeline_templates.new(request.param, tmp_path / "hjem", server)


@pytest.fixture
def on_sqlite(tmp_path: Path, pipeline_templates: Templates) -> Installation:
    """A fresh installation on SQLite."""
    return pipeline_templates.new("sqlite", tmp_path / "hjem", None)


@pytest.fixture
def on_postgres(tmp_path: Path, pipeline_templates: Templates, postgres: Postgres) -> Installation:
    """A fresh installation on PostgreSQL."""
    return pipeline_templates.new("postgres", tmp_path / "hjem", postgres)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Partners]:
    """The partners."""
    with partners(tmp_path / "modparter") as running:
        yield running


@pytest.fixture
def house(anywhere: Installation, world: Partners) -> Installation:
    """A fresh installation that is connected to the partners."""
    anywhere.connect(world)
    return anywhere


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, db: None) -> Path:
    """The test interfaces in this process, with their tables and an empty home; gives the home."""
    monkeypatch.setattr(catalogue, "_registered", {})
    monkeypatch.setattr(registry, "FORMATS", dict(registry.FORMATS))
    declare()
    make_tables()
    settings.HOME = tmp_path / "hjem"
    return tmp_path / "hjem"
