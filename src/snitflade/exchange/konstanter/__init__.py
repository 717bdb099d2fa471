"""System constants (page 016): what each may hold, its default, where that comes from, and its value on a day.

Each Delsystem declares its own in ``<delsystem>/konstanter.py`` with `register`; the values are rows of `model.Systemkonstant`, set
from a day on (`saet`) or read from a file (`csv_fil`).

Sources: winformatik.md 1.2.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q


class KonstantMangler(Exception):
    """Systemkonstanten er ikke sat og har ingen standardværdi. Sæt den i systemkonstanter.csv."""

    def __init__(self, nummer: str) -> None:
        super().__init__(f"{nummer}: {self.__doc__}")


class KonstantUgyldig(Exception):
    """Systemkonstanten har en værdi, den ikke kan have. Ret den i systemkonstanter.csv."""

    def __init__(self, nummer: str, vaerdi: str) -> None:
        super().__init__(f"{nummer} = «{vaerdi}»: {self.__doc__}")
        self.vaerdi = vaerdi


@dataclass(frozen=True, slots=True)
class Konstant:
    """What a system constant may hold. `standard` None: it has no default and must be set where it is used."""

    betydning: str
    kilde: str
    standard: str | None = None
    valg: tuple[str, ...] = ()
    moenster: str = ".*"
    form: str = "en tekst"

    def gyldig(self, vaerdi: str) -> bool:
        """Whether the constant can have this value."""
        return vaerdi in self.valg if self.valg else re.fullmatch(self.moenster, vaerdi) is not None

    @property
    def tilladt(self) -> str:
        """The values it can have, in words."""
        return ", ".join(self.valg) if self.valg else self.form


def konto(betydning: str, kilde: str, standard: str | None = None) -> Konstant:
    """An account of the chart."""
    return Konstant(betydning, kilde, standard, moenster="[0-9]{10}", form="10 cifre")


def bankkonto(betydning: str) -> Konstant:
    """A bank account."""
    return Konstant(betydning, "winformatik.md 1.2", moenster="[0-9]{14}", form="4 cifre reg.nr. og 10 cifre konto, i alt 14 cifre")


def mappe(betydning: str) -> Konstant:
    """A folder."""
    return Konstant(betydning, "winformatik.md 1.2", moenster=".+", form="en mappe")


def art(betydning: str) -> Konstant:
    """An art."""
    return Konstant(betydning, "winformatik.md 1.2", moenster="[^ ]+", form="en art uden mellemrum")


KONSTANTER: dict[str, Konstant] = {}
"""Every constant that a Delsystem has declared. Winformatik's own have its numbers; ours have a key in words."""


def register(konstanter: Mapping[str, Konstant]) -> None:
    """Declare a Delsystem's constants. Raises ValueError for one that is declared already."""
    for nummer, declared in konstanter.items():
        if KONSTANTER.setdefault(nummer, declared) is not declared:
            raise ValueError(f"{nummer} is declared twice")


def konstant(nummer: str, dato: dt.date) -> str:
    """The value of constant `nummer` on `dato`: the youngest one valid then, else its default.

    Raises KeyError for a constant that does not exist, KonstantMangler when it has neither value nor default, and
    KonstantUgyldig when what is stored is none of its values.
    """
    from snitflade.exchange.konstanter.model import Systemkonstant  # the tables are not there yet when constants are declared

    declared = KONSTANTER[nummer]
    found = (
        Systemkonstant.objects.filter(Q(gyldig_fra=None) | Q(gyldig_fra__lte=dato), nummer=nummer)
        .order_by(F("gyldig_fra").desc(nulls_last=True))
        .values_list("vaerdi", flat=True)
        .first()
    )
    vaerdi = declared.standard if found is None else found
    if vaerdi is None:
        raise KonstantMangler(nummer)
    if not declared.gyldig(vaerdi):
        raise KonstantUgyldig(nummer, vaerdi)
    return vaerdi
