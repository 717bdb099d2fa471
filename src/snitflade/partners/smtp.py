"""An SMTP server with STARTTLS and login on aiosmtpd, which puts the mails into a `MailStore`."""

from __future__ import annotations

import asyncio
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from snitflade.partners.certificates import Authority
from snitflade.partners.habits import Habits, Misbehaviour
from snitflade.partners.loop import LOOPBACK, Partner, partner_loop
from snitflade.partners.mailstore import MailStore


class SmtpPartner(Partner):
    """Takes mails for the accounts of `store`; refuses other receivers. Login and TLS are required unless `open_relay`."""

    name = "smtp"

    def __init__(
        self, store: MailStore, authority: Authority, port: int = 0, *, open_relay: bool = False, max_bytes: int = 10_000_000
    ) -> None:
        super().__init__(port)
        self.store = store
        self._context = authority.server_context(self.habits)
        self._open_relay = open_relay
        self._max_bytes = max_bytes
        self._server: asyncio.Server | None = None
        self._lines: set[_Line] = set()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"smtp://{LOOPBACK}:{self.port}"

    def _line(self) -> _Line:
        login: dict[str, Any] = {}
        if not self._open_relay:
            login = {"tls_context": self._context, "require_starttls": True, "auth_required": True, "authenticator": self._knows}
        handler = _Handler(self.store, self.habits)
        return _Line(handler, self.habits, self._lines, hostname="localhost", data_size_limit=self._max_bytes, **login)

    def _knows(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
        if not isinstance(data, LoginPassword) or self.habits.take(Misbehaviour.LOGIN_DENIED) is not None:
            return AuthResult(success=False, handled=False)
        return AuthResult(handled=False, success=self.store.knows(data.login.decode(), data.password.decode()))

    async def _start(self) -> None:
        self._server = await partner_loop().loop.create_server(self._line, LOOPBACK, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for line in list(self._lines):
                line.drop()
            await self._server.wait_closed()
            self._server = None
            await asyncio.sleep(0)


class _Line(SMTP):
    """One connection; it can break in the middle."""

    def __init__(self, handler: _Handler, habits: Habits, lines: set[_Line], **options: Any) -> None:
        super().__init__(handler, loop=partner_loop().loop, **options)
        self._habits = habits
        self._lines = lines
        self._received = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._lines.add(self)
        super().connection_made(transport)
        if self._habits.take(Misbehaviour.AWAY) is not None:
            self.drop()

    def connection_lost(self, error: Exception | None) -> None:
        self._lines.discard(self)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        drop = self._habits.look(Misbehaviour.DROP_UPLOAD)
        if drop is not None and self._received > drop.after:
            self._habits.take(Misbehaviour.DROP_UPLOAD)
            self.drop()
            return
        super().data_received(data)

    def drop(self) -> None:
        """Break the line."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()


class _Handler:
    """What becomes of a mail."""

    def __init__(self, store: MailStore, habits: Habits) -> None:
        self._store = store
        self._habits = habits

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:
        if self._habits.take(Misbehaviour.DENIED) is not None or address not in self._store.passwords:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Line, _session: Session, envelope: Envelope) -> str:
        late = self._habits.take(Misbehaviour.LATE)
        if late is not None:
            await asyncio.sleep(late.seconds)
        if self._habits.take(Misbehaviour.DISK_FULL) is not None:
            return "452 4.3.1 Insufficient system storage"
        if self._habits.take(Misbehaviour.ERROR_BEFORE) is not None:
            return "451 4.3.0 Try again later"
        if self._habits.take(Misbehaviour.LOSE) is not None:
            return "250 OK: queued as LOST"
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        times = 2 if self._habits.take(Misbehaviour.DUPLICATE) is not None else 1
        for address in envelope.rcpt_tos * times:
            self._store.folder(address).add(content)
        if self._habits.take(Misbehaviour.DROP_AFTER) is not None:
            server.drop()
        if self._habits.take(Misbehaviour.ERROR_AFTER) is not None:
            return "554 5.3.0 Something went wrong"
        return "250 OK: queued"
