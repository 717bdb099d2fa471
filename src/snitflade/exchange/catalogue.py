"""The catalogue: the 40 interfaces as Winformatik's people know them, and what each of them can do here.

The texts stand in ``catalogue.csv``. What an interface can do is declared by its Delsystem in ``<delsystem>/interfaces.py``
with `register`; its state follows from what is declared there, and a row that nobody has declared is listed as missing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from snitflade.exchange.schedule import OnDemand, Schedule
from snitflade.formats.document import Document
from snitflade.formats.problems import Problems

if TYPE_CHECKING:
    from snitflade.exchange.models import Exchange

Totals = Mapping[str, int]
Sheet = list[tuple[str, list[tuple[str, str]]]]
"""A control sheet: sections of (text, value) lines, as shown."""


class InterfaceState(StrEnum):
    """How far an interface has come."""

    VIRKER = "virker"
    UBEKRAEFTET = "ubekræftet"
    MANGLER = "mangler"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the catalogue, with the overview's own words."""

    nr: int
    id: str
    delsystem: str
    modul: str
    ekstern: str
    integration: str
    retning: str
    form: str
    frekvens: str
    udloest_af: str
    spec: str


@cache
def rows() -> dict[str, Row]:
    """All rows by id, in order."""
    text = resources.files("snitflade.exchange").joinpath("catalogue.csv").read_text(encoding="utf-8")
    found = {}
    for line in csv.DictReader(text.split("\n"), delimiter=";"):
        found[line["id"]] = Row(nr=int(line.pop("nr")), **line)
    return found


class OptionKind(StrEnum):
    """What an option of a run can be."""

    TEXT = "tekst"
    DATE = "dato"
    MOMENT = "tidspunkt"
    NUMBER = "tal"
    CHOICE = "valg"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a run: a field of its form, a flag of its command."""

    name: str
    """ASCII, e.g. ``posteringsdato``; the flag is ``--posteringsdato``."""
    kind: OptionKind
    help: str
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutFile:
    """One file to be written: its name, its format and what it holds."""

    name: str
    format: str
    document: Document


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: files, the totals the ledger says they must show, and the sheet for the operator's eyes.

    `key` makes the exchange one of its kind; building the same key twice is refused by the database. Without files there was
    nothing to send, and `notes` say why.
    """

    key: str
    files: tuple[OutFile, ...]
    totals: Totals
    sheet: Sheet
    kommune: str = ""
    warnings: Problems = field(default_factory=Problems)
    notes: tuple[str, ...] = ()
    """What the operator should know that is no problem, in sentences."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a file did. `totals`: of all the exchange's lines that are applied now. `set_aside`: line numbers that could
    not be applied, with the reason."""

    totals: Totals
    sheet: Sheet = field(default_factory=list)
    set_aside: Mapping[int, str] = field(default_factory=dict)


Options = Mapping[str, Any]
Build = Callable[["Exchange", Options], Built]
"""Compute the files of a run and stamp the rows they come from with the exchange, in the caller's transaction. Raises
ProblemsError with everything that is wrong."""
Prove = Callable[["Exchange", Mapping[str, Document]], Totals]
"""The totals that the decoded files (by name) show; they must equal the ledger's."""
Undo = Callable[["Exchange"], None]
"""Take back what a build did to its rows, in the caller's transaction."""
Read = Callable[[bytes, str, Problems], Any]
"""Bytes and file name to what `Apply` takes; every fault to the problems."""
Apply = Callable[["Exchange", Any, Problems], Applied]
"""Apply what was read, in the caller's transaction; ProblemsError refuses the whole file. Must change nothing when done twice for
the same exchange: a file whose bad lines have been corrected is applied again, and only those lines are new (rows unique by
exchange and line see to it)."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface of the catalogue, declared by its Delsystem."""

    id: str
    about: str
    """What it does, in three sentences for the operator."""
    options: tuple[Option, ...] = ()
    build: Build | None = None
    prove: Prove | None = None
    undo: Undo | None = None
    read: Read | None = None
    apply: Apply | None = None
    service: str = ""
    """The path under ``/api/`` where the other system calls it; empty: nobody calls it."""
    formats: tuple[str, ...] = ()
    money: bool = False
    quarantine: bool = False
    """Inbound: set bad lines aside instead of refusing the whole file. Only for formats of lines."""
    in_order: bool = True
    """Inbound: whether files must be applied in the order they came. False lets several workers apply at the same time."""
    pages: tuple[str, ...] = ()
    """Winformatik's page numbers, by which operators look for it."""
    confirmed: bool = True
    """False while it stands on a layout its partner has not confirmed."""
    schedule: Schedule = field(default_factory=OnDemand)
    """When it is due."""
    grace_bank_days: int = 0
    """Bank days after a due moment before it counts as late (out) or silent (in); 0: the same day."""
    catches_up: bool = False
    """Whether one run makes up for every due moment missed before it, as a daily collection does; otherwise each missed one needs
    a run of its own, as a month's claims do."""
    taken_within_hours: int | None = 24
    """How long a delivered file may lie before the partner's job is presumed not to run; None where files stay."""
    acknowledged_within_bank_days: int | None = None
    """How long the partner's answer may take; None where none is expected."""
    contact: str = ""
    """Whom to ask, in words: an office, never a person."""
    questions: tuple[str, ...] = ()
    """What the partner has not yet confirmed."""
    keep_days: int | None = None
    """How long the bytes are kept; None for ever. The proof of what they were is always kept."""

    @property
    def row(self) -> Row:
        """Its row in the catalogue."""
        return rows()[self.id]


_registered: dict[str, Interface] = {}


class UnknownInterfaceError(Exception):
    """Snitfladen findes ikke."""

    def __init__(self, name: str) -> None:
        near = get_close_matches(name, rows(), n=1)
        hint = f"Mente du {near[0]}?" if near else "Se dem alle med: snitflade interfaces"
        super().__init__(f"Snitfladen «{name}» findes ikke. {hint}")


class MissingInterfaceError(Exception):
    """Snitfladen står i kataloget, men virker ikke endnu."""

    def __init__(self, row: Row) -> None:
        super().__init__(f"Snitflade {row.nr} {row.id} ({row.integration}) står i kataloget, men virker ikke endnu.")


def register(interface: Interface) -> Interface:
    """Declare what an interface of the catalogue can do. Raises ValueError for one that is not in it, or is declared twice."""
    if interface.id not in rows():
        raise ValueError(f"{interface.id} is not in the catalogue")
    if _registered.setdefault(interface.id, interface) is not interface:
        raise ValueError(f"{interface.id} is declared twice")
    return interface


def find(name: str) -> Interface:
    """The interface with this id, catalogue number or old page number. Raises UnknownInterfaceError, MissingInterfaceError."""
    for row in rows().values():
        interface = _registered.get(row.id)
        if name in (row.id, str(row.nr)) or (interface and name in interface.pages):
            if interface is None:
                raise MissingInterfaceError(row)
            return interface
    raise UnknownInterfaceError(name)


def working() -> list[Interface]:
    """The declared interfaces, in the catalogue's order."""
    return [_registered[id] for id in rows() if id in _registered]


def state(id: str) -> InterfaceState:
    """The state of the interface `id`, from what is declared."""
    interface = _registered.get(id)
    if interface is None or not (interface.build or interface.apply or interface.service):
        return InterfaceState.MANGLER
    return InterfaceState.VIRKER if interface.confirmed else InterfaceState.UBEKRAEFTET
