"""An IMAP server over TLS that shows a `MailStore`. The protocol is Twisted's; the sockets are asyncio's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from twisted.cred.error import UnauthorizedLogin
from twisted.internet import defer
from twisted.internet.error import ConnectionDone
from twisted.mail.imap4 import IAccount, IMAP4Server, PLAINCredentials
from twisted.python.failure import Failure

from snitflade.partners.certificates import Authority
from snitflade.partners.habits import Habits, Misbehaviour
from snitflade.partners.imap_folder import ShownFolder, ShownMail
from snitflade.partners.loop import LOOPBACK, Partner, partner_loop
from snitflade.partners.mailstore import MailStore


class ImapPartner(Partner):
    """Shows the mails of `store`, over TLS from the first byte (as on port 993). `moves` offers the MOVE extension."""

    name = "imap"

    def __init__(self, store: MailStore, authority: Authority, port: int = 0, *, moves: bool = True) -> None:
        super().__init__(port)
        self.store = store
        self.moves = moves
        self._context = authority.server_context(self.habits)
        self._server: asyncio.Server | None = None
        self._lines: set[_Line] = set()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"imaps://{LOOPBACK}:{self.port}"

    async def _start(self) -> None:
        loop = partner_loop().loop
        self._server = await loop.create_server(lambda: _Line(self, self._lines), LOOPBACK, self.port, ssl=self._context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for line in list(self._lines):
                line.abort()
            await self._server.wait_closed()
            self._server = None
            await asyncio.sleep(0)


class _Producer(Protocol):
    def resumeProducing(self) -> None: ...


class _Wire:
    """What Twisted's protocol needs of a transport, on asyncio's; it can break after so many bytes."""

    disconnecting = False

    def __init__(self, transport: asyncio.Transport, habits: Habits) -> None:
        self._transport = transport
        self._habits = habits
        self._given = 0
        self._producer: _Producer | None = None

    def write(self, data: bytes) -> None:
        drop = self._habits.look(Misbehaviour.DROP_DOWNLOAD)
        if drop is not None and self._given + len(data) > drop.after:
            self._habits.take(Misbehaviour.DROP_DOWNLOAD)
            self._transport.abort()
        self._given += len(data)
        if not self._transport.is_closing():
            self._transport.write(data)

    def writeSequence(self, parts: Iterable[bytes]) -> None:
        self.write(b"".join(parts))

    def loseConnection(self) -> None:
        self._transport.close()

    def registerProducer(self, producer: _Producer, streaming: bool) -> None:
        # All is in memory: pull until it says that it is done.
        self._producer = producer
        while self._producer is not None:
            self._producer.resumeProducing()

    def unregisterProducer(self) -> None:
        self._producer = None


class _Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, partner: ImapPartner, lines: set[_Line]) -> None:
        self._partner = partner
        self._lines = lines
        self._imap = _Imap(partner, self.abort)
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._lines.add(self)
            if self._partner.habits.take(Misbehaviour.AWAY) is not None:
                self.abort()
                return
            self._imap.makeConnection(_Wire(transport, self._partner.habits))

    def data_received(self, data: bytes) -> None:
        late = self._partner.habits.take(Misbehaviour.LATE)
        if late is not None:
            partner_loop().loop.call_later(late.seconds, self._imap.dataReceived, data)
        else:
            self._imap.dataReceived(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._lines.discard(self)
        if self._imap.connected:
            self._imap.connectionLost(Failure(ConnectionDone()))

    def abort(self) -> None:
        """Break the line."""
        if self._transport is not None:
            self._transport.abort()


def _at_once(steps: Iterator[object]) -> defer.Deferred[None]:
    """Twisted's scheduler hook: all steps here are ready at once, so no reactor is needed."""
    for step in steps:
        if isinstance(step, defer.Deferred):
            failures: list[Failure] = []
            step.addErrback(failures.append)
            if failures:
                return defer.fail(failures[0])
    return defer.succeed(None)


