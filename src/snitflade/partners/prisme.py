"""Prisme as the municipalities see it: an SFTP area per municipality, and a job that takes files away and answers nothing.

Source: winformatik.md 3.1: one user per municipality, folders municipality / production or test / ``G`` or ``Q``. Files that lie
long mean that the job is not running, which `pause` is for.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncssh

from snitflade.partners.loop import partner_loop
from snitflade.partners.sftp import SftpPartner, SftpUser

LEVELS = ("prod", "test")
LETTERS = ("G", "Q")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file the job took: whose, from where, which bytes, and when."""

    user: str
    path: str
    sha256: str
    size: int
    when: datetime


def prisme_folders(kommunenr: str) -> tuple[str, ...]:
    """The folders of a municipality.

    >>> prisme_folders("0956")
    ('/0956/prod/G', '/0956/prod/Q', '/0956/test/G', '/0956/test/Q')
    """
    return tuple(f"/{kommunenr}/{level}/{letter}" for level in LEVELS for letter in LETTERS)


class PrismePartner(SftpPartner):
    """Prisme's server. The job looks every `every` seconds and takes what has lain there for `after` seconds."""

    name = "prisme"

    def __init__(
        self,
        root: Path,
        passwords: dict[str, str],
        port: int = 0,
        *,
        key: asyncssh.SSHKey | None = None,
        after: float = 2.0,
        every: float = 0.2,
        paused: bool = False,
    ) -> None:
        """`passwords` by municipality number; the user is called ``ftp-winformatik-0956``."""
        users = {self.user(number): SftpUser(password, folders=prisme_folders(number)) for number, password in passwords.items()}
        super().__init__(root / "areas", users, port, key=key)
        self.archive = root / "archive"
        self.after = after
        self.every = every
        self.paused = paused
        self.taken: list[Taken] = []
        self._seen: dict[Path, tuple[int, int, float]] = {}
        self._job: asyncio.Task[None] | None = None

    @staticmethod
    def user(kommunenr: str) -> str:
        """The account's name."""
        return f"ftp-winformatik-{kommunenr}"

    def pause(self, paused: bool = True) -> None:
        """Stop the job, or let it run again."""
        self.paused = paused

    def take_now(self) -> None:
        """Let the job look once and take everything whole, paused or not."""
        partner_loop().run(self._take(0.0))

    def bytes_of(self, taken: Taken) -> bytes:
        """What was taken, from the job's archive."""
        return (self.archive / taken.sha256).read_bytes()

    async def _start(self) -> None:
        await super()._start()
        self._job = asyncio.create_task(self._run())

    async def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            await asyncio.gather(self._job, return_exceptions=True)
        await super()._stop()

    async def _run(self) -> None:
        while True:
            if not self.paused:
                await self._take(self.after)
            await asyncio.sleep(self.every)

    async def _take(self, after: float) -> None:
        now = time.monotonic()
        there: dict[Path, os.stat_result] = {}
        for path in self._files():
            with suppress(FileNotFoundError):  # its owner may take it back
                there[path] = path.stat()
        self._seen = {path: facts for path, facts in self._seen.items() if path in there}
        for path, facts in there.items():
            size, changed, since = self._seen.get(path, (-1, -1, now))
            if (size, changed) != (facts.st_size, facts.st_mtime_ns):
                since = now
            self._seen[path] = (facts.st_size, facts.st_mtime_ns, since)
            if now - since >= after:
                with suppress(FileNotFoundError):
                    self._move(path)

    def _files(self) -> Iterable[Path]:
        """Whole files in the folders of the job: temporary names are not its business."""
        for user, facts in self.users.items():
            for folder in facts.folders:
                for path in sorted(self.area(user, folder).iterdir()):
                    if path.is_file() and not path.name.startswith(".") and path.suffix != ".tmp":
                        yield path

    def _move(self, path: Path) -> None:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        self.archive.mkdir(parents=True, exist_ok=True)
        (self.archive / digest).write_bytes(data)
        path.unlink()
        self._seen.pop(path, None)
        user, *inside = path.relative_to(self.root).parts
        self.taken.append(Taken(user, "/" + "/".join(inside), digest, len(data), datetime.now(UTC)))
