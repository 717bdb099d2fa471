"""Reconciliation: claimed = billed = sent = taken = paid, for each module that has something to collect.

A module registers a `Kilde`. Each of its `Linje` holds the amounts of one accounting period by stage; a stage that the module knows
nothing of is absent and shown as not connected, never as zero. `forskelle` says row by row where two neighbouring stages part.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from snitflade.exchange import stamp_triggers


class Trin(StrEnum):
    """The stages of a claim, in order."""

    KRAEVET = "kraevet"
    """What the agreements cost."""
    OPKRAEVET = "opkraevet"
    """What bills were made of it."""
    SENDT = "sendt"
    """What of the bills has left in a file."""
    TAGET = "taget"
    """What of it the partner has taken."""
    BETALT = "betalt"
    """What of it has been paid."""


class Emne(StrEnum):
    """What a difference points to."""

    UDVEKSLING = "udveksling"
    DEBITOR = "debitor"
    SNITFLADE = "snitflade"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in øre and how many things it is the sum of."""

    beloeb: int
    antal: int

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.beloeb + other.beloeb, self.antal + other.antal)


@dataclass(frozen=True, slots=True)
class Linje:
    """One accounting period of a module: first and last day, and the sums by stage."""

    periode: str
    fra: dt.date
    til: dt.date
    summer: Mapping[Trin, Sum]
    viden: object = field(default=None, compare=False, repr=False)
    """What its source knows of it already, so that `forskelle` need not ask again."""

    def forskel(self, trin: Trin) -> int | None:
        """How much less (øre) stage `trin` has than the one before; None where either is not connected."""
        order = list(Trin)
        before = order[order.index(trin) - 1] if trin is not Trin.KRAEVET else None
        if before is None or before not in self.summer or trin not in self.summer:
            return None
        return self.summer[before].beloeb - self.summer[trin].beloeb


@dataclass(frozen=True, slots=True)
class Forskel:
    """One reason why stage `trin` of a period differs from the one before: a sentence, what is missing (øre), what to look at."""

    trin: Trin
    periode: str
    tekst: str
    beloeb: int
    emne: Emne | None = None
    nummer: int | str = ""
    """The exchange's number, the debtor's id, the interface's id or the register's."""


@dataclass(frozen=True, slots=True)
class Kilde:
    """Where a module's amounts come from.

    `linjer`: the accounting periods that have a day from the first to the second date, oldest first. `forskelle`: the reasons of
    one such line, at most `most` of them, the rest summed up in one. `perioder`: every period with bills, oldest first.
    """

    modul: str
    titel: str
    linjer: Callable[[dt.date, dt.date], Sequence[Linje]]
    forskelle: Callable[[Linje, int], Iterable[Forskel]]
    perioder: Callable[[], Sequence[Linje]] = field(default=lambda: ())
    """Without sums."""
    ord: Mapping[Trin, tuple[str, str]] = field(default_factory=dict)
    """What its stages are called and are, in Danish, where it does not collect; empty: as usual."""
    brud: Callable[[], Iterable[str]] = field(default=lambda: ())
    """What of the sums it keeps is not what the rows say, in Danish sentences (`snitflade verify`)."""


_kilder: dict[str, Kilde] = {}


def register(kilde: Kilde) -> Kilde:
    """Declare a module's source. Raises ValueError when the module has one."""
    if _kilder.setdefault(kilde.modul, kilde) is not kilde:
        raise ValueError(f"{kilde.modul} is declared twice")
    return kilde


def kilder() -> list[Kilde]:
    """Every module's source, by module."""
    return [_kilder[modul] for modul in sorted(_kilder)]


def modulnavn(modul: str) -> str:
    """What a module is called by people; its own key where nobody has said."""
    return _kilder[modul].titel if modul in _kilder else modul


def brud() -> Iterator[str]:
    """Which sums that modules keep are not what the rows say, in Danish sentences; nothing when all are."""
    for table in stamp_triggers.missing():
        yield f"Tabellen {table} mangler en udløser, så gemte summer kan blive forældede uden at det ses. Kør: snitflade migrate"
    for kilde in kilder():
        yield from kilde.brud()


def ialt(linjer: Iterable[Linje]) -> dict[Trin, Sum]:
    """The sums of several periods; a stage that one of them lacks is lacking in all."""
    given = list(linjer)
    return {
        trin: Sum(sum(linje.summer[trin].beloeb for linje in given), sum(linje.summer[trin].antal for linje in given))
        for trin in Trin
        if given and all(trin in linje.summer for linje in given)
    }
