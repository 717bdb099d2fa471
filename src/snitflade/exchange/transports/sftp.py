"""SFTP: files to and from a partner's server, with its host key known beforehand.

Prisme (winformatik.md 3.1): one user per municipality, folders municipality / production or test / ``G`` or ``Q``; its job moves
files away, so a file that is gone was taken. CPR (cpr.md 9): files stay for about two months and are not deleted, so ``after`` is
``keep`` and the caller says by `Skip` what it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, Never

import asyncssh

from snitflade.exchange.transports.drop import Fund, Print, check_template, found_now, lay
from snitflade.exchange.transports.errors import (
    ForbindelseTabt,
    IngenForbindelse,
    KanIkke,
    Midlertidig,
    NavnUgyldigt,
    NogetUhentet,
    Opsaetningsfejl,
    Permanent,
    SkiftetUd,
    SvarerIkke,
    TransportError,
    Uhentet,
)
from snitflade.exchange.transports.port import Delivery, Incoming, Listed, Skip, Tilstand, Transport, check_name, shown_name
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.sftp_session import SftpAccount, SftpSession, is_plain

TEMPORARY = (".*", "*.tmp", "*.part", "*.filepart")
"""Names of files that are still being written, by the habits of common programs."""
_MOST_LINE_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Sftp(Transport):
    """A partner's SFTP server.

    Folders are absolute remote paths; an empty one means that this way is not used. `after` says what `settle` does with a
    fetched file: ``keep`` it, move it to `archive`, or ``delete`` it. `temporary` is the name while writing, with ``{navn}``
    and, if wanted, the first 12 digits of the hash as ``{sha}``. Sizes in bytes, times in seconds.
    """

    host: str
    user: str
    host_keys: tuple[str, ...]
    port: int = 22
    password: Secret | None = None
    key: Secret | None = None
    key_password: Secret | None = None
    outbox: str = ""
    inbox: str = ""
    pattern: str = "*"
    after: Literal["keep", "archive", "delete"] = "keep"
    archive: str = ""
    refused: str = ""
    temporary: str = ".{navn}.{sha}.tmp"
    ignored: tuple[str, ...] = TEMPORARY
    max_bytes: int = 512 * 1024 * 1024
    connect_timeout: float = 20.0
    answer_timeout: float = 60.0
    _account: SftpAccount = field(init=False, repr=False)

    def __post_init__(self) -> None:
        account = SftpAccount(
            self.host,
            self.user,
            self.host_keys,
            self.port,
            self.password,
            self.key,
            self.key_password,
            self.connect_timeout,
            self.answer_timeout,
        )
        account.trusted()
        object.__setattr__(self, "_account", account)
        check_template(self.temporary, self.place)
        if self.password is None and self.key is None:
            raise Opsaetningsfejl(place=self.place, reason="der mangler en adgangskode eller en nøgle")
        if self.after == "archive" and not self.archive:
            raise Opsaetningsfejl(place=self.place, reason="der mangler en arkivmappe")
        for folder in (self.outbox, self.inbox, self.archive, self.refused):
            if folder and (not folder.startswith("/") or ".." in folder.split("/") or shown_name(folder) != folder):
                reason = f"mappen «{shown_name(folder)}» skal skrives helt fra / og uden «..»"
                raise Opsaetningsfejl(place=self.place, reason=reason)

    @property
    def place(self) -> str:
        """The account as a URL without password."""
        return self._account.place

    def collect(self, *, skip: Skip | None = None) -> Iterator[Incoming]:
        """Every file in the inbox that matches, fits and is not being written; the file there is not touched."""
        if not self.inbox:
            raise KanIkke(place=self.place, action="at hente")
        missed: list[Uhentet] = []
        broken = 0
        with SftpSession(self._account, self.inbox) as session:
            for entry in session.names():
                name = str(entry.filename)
                if entry.attrs.type == asyncssh.FILEXFER_TYPE_DIRECTORY or self._ignores(name):
                    continue
                path = session.path(name)
                size, changed = entry.attrs.size or 0, str(entry.attrs.mtime)
                try:
                    check_name(name)
                    if not is_plain(entry.attrs):
                        raise NavnUgyldigt(name=name, reason="det er en genvej eller en enhed og ikke en fil")
                    if skip is not None and skip(Listed(name, path, size, changed)):
                        continue
                    yield self._fetch(session, name, size, changed)
                    broken = 0
                except (Midlertidig, Permanent) as error:
                    missed.append(Uhentet(name=shown_name(name), place=session.place, reason=error))
                    broken += isinstance(error, ForbindelseTabt | SvarerIkke)
                    if isinstance(error, IngenForbindelse) or broken == _MOST_LINE_FAILURES:
                        break
        if missed:
            raise NogetUhentet(place=self.place, missed=tuple(missed))

    def _fetch(self, session: SftpSession, name: str, size: int, changed: str) -> Incoming:
        data = session.read(name, size, self.max_bytes)
        meta = {"size": str(size), "changed": changed}
        if not _same(session.facts(name), meta):
            raise SkiftetUd(name=name, place=session.place)
        return Incoming(name, data, session.path(name), meta)

    def _ignores(self, name: str) -> bool:
        return not fnmatchcase(name, self.pattern) or any(fnmatchcase(name, pattern) for pattern in self.ignored)

    def settle(self, incoming: Incoming) -> None:
        """Keep, archive or delete the fetched file at the partner, as `after` says."""
        if self.after != "keep":
            self._move(incoming, self.archive if self.after == "archive" else "")

    def refuse(self, incoming: Incoming) -> None:
        """Move the fetched file to the folder for refused ones; without one it stays."""
        if self.refused:
            self._move(incoming, self.refused)

    def _move(self, incoming: Incoming, target: str) -> None:
        """Move away what was fetched, and nothing else: a new file under the same name stays or is put back."""
        with SftpSession(self._account, self.inbox or "/") as session:
            there = session.facts(incoming.origin)
            if there is None:
                return
            if not _same(there, incoming.meta):
                raise SkiftetUd(name=incoming.name, place=session.place)
            aside = self._free_name(session, target or self.inbox, incoming.name if target else f".{incoming.sha256[:24]}.slettes")
            session.rename(incoming.origin, aside)
            # Size and time (whole seconds in SFTP) can agree by chance; what is put away is what was committed, by its hash.
            if session.look(aside, Print(len(incoming.data), incoming.sha256)) is not Fund.SAMME:
                self._put_back(session, aside, incoming)
            if not target:
                session.remove(aside)

    @staticmethod
    def _put_back(session: SftpSession, aside: str, incoming: Incoming) -> Never:
        try:
            session.rename(aside, incoming.origin)
        except TransportError as error:
            reason = f"{incoming.name} blev skiftet ud, mens den blev flyttet, og den nye ligger nu som {aside}; flyt den tilbage"
            raise Permanent(place=session.place, reason=reason) from error
        raise SkiftetUd(name=incoming.name, place=session.place)

    @staticmethod
    def _free_name(session: SftpSession, folder: str, name: str) -> str:
        path, number = f"{folder.rstrip('/')}/{name}", 0
        while session.facts(path) is not None:
            number += 1
            path = f"{folder.rstrip('/')}/{name}.{number}"
        return path

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        """Temporary name, read back, rename, read back; see `drop.lay`."""
        if not self.outbox:
            raise KanIkke(place=self.place, action="at aflevere")
        with SftpSession(self._account, self.outbox) as session:
            return lay(session, name, data, template=self.temporary, again=again)

    def verify(self, delivery: Delivery) -> Tilstand:
        """Read the delivered file again, if it still lies there."""
        if not self.outbox:
            raise KanIkke(place=self.place, action="at aflevere")
        check_name(delivery.name)
        with SftpSession(self._account, self.outbox) as session:
            return found_now(session, delivery)


def _same(there: asyncssh.SFTPAttrs | None, meta: object) -> bool:
    return there is not None and {"size": str(there.size), "changed": str(there.mtime)} == meta
