"""From the errors of asyncssh to ours: what may be tried again, what needs a person, and what to do."""

from __future__ import annotations

import asyncssh

from snitflade.exchange.transports.errors import (
    AdgangNaegtet,
    DiskFuld,
    FindesIkke,
    ForbindelseTabt,
    IngenForbindelse,
    LoginAfvist,
    NavnOptaget,
    Permanent,
    ServerFejl,
    TransportError,
    VaertsnoegleAfvist,
    because,
)

SSH_ERRORS = (asyncssh.Error, OSError)
"""What asyncssh raises; its SFTP errors are among the first."""

_LINE = (asyncssh.DisconnectError, asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.ChannelOpenError, OSError)
_FULL = (asyncssh.SFTPNoSpaceOnFilesystem, asyncssh.SFTPQuotaExceeded)
# SFTP version 3 knows no code for a full disk; servers put the system's words into the general failure.
_FULL_WORDS = ("no space", "quota", "disk full")


def breaks_line(error: BaseException) -> bool:
    """Whether the connection is gone with this error."""
    return isinstance(error, _LINE)


def translate(error: Exception, *, place: str, action: str, name: str) -> TransportError:
    """`error` as one of ours. `action` is what was being done, in Danish."""
    reason = because(error)
    match error:
        case asyncssh.HostKeyNotVerifiable():
            return VaertsnoegleAfvist(place=place)
        case asyncssh.PermissionDenied():
            return LoginAfvist(place=place, hint="Serveren svarer det samme på en forkert nøgle og en lukket konto.")
        case asyncssh.KeyExchangeFailed() | asyncssh.ProtocolNotSupported():
            return Permanent(place=place, reason=f"ingen fælles krypteringsmetode: {reason}")
        case asyncssh.SFTPPermissionDenied() | asyncssh.SFTPWriteProtect() | asyncssh.SFTPCannotDelete():
            return AdgangNaegtet(place=place, action=action, reason=reason)
        case asyncssh.SFTPNoSuchFile() | asyncssh.SFTPNoSuchPath() | asyncssh.SFTPNotADirectory():
            return FindesIkke(name=name, place=place)
        case asyncssh.SFTPFileAlreadyExists():
            return NavnOptaget(name=name, place=place)
        case asyncssh.SFTPOpUnsupported():
            return Permanent(place=place, reason=f"serveren kan ikke {action}: {reason}")
    if isinstance(error, _FULL) or (isinstance(error, asyncssh.SFTPError) and any(word in reason.lower() for word in _FULL_WORDS)):
        return DiskFuld(place=place, reason=reason)
    if breaks_line(error):
        if action == "forbindelse":
            return IngenForbindelse(place=place, reason=reason)
        return ForbindelseTabt(place=place, action=action, reason=reason)
    return ServerFejl(place=place, action=action, reason=reason)
