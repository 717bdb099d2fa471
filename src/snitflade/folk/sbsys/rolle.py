"""The database role SBSYS reads with: it can read the view, and nothing else. Only PostgreSQL has roles.

Source: sbsys.md 4, points 2 and 8.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from django.db import ProgrammingError, connection, transaction
from psycopg import sql

from snitflade.exchange import audit
from snitflade.exchange.known import KnownError
from snitflade.folk.sbsys import view

OPRETTET = "sbsys-rolle oprettet"
"""What the audit event is called."""
_NAVN = re.compile("[a-z_][a-z0-9_]{0,62}")


class RolleError(KnownError):
    """Rollen til SBSYS kan ikke laves."""


@dataclass(frozen=True, slots=True)
class Rolle:
    """A role that can read the view. `kode` is empty where the role was there already."""

    navn: str
    kode: str
    logges: bool
    """Whether the database logs what the role asks: who read when, and whom."""


def opret(navn: str, by: str) -> Rolle:
    """Make the role, or let one that is there read the view; done again it changes nothing. Raises RolleError."""
    if connection.vendor != "postgresql":
        raise RolleError(
            "SQLite har ingen roller: alle, der kan læse filen, kan læse alt. Brug PostgreSQL (snitflade migrate --to …), "
            "eller giv SBSYS en token til tjenesten: snitflade token create --adgang folk.sbsys:laes"
        )
    if not _NAVN.fullmatch(navn):
        raise RolleError(f"«{navn}» kan ikke være navnet på en rolle. Brug små bogstaver, cifre og _, og begynd med et bogstav.")
    try:
        with transaction.atomic():
            view.opsaet()
            kode = _lav(navn)
            _giv(navn)
            logges = _log(navn)
            audit.record(OPRETTET, by, rolle=navn, ny=bool(kode), logges=logges)
    except ProgrammingError as error:
        raise RolleError(
            f"Databasen tillod det ikke ({str(error).splitlines()[0]}). Databasebrugeren skal måtte lave roller og skemaet sbsys: "
            "ALTER ROLE … CREATEROLE; GRANT CREATE ON DATABASE …"
        ) from None
    return Rolle(navn, kode, logges)


def _udfoer(text: str, *names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(text).format(*(sql.Identifier(name) for name in names)))


def _lav(navn: str) -> str:
    """Make the role unless it is there; gives its new password."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolname = current_user FROM pg_roles WHERE rolname = %s", [navn])
        found = cursor.fetchone()
        if found is not None:
            if found[0]:
                raise RolleError(f"Rollen {navn} kan allerede alt i databasen. Giv SBSYS en rolle for sig selv.")
            return ""
        kode = secrets.token_urlsafe(24)
        # The server, and its log, is given the password's hash alone.
        raw = cursor.connection.pgconn
        hashed = raw.encrypt_password(kode.encode(), navn.encode(), b"scram-sha-256").decode()
        create = "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 20 PASSWORD {}"
        cursor.execute(sql.SQL(create).format(sql.Identifier(navn), sql.Literal(hashed)))
    return kode


def _giv(navn: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (database,) = cursor.fetchone()
    _udfoer("GRANT CONNECT ON DATABASE {} TO {}", database, navn)
    _udfoer("GRANT USAGE ON SCHEMA {} TO {}", view.SCHEMA, navn)
    _udfoer("GRANT SELECT ON {}.{} TO {}", view.SCHEMA, view.NAVN.lower(), navn)
    # The view is made anew after migrations; what is made in the schema from now on can be read as well.
    _udfoer("ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT SELECT ON TABLES TO {}", view.SCHEMA, navn)
    _udfoer("ALTER ROLE {} SET default_transaction_read_only = on", navn)
    _udfoer("ALTER ROLE {} SET statement_timeout = '5min'", navn)


def _log(navn: str) -> bool:
    """Let the database log what the role asks, if we may say so."""
    try:
        with transaction.atomic():
            _udfoer("ALTER ROLE {} SET log_statement = 'all'", navn)
    except ProgrammingError:
        return False
    return True
