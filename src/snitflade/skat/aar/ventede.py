"""Which extracts are expected: one per municipality and active income year, every month (skat-inddrivelse.md 5.1 and 5.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from snitflade.exchange.konstanter import konstant
from snitflade.skat.aar import installationer
from snitflade.skat.aar.udtraek import aktive_aar
from snitflade.skat.kommuner import KOMMUNER, NEDLAGT, navn
from snitflade.skat.models_aar import Fordeling, Indkomstfil


@dataclass(frozen=True, slots=True, order=True)
class Ventet:
    """One extract that should come."""

    kommune: str
    indkomstaar: int

    def __str__(self) -> str:
        return f"{navn(self.kommune)} {self.indkomstaar}"


def kommuner(dag: dt.date) -> list[str]:
    """The municipalities whose extracts go through this installation: those named, those configured, else those that have come."""
    named = [number for number in konstant("skat.kommuner", dag).split(",") if number]
    others = list(installationer.alle())
    if not named and not others:
        named = list(Indkomstfil.objects.order_by().values_list("kommune", flat=True).distinct())
    known = [one.kommune for one in KOMMUNER if one.kommune != NEDLAGT]
    return [number for number in known if number in {*named, *others}]


def mangler(dag: dt.date) -> list[Ventet]:
    """Those of which no extract dated in the month of `dag` has come."""
    first = dag.replace(day=1)
    came = set(Indkomstfil.objects.filter(udtraek__gte=first).order_by().values_list("kommune", "indkomstaar"))
    came |= set(Fordeling.objects.filter(udtraek__gte=first).order_by().values_list("kommune", "indkomstaar"))
    return [Ventet(number, year) for number in kommuner(dag) for year in aktive_aar(dag) if (number, year) not in came]
