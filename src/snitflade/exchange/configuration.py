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
import typing
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.port import Transport
from snitflade.exchange.transports.secrets import Secret

_HERE = "snitflade.exchange.transports"
TYPES = {
    "sftp": f"{_HERE}.sftp.Sftp",
    "mail-ud": f"{_HERE}.mail_out.MailOut",
    "mail-ind": f"{_HERE}.mail_in.MailIn",
    "mappe": f"{_HERE}.folder.Folder",
    "portal": f"{_HERE}.portal.Portal",
    "rest": f"{_HERE}.rest.Rest",
    "soap": f"{_HERE}.soap.Soap",
}
"""Every kind of connection by the name it has in the configuration. Imported when used: their libraries take a second to load."""


class ConfigurationError(Exception):
    """Opsætningen i forbindelser.toml kan ikke bruges."""


def path() -> Path:
    """Where the configuration lies."""
    return Path(settings.HOME) / "forbindelser.toml"


def load() -> dict[str, Any]:
    """The configuration as it stands; empty when there is none. Raises ConfigurationError."""
    try:
        return tomllib.loads(path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path()} kan ikke læses: {error}.") from None


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
    kind = values.pop("type", None)
    if kind not in TYPES:
        raise ConfigurationError(f"Forbindelsen «{name}» har type «{kind}». Typerne er: {', '.join(TYPES)}.")
    transport_class: Any = import_string(TYPES[kind])
    known = {field.name for field in fields(transport_class) if field.init}
    wrong = sorted(values.keys() - known)
    if wrong:
        raise ConfigurationError(
            f"Forbindelsen «{name}» har {', '.join(wrong)}, som {kind} ikke kender. Den kender: {', '.join(sorted(known))}."
        )
    hints = typing.get_type_hints(transport_class)
    try:
        built: Transport = transport_class(**{key: _converted(value, hints[key]) for key, value in values.items()})
    except TransportError as error:
        raise ConfigurationError(f"Forbindelsen «{name}»: {error}") from None
    except TypeError as error:
        raise ConfigurationError(f"Forbindelsen «{name}» mangler noget: {error}.") from None
    return built


def _converted(value: Any, hint: Any) -> Any:
    wanted = typing.get_args(hint) or (hint,)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and Secret in wanted:
        return Secret(value)
    if isinstance(value, str) and Path in wanted:
        return Path(value)
    return value
