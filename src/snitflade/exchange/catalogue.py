"""The catalogue: the 40 interfaces as Winformatik's people know them, and what each of them can do here.

The texts stand in ``catalogue.csv`` (`catalogue_rows`). What an interface can do is declared by its Delsystem in
``<delsystem>/interfaces.py`` or ``<delsystem>/<modul>/interfaces.py`` with `register`, in the words of `contract`. Its state
follows from what is declared there, and a row that nobody has declared is listed as missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum

from snitflade.exchange.catalogue_rows import Row, rows
from snitflade.exchange.contract import (
    Answer,
    Applied,
    Applies,
    Apply,
    Aside,
    Build,
    Built,
    Fetch,
    FetchState,
    Hold,
    Interface,
    MayLeave,
    Option,
    OptionKind,
    Options,
    Order,
    OutFile,
    Parts,
    Prove,
    Read,
    Recognise,
    Reverse,
    Sheet,
    Spans,
    Totals,
)
from snitflade.exchange.known import KnownError, Refusal
from snitflade.formats import registry

__all__ = [
    "Answer",
    "Applied",
    "Applies",
    "Apply",
    "Aside",
    "Build",
    "Built",
    "Fetch",
    "FetchState",
    "Hold",
    "Interface",
    "InterfaceState",
    "MayLeave",
    "MissingInterfaceError",
    "Option",
    "OptionKind",
    "Options",
    "Order",
    "OutFile",
    "Parts",
    "Prove",
    "Read",
    "Recognise",
    "Reverse",
    "Row",
    "Sheet",
    "Spans",
    "Totals",
    "UnknownInterfaceError",
    "declared",
    "find",
    "get",
    "register",
    "rows",
    "state",
]


class InterfaceState(StrEnum):
    """How far an interface has come."""

    VIRKER = "virker"
    UBEKRAEFTET = "ubekræftet"
    MANGLER = "mangler"


_registered: dict[str, Interface] = {}


class UnknownInterfaceError(KnownError):
    """Snitfladen findes ikke."""

    refusal = Refusal.NOT_FOUND

    def __init__(self, name: str) -> None:
        near = get_close_matches(name, rows(), n=1)
        hint = f"Mente du {near[0]}?" if near else "Se dem alle med: snitflade interfaces"
        super().__init__(f"Snitfladen «{name}» findes ikke. {hint}")


class MissingInterfaceError(KnownError):
    """Snitfladen står i kataloget, men virker ikke endnu."""

    refusal = Refusal.NOT_FOUND

    def __init__(self, row: Row) -> None:
        super().__init__(f"Snitflade {row.nr} {row.id} ({row.integration}) står i kataloget, men virker ikke endnu.")


def register(interface: Interface) -> Interface:
    """Declare what an interface of the catalogue can do.

    Raises ValueError for one that is not in it, is declared twice, or could never do what it says.
    """
    if interface.id not in rows():
        raise ValueError(f"{interface.id} is not in the catalogue")
    if untrue := "; ".join(_untrue(interface)):
        raise ValueError(f"{interface.id}: {untrue}")
    if _registered.setdefault(interface.id, interface) is not interface:
        raise ValueError(f"{interface.id} is declared twice")
    return interface


_OUTBOUND = ("options", "reverse", "runs_itself", "may_leave", "answer")
_INBOUND = ("recognise", "order", "parts", "lines", "fetch", "poll", "quarantine", "silent_ok")


def _untrue(interface: Interface) -> Iterator[str]:
    """What cannot be meant as it is declared."""
    if (interface.build is None) != (interface.prove is None):
        yield "build and prove go together: nothing leaves unproved"
    if (interface.read is None) != (interface.apply is None):
        yield "read and apply go together"
    for means, there, names in (("build", interface.build, _OUTBOUND), ("apply", interface.apply, _INBOUND)):
        if there is None and (idle := [name for name in names if getattr(interface, name)]):
            yield f"{', '.join(idle)} without {means}"
    if unknown := [name for name in interface.formats if name not in registry.FORMATS]:
        yield f"no such format: {', '.join(unknown)}"
    if interface.runs_itself and (asked := [option.name for option in interface.options if option.required]):
        yield f"it runs itself and asks for {', '.join(asked)}"
    if interface.runs_itself and not interface.schedule.times:
        yield "it runs itself without a schedule"


def get(id: str) -> Interface | None:
    """What is declared of the interface with this id; None when nothing is, or nothing any longer."""
    return _registered.get(id)


def find(name: str) -> Interface:
    """The interface with this id, catalogue number or old page number. Raises UnknownInterfaceError, MissingInterfaceError."""
    for row in rows().values():
        interface = _registered.get(row.id)
        if name in (row.id, str(row.nr)) or (interface and name in interface.pages):
            if interface is None:
                raise MissingInterfaceError(row)
            return interface
    raise UnknownInterfaceError(name)


def declared() -> list[Interface]:
    """The declared interfaces, in the catalogue's order."""
    return [_registered[id] for id in rows() if id in _registered]


def state(id: str) -> InterfaceState:
    """The state of the interface `id`, from what is declared."""
    interface = _registered.get(id)
    if interface is None or not interface.works:
        return InterfaceState.MANGLER
    return InterfaceState.VIRKER if interface.confirmed else InterfaceState.UBEKRAEFTET
