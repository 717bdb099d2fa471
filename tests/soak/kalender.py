"""When something happens, and what a row of the catalogue is in the soak."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.soak.boeger import Boeger
    from tests.soak.operatoer import Trin
    from tests.soak.side import Side

    from snitflade.partners.run import Partners

Hvornaar = Callable[[dt.date], bool]


def maanedlig(*dage: int) -> Hvornaar:
    """On these days of every month."""
    return lambda dag: dag.day in dage


def kvartal(dag_i: int, maaned: int = 1) -> Hvornaar:
    """On a day of the first (second, third) month of each quarter."""
    return lambda dag: dag.day == dag_i and (dag.month - 1) % 3 == maaned - 1


def aarlig(maaned: int, dag_i: int) -> Hvornaar:
    """Once a year."""
    return lambda dag: (dag.month, dag.day) == (maaned, dag_i)


def altid(dag: dt.date) -> bool:
    """Whenever a day is lived through; it is no reason to live through one."""
    return True


def hverdage(dag: dt.date) -> bool:
    """Monday to Friday."""
    return dag.isoweekday() < 6


@dataclass(slots=True)
class Scene:
    """What the partners' side works with: the running servers, the served site that they call, their books, its
    chance, and the day."""

    partnere: Partners
    side: Side
    boeger: Boeger
    held: random.Random
    dag: dt.date

    @property
    def maerke(self) -> str:
        """The day as part of a file's name."""
        return f"{self.dag:%Y%m%d}"

    def naeste(self, navn: str = "nummer") -> int:
        """The next number of a series."""
        number = int(self.boeger.husket(navn, 0)) + 1
        self.boeger.husk(navn, number)
        return number


@dataclass(frozen=True, slots=True)
class Operatoer:
    """A step of an operator, taken in a process of its own that may be killed."""

    hvornaar: Hvornaar
    handling: Callable[[Trin], None]

    @property
    def navn(self) -> str:
        """What it is called in the log."""
        return f"{self.handling.__module__.rpartition('.')[2]}.{self.handling.__name__}"


@dataclass(frozen=True, slots=True)
class Modpart:
    """A partner's part, played by whoever drives: the real ones are no part of the installation either."""

    hvornaar: Hvornaar
    handling: Callable[[Scene], None]


@dataclass(frozen=True, slots=True)
class Raekke:
    """A row of the catalogue: with which kind of partner it is in, and who does what when, in this order."""

    nr: int
    modpart: str
    """With whom, and by which way; README.md has them all."""
    punkter: tuple[Operatoer | Modpart, ...] = ()
    """None for what the worker does by its schedule alone."""
