"""Short texts that may stand where anybody reads, e.g. in an address, and be opened by this installation alone.

Sealed with a key derived from the site's own secret, for one purpose: what is sealed for one user or one service opens for no
other. Stored files are sealed otherwise, with keys that outlive the secret (`exchange.keys`).
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

MARK = "~"
"""What a seal begins with; the rest are letters, digits, ``-`` and ``_``."""
SHAPE = MARK + r"[A-Za-z0-9_-]{80,600}"
"""A seal, as a regular expression."""


def seal(text: str, purpose: str) -> str:
    """`text` sealed for `purpose`, another one each time."""
    return MARK + _fernet(purpose).encrypt(text.encode()).decode().rstrip("=")


def opened(sealed: str, purpose: str, seconds: int | None = None) -> str | None:
    """What was sealed for `purpose`; None when it was not, is older than `seconds`, or is no seal.

    >>> opened("~hvadsomhelst", "x") is None
    True
    """
    token = sealed.removeprefix(MARK)
    try:
        return _fernet(purpose).decrypt(token + "=" * (-len(token) % 4), ttl=seconds).decode()
    except InvalidToken:
        return None


def _fernet(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac("snitflade.seals", purpose, algorithm="sha256").digest()))
