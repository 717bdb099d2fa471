"""The catalogue: the 40 interfaces as Winformatik's people know them, those outside it, and what each of them can do here.

The texts of the 40 stand in ``catalogue.csv`` (`catalogue_rows`); an interface outside it brings its own (`Interface.outside`).
What an interface can do is declared by its Delsystem in ``<delsystem>/interfaces.py`` or ``<delsystem>/<modul>/interfaces.py`` with
`register`, in the words of `contract`. Its state follows from what is declared there, and a row that nobody has declared is listed
as missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from snitflade.exchange.catalogue_rows import RETNINGER, Outside, Row
from snitflade.exchange.catalogue_rows import rows as catalogue_rows
from snitflade.exchange.contract import (
    Answer,
    Apply,
    Build,
    Fetch,
    Interface,
    MayLeave,
    Options,
    Order,
    Parts,
    Prove,
    Read,
    Recognise,
    Reverse,
    Spans,
)
from snitflade.exchange.contract_values import (
    Applied,
    Applies,
    Aside,
    Built,
    FetchState,
    Hold,
    Option,
    OptionKind,
    OutFile,
    Sheet,
    Totals,
)
from snitflade.exchange.known import KnownError, Refusal
from snitflade.formats import registry

if TYPE_CHECKING:
    from snitflade.exchange.models import Exchange

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
    "Outside",
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
    "moves_money",
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


def rows() -> dict[str, Row]:
    """The rows by id: the 40 of the catalogue in its order, then those of the interfaces outside it by their ids."""
    outside = (one.row for _, one in sorted(_registered.items()) if one.outside)
    return {**catalogue_rows(), **{row.id: row for row in outside}}


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
        if row.nr is None:
            super().__init__(f"Snitfladen {row.id} ({row.integration}) er ikke til det.")
        else:
            super().__init__(f"Snitflade {row.nr} {row.id} ({row.integration}) står i kataloget, men virker ikke endnu.")


def register(interface: Interface) -> Interface:
    """Declare what an interface can do: one of the catalogue, or one outside it, which says so (`Interface.outside`).

    Raises ValueError for one that is neither or both, is declared twice, or could never do what it says.
    """
    if (interface.id in catalogue_rows()) == (interface.outside is not None):
        raise ValueError(f"{interface.id} is {'' if interface.outside else 'not '}in the catalogue")
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
    if interface.outside:
        yield from _untrue_outside(interface, interface.outside)
    if unknown := [name for name in interface.formats if name not in registry.FORMATS]:
        yield f"no such format: {', '.join(unknown)}"
    if interface.runs_itself and (asked := [option.name for option in interface.options if option.required]):
        yield f"it runs itself and asks for {', '.join(asked)}"
    if interface.runs_itself and not interface.schedule.times:
        yield "it runs itself without a schedule"


def _untrue_outside(interface: Interface, outside: Outside) -> Iterator[str]:
    """What cannot be meant of an interface outside the catalogue."""
    words = asdict(outside)
    if empty := [name for name, text in words.items() if not text.strip() and name != "spec"]:
        yield f"its row lacks {', '.join(empty)}"
    delsystem, _, name = interface.id.partition(".")
    if delsystem != outside.delsystem.casefold() or not name:
        yield f"its id must begin with its Delsystem {outside.delsystem.casefold()!r} and a full stop"
    if outside.retning not in RETNINGER:
        yield f"no such direction: {outside.retning}"
    numbers = {str(row.nr) for row in catalogue_rows().values()}
    if taken := sorted(numbers.intersection(interface.pages)):
        yield f"a number of the catalogue as page: {', '.join(taken)}"


def get(id: str) -> Interface | None:
    """What is declared of the interface with this id; None when nothing is, or nothing any longer."""
    return _registered.get(id)


def moves_money(exchange: Exchange) -> bool:
    """Whether an exchange that needs two people (`Exchange.needs_two`) does because it moves money."""
    interface = _registered.get(exchange.interface)
    return exchange.needs_two and (interface is None or interface.money)


def find(name: str) -> Interface:
    """The interface with this id, catalogue number or old page number. Raises UnknownInterfaceError, MissingInterfaceError."""
    for row in rows().values():
        interface = _registered.get(row.id)
        if name in row.names or (interface and name in interface.pages):
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
