"""Taking a file from a person: how large it may be, which format it has, which interfaces know it, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.catalogue import Interface
from snitflade.formats import registry
from snitflade.formats.detect import MOST_BYTES, Guess, detect
from snitflade.formats.problems import Problems
from snitflade.web.adgang import Person, delsystem_af, mine
from snitflade.web.models import Roller

MOST = 256 * 1024 * 1024
"""Bytes a file may have: 10Q for 200,000 debtors is a good half of it."""


STOR = 32 * 1024 * 1024
"""Bytes beyond which a file is known by its beginning or not at all; whoever goes by way of its interface may bring any."""


class Graense(TemporaryFileUploadHandler):
    """Streams the file to the disk, and stops keeping it where it is larger than `MOST`."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.laest = 0
        self.for_stor = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """One piece of the file. Raises SkipFile for the rest of one that is too large."""
        self.laest += len(raw_data)
        if self.laest > MOST:
            self.for_stor = True
            self.file.close()
            raise SkipFile
        super().receive_data_chunk(raw_data, start)


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


def genkend(data: bytes, name: str, person: Person) -> Svar:
    """The formats and interfaces that fit, of the Delsystemer in which the person may run something; the likeliest first."""
    guesses = detect(data)
    where = mine(person, Roller.KOER)
    own = [interface for interface in catalogue.declared() if delsystem_af(interface.id) in where]
    found = [
        Mulig(interface, guess.format, interface.apply is not None, guess.why)
        for guess in guesses
        for interface in _efter_format(own, guess.format, data, name)
        if interface.apply or interface.build
    ]
    known = {possible.interface.id for possible in found}
    for interface in own:
        if interface.id in known or not interface.apply:
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


def er_ukendt(uploaded: UploadedFile[Any]) -> bool:
    """Whether a large file begins like nothing that is known; then it stays on the disk, and nobody reads all of it."""
    if (uploaded.size or 0) <= STOR:
        return False
    head = uploaded.read(MOST_BYTES + 1)
    uploaded.seek(0)
    return not detect(head)


def indhold(uploaded: UploadedFile[Any]) -> bytes:
    """The file's bytes."""
    data: bytes = uploaded.read()
    return data
