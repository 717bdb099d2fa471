"""Which rates hold on a day: the accepted ones, the youngest of each code. Nothing is guessed (social-teknik.md 3.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Protocol, TypeVar

from snitflade.soc.pension.models_sats import Pensionssats, Satsstatus


class Sats(Protocol):
    """What is needed of a rate: of the table's, or of a sheet's that is being checked."""

    @property
    def kode(self) -> str:
        """Its code."""
        ...

    @property
    def gyldig_fra(self) -> dt.date:
        """Its first day."""
        ...

    @property
    def gyldig_til(self) -> dt.date | None:
        """Its last day; None: until another begins."""
        ...

    @property
    def tal(self) -> Fraction:
        """Its value in a calculation."""
        ...


S = TypeVar("S", bound=Sats)


def godkendte() -> list[Pensionssats]:
    """Every accepted rate."""
    return list(Pensionssats.objects.filter(status=Satsstatus.GODKENDT).order_by("kode", "gyldig_fra"))


def paa(satser: Iterable[S], dato: dt.date) -> dict[str, S]:
    """The rate of each code that holds on a day: the youngest that has begun, unless its time is over."""
    newest: dict[str, S] = {}
    for sats in satser:
        if sats.gyldig_fra <= dato and (sats.kode not in newest or sats.gyldig_fra >= newest[sats.kode].gyldig_fra):
            newest[sats.kode] = sats
    return {kode: sats for kode, sats in newest.items() if sats.gyldig_til is None or sats.gyldig_til >= dato}


def tal(satser: Mapping[str, Sats]) -> dict[str, Fraction]:
    """Their values."""
    return {kode: sats.tal for kode, sats in satser.items()}
