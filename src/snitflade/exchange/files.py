"""Files that appear complete or not at all: temp name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

TEMPORARY = ".snitflade-"
"""How the name of a file or folder in the making begins; what lies under such a name after a crash is of no account."""


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_synced(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_file(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write one file. Raises OSError; then nothing has changed under `path`."""
    temporary = path.parent / f"{TEMPORARY}{secrets.token_hex(8)}"
    try:
        _write_synced(temporary, data, mode)
        temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files into `folder` so that they appear together.

    A folder that is new or empty comes into being with one rename, files and all. In a folder that holds other things each
    file is renamed by itself after all of them are safely on the disk; a crash between two renames is mended by calling this
    again.
    Raises OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = not folder.exists() or (folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()))
    work = (folder.parent if fresh else folder) / f"{TEMPORARY}{secrets.token_hex(8)}"
    work.mkdir()
    try:
        for name, data in files.items():
            _write_synced(work / name, data, 0o644)
        sync_folder(work)
        if fresh:
            work.rename(folder)
            sync_folder(folder.parent)
            return
        for name in files:
            (work / name).rename(folder / name)
        sync_folder(folder)
        work.rmdir()
    except BaseException:
        for left in work.iterdir() if work.exists() else ():
            left.unlink()
        work.rmdir()
        raise
