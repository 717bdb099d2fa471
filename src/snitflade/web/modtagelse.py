"""A file that a person brings: which format it has, which interfaces know it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.catalogue import Interface
from snitflade.formats import registry
from snitflade.formats.detect import Guess, detect
from snitflade.formats.problems import Problems
from snitflade.web.adgang import delsystem_af

STOR = 32 << 20
"""Bytes beyond which a file is known by its beginning or not at all; whoever goes by way of its interface may bring any."""


@dataclass(frozen=True, slots=True)
class Mulig:
    """An interface that knows the file: it can take it (`tager`), or it sends such files, which can only be checked."""

    interface: Interface
    format: str
    tager: bool
    hvorfor: str


@dataclass(frozen=True, slots=True)
class Svar:
    """What a file is."""

    gaet: list[Guess]
    mulige: list[Mulig]


def genkend(data: bytes, name: str, where: Collection[str], wanted: Interface | None = None) -> Svar:
    """The formats and interfaces that fit, of the Delsystemer `where`, the likeliest first; of a file that was brought to an
    interface, whether that one does."""
    guesses = detect(data)
    own = [interface for interface in catalogue.declared() if delsystem_af(interface.id) in where] if wanted is None else [wanted]
    found = [
        Mulig(interface, guess.format, interface.apply is not None, guess.why)
        for guess in guesses
        for interface in _efter_format(own, guess.format, data, name)
        if interface.apply or interface.build
    ]
    known = {possible.interface.id for possible in found}
    for interface in own:
        if interface.id in known or not interface.apply or len(data) > STOR:
            continue
        said = _egen(interface, data, name)
        if said or (_kun_egen(interface) and not laes(interface, data, name).errors):
            found.append(Mulig(interface, said or next(iter(interface.formats), ""), True, ""))
    return Svar(guesses, found)


def _venter(interface: Interface, format: str, data: bytes, name: str) -> bool:
    """Whether the interface waits for files of the format. What both takes and builds has some of its formats from what it builds:
    it waits for those it knows for its own, else for the first."""
    if interface.apply is None or interface.build is None:
        return interface.apply is not None
    if interface.recognise is None:
        return format == interface.formats[0]
    return inbound.said(interface.recognise, name, data) == format


def _efter_format(interfaces: list[Interface], format: str, data: bytes, name: str) -> list[Interface]:
    """Those that have the format: first whose own it is, of them who can take it, then who is confirmed, else in order. Payouts
    and others may go through Prisme as G69, but G69 is row 40's."""
    known = (one for one in interfaces if format in one.formats)
    return sorted(known, key=lambda one: (one.formats.index(format), not _venter(one, format, data, name), not one.confirmed))


def _egen(interface: Interface, data: bytes, name: str) -> str:
    """What the interface itself says the file is, where the registry has no such format; else an empty text."""
    said = inbound.said(interface.recognise, name, data) if interface.recognise else ""
    return "" if said in registry.FORMATS else said


def _kun_egen(interface: Interface) -> bool:
    """Whether only the interface's own reader knows its format."""
    return not any(name in registry.FORMATS for name in interface.formats)


def format_af(interface: Interface, data: bytes, name: str) -> str:
    """What the interface says the file is, e.g. a receipt; else its first format."""
    said = inbound.said(interface.recognise, name, data) if interface.recognise else ""
    return said or next(iter(interface.formats), "")


def laes(interface: Interface, data: bytes, name: str) -> Problems:
    """Everything that reading the file for this interface finds; nothing is kept."""
    problems = Problems()
    if interface.read is not None and data:
        interface.read(data, name, problems)
    return problems


def kontroller(format: str, data: bytes) -> Problems:
    """Everything that is wrong with a file of a format of the registry."""
    problems = Problems()
    declared = registry.FORMATS.get(format)
    if declared is not None:
        declared.read(data, problems)
    return problems
