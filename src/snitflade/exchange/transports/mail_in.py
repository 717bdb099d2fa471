"""Incoming mail: a mailbox per interface, from which whole attachments of allowed senders are taken.

A mail stays unread where it is until its bytes are committed. `settle` then marks it as seen and moves it to the archive folder;
without one only the mark tells it from a new one, and a person who opens the mailbox can set that mark, so a folder is better.
A refused mail is kept: `NogetUhentet` names it with its reason and carries its bytes.

Source: social-teknik.md 1.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from snitflade.exchange.transports.errors import (
    ForbindelseTabt,
    ForStor,
    IngenForbindelse,
    MailAfvist,
    Midlertidig,
    NogetUhentet,
    Opsaetningsfejl,
    Permanent,
    SvarerIkke,
    Uhentet,
)
from snitflade.exchange.transports.mail_rules import MailRules, read_mail
from snitflade.exchange.transports.mail_session import Found, MailAccount, MailSession
from snitflade.exchange.transports.port import Incoming, Listed, Skip, Transport
from snitflade.exchange.transports.secrets import Secret

_MOST_LINE_FAILURES = 3


@dataclass(frozen=True, slots=True)
class MailIn(Transport):
    """A mailbox. `archive` and `refused` are folders there that must exist; empty means none.

    `senders`, `pattern` and `checked_by` are those of `MailRules`. `max_bytes` counts the whole mail; time in seconds.
    """

    host: str
    user: str
    password: Secret
    senders: tuple[str, ...]
    pattern: str
    port: int = 993
    folder: str = "INBOX"
    archive: str = ""
    refused: str = ""
    checked_by: str = ""
    ca_file: Path | None = None
    max_bytes: int = 64 * 1024 * 1024
    timeout: float = 60.0
    _account: MailAccount = field(init=False, repr=False)

    def __post_init__(self) -> None:
        account = MailAccount(self.host, self.user, self.password, self.port, self.folder, self.ca_file, self.timeout)
        object.__setattr__(self, "_account", account)
        if not self.senders or any("@" not in sender for sender in self.senders):
            raise Opsaetningsfejl(place=self.place, reason="der skal stå mindst én afsender, som adresse eller som @domæne")
        if not self.pattern:
            raise Opsaetningsfejl(place=self.place, reason="mønsteret for den vedhæftede fils navn mangler")
        if self.folder in {self.archive, self.refused}:
            raise Opsaetningsfejl(place=self.place, reason="arkivmappen skal være en anden end den, der hentes fra")

    @property
    def place(self) -> str:
        """The mailbox as a URL."""
        return self._account.place

    def collect(self, *, skip: Skip | None = None) -> Iterator[Incoming]:
        """The one right attachment of every new mail; no mail is marked or moved. `origin` is the Message-ID."""
        missed: list[Uhentet] = []
        broken = 0
        with MailSession(self._account) as session:
            # With an archive folder everything here is new, whoever has looked at it.
            for uid in session.search("UNDELETED" if self.archive else "UNDELETED UNSEEN"):
                name = f"mail nr. {uid}"
                try:
                    found = session.headers(uid)
                    if found is None:
                        continue
                    name = _origin(found)
                    if skip is not None and skip(Listed(name, name, found.size, f"{found.validity}/{uid}")):
                        continue
                    incoming = self._fetch(session, found, missed)
                    if incoming is not None:
                        yield incoming
                    broken = 0
                except (Midlertidig, Permanent) as error:
                    missed.append(Uhentet(name=name, place=self.place, reason=error))
                    broken += isinstance(error, ForbindelseTabt | SvarerIkke)
                    if isinstance(error, IngenForbindelse) or broken == _MOST_LINE_FAILURES:
                        break
        if missed:
            raise NogetUhentet(place=self.place, missed=tuple(missed))

    def _fetch(self, session: MailSession, found: Found, missed: list[Uhentet]) -> Incoming | None:
        origin = _origin(found)
        if found.size > self.max_bytes:
            raise ForStor(name=origin, place=self.place, size=found.size, limit=self.max_bytes)
        raw = session.raw(found.uid)
        if raw is None:
            return None
        meta = {"uid": found.uid, "validity": found.validity}
        try:
            name, data = read_mail(raw, MailRules(self.senders, self.pattern, self.checked_by), self.place)
        except MailAfvist as error:
            kept = Incoming("mail.eml", raw, origin, meta)
            missed.append(Uhentet(name=origin, place=self.place, reason=error, incoming=kept))
            return None
        return Incoming(name, data, origin, meta)

    def settle(self, incoming: Incoming) -> None:
        """Mark the mail as seen and move it to the archive folder, if there is one."""
        with MailSession(self._account) as session:
            uid = self._again(session, incoming)
            if uid is not None:
                session.mark_seen(uid)
                if self.archive:
                    session.move(uid, self.archive)

    def refuse(self, incoming: Incoming) -> None:
        """Move the mail to the folder for refused ones; without one it stays as it is and is reported again."""
        if self.refused:
            with MailSession(self._account) as session:
                uid = self._again(session, incoming)
                if uid is not None:
                    session.move(uid, self.refused)

    def _again(self, session: MailSession, incoming: Incoming) -> str | None:
        """The mail's number now: the one it had, or after a renumbering the one with its Message-ID. None when it is gone."""
        if session.validity() == incoming.meta["validity"]:
            found = session.headers(incoming.meta["uid"])
            return found.uid if found is not None and not found.deleted else None
        for uid in session.search("UNDELETED"):
            found = session.headers(uid)
            if found is not None and _origin(found) == incoming.origin:
                return uid
        return None


def _origin(found: Found) -> str:
    """The Message-ID, or for the rare mail without one its number on the server."""
    return found.message_id or f"uid:{found.validity}/{found.uid}"