class _Account:
    """The folders of one address."""

    def __init__(self, store: MailStore, address: str) -> None:
        self._store = store
        self._address = address

    def select(self, name: str, readwrite: bool = True) -> ShownFolder | None:
        folders = self._store.folders(self._address)
        found = folders.get("INBOX" if name.upper() == "INBOX" else name)
        return ShownFolder(found) if found is not None else None

    def listMailboxes(self, reference: str, wildcard: str) -> list[tuple[str, ShownFolder]]:
        return [(name, ShownFolder(folder)) for name, folder in self._store.folders(self._address).items()]


class _Imap(IMAP4Server):
    """Twisted's server with MOVE (RFC 6851), `\\Seen` on reading without PEEK, which it leaves out, and bad habits."""

    account: Any
    mbox: Any
    portal: Any

    def __init__(self, partner: ImapPartner, abort: Callable[[], None]) -> None:
        super().__init__({b"PLAIN": PLAINCredentials}, scheduler=_at_once)
        self._partner = partner
        self.portal = self
        self._abort = abort

    def setTimeout(self, period: float | None) -> None:
        return None

    def resetTimeout(self) -> None:
        return None

    def capabilities(self) -> dict[bytes, Any]:
        more = {b"MOVE": None} if self._partner.moves else {}
        return {**super().capabilities(), **more}

    def login(self, told: Any, _mind: object, *_interfaces: object) -> defer.Deferred[Any]:
        """What Twisted asks of a portal, for logins by SASL PLAIN."""
        return defer.maybeDeferred(self.authenticateLogin, told.username, told.password)

    def authenticateLogin(self, user: bytes, passwd: bytes) -> tuple[Any, _Account, Callable[[], None]]:
        address, password = user.decode(), passwd.decode()
        denied = self._partner.habits.take(Misbehaviour.LOGIN_DENIED) is not None
        if denied or not self._partner.store.knows(address, password):
            raise UnauthorizedLogin()
        return IAccount, _Account(self._partner.store, address), lambda: None

    def spew_body(self, part: Any, id: int, msg: ShownMail, _w: Any = None, _f: Any = None) -> Any:
        if not part.peek:
            msg.stored.flags.add("\\Seen")
        return super().spew_body(part, id, msg, _w, _f)

    def do_COPY(self, tag: bytes, messages: Any, mailbox: bytes, uid: int = 0) -> None:
        if not self._refused(tag):
            super().do_COPY(tag, messages, mailbox, uid)

    select_COPY: Any = (do_COPY, IMAP4Server.arg_seqset, IMAP4Server.arg_finalastring)

    def do_UID(self, tag: bytes, command: bytes, line: bytes) -> None:
        if command.upper() == b"MOVE" and self._partner.moves:
            self.dispatchCommand(tag, command, line, uid=1)
        else:
            super().do_UID(tag, command, line)

    select_UID: Any = (do_UID, IMAP4Server.arg_atom, IMAP4Server.arg_line)

    def do_MOVE(self, tag: bytes, messages: Any, mailbox: bytes, uid: int = 0) -> None:
        if self._refused(tag):
            return
        target = self.account.select(mailbox.decode("imap4-utf-7"))
        if target is None:
            self.sendNegativeResponse(tag, b"[TRYCREATE] No such mailbox")
            return
        moved = self.mbox.fetch(messages, uid)
        for _, mail in moved:
            target.folder.add(mail.stored.raw, mail.stored.flags)
        self.mbox.folder.remove([mail.stored for _, mail in moved])
        if self._partner.habits.take(Misbehaviour.DROP_AFTER) is not None:
            self._abort()
            return
        for number, _ in reversed(moved):
            self.sendUntaggedResponse(b"%d EXPUNGE" % number)
        self.sendPositiveResponse(tag, b"MOVE completed")

    select_MOVE: Any = (do_MOVE, IMAP4Server.arg_seqset, IMAP4Server.arg_finalastring)

    def _refused(self, tag: bytes) -> bool:
        """Whether copying or moving is refused now, and then say so."""
        for habit, words in ((Misbehaviour.DENIED, b"[NOPERM] Not allowed"), (Misbehaviour.DISK_FULL, b"[OVERQUOTA] Full")):
            if self._partner.habits.take(habit) is not None:
                self.sendNegativeResponse(tag, words)
                return True
        return False
