"""What of an installation's folder is set-up, and so goes into a backup; keys and passwords never do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from snitflade.exchange.profiler import FOLDER as PROFILES

FOLDERS = {PROFILES: "*.toml", "wsdl": "*.wsdl"}
"""Folders of set-up, with what counts in them."""
_SECRET = re.compile(r"secret://(?:env/[A-Za-z_][A-Za-z0-9_]*|file/[^\x00-\x1f\"']+)")


def files(home: Path) -> Iterator[tuple[str, Path]]:
    """The files by their names in the archive, after ``konfiguration/``."""
    for path in sorted(home.glob("*.toml")):
        if path.is_file():
            yield path.name, path
    for folder, pattern in FOLDERS.items():
        for path in sorted((home / folder).glob(pattern)):
            if path.is_file():
                yield f"{folder}/{path.name}", path


def secrets(home: Path) -> list[str]:
    """The references to passwords and keys in the set-up, each once."""
    found: set[str] = set()
    for _, path in files(home):
        found |= set(_SECRET.findall(path.read_text(encoding="utf-8", errors="replace")))
    return sorted(found)
