"""Settings of an installation. Two environment variables are enough for every command.

``SNITFLADE_HOME`` (default ``./var``) holds the SQLite database, the stored bytes and the keys. ``DATABASE_URL``
(``postgresql://user:password@host:port/name``) moves the database to PostgreSQL.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

HOME = Path(os.environ.get("SNITFLADE_HOME", "var")).resolve()
"""Where everything lies that is this installation's own."""


def database(url: str, home: Path) -> dict[str, Any]:
    """The Django database settings for `url`, or the SQLite file in `home` when `url` is empty.

    Raises ValueError for any other scheme than ``postgresql``.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "snitflade.sqlite3",
            "OPTIONS": {
                # A second writer waits instead of failing half-way: the lock is taken when a transaction opens.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL skal begynde med postgresql://, ikke {parts.scheme or url}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "snitflade.exchange",
    "snitflade.folk",
    "snitflade.bogh",
    "snitflade.inka",
    "snitflade.tekn",
]
LANGUAGE_CODE = "da"
TIME_ZONE = "America/Nuuk"
USE_TZ = True
# Nothing is signed yet; a secret belongs to an installation and is made by it, never shipped.
SECRET_KEY = "not-used-for-signing"  # noqa: S105
