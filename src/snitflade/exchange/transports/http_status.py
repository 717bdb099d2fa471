"""What an HTTP status means for us, in Danish: may be tried again, needs a person, and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping

from snitflade.exchange.transports.errors import (
    AdgangNaegtet,
    Afvist,
    DiskFuld,
    FindesIkke,
    LoginAfvist,
    Permanent,
    ServerFejl,
    TransportError,
    clean,
)

TRY_AGAIN = frozenset({429, 502, 503, 504})
"""Statuses after which a repeatable call is tried again."""
_TEMPORARY = frozenset({408, 425, 429})


def refusal(status: int, content: bytes, place: str, action: str) -> TransportError:
    """The error for an answer that is not a success."""
    reason = clean(f"{status} {told(content)}")
    match status:
        case 401:
            return LoginAfvist(place=place, hint="")
        case 403:
            return AdgangNaegtet(place=place, action=action, reason=reason)
        case 404 | 410:
            return FindesIkke(name=action, place=place)
        case 501 | 505:
            return Permanent(place=place, reason=f"serveren kan ikke {action}: {reason}")
        case 507:
            return DiskFuld(place=place, reason=reason)
    if status >= 500 or status in _TEMPORARY:
        return ServerFejl(place=place, action=action, reason=reason)
    if 300 <= status < 400:
        return Permanent(place=place, reason=f"serveren henviser et andet sted hen ({reason})")
    return Afvist(place=place, name=action, reason=reason)


def told(content: bytes) -> str:
    """What the server itself says is wrong, from the usual places of a JSON error (RFC 9457 first), else nothing.

    >>> told(b'{"title": "Ukendt kunde", "detail": "Kunde 5800000001 findes ikke"}')
    'Kunde 5800000001 findes ikke'
    """
    try:
        found = json.loads(content[:64_000])
    except (ValueError, RecursionError):
        return ""
    if isinstance(found, dict):
        for name in ("detail", "title", "message", "besked", "fejl", "error", "msg"):
            if isinstance(found.get(name), str):
                return clean(found[name], 200)
    return ""


def wait_asked(headers: Mapping[str, str], longest: float) -> float | None:
    """The seconds in ``Retry-After``, at most `longest`; None when it gives none (or a date)."""
    asked = headers.get("retry-after", "")
    return min(float(asked), longest) if asked.isascii() and asked.isdigit() else None
