"""Several watched folders as one: files in one and what belongs to them in another, each with its own archive.

Before anything is read every folder is tried: files are read and moved away in the inboxes, and laid in the archives. Where one of
that cannot be done nothing is read, and everything missing is said at once. Source: payments.md 6 (constants 363 to 366).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from snitflade.exchange.transports.errors import AdgangNaegtet, NogetUhentet, Opsaetningsfejl, Uhentet
from snitflade.exchange.transports.folder import Folder
from snitflade.exchange.transports.port import Incoming, Skip, Transport


@dataclass(frozen=True, slots=True)
class Folders(Transport):
    """`inboxes` are watched, in this order; what was fetched from the first goes to the first of `archives`, and so on.

    `refused` likewise, where given (default: ``afvist`` in the inbox). The rest is as in `Folder`.
    """

    inboxes: tuple[str, ...]
    archives: tuple[str, ...]
    refused: tuple[str, ...] = ()
    pattern: str = "*"
    quiet: float = 5.0
    max_bytes: int = 512 * 1024 * 1024

    def __post_init__(self) -> None:
        paths = [*self.inboxes, *self.archives, *self.refused]
        if not self.inboxes or len(self.archives) != len(self.inboxes) or len(self.refused) not in (0, len(self.inboxes)):
            raise Opsaetningsfejl(place=self.place, reason="der skal være en arkivmappe til hver mappe, der hentes fra")
        if len(set(paths)) != len(paths) or not all(path.startswith("/") for path in paths):
            raise Opsaetningsfejl(place=self.place, reason="hver sti skal skrives helt fra roden, og ingen må stå to gange")

    @property
    def place(self) -> str:
        """The folders, for messages."""
        return f"mapperne {', '.join(self.inboxes)}"

    def collect(self, *, skip: Skip | None = None) -> Iterator[Incoming]:
        """Every file of every folder; first of all whether they may be read, emptied and archived."""
        self._check_rights()
        missed: list[Uhentet] = []
        for folder in self._folders():
            try:
                yield from folder.collect(skip=skip)
            except NogetUhentet as error:
                missed += error.missed
        if missed:
            raise NogetUhentet(place=self.place, missed=tuple(missed))

    def settle(self, incoming: Incoming) -> None:
        """Move the fetched file to its folder's archive."""
        self._of(incoming).settle(incoming)

    def refuse(self, incoming: Incoming) -> None:
        """Move the fetched file to its folder's place for refused ones."""
        self._of(incoming).refuse(incoming)

    def _folders(self) -> list[Folder]:
        refused = self.refused or ("",) * len(self.inboxes)
        return [
            Folder(
                inbox=Path(inbox),
                archive=Path(archive),
                refused=Path(place) if place else None,
                pattern=self.pattern,
                quiet=self.quiet,
                max_bytes=self.max_bytes,
            )
            for inbox, archive, place in zip(self.inboxes, self.archives, refused, strict=True)
        ]

    def _of(self, incoming: Incoming) -> Folder:
        """The folder a file came from."""
        parent = Path(incoming.origin).parent
        return next(folder for folder in self._folders() if folder.inbox == parent)

    def _check_rights(self) -> None:
        lacking = [f"læse og slette i {path}" for path in self.inboxes if not os.access(path, os.R_OK | os.W_OK | os.X_OK)]
        lacking += [f"skrive i {path}" for path in self.archives if not os.access(path, os.W_OK | os.X_OK)]
        if lacking:
            raise AdgangNaegtet(place=self.place, action="afhentning", reason=f"programmet kan ikke {', '.join(lacking)}")
