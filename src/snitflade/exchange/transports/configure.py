"""From plain configuration (TOML, JSON) to a transport, with every mistake in it told at once.

>>> make({"type": "mappe", "inbox": "/srv/vaegt", "patern": "*.txt", "quiet": "lang"})  # doctest: +ELLIPSIS
Traceback (most recent call last):
...
snitflade.exchange.transports.errors.Opsaetningsfejl: ... «quiet» skal være et tal; «patern» findes ikke (mente du «pattern»?)...
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from snitflade.exchange.transports.errors import Opsaetningsfejl, TransportError, clean
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.port import Transport
from snitflade.exchange.transports.secrets import Secret

HTTP = "http"
KINDS = {
    "sftp": ("sftp", "Sftp"),
    "mail-ud": ("mail_out", "MailOut"),
    "mail-ind": ("mail_in", "MailIn"),
    "mappe": ("folder", "Folder"),
    "mapper": ("folders", "Folders"),
    "portal": ("portal", "Portal"),
    "rest": ("rest", "Rest"),
    "soap": ("soap", "Soap"),
    "database": ("database", "Database"),
    HTTP: ("http_client", "HttpClient"),
}
"""Every kind of connection by the name configuration uses, with its module and class. All are transports but ``http``: a server
that an interface asks by itself (`Interface.fetch`)."""


def make(config: Mapping[str, Any]) -> Transport:
    """The transport `config` describes: ``type`` names the kind, the rest are its fields, secrets as ``secret://…``.

    Raises `Opsaetningsfejl` with every fault, or what the transport itself finds wrong.
    """
    made = _of_kind(config)
    if not isinstance(made, Transport):
        reason = f"type {HTTP} flytter ingen filer og er kun til snitflader, der selv henter; vælg en anden type"
        raise Opsaetningsfejl(place="forbindelsen", reason=reason)
    return made


def make_client(config: Mapping[str, Any]) -> HttpClient:
    """The server `config` describes, whose ``type`` is ``http``. Raises `Opsaetningsfejl` with every fault."""
    made = _of_kind(config)
    if not isinstance(made, HttpClient):
        raise Opsaetningsfejl(place="forbindelsen", reason=f"snitfladen henter selv, og det kræver type {HTTP}")
    return made


def _of_kind(config: Mapping[str, Any]) -> Any:
    kind = config.get("type")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Opsaetningsfejl(place="forbindelsen", reason=f"«type» skal være en af {', '.join(KINDS)}")
    module, name = KINDS[kind]
    # Only what is used is loaded: the mail library is not needed for a folder.
    cls = getattr(import_module(f"snitflade.exchange.transports.{module}"), name)
    return _make(cls, {name: value for name, value in config.items() if name != "type"}, kind)


def _make(cls: type[Any], given: Mapping[str, Any], label: str) -> Any:
    hints = get_type_hints(cls)
    known = {one.name: one for one in fields(cls) if one.init}
    values: dict[str, Any] = {}
    faults: list[str] = []
    for name, one in known.items():
        if name in given:
            try:
                values[name] = _as(hints[name], given[name], f"{label}.{name}")
            except (_Unfit, TransportError) as error:
                faults.append(f"«{name}» {error}" if isinstance(error, _Unfit) else str(error))
        elif one.default is MISSING and one.default_factory is MISSING:
            faults.append(f"«{name}» mangler")
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            faults.append(f"«{clean(name, 60)}» findes ikke" + (f" (mente du «{near[0]}»?)" if near else ""))
    if faults:
        raise Opsaetningsfejl(place=label, reason="; ".join(faults))
    return cls(**values)


class _Unfit(Exception):
    """Værdien passer ikke."""


def _as(hint: Any, value: Any, label: str) -> Any:
    """`value` as what `hint` asks for. Nothing is guessed: no text for a number, no number for a truth."""
    if hint is Any:
        return value
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        wanted = [one for one in get_args(hint) if one is not type(None)]
        return None if value is None else value if len(wanted) > 1 else _as(wanted[0], value, label)
    if origin is Literal:
        return _check(value in get_args(hint), value, f"skal være {' eller '.join(get_args(hint))}")
    if origin is tuple:
        _check(
            isinstance(value, list | tuple) and all(isinstance(one, str) for one in value), value, "skal være en liste af tekster"
        )
        return tuple(value)
    if origin is not None and issubclass(origin, Mapping):
        return _check(isinstance(value, Mapping), value, "skal være en tabel")
    if hint is Secret:
        return Secret(_check(isinstance(value, str), value, "skal henvise til en hemmelighed med secret://"))
    if hint is Path:
        return Path(_check(isinstance(value, str) and value.startswith("/"), value, "skal være en sti, der begynder med /"))
    if hint is HttpClient:
        return _make(HttpClient, _check(isinstance(value, Mapping), value, "skal være en tabel"), label)
    if hint is float:
        return float(_check(isinstance(value, int | float) and not isinstance(value, bool), value, "skal være et tal"))
    if hint is int:
        return _check(isinstance(value, int) and not isinstance(value, bool), value, "skal være et helt tal")
    if hint is bool:
        return _check(isinstance(value, bool), value, "skal være true eller false")
    return _check(isinstance(value, str), value, "skal være tekst")


def _check(fits: bool, value: Any, advice: str) -> Any:
    if not fits:
        raise _Unfit(advice)
    return value
