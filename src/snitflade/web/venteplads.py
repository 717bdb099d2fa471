"""Where an uploaded file waits between being checked and being confirmed: sealed, for an hour, for the one who brought it.

It is no exchange yet, since what is received is applied by itself sooner or later. What nobody confirms is forgotten.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path

import zstandard
from django.conf import settings

from snitflade.exchange import keys
from snitflade.exchange.files import new_folder, write_file

LEVETID = 3600.0
"""Seconds a file waits."""
_NAME = re.compile(r"[0-9a-f]{32}")
_MOST = 1 << 30


class VentetForLaengeError(Exception):
    """Filen venter ikke længere her. Læg den op igen."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def _folder() -> Path:
    return Path(settings.HOME) / "upload"


def _path(mark: str, by: str) -> Path:
    # Who brought it is part of the name, so that a mark is worth nothing to another.
    return _folder() / f"{hashlib.sha256(f'{mark} {by}'.encode()).hexdigest()[:40]}.age"


def gem(data: bytes, by: str) -> str:
    """Let `data` wait; gives the mark it is asked for by. Raises OSError."""
    ryd()
    new_folder(_folder())
    mark = secrets.token_hex(16)
    write_file(_path(mark, by), keys.seal(zstandard.compress(data)), mode=0o600)
    return mark


def hent(mark: str, by: str) -> bytes:
    """What waits under this mark for this person. Raises VentetForLaengeError."""
    ryd()
    path = _path(mark, by)
    if not _NAME.fullmatch(mark) or not path.exists():
        raise VentetForLaengeError
    data: bytes = zstandard.decompress(keys.unseal(path.read_bytes()), max_output_size=_MOST)
    return data


def slet(mark: str, by: str) -> None:
    """Forget it."""
    _path(mark, by).unlink(missing_ok=True)


def ryd() -> None:
    """Forget what has waited too long."""
    with suppress(OSError):
        for path in _folder().iterdir():
            if time.time() - path.stat().st_mtime > LEVETID:
                path.unlink(missing_ok=True)
