"""The installation's own secret for signing sessions: made by it when first needed, never shipped.

It lies in ``SNITFLADE_HOME/keys/site.secret``, readable by its owner alone. Losing it signs everybody out and does nothing else.
"""

from __future__ import annotations

import secrets
import stat
from pathlib import Path

from snitflade.exchange.files import new_folder

LENGTH = 50
"""Bytes of chance in it."""


class HemmelighedAabenError(Exception):
    """Sidens hemmelighed kan læses af andre end sin ejer."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} kan læses af andre. Ret det med: chmod 600 {path}")


class HemmelighedUbrugeligError(Exception):
    """Sidens hemmelighed er for kort til at være én."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} er for kort til at være en hemmelighed. Slet den; så laves en ny, og alle logger ind igen.")


def noegle(home: Path) -> str:
    """The secret; made if there is none. Of several processes that make one at the same moment all get the same.

    Raises HemmelighedAabenError, HemmelighedUbrugeligError, OSError.
    """
    path = home / "keys" / "site.secret"
    if not path.exists():
        _make(path)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise HemmelighedAabenError(path)
    found = path.read_text(encoding="ascii", errors="replace").strip()
    if len(found) < LENGTH:
        raise HemmelighedUbrugeligError(path)
    return found


def _make(path: Path) -> None:
    """Written under another name and linked to its own, which succeeds for one only, and with a whole file."""
    new_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600, exist_ok=False)
    try:
        draft.write_text(secrets.token_urlsafe(LENGTH) + "\n", encoding="ascii")
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
