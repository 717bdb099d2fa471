"""What a file says, feature by feature: one per key, whatever the order of the pages.

Source: gar.md 2.3, 2.4, 3.1 (postal numbers by number, the first name), 4.3.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from typing import Any

from snitflade.folk.gar import normal
from snitflade.folk.gar.fil import Hoved, Svarene
from snitflade.folk.gar.lag import Lag
from snitflade.folk.gar.svar import Objekt, objekt, sletning
from snitflade.formats.problems import ProblemKind, Problems, Severity

GAR_NOEGLE = ProblemKind(
    "GAR_NOEGLE", "{antal} objekter i {navn} har ingen GlobalID og kan ikke bruges, det første OBJECTID {raw}.", Severity.ADVARSEL
)
GAR_TIDSPUNKT = ProblemKind(
    "GAR_TIDSPUNKT", "{antal} objekter i {navn} har et tidspunkt, der ikke kan læses, det første «{raw}».", Severity.ADVARSEL
)
GAR_TOM = ProblemKind("GAR_LAG_TOMT", "Laget {navn} er tomt i den fulde hentning. Intet er ændret. Hent igen, eller spørg GAR.")

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(slots=True)
class Indhold:
    """A file's features by layer and key, and its deletions with the last moment told."""

    hoved: Hoved
    objekter: dict[Lag, dict[str, Objekt]] = field(default_factory=dict)
    slettede: dict[Lag, dict[str, dt.datetime]] = field(default_factory=dict)


def indhold(svarene: Svarene, problems: Problems) -> Indhold:
    """Gather what the answers say; what cannot be used is a warning, an empty layer of a full fetching an error."""
    found = Indhold(svarene.hoved)
    for lag, raws in svarene.objekter.items():
        found.objekter[lag] = _objekter(lag, raws, problems)
        if svarene.hoved.fuld and not found.objekter[lag]:
            problems.add(GAR_TOM, navn=str(lag))
    for lag, raws in svarene.slettede.items():
        found.slettede[lag] = _sletninger(lag, raws, problems)
    return found


def _objekter(lag: Lag, raws: list[dict[str, Any]], problems: Problems) -> dict[str, Objekt]:
    found: dict[str, Objekt] = {}
    without: list[str] = []
    unreadable: list[str] = []
    for raw in raws:
        try:
            one = objekt(raw)
        except ValueError as error:
            unreadable.append(str(error))
            one = objekt({name: value for name, value in raw.items() if name.lower() != "editdate"})
            one = replace(one, raa=raw)
        if lag is Lag.POSTNUMMER:
            one = replace(one, kilde_id=normal.postnummer(one.felter().get("postnummer")) or "")
        if not one.kilde_id:
            without.append(str(one.objectid))
            continue
        there = found.get(one.kilde_id)
        if there is None or _rang(lag, one) > _rang(lag, there):
            found[one.kilde_id] = one
    _advar(lag, without, unreadable, problems)
    return found


def _rang(lag: Lag, one: Objekt) -> tuple[Any, ...]:
    """Which of two features with one key counts: the one edited last; of a postal number the first one."""
    if lag is Lag.POSTNUMMER:
        return (-one.objectid,)
    return one.redigeret or _NEVER, one.objectid, json.dumps(one.raa, sort_keys=True)


def _sletninger(lag: Lag, raws: list[dict[str, Any]], problems: Problems) -> dict[str, dt.datetime]:
    found: dict[str, dt.datetime] = {}
    without: list[str] = []
    unreadable: list[str] = []
    for raw in raws:
        try:
            key, when = sletning(raw)
        except ValueError as error:
            unreadable.append(str(error))
            continue
        if not key or when is None:
            without.append(key)
        else:
            found[key] = max(when, found.get(key, when))
    _advar(lag, without, unreadable, problems, "slettede i ")
    return found


def _advar(lag: Lag, without: list[str], unreadable: list[str], problems: Problems, what: str = "") -> None:
    for kind, faults in ((GAR_NOEGLE, without), (GAR_TIDSPUNKT, unreadable)):
        if faults:
            problems.add(kind, antal=len(faults), navn=f"{what}{lag}", raw=faults[0])
