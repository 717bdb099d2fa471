"""What a delivery makes different about persons: field by field, and their children and who has custody.

Source: winformatik.md 2.2 (the notice list).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from snitflade.exchange.bulk import Row
from snitflade.folk.cpr.advis import Aendring
from snitflade.folk.cpr.afbildning import Profilbillede
from snitflade.folk.models_fakta import Barn, Foraeldremyndighed
from snitflade.formats.cpr_fil import Rows
from snitflade.formats.layout import Table

_FAMILIE: tuple[tuple[str, type[Barn | Foraeldremyndighed], tuple[str, ...]], ...] = (
    ("boern", Barn, ("barn",)),
    ("foraeldremyndighed", Foraeldremyndighed, ("type", "indehaver")),
)
_UDEN = ("leveret", "exchange_id", "soegenavn")
"""Columns that are no news."""

Lister = dict[int, list[str]]
"""By place in the part: what a person has several of, as texts."""
Familie = list[tuple[str, Lister, Lister]]
"""Name of the fact, before and after."""


def familie(billede: Profilbillede, tabeller: Mapping[str, Table], ejer: Mapping[str, Rows], pladser: Mapping[int, int]) -> Familie:
    """Children and custody before and after, to be asked before anything is written. `pladser`: known persons' ids with their
    places in the part."""
    found = []
    for name, model, fields in _FAMILIE if pladser else ():
        rule = next(rule for rule in billede.fakta if rule.model is model)
        old: Lister = {}
        rows = model._default_manager.filter(person__in=list(pladser)).values_list("person_id", *fields)
        for id, *values in rows:
            old.setdefault(pladser[id], []).append(" ".join(filter(None, values)))
        new: Lister = {}
        table = tabeller.get(rule.record)
        if table is not None:
            columns = [rule.felter[field](table) for field in fields]
            for one, *values in zip(ejer[rule.record].tolist(), *columns, strict=True):
                new.setdefault(one, []).append(" ".join(filter(None, values)))
        found.append((name, old, new))
    return found


def forskelle(
    foer: Mapping[int, Row], efter: Mapping[str, Sequence[Any]], familie: Familie, hele: Sequence[bool]
) -> list[Aendring]:
    """What is different about each person of a part. `foer`: the rows that were, by place; `efter`: the columns that are; `hele`:
    who came with all of his data."""
    names = list(efter)
    delivered = names.index("leveret")
    compared = [place for place, name in enumerate(names) if name not in _UDEN]
    changes = []
    for one, row in enumerate(zip(*efter.values(), strict=True)):
        old = foer.get(one)
        if old is None or old[delivered] is None:
            changes.append(Aendring(one, True, []))
            continue
        found = [(names[place], old[place], row[place]) for place in compared if old[place] != row[place]]
        for name, was, now in familie:
            gone, came = sorted(was.get(one, ())), sorted(now.get(one, ()))
            if gone != came and (came or hele[one]):
                found.append((name, gone, came))
        changes.append(Aendring(one, False, found))
    return changes
