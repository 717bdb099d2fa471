"""Mailboxes in memory: what the simulated SMTP server puts in and the simulated IMAP server shows."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP


def compose(sender: str, message_id: str, *attachments: tuple[str, bytes]) -> bytes:
    """A mail with attachments, as a partner sends it."""
    message = EmailMessage()
    message["From"] = sender
    message["Subject"] = "Prøve"
    message["Message-ID"] = message_id
    message.set_content("Prøve")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes(policy=SMTP)


@dataclass(slots=True, eq=False)
class StoredMail:
    """One mail as its bytes with CRLF line ends, its number in the folder and its flags (``\\Seen`` …)."""

    uid: int
    raw: bytes = field(repr=False)
    flags: set[str] = field(default_factory=set)
    arrived: datetime = field(default_factory=lambda: datetime.now(UTC))


class MailFolder:
    """The mails of one folder, numbered upwards and never anew."""

    def __init__(self, validity: int) -> None:
        self.validity = validity
        self.mails: list[StoredMail] = []
        self.next_uid = 1
        self._lock = threading.Lock()

    def add(self, raw: bytes, flags: set[str] | None = None) -> StoredMail:
        """Append a mail."""
        with self._lock:
            mail = StoredMail(self.next_uid, raw, set(flags or ()))
            self.next_uid += 1
            self.mails.append(mail)
        return mail

    def remove(self, mails: list[StoredMail]) -> None:
        """Take mails out."""
        with self._lock:
            self.mails = [mail for mail in self.mails if mail not in mails]


class MailStore:
    """Accounts by address, each with folders by name; ``INBOX`` is always there."""

    def __init__(self, accounts: dict[str, str]) -> None:
        self.passwords = dict(accounts)
        self._validity = itertools.count(1000)
        self._folders = {address: {"INBOX": MailFolder(next(self._validity))} for address in accounts}

    def folders(self, address: str) -> dict[str, MailFolder]:
        """The folders of an account. KeyError when there is no such account."""
        return self._folders[address]

    def folder(self, address: str, name: str = "INBOX") -> MailFolder:
        """One folder, made when it is not there."""
        folders = self._folders[address]
        if name not in folders:
            folders[name] = MailFolder(next(self._validity))
        return folders[name]

    def renumber(self, address: str, name: str = "INBOX") -> None:
        """Give all mails new numbers under a new validity, as a server does after a repair."""
        old = self._folders[address][name]
        new = self._folders[address][name] = MailFolder(next(self._validity))
        new.next_uid = old.next_uid
        for mail in old.mails:
            new.add(mail.raw, mail.flags)

    def knows(self, address: str, password: str) -> bool:
        """Whether the password is the account's."""
        return self.passwords.get(address) == password != ""
