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

An interface's entry maps each format (outbound) or ``ind`` (inbound) to a connection. Every field of the dataclass of the
connection's kind (`transports.configure.KINDS`) may be given, and ``kommune``, the number of the municipality whose files come over
it; anything else is refused with what it should have been. What stands in the file counts at once: workers look whether it has
changed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings

from snitflade.exchange.known import KnownError, Refusal
from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.port import Transport

if TYPE_CHECKING:
    from snitflade.exchange.transports.http_client import HttpClient

M = TypeVar("M")
_KOMMUNE = re.compile("[0-9]{4}")


class ConfigurationError(KnownError):
    """Opsætningen i forbindelser.toml kan ikke bruges."""

    refusal = Refusal.SETUP


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


def stamp() -> tuple[int, int] | None:
    """What changes when the file does; None without one."""
    try:
        status = path().stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def transport(interface: str, way: str) -> Transport:
    """The transport of `interface` for `way`: a format going out, or ``ind``. Raises ConfigurationError."""
    return build(*_connection(interface, way))


def build(name: str, values: dict[str, Any]) -> Transport:
    """A transport from its entry. Raises ConfigurationError naming everything that is wrong."""
    from snitflade.exchange.transports import configure  # its libraries take a second to load, and most commands need none

    return _made(name, values, configure.make)


def client(interface: str, way: str = "ind") -> HttpClient:
    """The server of an interface that asks it by itself. Raises ConfigurationError."""
    from snitflade.exchange.transports import configure

    return _made(*_connection(interface, way), configure.make_client)


def kommune(interface: str, way: str = "ind") -> str:
    """The municipality whose files come over the connection; empty where none is named. Raises ConfigurationError."""
    name, values = _connection(interface, way)
    return _kommune(name, values)


def _connection(interface: str, way: str) -> tuple[str, dict[str, Any]]:
    """The name and the entry of a connection. Raises ConfigurationError."""
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
    return name, dict(connections[name])


def _made(name: str, values: dict[str, Any], make: Callable[[dict[str, Any]], M]) -> M:
    _kommune(name, values)
    try:
        return make({key: value for key, value in values.items() if key != "kommune"})
    except TransportError as error:
        raise ConfigurationError(f"Forbindelsen «{name}»: {error}") from None


def _kommune(name: str, values: dict[str, Any]) -> str:
    found = values.get("kommune", "")
    if not isinstance(found, str) or (found and not _KOMMUNE.fullmatch(found)):
        raise ConfigurationError(f'Forbindelsen «{name}»: «kommune» skal være kommunens nummer på fire cifre, fx "0956".')
    return found
