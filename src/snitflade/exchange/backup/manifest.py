"""What a backup says of itself, last in the archive: what is in it, from when, and which keys open it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from snitflade import __version__
from snitflade.exchange.backup.archive import DATABASES, Part, allowed

FORMAT = 1
"""The form of the archive; a program that does not know it does not guess."""
_SHA = re.compile("[0-9a-f]{64}")
_VERSION = re.compile(r"\d+(?:\.\d+)*")


class ManifestError(Exception):
    """Indholdsfortegnelsen kan ikke bruges."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key by its file name and its public half, which opens nothing."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's contents."""

    taken_at: dt.datetime
    vendor: str
    """``sqlite`` or ``postgresql``."""
    parts: Mapping[str, Part]
    keys: Sequence[Key] = ()
    secrets: Sequence[str] = ()
    """References to passwords and keys that the set-up names (``secret://…``); they are not in the backup either."""
    missing: Sequence[str] = ()
    """SHA-256 of stored bytes that were gone already when the backup was taken."""
    last_event: tuple[int, str] = (0, "")
    """Number and hash of the audit chain's last event."""
    version: str = __version__

    @property
    def database(self) -> str:
        """The database's name in the archive."""
        return DATABASES[self.vendor]

    @property
    def blobs(self) -> int:
        """How many stored files are in it."""
        return sum(1 for name in self.parts if name.startswith("blobs/"))

    @property
    def is_newer(self) -> bool:
        """Whether a newer program than this one took it."""
        return _numbers(self.version) > _numbers(__version__)

    def as_bytes(self) -> bytes:
        """As it stands in the archive."""
        content = {
            "format": FORMAT,
            "program": self.version,
            "taget": self.taken_at.isoformat(),
            "database": self.vendor,
            "sidste_haendelse": list(self.last_event),
            "noegler": [[key.name, key.fingerprint] for key in self.keys],
            "hemmeligheder": list(self.secrets),
            "mangler": list(self.missing),
            "dele": {name: [part.size, part.sha256] for name, part in self.parts.items()},
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> Manifest:
    """The manifest that `data` is. Raises ManifestError with a Danish sentence."""
    try:
        content = json.loads(data)
        if content["format"] != FORMAT:
            raise ManifestError("Den er af en form, som dette program ikke kender. Brug et nyere program.")
        found = Manifest(
            taken_at=dt.datetime.fromisoformat(content["taget"]),
            vendor=content["database"],
            parts={name: Part(int(size), str(sha256)) for name, (size, sha256) in content["dele"].items()},
            keys=[Key(str(name), str(fingerprint)) for name, fingerprint in content["noegler"]],
            secrets=[str(one) for one in content["hemmeligheder"]],
            missing=[str(one) for one in content["mangler"]],
            last_event=(int(content["sidste_haendelse"][0]), str(content["sidste_haendelse"][1])),
            version=str(content["program"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ManifestError("Dens indholdsfortegnelse kan ikke læses.") from None
    if not _holds(found):
        raise ManifestError("Dens indholdsfortegnelse er ændret.")
    return found


def _holds(found: Manifest) -> bool:
    return (
        found.vendor in DATABASES
        and found.taken_at.tzinfo is not None
        and found.database in found.parts
        and not set(DATABASES.values()) - {found.database} & found.parts.keys()
        and all(allowed(name) and _SHA.fullmatch(part.sha256) for name, part in found.parts.items())
        and _VERSION.match(found.version) is not None
        and all(key.name.endswith(".agekey") and "/" not in key.name for key in found.keys)
    )


def _numbers(version: str) -> list[int]:
    found = _VERSION.match(version)
    return [int(number) for number in found[0].split(".")] if found else []


def plain(manifest: Manifest) -> dict[str, Any]:
    """What a person or a program is told of it."""
    return {
        "taget": manifest.taken_at.isoformat(),
        "program": manifest.version,
        "database": manifest.vendor,
        "filer": manifest.blobs,
        "bytes": sum(part.size for part in manifest.parts.values()),
        "noegler": [{"navn": key.name, "fingeraftryk": key.fingerprint} for key in manifest.keys],
        "mangler": list(manifest.missing),
        "sidste_haendelse": {"nummer": manifest.last_event[0], "hash": manifest.last_event[1]},
    }
