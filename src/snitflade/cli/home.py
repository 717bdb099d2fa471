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

LONGEST_NAME = 60
"""Characters of a name that the journal keeps."""


def whoami() -> str:
    """Who acts: ``SNITFLADE_USER``, else the login name. Raises UnusableCallError when there is neither, or it is too long."""
    name = " ".join(os.environ.get("SNITFLADE_USER", "").split())
    if not name:
        try:
            name = getpass.getuser()
        except (KeyError, OSError):
            raise UnusableCallError("Det er ukendt, hvem du er. Sæt SNITFLADE_USER til dine initialer.") from None
    if len(name) > LONGEST_NAME:
        raise UnusableCallError(f"SNITFLADE_USER er {len(name)} tegn; der er plads til {LONGEST_NAME}. Skriv dine initialer.")
    return name


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
