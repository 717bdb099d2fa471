"""Roads by the codes of CPR: their names and the locality they lie in, from the address register.

Source: social-teknik.md 1.1 (localities), gar.md 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from snitflade.folk.gar.tabeller import GarLokalitet, GarVej


@dataclass(frozen=True, slots=True)
class Vej:
    """A road of a municipality: its name, and the one locality it lies in. Empty: not known, or it goes through several."""

    navn: str = ""
    lokalitet: str = ""


def veje(koder: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Vej]:
    """The roads by municipality (four digits, as CPR has it) and road code, in two queries."""
    wanted = set(koder)
    roads = {vej for _, vej in wanted}
    names: dict[tuple[str, str], set[str]] = {}
    places: dict[tuple[str, str], set[str]] = {}
    stretches = GarVej.objects.filter(vejkode__in=roads, borte=None)
    for kommune, vej, navn, lokalitet in stretches.values_list("kommune", "vejkode", "navn", "lokalitet"):
        names.setdefault((kommune, vej), set()).add(navn)
        places.setdefault((kommune, vej), set()).add(lokalitet)
    whole = GarLokalitet.objects.filter(vejkode__in=roads, borte=None)
    for kommune, vej, kode in whole.values_list("kommune", "vejkode", "kode"):
        places.setdefault((kommune, vej), set()).add(kode)
    found = {}
    for kommune, vej in wanted:
        key = (kommune.lstrip("0"), vej)
        found[kommune, vej] = Vej(_en(names.get(key, set())), _en(places.get(key, set())))
    return found


def _en(values: set[str]) -> str:
    """The only one that says anything; empty for none and for several."""
    told = values - {""}
    return told.pop() if len(told) == 1 else ""
