"""One SFTP session as plain blocking calls: connect when needed, wait no longer than allowed, and say in Danish what went wrong.

asyncssh works inside; nothing asynchronous comes out. Only the host keys of the configuration are trusted: no known_hosts file
of the user, no agent, no OpenSSH configuration. After a broken line the next call connects anew, so that the caller can look
what became of what it did.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

import asyncssh

from snitflade.exchange.transports.drop import Fund, Print
from snitflade.exchange.transports.errors import (
    FindesIkke,
    ForStor,
    IngenForbindelse,
    Opsaetningsfejl,
    SvarerIkke,
    TransportError,
    UnderSkrivning,
)
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.sftp_errors import SSH_ERRORS, breaks_line, translate

T = TypeVar("T")
CHUNK = 1024 * 1024
"""Bytes asked for or sent between two looks at the clock; asyncssh splits and pipelines them."""


@dataclass(frozen=True, slots=True)
class SftpAccount:
    """Where and as whom to log in. Times in seconds."""

    host: str
    user: str
    host_keys: tuple[str, ...]
    port: int = 22
    password: Secret | None = None
    key: Secret | None = None
    key_password: Secret | None = None
    connect_timeout: float = 20.0
    answer_timeout: float = 60.0

    @property
    def place(self) -> str:
        """The account as a URL without password."""
        return f"sftp://{self.user}@{self.host}:{self.port}"

    def trusted(self) -> list[asyncssh.SSHKey]:
        """The host keys, from OpenSSH public key lines or known_hosts lines. Raises `Opsaetningsfejl`."""
        keys = []
        for line in self.host_keys:
            words = line.split()
            start = next((i for i, word in enumerate(words) if word.startswith(("ssh-", "ecdsa-", "sk-"))), 0)
            try:
                keys.append(asyncssh.import_public_key(" ".join(words[start:])))
            except asyncssh.KeyImportError:
                reason = "en værtsnøgle kan ikke læses; skriv den som «ssh-ed25519 AAAA…», som partneren har oplyst den"
                raise Opsaetningsfejl(place=self.place, reason=reason) from None
        if not keys:
            raise Opsaetningsfejl(place=self.place, reason="værtsnøglen mangler; bed partneren oplyse den")
        return keys

    def client_keys(self) -> list[asyncssh.SSHKey] | None:
        """Our own private key, None when the password alone is used."""
        if self.key is None:
            return None
        phrase = self.key_password.reveal() if self.key_password else None
        try:
            return [asyncssh.import_private_key(self.key.reveal(), phrase)]
        except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
            raise Opsaetningsfejl(
                place=self.place, reason="den private nøgle kan ikke læses; kontrollér filen og nøglens adgangskode"
            ) from None


class SftpSession:
    """Blocking calls in one remote folder; a context manager. Implements `drop.Folderlike`."""

    def __init__(self, account: SftpAccount, folder: str) -> None:
        self.account = account
        self.folder = folder.rstrip("/") or "/"
        self._runner = asyncio.Runner()
        self._connection: asyncssh.SSHClientConnection | None = None
        self._client: asyncssh.SFTPClient | None = None

    @property
    def place(self) -> str:
        """The folder as a URL."""
        return self.account.place + self.folder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._runner.run(self._hang_up())
        finally:
            self._runner.close()

    def path(self, name: str) -> str:
        """The remote path of `name`: itself when absolute, else in the folder."""
        return name if name.startswith("/") else f"{self.folder.rstrip('/')}/{name}"

    def names(self) -> list[asyncssh.SFTPName]:
        """What lies in the folder, by name, without the folder itself and the one above."""

        async def step(client: asyncssh.SFTPClient) -> list[asyncssh.SFTPName]:
            found = [name async for name in client.scandir(self.folder)]
            return sorted((name for name in found if name.filename not in {".", ".."}), key=lambda name: str(name.filename))

        return self._run("læsning af mappen", self.folder, lambda client: self._soon(step(client)))

    def facts(self, name: str) -> asyncssh.SFTPAttrs | None:
        """What the server says of `name` itself (not of what a link points to), None when it is not there."""

        async def step(client: asyncssh.SFTPClient) -> asyncssh.SFTPAttrs | None:
            try:
                return await self._soon(client.lstat(self.path(name)))
            except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                return None

        return self._run("opslag", name, step)

    def read(self, name: str, size: int, limit: int) -> bytes:
        """All bytes of `name`; `UnderSkrivning` when they are not the announced `size`, `ForStor` above `limit`."""
        if size > limit:
            raise ForStor(name=name, place=self.place, size=size, limit=limit)

        async def step(client: asyncssh.SFTPClient) -> bytes:
            parts: list[bytes] = []
            await self._read(client, name, parts.append, size + 1)
            return b"".join(parts)

        data = self._run("læsning", name, step)
        if len(data) != size:
            raise UnderSkrivning(name=name, place=self.place)
        return data

    def look(self, name: str, expected: Print) -> Fund:
        """Read what lies under `name` and compare."""

        async def step(client: asyncssh.SFTPClient) -> Fund:
            digest = hashlib.sha256()
            try:
                attributes = await self._soon(client.lstat(self.path(name)))
                if attributes.size != expected.size or not is_plain(attributes):
                    return Fund.ANDET
                await self._read(client, name, digest.update, expected.size + 1)
            except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                return Fund.INTET
            return Fund.SAMME if digest.hexdigest() == expected.sha256 else Fund.ANDET

        return self._run("tilbagelæsning", name, step)

    def write(self, name: str, data: bytes) -> None:
        """Write `name` anew, flushed to disk where the server knows how."""

        async def step(client: asyncssh.SFTPClient) -> None:
            opened = await self._soon(client.open(self.path(name), "wb"))
            try:
                for offset in range(0, len(data), CHUNK):
                    await self._soon(opened.write(data[offset : offset + CHUNK], offset))
                with suppress(asyncssh.SFTPOpUnsupported):
                    await self._soon(opened.fsync())
            finally:
                await self._soon(opened.close())

        self._run("skrivning", name, step)

    def rename(self, old: str, new: str) -> None:
        """Rename with the plain SFTP request, which by its definition never replaces a file."""
        self._run("omdøbning", new, lambda client: self._soon(client.rename(self.path(old), self.path(new))))

    def remove(self, name: str) -> None:
        """Remove `name` if it is there."""

        async def step(client: asyncssh.SFTPClient) -> None:
            with suppress(asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                await self._soon(client.remove(self.path(name)))

        self._run("sletning", name, step)

    async def _read(self, client: asyncssh.SFTPClient, name: str, take: Callable[[bytes], object], most: int) -> None:
        async with await self._soon(client.open(self.path(name), "rb")) as opened:
            offset = 0
            while offset < most:
                part: bytes = await self._soon(opened.read(min(CHUNK, most - offset), offset))
                if not part:
                    return
                take(part)
                offset += len(part)

    async def _soon(self, awaitable: Awaitable[T]) -> T:
        async with asyncio.timeout(self.account.answer_timeout):
            return await awaitable

    def _run(self, action: str, name: str, step: Callable[[asyncssh.SFTPClient], Coroutine[object, object, T]]) -> T:
        what = f"{action} af {name}" if name != self.folder else action
        client = self._connected()
        try:
            return self._runner.run(step(client))
        except TimeoutError:
            self._runner.run(self._hang_up())
            raise SvarerIkke(place=self.place, seconds=self.account.answer_timeout, action=what) from None
        except SSH_ERRORS as error:
            if breaks_line(error):
                self._runner.run(self._hang_up())
            raise translate(error, place=self.place, action=what, name=name) from error

    def _connected(self) -> asyncssh.SFTPClient:
        if self._client is not None:
            return self._client
        # Configuration and secrets first: their errors say what to do and are none of the line's.
        trusted, keys = self.account.trusted(), self.account.client_keys()
        password = self.account.password.reveal() if self.account.password else None
        try:
            self._client = self._runner.run(self._open(trusted, keys, password))
        except TimeoutError as error:
            self._runner.run(self._hang_up())
            raise IngenForbindelse(place=self.place, reason=f"intet svar i {self.account.connect_timeout:g} sekunder") from error
        except TransportError:
            self._runner.run(self._hang_up())
            raise
        except SSH_ERRORS as error:
            self._runner.run(self._hang_up())
            raise translate(error, place=self.place, action="forbindelse", name=self.folder) from error
        return self._client

    async def _open(
        self, trusted: list[asyncssh.SSHKey], keys: list[asyncssh.SSHKey] | None, password: str | None
    ) -> asyncssh.SFTPClient:
        account = self.account
        async with asyncio.timeout(account.connect_timeout):
            self._connection = await asyncssh.connect(
                account.host,
                account.port,
                username=account.user,
                password=password,
                client_keys=keys,
                known_hosts=(trusted, [], []),
                config=None,
                agent_path=None,
                gss_host=None,
                keepalive_interval=15,
                keepalive_count_max=3,
            )
            client = await self._connection.start_sftp_client(path_errors="surrogateescape")
            if not await client.isdir(self.folder):
                raise FindesIkke(name=f"mappen {self.folder}", place=account.place)
            return client

    async def _hang_up(self) -> None:
        connection, self._connection, self._client = self._connection, None, None
        if connection is not None:
            connection.abort()
            with suppress(TimeoutError, *SSH_ERRORS):
                async with asyncio.timeout(2):
                    await connection.wait_closed()


def is_plain(attributes: asyncssh.SFTPAttrs) -> bool:
    """Whether it is an ordinary file, or a server that does not say."""
    return attributes.type in {asyncssh.FILEXFER_TYPE_REGULAR, asyncssh.FILEXFER_TYPE_UNKNOWN}
