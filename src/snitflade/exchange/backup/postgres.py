"""PostgreSQL's own tools, as the machine has them: ``pg_dump`` and ``pg_restore``.

They are no part of the program. The password goes to them by the environment, never by the command line, which others can read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from snitflade.exchange.backup.errors import BackupError
from snitflade.formats.problems import mask_cpr

ENGINE = "dbos"
"""The schema of the engine's memory. It is not in a backup: whatever a row needs done is found and put in the queue anew."""
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def server_version() -> int:
    """The server's main version."""
    connection.ensure_connection()
    return int(connection.get_database_version()[0])


def tool(name: str) -> str:
    """The path of ``pg_dump`` or ``pg_restore``, new enough for the server. Raises BackupError."""
    server = server_version()
    found = shutil.which(name)
    if found is None:
        raise BackupError(f"{name} findes ikke på maskinen. Installér PostgreSQL's klient ({_package(server)}), og prøv igen.")
    said = _run([found, "--version"], {}).stdout
    version = _VERSION.search(said)
    if version is None:
        raise BackupError(f"{found} siger ikke, hvilken version det er. Installér PostgreSQL's klient ({_package(server)}).")
    if int(version[1]) < server:
        raise BackupError(
            f"{found} er version {version[1]}, men databasen er version {server}. Installér den nyere ({_package(server)})."
        )
    return found


def dump(snapshot: str, to: Path) -> None:
    """Write the database, as it is in an exported snapshot, into the file `to`. Raises BackupError."""
    program = tool("pg_dump")
    # Packed once, by the archive around it.
    wanted = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--exclude-schema={ENGINE}", "--no-password"]
    done = _run([program, *wanted, f"--snapshot={snapshot}", f"--file={to}"], _where())
    if done.returncode:
        raise BackupError(f"pg_dump kunne ikke kopiere databasen: {_said(done)}")


def contents(of: Path) -> bool:
    """Whether ``pg_restore`` can read the contents of the dump; True also where the tool is not there to ask."""
    program = shutil.which("pg_restore")
    return program is None or _run([program, "--list", str(of)], {}).returncode == 0


def restore(of: Path) -> None:
    """Bring a dump into the empty database, all of it or nothing. Raises BackupError."""
    program = tool("pg_restore")
    wanted = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password"]
    done = _run([program, *wanted, f"--dbname={connection.settings_dict['NAME']}", str(of)], _where())
    if done.returncode:
        raise BackupError(f"pg_restore kunne ikke lægge databasen tilbage, så den er stadig tom: {_said(done)}")


def is_empty() -> bool:
    """Whether the database holds nothing of anybody's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%%'",
            [],
        )
        return bool(cursor.fetchone() == (0,))


def _where() -> dict[str, str]:
    """The database as libpq reads it from the environment."""
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {variable: str(given[name]) for variable, name in names.items() if given.get(name)}


def _run(command: list[str], where: dict[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 (a tool found by name, its arguments are ours)
            command, env={**os.environ, **where, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        raise BackupError(f"{command[0]} kan ikke køres: {error.strerror}.") from None


def _said(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return mask_cpr(" ".join(" ".join(lines[:3]).split()))[:500] or f"slutkode {done.returncode}"


def _package(server: int) -> str:
    return f"på Debian: apt install postgresql-client-{server}"
