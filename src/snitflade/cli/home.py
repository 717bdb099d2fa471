"""The installation a command works on: its database is made and migrated here, and here stands who acts."""

from __future__ import annotations

import fcntl
import getpass
import os

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from snitflade.cli.usage import UnusableCallError


def whoami() -> str:
    """Who acts: ``SNITFLADE_USER``, else the login name."""
    return os.environ.get("SNITFLADE_USER") or getpass.getuser()


def open_home() -> None:
    """Make the installation ready. SQLite is migrated by itself; on PostgreSQL that is a command of its own."""
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    if connection.vendor == "sqlite":
        # Two first commands at once must not both make the tables.
        with (settings.HOME / "migrate.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if pending():
                migrate()
    elif pending():
        raise UnusableCallError("Databasen har ikke alle tabeller endnu. Kør: snitflade migrate")


def pending() -> bool:
    """Whether there are migrations that the database has not had."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the database up to date."""
    call_command("migrate", verbosity=0, interactive=False)
