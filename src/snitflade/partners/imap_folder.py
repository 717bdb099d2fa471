"""A stored folder and its mails in the shape Twisted's IMAP server asks for."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from email.utils import format_datetime
from io import BytesIO
from typing import Any

from twisted.internet import defer
from twisted.mail.imap4 import IMailbox, IMessage, IMessageFile, ISearchableMailbox
from zope.interface import implementer

from snitflade.partners.mailstore import MailFolder, StoredMail


@implementer(IMessage, IMessageFile)
class ShownMail:
    """One mail. Everything is given from the stored bytes."""

    def __init__(self, stored: StoredMail) -> None:
        self.stored = stored

    @property
    def _parsed(self) -> Message:
        return message_from_bytes(self.stored.raw)

    def open(self) -> BytesIO:
        return BytesIO(self.stored.raw)

    def getUID(self) -> int:
        return self.stored.uid

    def getFlags(self) -> list[str]:
        return sorted(self.stored.flags)

    def getInternalDate(self) -> str:
        return format_datetime(self.stored.arrived)

    def getHeaders(self, negate: bool, *names: str) -> dict[str, str]:
        wanted = {(name.decode() if isinstance(name, bytes) else name).lower() for name in names}
        return {key.lower(): str(value) for key, value in self._parsed.items() if (key.lower() in wanted) != negate}

    def getBodyFile(self) -> BytesIO:
        return BytesIO(self.stored.raw.partition(b"\r\n\r\n")[2])

    def getSize(self) -> int:
        return len(self.stored.raw)

    def isMultipart(self) -> bool:
        return False

    def getSubPart(self, part: int) -> None:
        raise IndexError(part)


@implementer(IMailbox, ISearchableMailbox)
class ShownFolder:
    """One folder."""

    def __init__(self, folder: MailFolder) -> None:
        self.folder = folder

    def getFlags(self) -> list[str]:
        return ["\\Seen", "\\Deleted", "\\Answered", "\\Flagged"]

    def getHierarchicalDelimiter(self) -> str:
        return "/"

    def getUIDValidity(self) -> int:
        return self.folder.validity

    def getUIDNext(self) -> int:
        return self.folder.next_uid

    def getUID(self, message: int) -> int:
        return self.folder.mails[message - 1].uid

    def getMessageCount(self) -> int:
        return len(self.folder.mails)

    def getRecentCount(self) -> int:
        return 0

    def getUnseenCount(self) -> int:
        return sum("\\Seen" not in mail.flags for mail in self.folder.mails)

    def isWriteable(self) -> bool:
        return True

    def requestStatus(self, names: list[str]) -> dict[str, int]:
        facts = {
            "MESSAGES": self.getMessageCount,
            "RECENT": self.getRecentCount,
            "UIDNEXT": self.getUIDNext,
            "UIDVALIDITY": self.getUIDValidity,
            "UNSEEN": self.getUnseenCount,
        }
        asked = [name.decode() if isinstance(name, bytes) else name for name in names]
        return {name: facts[name.upper()]() for name in asked}

    def addListener(self, listener: object) -> None:
        """Nobody is told of new mails between commands: the next SELECT shows them."""

    def removeListener(self, listener: object) -> None:
        """See `addListener`."""

    def addMessage(self, message: Any, flags: Any = (), date: object = None) -> defer.Deferred[int]:
        raw = message.read() if hasattr(message, "read") else message
        return defer.succeed(self.folder.add(raw, set(flags)).uid)

    def expunge(self) -> list[int]:
        gone = [(number, mail) for number, mail in enumerate(self.folder.mails, 1) if "\\Deleted" in mail.flags]
        self.folder.remove([mail for _, mail in gone])
        return [number for number, _ in reversed(gone)]

    def fetch(self, messages: Any, uid: int) -> list[tuple[int, ShownMail]]:
        mails = self.folder.mails
        messages.last = (mails[-1].uid if mails else 0) if uid else len(mails)
        numbered = list(enumerate(mails, 1))
        return [(number, ShownMail(mail)) for number, mail in numbered if (mail.uid if uid else number) in messages]

    def store(self, messages: Any, flags: list[str], mode: int, uid: int) -> dict[int, list[str]]:
        changed = {}
        for number, mail in self.fetch(messages, uid):
            now = mail.stored.flags
            mail.stored.flags = set(flags) if mode == 0 else now | set(flags) if mode > 0 else now - set(flags)
            changed[number] = mail.getFlags()
        return changed

    def search(self, query: list[Any], uid: int) -> list[int]:
        """The numbers that meet every word of `query`: the few searches a mail fetcher needs."""
        return [number for number, mail in enumerate(self.folder.mails, 1) if _meets(ShownMail(mail), query)]


def _meets(mail: ShownMail, query: list[Any]) -> bool:
    words = [word.decode() if isinstance(word, bytes) else word for word in _flat(query)]
    while words:
        word = words.pop(0).upper()
        if word in {"UNSEEN", "UNDELETED"}:
            if f"\\{word[2:].title()}" in mail.stored.flags:
                return False
        elif word in {"SEEN", "DELETED"}:
            if f"\\{word.title()}" not in mail.stored.flags:
                return False
        elif word == "HEADER":
            name, value = words.pop(0), words.pop(0)
            if value.lower() not in mail.getHeaders(False, name).get(name.lower(), "").lower():
                return False
        elif word != "ALL":
            raise ValueError(f"search for {word} is not known here")
    return True


def _flat(query: list[Any]) -> list[Any]:
    return [word for one in query for word in (_flat(one) if isinstance(one, list) else [one])]
