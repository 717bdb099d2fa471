"""Where the engine's memory lies."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from django.conf import settings
from django.db import connection


def is_sqlite() -> bool:
    """Whether this installation keeps its data in SQLite."""
    return connection.vendor == "sqlite"


def url() -> str:
    """Where the engine's memory lies: ``engine.sqlite3`` beside the database, or PostgreSQL's own schema ``dbos`` inside it."""
    if is_sqlite():
        return sa.URL.create("sqlite", database=str(file())).render_as_string()
    given = connection.settings_dict
    # The encryption of the connection is the only option that both drivers share.
    query = {name: str(value) for name, value in given.get("OPTIONS", {}).items() if name.startswith("ssl")}
    host = given["HOST"]
    if host.startswith("/"):
        query["host"], host = host, ""
    return sa.URL.create(
        "postgresql+psycopg",
        username=given["USER"] or None,
        password=given["PASSWORD"] or None,
        host=host or None,
        port=int(given["PORT"]) if given["PORT"] else None,
        database=given["NAME"],
        query=query,
    ).render_as_string(hide_password=False)


def file() -> Path:
    """The file, on SQLite."""
    return Path(settings.HOME) / "engine.sqlite3"


def prepare() -> None:
    """On SQLite: let readers and the one writer not wait for each other; the file remembers it. Raises sqlite3.Error."""
    if is_sqlite():
        file().parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file(), timeout=30)) as memory:
            memory.execute("PRAGMA journal_mode=WAL")
