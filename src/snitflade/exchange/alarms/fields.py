"""What may stand in ``alarmer.toml``: the fields of each section, how each is read, and what it must be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from snitflade.exchange.rhythm import Severity
from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.secrets import Secret


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError
    return tuple(_text(one) for one in value)


def secret(value: Any) -> Secret:
    try:
        return Secret(_text(value))
    except TransportError:
        raise ValueError from None


def _address(value: Any) -> str | Secret:
    return Secret(value) if _text(value).startswith("secret://") else _text(value)


def _within(least: float, most: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        if type(value) not in (int, float) or not least <= value <= most:
            raise ValueError
        return float(value)

    return read


def _port(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= 65535:
        raise ValueError
    return value


def _clock(value: Any) -> dt.time:
    clock = value if isinstance(value, dt.time) else dt.time.fromisoformat(_text(value))
    if clock.tzinfo:
        raise ValueError
    return clock


def _one_of(*choices: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError
        return str(value)

    return read


def _hours(value: Any) -> dt.timedelta:
    return dt.timedelta(hours=_within(1, 24 * 31)(value))


Field = tuple[Callable[[Any], Any], str]
"""How a value is read, and what it must be."""

_TEXT: Field = (_text, "en tekst i anførselstegn")
_SECRET: Field = (secret, "en henvisning: secret://env/NAVN eller secret://file/sti/til/filen")
_FILE: Field = (lambda value: Path(_text(value)), "stien til en fil")
_SECONDS: Field = (_within(1, 600), "et antal sekunder fra 1 til 600")
_CLOCK: Field = (_clock, "et klokkeslæt som «20:00»")

SECTIONS: dict[str, tuple[dict[str, Field], tuple[str, ...]]] = {
    "alarm": (
        {
            "fra": (lambda value: Severity(value), f"en af: {', '.join(Severity)}"),
            "gentag_timer": (_hours, "et antal timer fra 1 til 744"),
            "stille_fra": _CLOCK,
            "stille_til": _CLOCK,
        },
        (),
    ),
    "mail": (
        {
            "host": _TEXT,
            "sender": _TEXT,
            "recipients": (_texts, "en liste med mindst én mailadresse"),
            "port": (_port, "et portnummer fra 1 til 65535"),
            "security": (_one_of("starttls", "tls", "none"), "starttls, tls eller none"),
            "user": _TEXT,
            "password": _SECRET,
            "ca_file": _FILE,
            "timeout": _SECONDS,
        },
        ("host", "sender", "recipients"),
    ),
    "webhook": (
        {
            "url": (_address, "en adresse, der begynder med https://, eller secret://…"),
            "bearer": _SECRET,
            "ca_file": _FILE,
            "timeout": _SECONDS,
        },
        ("url",),
    ),
}
"""The fields of each section, and which of them are needed."""
