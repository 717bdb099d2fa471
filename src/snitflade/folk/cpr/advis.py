"""The notice list: the persons to whom something happened in a delivery, with what is different.

No notice is given for the first delivery of a chain, nor for persons whose only events tell that their data were asked for: CPR can
send a whole municipality again in one evening.

Source: cpr.md 5.4, 7 (points 11 and 12); winformatik.md 2.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from snitflade.folk.cpr.raekker import indsaet
from snitflade.folk.models_cpr import Advis, CprLeverance
from snitflade.formats.cpr_koder import REKVISITIONER

_MANGE = 50
"""So many different events fit in their field; nobody has as many in one delivery."""


@dataclass(frozen=True, slots=True)
class Aendring:
    """What is different about one person of a part: `plads` in the part; `felter`: field of `Person`, before, after."""

    plads: int
    ny: bool
    felter: list[tuple[str, Any, Any]]


def noter(
    leverance: CprLeverance, ids: Sequence[int], aendringer: Sequence[Aendring], haendelser: Mapping[int, Sequence[str]]
) -> None:
    """Put the persons on the list. A person that is there already, from an earlier application, stays as noted then."""
    if leverance.foerste:
        return
    chosen = [one for one in aendringer if not REKVISITIONER.issuperset(haendelser.get(one.plads, ()))]
    there = set(Advis.objects.filter(leverance=leverance).values_list("person_id", flat=True))
    chosen = [one for one in chosen if ids[one.plads] not in there]
    values: dict[str, list[Any]] = {
        "person_id": [ids[one.plads] for one in chosen],
        "ny": [one.ny for one in chosen],
        "haendelser": [" ".join(sorted(set(haendelser[one.plads]))[:_MANGE]) for one in chosen],
        "aendringer": [[[name, _plain(old), _plain(new)] for name, old, new in one.felter] for one in chosen],
    }
    indsaet(Advis, len(chosen), values, {"leverance_id": leverance.pk})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
