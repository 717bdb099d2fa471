"""Rows by the thousand: a table's columns and defaults, and deleting what is about certain persons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any

from django.db import connection, models

from snitflade.exchange.bulk import insert_rows


@cache
def kolonner(model: type[models.Model]) -> dict[str, Any]:
    """The columns of a table but its id, with what stands in each where nothing is said."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return {field.attname: field.get_default() if field.has_default() else None for field in fields}


def indsaet(model: type[models.Model], antal: int, vaerdier: Mapping[str, Sequence[Any]], altid: Mapping[str, Any]) -> None:
    """Insert `antal` rows given as columns; `altid`: columns with one value for all."""
    if not antal:
        return
    defaults = {**kolonner(model), **altid}
    columns: list[Iterable[Any]] = [vaerdier.get(name, repeat(default, antal)) for name, default in defaults.items()]
    insert_rows(model, tuple(defaults), zip(*columns, strict=True))


def slet(model: type[models.Model], kolonne: str, vaerdier: Sequence[int], **ogsaa: Any) -> None:
    """Delete the rows whose `kolonne` is one of `vaerdier`, and whose columns `ogsaa` are as they say."""
    if not vaerdier:
        return
    wanted = list(vaerdier)
    given: Any
    also = "".join(f" AND {connection.ops.quote_name(name)} = %s" for name in ogsaa)
    table, column = (connection.ops.quote_name(name) for name in (model._meta.db_table, kolonne))
    if connection.vendor == "postgresql":
        among, given = "= ANY(%s)", wanted
    else:
        among, given = "IN (SELECT value FROM json_each(%s))", json.dumps(wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {column} {among}{also}", [given, *ogsaa.values()])  # noqa: S608
