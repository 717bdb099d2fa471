"""Claims and payments by many keys at once, and what is open of many claims set at once: one statement each, on both databases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from snitflade.exchange.bulk import update_rows
from snitflade.inka.models import Regning


class Krav(NamedTuple):
    """What matching needs of a claim."""

    noegle: int
    """What it was asked for by."""
    id: int
    rest: int
    konto: str
    debitor: int


_KOLONNER = {"nummer": "nummer", "regningsnummer": "regningsnummer", "krav": "id"}


def krav_efter(soegt: str, numre: Sequence[int], kommune: str) -> list[Krav]:
    """The municipality's claims with these numbers, each bill's in the order in which they are paid: due date, number."""
    column = _KOLONNER[soegt]
    fields = f"r.{column}, r.id, r.rest, r.konto, r.debitor_id"
    return [
        Krav(*row)
        for row in spoerg(
            f"SELECT {fields} FROM {{noegler}} JOIN inka_regning r ON r.{column} = k.v "  # noqa: S608 (names from the code)
            "WHERE r.kommune = %s AND r.betales_fra_konto = '' ORDER BY r.forfaldsdato, r.nummer",
            "bigint",
            numre,
            [kommune],
        )
    ]


def bogfoerte(kilde: str, noegler: Sequence[str]) -> set[str]:
    """Which of these natural keys are booked."""
    rows = spoerg(
        "SELECT i.noegle FROM {noegler} JOIN inka_indbetaling i ON i.noegle = k.v WHERE i.kilde = %s", "text", noegler, [kilde]
    )
    return {str(row[0]) for row in rows}


def annullerede(ids: Sequence[int]) -> set[int]:
    """Which of these claims were annulled."""
    rows = spoerg(
        "SELECT f.regning_id FROM {noegler} JOIN inka_fordeling f ON f.regning_id = k.v WHERE f.art = %s",
        "bigint",
        ids,
        ["annullering"],
    )
    return {int(row[0]) for row in rows}


def saet_rest(rester: Sequence[tuple[int, int]]) -> None:
    """Set what is open of claims: (øre, id) each. Call with the claims locked."""
    if connection.vendor != "postgresql":
        update_rows(Regning, ("rest",), rester)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inka_regning SET rest = n.rest FROM unnest(%s::bigint[], %s::bigint[]) AS n(rest, id) "
            "WHERE inka_regning.id = n.id",
            [[rest for rest, _ in rester], [number for _, number in rester]],
        )


def spoerg(sql: str, kind: str, keys: Sequence[Any], params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query joined with the keys, which it knows as ``k.v``."""
    if not keys:
        return []
    if connection.vendor == "postgresql":
        source = f"unnest(%s::{kind}[]) AS k(v)"
    else:
        # CROSS: the keys first, each then found by the index.
        source = "(SELECT value AS v FROM json_each(%s)) AS k CROSS"
    given = list(keys) if connection.vendor == "postgresql" else json.dumps(list(keys))
    with connection.cursor() as cursor:
        cursor.execute(sql.format(noegler=source), [given, *params])
        return list(cursor.fetchall())
