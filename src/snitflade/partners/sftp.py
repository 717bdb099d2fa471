"""An SFTP server with one closed area per user, as Prisme and CPR have it, on asyncssh's server side."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

import asyncssh

from snitflade.partners.habits import Habits, Misbehaviour
from snitflade.partners.loop import LOOPBACK, Partner


@dataclass(frozen=True, slots=True)
class SftpUser:
    """One account: its password, its public keys in OpenSSH form and the folders in its area."""

    password: str = field(default="", repr=False)
    keys: tuple[str, ...] = ()
    folders: tuple[str, ...] = ("/",)


class SftpPartner(Partner):
    """Areas below `root`, one folder per user; nobody sees another's."""

    name = "sftp"

    def __init__(self, root: Path, users: Mapping[str, SftpUser], port: int = 0, *, key: asyncssh.SSHKey | None = None) -> None:
        """`key` is the host key; a new one is made when there is none."""
        super().__init__(port)
        self.root = root
        self.users = dict(users)
        self._key = key or asyncssh.generate_private_key("ssh-ed25519")
        self._wrong_key = asyncssh.generate_private_key("ssh-ed25519")
        self._acceptor: asyncssh.SSHAcceptor | None = None
        self._connections: set[asyncssh.SSHServerConnection] = set()
        for user, facts in self.users.items():
            for folder in facts.folders:
                self.area(user, folder).mkdir(parents=True, exist_ok=True)

    @property
    def host_key(self) -> str:
        """The true host key as an OpenSSH line."""
        return self._key.export_public_key("openssh").decode().strip()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"sftp://{LOOPBACK}:{self.port}"

    def area(self, user: str, folder: str = "/") -> Path:
        """Where `folder` of `user` lies on disk."""
        return self.root / user / folder.lstrip("/")

    def misbehave(self, what: Misbehaviour, *, after: int = 0, seconds: float = 0.0, times: int = -1) -> None:
        """Switch a bad habit on; a wrong host key is shown to whoever connects from now on."""
        super().misbehave(what, after=after, seconds=seconds, times=times)
        self._show_key()

    def behave(self) -> None:
        """Switch all bad habits off, and show the true key."""
        super().behave()
        self._show_key()

    def _show_key(self) -> None:
        if self._acceptor is not None:
            wrong = self.habits.look(Misbehaviour.WRONG_KEY) is not None
            self._acceptor.update(server_host_keys=[self._wrong_key if wrong else self._key])

    async def _start(self) -> None:
        def sftp(channel: asyncssh.SSHServerChannel[bytes]) -> _Area:
            user = str(channel.get_extra_info("username"))
            return _Area(channel, self.habits, os.fsencode(self.area(user)))

        self._acceptor = await asyncssh.listen(
            LOOPBACK,
            self.port,
            server_factory=lambda: _Login(self.users, self.habits, self._connections),
            server_host_keys=[self._key],
            sftp_factory=sftp,
        )
        self.port = self._acceptor.get_port()
        self._show_key()

    async def _stop(self) -> None:
        if self._acceptor is not None:
            self._acceptor.close()
            for connection in list(self._connections):
                connection.abort()
            await self._acceptor.wait_closed()
            await asyncio.gather(*(connection.wait_closed() for connection in list(self._connections)), return_exceptions=True)
            self._acceptor = None


class _Login(asyncssh.SSHServer):
    """Who may come in."""

    def __init__(self, users: dict[str, SftpUser], habits: Habits, connections: set[asyncssh.SSHServerConnection]) -> None:
        self._users = users
        self._habits = habits
        self._connections = connections
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._connections.add(conn)
        if self._habits.take(Misbehaviour.AWAY) is not None:
            conn.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._connection is not None:
            self._connections.discard(self._connection)

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        user = self._users.get(username)
        denied = self._habits.take(Misbehaviour.LOGIN_DENIED)
        return user is not None and user.password == password != "" and denied is None

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        user = self._users.get(username)
        known = [asyncssh.import_public_key(line) for line in user.keys] if user else []
        return key in known and self._habits.look(Misbehaviour.LOGIN_DENIED) is None


class _Area(asyncssh.SFTPServer):
    """One user's files, with the habits of the partner."""

    def __init__(self, channel: asyncssh.SSHServerChannel[bytes], habits: Habits, root: bytes) -> None:
        super().__init__(channel, chroot=root)
        self._habits = habits
        self._received = 0
        self._given = 0

    def _break_line(self) -> None:
        self.connection.abort()
        raise asyncssh.SFTPConnectionLost("the line broke")

    async def _late(self) -> None:
        late = self._habits.take(Misbehaviour.LATE)
        if late is not None:
            await asyncio.sleep(late.seconds)

    async def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> Any:
        await self._late()
        writes = bool(pflags & asyncssh.FXF_WRITE)
        if writes and self._habits.take(Misbehaviour.DENIED) is not None:
            raise asyncssh.SFTPPermissionDenied("Permission denied")
        return super().open(path, pflags, attrs)

    def write(self, file_obj: object, offset: int, data: bytes) -> Any:
        full = self._habits.take(Misbehaviour.DISK_FULL)
        if full is not None:
            raise asyncssh.SFTPFailure("No space left on device")
        drop = self._habits.look(Misbehaviour.DROP_UPLOAD)
        if drop is not None and self._received + len(data) > drop.after:
            super().write(file_obj, offset, data[: max(0, drop.after - self._received)])
            cast(BinaryIO, file_obj).flush()
            self._habits.take(Misbehaviour.DROP_UPLOAD)
            self._break_line()
        self._received += len(data)
        if data and self._habits.take(Misbehaviour.CORRUPT) is not None:
            data = bytes([data[0] ^ 1]) + data[1:]
        return super().write(file_obj, offset, data)

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        await self._late()
        drop = self._habits.look(Misbehaviour.DROP_DOWNLOAD)
        data = cast(bytes, super().read(file_obj, offset, size))
        if drop is not None and self._given + size > drop.after:
            self._habits.take(Misbehaviour.DROP_DOWNLOAD)
            self._break_line()
        self._given += len(data)
        return data

    async def rename(self, oldpath: bytes, newpath: bytes) -> None:
        await self._late()
        kept = None
        if self._habits.take(Misbehaviour.DUPLICATE) is not None:
            kept = Path(os.fsdecode(self.map_path(oldpath))).read_bytes()
        super().rename(oldpath, newpath)
        if kept is not None:
            Path(os.fsdecode(self.map_path(oldpath))).write_bytes(kept)
        if self._habits.take(Misbehaviour.LOSE) is not None:
            Path(os.fsdecode(self.map_path(newpath))).unlink()
        if self._habits.take(Misbehaviour.VANISH_AFTER) is not None:
            self._habits.set(Misbehaviour.AWAY)
            self._break_line()
        if self._habits.take(Misbehaviour.DROP_AFTER) is not None:
            self._break_line()
