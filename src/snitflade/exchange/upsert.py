"""Load rows into a table by their natural key: new ones are inserted, changed ones updated, equal ones left alone.

Rows that the load does not mention stay as they are; they are counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from snitflade.exchange.bulk import insert_rows, next_id, update_rows

Key = tuple[Any, ...]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Optaelling:
    """How many rows of one table a load found new, changed and unchanged, and how many it did not mention."""

    nye: int = 0
    aendrede: int = 0
    uaendrede: int = 0
    ikke_naevnt: int = 0


def upsert(
    model: type[models.Model],
    key: Sequence[str],
    fields: Sequence[str],
    rows: Mapping[Key, Values],
    *,
    keep: Collection[str] = (),
    stamp: Mapping[str, Any] | None = None,
) -> tuple[Optaelling, dict[Key, int]]:
    """Load `rows` (key values to field values) and give the counts and the id of every key in the table.

    Fields named in `keep` are written for new rows only; those in `stamp` get its values in every row that is new or changed, and
    never make a row a changed one. Foreign keys go by column (``lokalitet_id``). Call inside a transaction with the table locked.
    Raises UdenTransaktion outside one.
    """
    stamp = stamp or {}
    marks = tuple(stamp.values())
    width = len(key)
    existing = {row[1 : 1 + width]: (row[0], row[1 + width :]) for row in model._base_manager.values_list("pk", *key, *fields)}
    places = [place for place, name in enumerate(fields) if name not in keep]
    ids = {natural: number for natural, (number, _) in existing.items()}
    new: list[Values] = []
    changed: list[Values] = []
    number = next_id(model)
    for natural, values in rows.items():
        found = existing.get(natural)
        if found is None:
            new.append((number, *natural, *values, *marks))
            ids[natural] = number
            number += 1
        elif any(found[1][place] != values[place] for place in places):
            changed.append((*(values[place] for place in places), *marks, found[0]))
    if new:
        insert_rows(model, ("pk", *key, *fields, *stamp), new)
    if changed:
        update_rows(model, [*(fields[place] for place in places), *stamp], changed)
    met = len(rows) - len(new)
    return Optaelling(len(new), len(changed), met - len(changed), len(existing) - met), ids
