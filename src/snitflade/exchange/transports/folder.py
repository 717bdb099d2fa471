"""A watched folder: files others lay there for us, and a folder we lay files in for others.

What is being written is left alone until its size and time have stood still. What was fetched is moved to an archive folder
under a name that overwrites nothing. Links, devices and odd names are refused, never followed.

Sources: winformatik.md 2.6 and 3.7 (scales lay files in a folder), social-teknik.md 1.5.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from snitflade.exchange.transports.disk import DiskFolder, free_move, guarded, open_plain
from snitflade.exchange.transports.drop import check_template, found_now, lay
from snitflade.exchange.transports.errors import (
    ForStor,
    KanIkke,
    Midlertidig,
    NavnUgyldigt,
    NogetUhentet,
    Opsaetningsfejl,
    Permanent,
    SkiftetUd,
    Uhentet,
    UnderSkrivning,
)
from snitflade.exchange.transports.port import Delivery, Incoming, Listed, Skip, Tilstand, Transport, check_name, shown_name

TEMPORARY = (".*", "~*", "*.tmp", "*.part", "*.partial", "*.crdownload", "*.filepart")
"""Names of files that are still being written, by the habits of common programs."""


@dataclass(frozen=True, slots=True)
class Folder(Transport):
    """A folder on this machine or a mounted share.

    `inbox` is watched; what was fetched goes to `archive` (default: ``arkiv`` in it), what is refused to `refused` (default:
    ``afvist`` in it). `outbox` is where ours are laid. A file is fetched when its size and time have not changed for `quiet`
    seconds. `temporary` is the name while writing, with ``{navn}`` and, if wanted, ``{sha}``. Sizes in bytes.
    """

    inbox: Path | None = None
    outbox: Path | None = None
    archive: Path | None = None
    refused: Path | None = None
    pattern: str = "*"
    quiet: float = 5.0
    temporary: str = ".{navn}.{sha}.tmp"
    ignored: tuple[str, ...] = TEMPORARY
    max_bytes: int = 512 * 1024 * 1024

    def __post_init__(self) -> None:
        check_template(self.temporary, self.place)
        if self.inbox is None and self.outbox is None:
            raise Opsaetningsfejl(place="mappen", reason="hverken en mappe at hente fra eller en at lægge i er valgt")
        for folder in (self.inbox, self.outbox, self.archive, self.refused):
            if folder is not None and not folder.is_absolute():
                raise Opsaetningsfejl(place=self.place, reason=f"stien «{folder}» skal skrives helt fra roden")

    @property
    def place(self) -> str:
        """The folder as a URL."""
        return f"mappen {self.inbox or self.outbox}"

    def collect(self, *, skip: Skip | None = None) -> Iterator[Incoming]:
        """Every matching file that stands still, by name; the files stay where they are."""
        if self.inbox is None:
            raise KanIkke(place=self.place, action="at hente")
        before = self._scan(self.inbox)
        if before and self.quiet > 0:
            time.sleep(self.quiet)
        missed: list[Uhentet] = []
        for name, facts in sorted(before.items()):
            path = self.inbox / name
            try:
                check_name(name)
                if not stat.S_ISREG(facts.st_mode):
                    raise NavnUgyldigt(name=name, reason="det er en genvej eller en enhed og ikke en fil")
                if skip is not None and skip(Listed(name, str(path), facts.st_size, str(facts.st_mtime_ns))):
                    continue
                incoming = self._fetch(path, facts)
                if incoming is not None:
                    yield incoming
            except (Midlertidig, Permanent) as error:
                missed.append(Uhentet(name=shown_name(name), place=self.place, reason=error))
        if missed:
            raise NogetUhentet(place=self.place, missed=tuple(missed))

    def _scan(self, inbox: Path) -> dict[str, os.stat_result]:
        """What lies there by name, without folders, temporary files and what does not match."""
        found = {}
        with guarded(self.place, f"læsning af {inbox}"), os.scandir(inbox) as entries:
            for entry in entries:
                ignored = any(fnmatchcase(entry.name, pattern) for pattern in self.ignored)
                if not ignored and fnmatchcase(entry.name, self.pattern) and not entry.is_dir(follow_symlinks=False):
                    found[entry.name] = entry.stat(follow_symlinks=False)
        return found

    def _fetch(self, path: Path, before: os.stat_result) -> Incoming | None:
        """The file, or None while it is still being written or when it has gone."""
        with guarded(self.place, f"læsning af {path.name}"):
            try:
                opened = open_plain(path)
            except FileNotFoundError:
                return None
            with opened:
                # The open file is checked and read, whatever is put at its path in the meantime.
                if _same(os.fstat(opened.fileno())) != _same(before):
                    return None
                if before.st_size > self.max_bytes:
                    raise ForStor(name=path.name, place=self.place, size=before.st_size, limit=self.max_bytes)
                data = opened.read(before.st_size + 1)
                if _same(os.fstat(opened.fileno())) != _same(before) or len(data) != before.st_size:
                    raise UnderSkrivning(name=path.name, place=self.place)
        return Incoming(path.name, data, str(path), {"same": _same(before)})

    def settle(self, incoming: Incoming) -> None:
        """Move the fetched file to the archive folder."""
        self._move(incoming, self.archive, "arkiv")

    def refuse(self, incoming: Incoming) -> None:
        """Move the fetched file to the folder for refused ones."""
        self._move(incoming, self.refused, "afvist")

    def _move(self, incoming: Incoming, folder: Path | None, default: str) -> None:
        if self.inbox is None:
            raise KanIkke(place=self.place, action="at hente")
        path = Path(incoming.origin)
        target = folder or self.inbox / default
        with guarded(self.place, f"flytning af {incoming.name} til {target}"):
            target.mkdir(parents=True, exist_ok=True)
            try:
                if _same(path.lstat()) != incoming.meta["same"]:
                    raise SkiftetUd(name=incoming.name, place=self.place)
                moved = free_move(path, target)
            except FileNotFoundError:
                return
            if _same(moved.lstat()) != incoming.meta["same"]:
                # Replaced between the look and the move: the new one goes back to be fetched.
                free_move(moved, self.inbox, path.name)
                raise SkiftetUd(name=incoming.name, place=self.place)

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        """Temporary name, to disk, read back, rename, read back; see `drop.lay`."""
        if self.outbox is None:
            raise KanIkke(place=self.place, action="at aflevere")
        return lay(DiskFolder(self.outbox), name, data, template=self.temporary, again=again)

    def verify(self, delivery: Delivery) -> Tilstand:
        """Read the delivered file again, if it still lies there."""
        if self.outbox is None:
            raise KanIkke(place=self.place, action="at aflevere")
        check_name(delivery.name)
        return found_now(DiskFolder(self.outbox), delivery)


def _same(facts: os.stat_result) -> str:
    """What tells one file from another and from itself before a change."""
    return f"{facts.st_dev}:{facts.st_ino}:{facts.st_size}:{facts.st_mtime_ns}"
