"""Files on a disk or a mounted share, moved so that nothing is ever overwritten and a crash leaves them whole."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from snitflade.exchange.transports.drop import Fund, Print
from snitflade.exchange.transports.errors import AdgangNaegtet, DiskFuld, FindesIkke, Midlertidig, NavnOptaget, because

_CHUNK = 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ELOOP}
_ABSENT = {errno.ENOENT, errno.ENOTDIR}
# What file systems without hard links answer: FAT, many shares.
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}


@contextmanager
def guarded(place: str, action: str) -> Iterator[None]:
    """Turn what the system says into one of ours."""
    try:
        yield
    except OSError as error:
        reason = because(error)
        if error.errno in _FULL:
            raise DiskFuld(place=place, reason=reason) from error
        if error.errno in _CLOSED:
            raise AdgangNaegtet(place=place, action=action, reason=reason) from error
        if error.errno in _ABSENT:
            raise FindesIkke(name=error.filename or action, place=place) from error
        raise Midlertidig(place=place, reason=f"{action}: {reason}") from error


def open_plain(path: Path) -> BinaryIO:
    """Open an ordinary file for reading. A link put there in the meantime is not followed, a pipe not waited for."""
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK))


def rename_new(old: Path, new: Path) -> None:
    """Rename `old` to `new`, or raise FileExistsError. No moment exists in which another file at `new` could be lost."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(new):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new)) from None
        old.rename(new)
        return
    old.unlink()


def free_move(path: Path, folder: Path, name: str = "") -> Path:
    """Move `path` into `folder` as `name` (its own by default), or as ``name.1``, ``name.2`` … when taken. Returns where."""
    wanted = name or path.name
    number = 0
    while True:
        target = folder / (f"{wanted}.{number}" if number else wanted)
        try:
            rename_new(path, target)
        except FileExistsError:
            number += 1
        else:
            sync_folder(folder)
            sync_folder(path.parent)
            return target


def sync_folder(folder: Path) -> None:
    """Make what was renamed in `folder` survive a power cut, where the file system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class DiskFolder:
    """A folder to deliver into. Implements `drop.Folderlike`."""

    path: Path

    @property
    def place(self) -> str:
        """The folder, for messages."""
        return f"mappen {self.path}"

    def look(self, name: str, expected: Print) -> Fund:
        """Read what lies under `name` and compare."""
        path = self.path / name
        digest = hashlib.sha256()
        with guarded(self.place, f"læsning af {name}"):
            try:
                facts = path.lstat()
                if not stat.S_ISREG(facts.st_mode) or facts.st_size != expected.size:
                    return Fund.ANDET
                with open_plain(path) as opened:
                    while part := opened.read(_CHUNK):
                        digest.update(part)
            except FileNotFoundError:
                return Fund.INTET
        return Fund.SAMME if digest.hexdigest() == expected.sha256 else Fund.ANDET

    def write(self, name: str, data: bytes) -> None:
        """Write `name` anew and to disk."""
        path = self.path / name
        with guarded(self.place, f"skrivning af {name}"):
            # Anew and not into what lies there, which may be a link.
            path.unlink(missing_ok=True)
            with path.open("xb") as opened:
                opened.write(data)
                opened.flush()
                os.fsync(opened.fileno())

    def rename(self, old: str, new: str) -> None:
        """Rename; `NavnOptaget` when `new` exists."""
        with guarded(self.place, f"omdøbning til {new}"):
            try:
                rename_new(self.path / old, self.path / new)
            except FileExistsError as error:
                raise NavnOptaget(name=new, place=self.place) from error
            sync_folder(self.path)

    def remove(self, name: str) -> None:
        """Remove `name` if it is there."""
        with guarded(self.place, f"sletning af {name}"):
            (self.path / name).unlink(missing_ok=True)
