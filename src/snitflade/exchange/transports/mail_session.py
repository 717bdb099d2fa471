"""One IMAP session as plain blocking calls that change nothing unless asked, with what went wrong in Danish.

After a broken line the next call connects anew. Reading never marks a mail as seen (``BODY.PEEK``), and nothing is ever
expunged: an EXPUNGE would also remove what other people have marked for deletion in the same mailbox.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from imap_tools.errors import (
    ImapToolsError,
    MailboxCopyError,
    MailboxFolderSelectError,
    MailboxLoginError,
    MailboxMoveError,
    UnexpectedCommandStatusError,
)
from imap_tools.mailbox import MailBox

from snitflade.exchange.transports.errors import (
    AdgangNaegtet,
    CertifikatAfvist,
    DiskFuld,
    FindesIkke,
    ForbindelseTabt,
    IngenForbindelse,
    LoginAfvist,
    ServerFejl,
    SvarerIkke,
    TransportError,
    because,
    clean,
)
from snitflade.exchange.transports.mail_rules import identity
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.tls import client_context

T = TypeVar("T")
_LINE = (imaplib.IMAP4.abort, OSError)


@dataclass(frozen=True, slots=True)
class MailAccount:
    """A mailbox on a server that speaks TLS from the first byte (RFC 8314). Time in seconds."""

    host: str
    user: str
    password: Secret
    port: int = 993
    folder: str = "INBOX"
    ca_file: Path | None = None
    timeout: float = 60.0

    @property
    def place(self) -> str:
        """The mailbox as a URL."""
        return f"imaps://{self.user}@{self.host}:{self.port}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Found:
    """A mail as the server numbers it: `uid` holds within one `validity`. `size` in bytes. `deleted`: marked to go."""

    uid: str
    validity: str
    size: int
    message_id: str
    deleted: bool


class MailSession:
    """Blocking calls in one mailbox; a context manager."""

    def __init__(self, account: MailAccount) -> None:
        self.account = account
        self.place = account.place
        self._box: MailBox | None = None
        self._validity = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._box is not None:
            with suppress(imaplib.IMAP4.error, ImapToolsError, OSError):
                self._box.logout()
        self._hang_up()

    def validity(self) -> str:
        """The mailbox's UIDVALIDITY: while it is the same, a number means the same mail."""
        return self._run("opslag", lambda _: self._validity)

    def search(self, criteria: str) -> list[str]:
        """The numbers of the mails that meet an IMAP search, oldest first."""
        return self._run("søgning", lambda box: box.uids(criteria))

    def headers(self, uid: str) -> Found | None:
        """Size and headers of one mail, None when it is gone."""

        def step(box: MailBox) -> Found | None:
            for message in box.fetch(uid_list=[uid], mark_seen=False, headers_only=True):
                if message.uid == uid:
                    deleted = r"\Deleted" in message.flags
                    return Found(uid, self._validity, message.size_rfc822, identity(message.obj), deleted)
            return None

        return self._run("opslag", step)

    def raw(self, uid: str) -> bytes | None:
        """Every byte of one mail as the server has it, None when it is gone."""

        def step(box: MailBox) -> bytes | None:
            status, answer = box.client.uid("FETCH", uid, "(BODY.PEEK[])")
            if status != "OK":
                raise UnexpectedCommandStatusError((status, answer), "OK")
            # imaplib gives a literal as a pair: what stood before it, and its bytes.
            return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)

        return self._run("hentning", step)

    def mark_seen(self, uid: str) -> None:
        """Set the flag that a mail has been read."""
        self._flag(uid, r"(\Seen)")

    def move(self, uid: str, folder: str) -> None:
        """Move one mail: with MOVE (RFC 6851), or where the server has none by a copy and the mark for deletion."""

        def step(box: MailBox) -> None:
            if "MOVE" in box.client.capabilities:
                box.move(uid, folder)
            else:
                box.copy(uid, folder)
                self._flag(uid, r"(\Deleted)")

        self._run(f"flytning til {folder}", step)

    def _flag(self, uid: str, flags: str) -> None:
        # Not imap_tools' own call, which expunges.
        def step(box: MailBox) -> None:
            status, answer = box.client.uid("STORE", uid, "+FLAGS", flags)
            if status != "OK":
                raise UnexpectedCommandStatusError((status, answer), "OK")

        self._run("mærkning", step)

    def _run(self, action: str, step: Callable[[MailBox], T]) -> T:
        box = self._connected()
        try:
            return step(box)
        except TimeoutError as error:
            self._hang_up()
            raise SvarerIkke(place=self.place, seconds=self.account.timeout, action=action) from error
        except _LINE as error:
            self._hang_up()
            raise ForbindelseTabt(place=self.place, action=action, reason=because(error)) from error
        except (ImapToolsError, imaplib.IMAP4.error) as error:
            raise self._refusal(error, action) from error

    def _connected(self) -> MailBox:
        if self._box is not None:
            return self._box
        account = self.account
        password = account.password.reveal()
        context = client_context(self.place, account.ca_file)
        try:
            self._box = MailBox(account.host, account.port, timeout=account.timeout, ssl_context=context)
            # LOGIN takes ASCII only; other passwords go by SASL PLAIN (RFC 4616), in UTF-8.
            login = self._box.login if (account.user + password).isascii() else self._box.login_utf8
            login(account.user, password, initial_folder=None)
            self._box.folder.set(account.folder)
            self._validity = str(self._box.folder.status(account.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        except ssl.SSLCertVerificationError as error:
            self._hang_up()
            raise CertifikatAfvist(place=self.place, reason=error.verify_message) from error
        except _LINE as error:
            self._hang_up()
            raise IngenForbindelse(place=self.place, reason=because(error)) from error
        except (ImapToolsError, imaplib.IMAP4.error) as error:
            self._hang_up()
            raise self._refusal(error, "login") from error
        return self._box

    def _refusal(self, error: Exception, action: str) -> TransportError:
        """What the server said no to, as one of ours."""
        said = clean(_words(error))
        if isinstance(error, MailboxFolderSelectError):
            return FindesIkke(name=f"mappen {self.account.folder}", place=self.place)
        if action == "login" and isinstance(error, MailboxLoginError | imaplib.IMAP4.error) and "UNAVAILABLE" not in said:
            return LoginAfvist(place=self.place, hint="")
        if "TRYCREATE" in said or "NONEXISTENT" in said or "No such mailbox" in said:
            return FindesIkke(name=action.removeprefix("flytning til "), place=self.place)
        if "OVERQUOTA" in said:
            return DiskFuld(place=self.place, reason=said)
        if "NOPERM" in said or isinstance(error, MailboxCopyError | MailboxMoveError):
            return AdgangNaegtet(place=self.place, action=action, reason=said)
        return ServerFejl(place=self.place, action=action, reason=said)

    def _hang_up(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            with suppress(OSError):
                box.client.shutdown()


def _words(error: Exception) -> str:
    """What the server itself wrote, as far as the error carries it."""
    if isinstance(error, UnexpectedCommandStatusError):
        answers = error.command_result[1]
        return " ".join(one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in answers)
    return str(error)
