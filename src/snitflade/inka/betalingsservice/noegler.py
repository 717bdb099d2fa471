"""Many rows by many keys: one statement each, on both databases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from snitflade.inka.models_bs import BSStatus
from snitflade.inka.opslag import spoerg

BIGINT, TEXT = "bigint", "text"


class Opkraevning(NamedTuple):
    """What matching needs of a collection."""

    id: int
    nummer: int
    pbs_nummer: str
    debitorgruppe: str
    kunde: str
    aftalenummer: str
    forfaldsdato: Any
    beloeb: int
    status: str
    debitor: int


_FELTER = "o.id, o.nummer, o.pbs_nummer, o.debitorgruppe, o.kunde, o.aftalenummer, o.forfaldsdato, o.beloeb, o.status, o.debitor_id"


def efter_nummer(numre: Sequence[int]) -> dict[int, Opkraevning]:
    """The collections with these numbers that really went out."""
    rows = spoerg(
        f"SELECT {_FELTER} FROM {{noegler}} JOIN inka_bsopkraevning o ON o.nummer = k.v WHERE o.status NOT IN (%s, %s)",  # noqa: S608
        BIGINT,
        numre,
        [BSStatus.ANNULLERET.value, BSStatus.PROEVE.value],
    )
    return {row[1]: Opkraevning(*row) for row in rows}


def efter_kunde(kunder: Sequence[str]) -> list[Opkraevning]:
    """The collections of these customers that really went out."""
    rows = spoerg(
        f"SELECT {_FELTER} FROM {{noegler}} JOIN inka_bsopkraevning o ON o.kunde = k.v "  # noqa: S608
        "WHERE o.status NOT IN (%s, %s) ORDER BY o.id",
        TEXT,
        kunder,
        [BSStatus.ANNULLERET.value, BSStatus.PROEVE.value],
    )
    return [Opkraevning(*row) for row in rows]


def krav_i(opkraevninger: Sequence[int]) -> dict[int, list[int]]:
    """The claims of collections, in the order in which they are paid."""
    found: dict[int, list[int]] = {}
    for collection, claim in spoerg(
        "SELECT b.opkraevning_id, b.regning_id FROM {noegler} JOIN inka_bsopkraevningskrav b ON b.opkraevning_id = k.v "
        "ORDER BY b.opkraevning_id, b.id",
        BIGINT,
        opkraevninger,
        [],
    ):
        found.setdefault(collection, []).append(claim)
    return found


def kendte_poster(noegler: Sequence[str]) -> set[str]:
    """Which of these posts have been booked."""
    rows = spoerg("SELECT p.noegle FROM {noegler} JOIN inka_bspost p ON p.noegle = k.v", TEXT, noegler, [])
    return {str(row[0]) for row in rows}


def svar(status: BSStatus, opkraevninger: Sequence[int], exchange: int) -> None:
    """Set the status of collections, as `exchange` brought it; their claims are no longer out."""
    _opdater("UPDATE inka_bsopkraevning SET status = %s, svar_id = %s WHERE id IN", [status.value, exchange], opkraevninger)
    _opdater("UPDATE inka_bsopkraevningskrav SET ude = %s WHERE ude AND opkraevning_id IN", [False], opkraevninger)


def _opdater(sql: str, params: list[Any], numre: Sequence[int]) -> None:
    if not numre:
        return
    given: Any = list(numre)
    source = "(SELECT unnest(%s::bigint[]))"
    if connection.vendor != "postgresql":
        source, given = "(SELECT value FROM json_each(%s))", json.dumps(given)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} {source}", [*params, given])
