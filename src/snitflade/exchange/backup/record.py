"""When the installation was last copied and when a copy was last proved: ``SNITFLADE_HOME/sikkerhedskopi.json``.

A file beside the database, so that the program can say when nobody takes backups any more; it is no proof of anything.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from snitflade.exchange.backup.manifest import Manifest
from snitflade.exchange.files import write_file

FILE = "sikkerhedskopi.json"
NAME = re.compile(r"snitflade-\d{8}T\d{6}Z\.tar\.zst")
"""The names of backups in a folder that keeps many; the moment in them is UTC."""


@dataclass(frozen=True, slots=True)
class Record:
    """The last backup, and the last one that was proved (`check`)."""

    taken_at: dt.datetime | None = None
    path: str = ""
    missing: int = 0
    """Stored files that were gone when it was taken."""
    proved_at: dt.datetime | None = None


def last() -> Record:
    """What is known; nothing when no backup was ever taken, or what is written down cannot be read."""
    found = _content()
    try:
        return Record(
            taken_at=_moment(found.get("taget")),
            path=str(found.get("fil", "")),
            missing=int(found.get("mangler", 0)),
            proved_at=_moment(found.get("efterproevet")),
        )
    except (ValueError, TypeError):
        return Record()


def taken(path: Path, manifest: Manifest) -> None:
    """A backup lies in `path`. Raises OSError."""
    _write(taget=manifest.taken_at.isoformat(), fil=str(path.absolute()), mangler=len(manifest.missing))


def proved() -> None:
    """A backup was proved just now. Raises OSError."""
    _write(efterproevet=timezone.now().isoformat())


def _path() -> Path:
    return Path(settings.HOME) / FILE


def _content() -> dict[str, Any]:
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(**facts: object) -> None:
    write_file(_path(), json.dumps(_content() | facts, ensure_ascii=False, indent=1).encode(), mode=0o600)


def _moment(text: object) -> dt.datetime | None:
    if text is None:
        return None
    found = dt.datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError(text)
    return found
