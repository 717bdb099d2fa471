"""The installation's age keys: everything stored is sealed with the newest and opened with whichever fits.

Keys lie in ``SNITFLADE_HOME/keys`` as age identity files that only their owner may read. The first one is made when something
is first stored, so that nothing is ever stored in clear; `snitflade keys` shows them and adds a new one. Losing them is
losing the stored bytes: keep a copy elsewhere.
"""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

import pyrage
from django.conf import settings
from pyrage import x25519

from snitflade.exchange.files import new_folder, write_file
from snitflade.exchange.known import KnownError, Refusal


class Writer(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> int:
        """One piece; gives its length."""
        ...

    def flush(self) -> None:
        """There are no more."""
        ...


class KeyFileOpenToOthersError(KnownError):
    """Nøglefilen kan læses af andre end sin ejer."""

    refusal = Refusal.SETUP

    def __init__(self, path: Path) -> None:
        super().__init__(f"Nøglefilen {path} kan læses af andre. Ret det med: chmod 600 {path}")


class KeyFileUnusableError(KnownError):
    """Nøglefilen er ikke en nøglefil."""

    refusal = Refusal.SETUP

    def __init__(self, path: Path) -> None:
        super().__init__(f"Nøglefilen {path} er ødelagt. Læg den rigtige tilbage fra sikkerhedskopien.")


class NoKeyFitsError(KnownError):
    """Ingen af installationens nøgler kan åbne de gemte bytes. Læg den nøgle tilbage i keys-mappen, som de blev gemt med."""

    refusal = Refusal.SETUP


def folder() -> Path:
    """Where the keys lie."""
    return Path(settings.HOME) / "keys"


def key_files() -> list[Path]:
    """The key files, oldest first."""
    return sorted(folder().glob("*.agekey"))


def create() -> Path:
    """Make a new key; from now on it seals. Gives its file."""
    new_folder(folder())
    identity = x25519.Identity.generate()
    now = dt.datetime.now(dt.UTC)
    path = folder() / f"{now:%Y%m%dT%H%M%S%f}.agekey"
    text = f"# created: {now:%Y-%m-%dT%H:%M:%SZ}\n# public key: {identity.to_public()}\n{identity}\n"
    write_file(path, text.encode(), mode=0o600)
    return path


def public(path: Path) -> str:
    """The public half of the key in a file, which seals for it and opens nothing. Raises KeyFileOpenToOthersError,
    KeyFileUnusableError, OSError."""
    return str(_identity(path).to_public())


def fingerprint(text: bytes) -> str:
    """The public half of the key in a key file's text; empty when there is none in it."""
    try:
        return str(_parsed(text.decode("ascii")).to_public())
    except (ValueError, StopIteration, pyrage.IdentityError):
        return ""


def seal(data: bytes) -> bytes:
    """`data` encrypted for the newest key."""
    files = key_files() or [create()]
    sealed: bytes = pyrage.encrypt(data, [_identity(files[-1]).to_public()])
    return sealed


def unseal(data: bytes) -> bytes:
    """What was sealed. Raises NoKeyFitsError."""
    identities = [_identity(path) for path in reversed(key_files())]
    try:
        clear: bytes = pyrage.decrypt(data, identities)
    except (pyrage.DecryptError, ValueError) as error:
        raise NoKeyFitsError(NoKeyFitsError.__doc__) from error
    return clear


def seal_through(clear: BinaryIO, sealed: Writer) -> None:
    """Encrypt what `clear` gives, to its end, for the newest key, piece by piece, however much it is. Raises OSError, and what
    the two raise."""
    files = key_files() or [create()]
    with _noting(sealed) as noting:
        pyrage.encrypt_io(clear, noting, [_identity(files[-1]).to_public()])


@contextmanager
def _noting(out: Writer) -> Iterator[_Noting]:
    """A writer whose error is raised as it is when the block ends: the library makes one of its own of it, or none at all."""
    noting = _Noting(out)
    try:
        yield noting
    except Exception:
        if noting.error is not None:
            raise noting.error from None
        raise
    if noting.error is not None:
        raise noting.error


class _Noting:
    """Writes on, and keeps the error."""

    def __init__(self, out: Writer) -> None:
        self._out = out
        self.error: Exception | None = None

    def write(self, data: bytes, /) -> int:
        """One piece; after an error none are written, although the library goes on."""
        if self.error is not None:
            raise self.error
        try:
            return self._out.write(data)
        except Exception as error:
            self.error = error
            raise

    def flush(self) -> None:
        """There are no more."""
        self._out.flush()


def unseal_through(sealed: BinaryIO, clear: Writer) -> None:
    """Open what was sealed, piece by piece, however large it is.

    Raises NoKeyFitsError, also in the middle of what has been changed there, OSError, and what `clear` raises.
    """
    identities = [_identity(path) for path in reversed(key_files())]
    with _noting(clear) as noting:
        try:
            pyrage.decrypt_io(sealed, noting, identities)
        except (pyrage.DecryptError, ValueError) as error:
            raise NoKeyFitsError(NoKeyFitsError.__doc__) from error
        except OSError as error:
            if error.errno is None:  # the library's own
                raise NoKeyFitsError(NoKeyFitsError.__doc__) from error
            raise


def _identity(path: Path) -> x25519.Identity:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileOpenToOthersError(path)
    try:
        return _parsed(path.read_text(encoding="ascii"))
    except (ValueError, StopIteration, pyrage.IdentityError):
        raise KeyFileUnusableError(path) from None


@lru_cache(maxsize=16)
def _parsed(text: str) -> x25519.Identity:
    line = next(line for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-"))
    return x25519.Identity.from_str(line)
