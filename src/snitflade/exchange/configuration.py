"""Which connection a file goes by: ``SNITFLADE_HOME/forbindelser.toml``, which names secrets and never holds them.

::

    [forbindelser.prisme-g]
    type = "sftp"
    host = "sftp.example.gl"
    user = "winformatik0956"
    host_keys = ["ssh-ed25519 AAAA…"]
    password = "secret://env/PRISME_KODE"
    outbox = "/0956/prod/G"

    [snitflader."tekn.renovation-prisme"]
    g69 = "prisme-g"
    10q = "prisme-q"

An interface's entry maps each format (outbound) or ``ind`` (inbound) to a connection. Every field of a transport's dataclass may be
given; anything else is refused with what it should have been.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.conf import settings

from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.port import Transport

TYPES = {
    "sftp": "sftp",
    "mail-ud": "mail_out",
    "mail-ind": "mail_in",
    "mappe": "folder",
    "portal": "portal",
    "rest": "rest",
    "soap": "soap",
}
"""Every kind of connection by the name it has in the configuration, and what `configure` calls it."""


class ConfigurationError(Exception):
    """Opsætningen i forbindelser.toml kan ikke bruges."""


def path() -> Path:
    """Where the configuration lies."""
    return Path(settings.HOME) / "forbindelser.toml"


def load() -> dict[str, Any]:
    """The configuration as it stands; empty when there is none. Raises ConfigurationError."""
    try:
        found = tomllib.loads(path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path()} kan ikke læses: {error}.") from None
    for section in ("forbindelser", "snitflader"):
        tables = found.get(section, {})
        if not isinstance(tables, dict) or not all(isinstance(entry, dict) for entry in tables.values()):
            raise ConfigurationError(f"{path()}: under [{section}] skal hver have sin egen tabel, [{section}.navn].")
    return found


def has(interface: str, way: str) -> bool:
    """Whether a connection is configured for `way` of `interface`. Raises ConfigurationError when the file cannot be read."""
    return way in load().get("snitflader", {}).get(interface, {})


def transport(interface: str, way: str) -> Transport:
    """The transport of `interface` for `way`: a format going out, or ``ind``. Raises ConfigurationError."""
    configuration = load()
    name = configuration.get("snitflader", {}).get(interface, {}).get(way)
    if name is None:
        raise ConfigurationError(
            f'{interface} har ingen forbindelse for «{way}». Skriv den i {path()} under [snitflader."{interface}"].'
        )
    connections = configuration.get("forbindelser", {})
    if name not in connections:
        near = get_close_matches(name, connections, n=1)
        hint = f"Mente du {near[0]}?" if near else "Skriv den under [forbindelser]."
        raise ConfigurationError(f"Forbindelsen «{name}», som {interface} bruger, findes ikke i {path()}. {hint}")
    return build(name, dict(connections[name]))


def build(name: str, values: dict[str, Any]) -> Transport:
    """A transport from its entry. Raises ConfigurationError naming everything that is wrong."""
    kind = values.get("type")
    if kind not in TYPES:
        raise ConfigurationError(f"Forbindelsen «{name}» har type «{kind}». Typerne er: {', '.join(TYPES)}.")
    from snitflade.exchange.transports import configure  # its libraries take a second to load, and most commands need none

    try:
        return configure.make({**values, "type": TYPES[kind]})
    except TransportError as error:
        raise ConfigurationError(f"Forbindelsen «{name}»: {error}") from None
