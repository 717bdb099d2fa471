"""Files that appear complete or not at all: temp name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

TEMPORARY = ".snitflade-"
"""How the name of a file or folder in the making begins; what lies under such a name after a crash is of no account."""
ABANDONED = 2.0
"""Seconds after which what nobody holds was left by a crash: between making a thing and holding it there are far fewer."""

_IN_THE_MAKING = re.compile(re.escape(TEMPORARY) + "[0-9a-f]{16}")
_REASONS = {
    2: "findes ikke",
    13: "adgang nægtet",
    17: "findes allerede",
    20: "er ikke en mappe",
    21: "er en mappe",
    28: "disken er fuld",
    30: "kan kun læses",
    36: "navnet er for langt",
}


def reason(error: OSError) -> str:
    """Why the file system refused, in Danish where we have the words."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def new_folder(folder: Path) -> None:
    """Make `folder` for its owner alone, with what lies above it, safely on the disk. Raises OSError."""
    if not folder.is_dir():
        if folder.parent != folder:
            new_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def _new_name(folder: Path) -> Path:
    return folder / f"{TEMPORARY}{secrets.token_hex(8)}"


def _hold(descriptor: int) -> None:
    """Mark what is in the making as ours; the mark goes when the process does. Some file systems have no such marks."""
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def clear(folder: Path) -> None:
    """Remove what crashes left in the making in `folder`: what nobody holds and nobody has just touched."""
    with suppress(OSError):
        for path in [path for path in folder.iterdir() if _IN_THE_MAKING.fullmatch(path.name)]:
            _clear(path)


def _clear(path: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            status = os.fstat(descriptor)
            if time.time() - status.st_mtime < ABANDONED:
                return
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not stat.S_ISDIR(status.st_mode):
                path.unlink()
                return
            for left in path.iterdir():
                left.unlink()
            path.rmdir()
        finally:
            os.close(descriptor)


@contextmanager
def whole_file(path: Path, *, mode: int = 0o644) -> Iterator[BinaryIO]:
    """A file to be written into, which appears under `path` when the block ends. Raises OSError; then, and whatever else ends the
    block, nothing has changed under `path`."""
    clear(path.parent)
    temporary = _new_name(path.parent)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _hold(descriptor)
            yield file
            file.flush()
            os.fsync(descriptor)
            temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_file(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write one file. Raises OSError; then nothing has changed under `path`."""
    with whole_file(path, mode=mode) as file:
        file.write(data)


def probe(folder: Path) -> None:
    """Prove that files can be written into `folder`, which need not exist yet. Leaves nothing behind. Raises OSError."""
    place = folder
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    trial = _new_name(place)
    trial.mkdir()
    trial.rmdir()


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files into `folder` so that they appear together.

    A folder that is new or empty comes into being with one rename, files and all. In a folder that holds other things, or that
    cannot be exchanged unnoticed, each file is renamed by itself after all of them are safely on the disk; a crash between two
    renames is mended by calling this again.
    Raises OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    whole = _can_be_exchanged(folder)
    clear(folder.parent)
    clear(folder)
    work = _new_name(folder.parent if whole else folder)
    work.mkdir()
    held = os.open(work, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _hold(held)
        for name, data in files.items():
            write_file(work / name, data)
        if whole and _appeared_whole(work, folder):
            return
        for name in files:
            (work / name).rename(folder / name)
        sync_folder(folder)
        work.rmdir()
    except BaseException:
        for left in work.iterdir() if work.exists() else ():
            left.unlink()
        with suppress(FileNotFoundError):
            work.rmdir()
        raise
    finally:
        os.close(held)


def _can_be_exchanged(folder: Path) -> bool:
    """Whether `folder` does not exist, or another can take its place without anybody noticing.

    An empty folder is exchanged only when the new one will be just like it, and it is not where somebody stands: who has it
    open would go on seeing the old one.
    """
    if not os.path.lexists(folder):
        return True
    try:
        if folder.is_symlink() or not folder.is_dir() or any(folder.iterdir()):
            return False
        here, above = folder.stat(), folder.parent.stat()
        return (
            here.st_dev == above.st_dev
            and (here.st_uid, here.st_gid) == (os.geteuid(), os.getegid())
            and not os.path.samestat(here, Path().stat())
            and not os.listxattr(folder)
            and os.access(folder.parent, os.W_OK | os.X_OK, effective_ids=True)
        )
    except OSError:  # whatever stands in the way will say so when something is written
        return False


def _appeared_whole(work: Path, folder: Path) -> bool:
    """Whether `work` has become `folder`; it cannot where something is mounted, or where somebody else was faster."""
    if folder.exists():
        work.chmod(stat.S_IMODE(folder.stat().st_mode))
    try:
        work.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        return False
    sync_folder(folder.parent)
    return True
