"""What `verify` holds of claims and payments: what is open, against the allocations; and both against the ledger's accounts.

Registered with the journal's own checks (`exchange.integrity`). Each looks with one statement, so that it sees one moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from snitflade.exchange.integrity import register
from snitflade.formats.text import beloeb_tekst, konto_tekst

FLEST = 100


@register
def krav_rest() -> Iterator[str]:
    """What is open of each claim."""
    for nummer, rest, expected in _raekker(
        """
        SELECT nummer, rest, ventet FROM (
          SELECT r.nummer, r.rest, CASE WHEN r.betales_fra_konto = '' THEN r.beloeb ELSE 0 END - COALESCE(f.ialt, 0) AS ventet
          FROM inka_regning r
          LEFT JOIN (SELECT regning_id, SUM(beloeb) AS ialt FROM inka_fordeling WHERE regning_id IS NOT NULL GROUP BY regning_id) f
            ON f.regning_id = r.id
        ) AS krav WHERE rest <> ventet ORDER BY nummer LIMIT %s
        """
    ):
        yield f"Krav {nummer} har {beloeb_tekst(int(rest))} kr. åbent; efter fordelingerne er det {beloeb_tekst(int(expected))} kr."


@register
def indbetaling_rest() -> Iterator[str]:
    """What is left of each payment."""
    for number, rest, expected in _raekker(
        """
        SELECT id, rest, ventet FROM (
          SELECT i.id, i.rest, i.beloeb - COALESCE(f.ialt, 0) AS ventet FROM inka_indbetaling i
          LEFT JOIN (SELECT indbetaling_id, SUM(beloeb) AS ialt FROM inka_fordeling GROUP BY indbetaling_id) f
            ON f.indbetaling_id = i.id
        ) AS betaling WHERE rest <> ventet ORDER BY id LIMIT %s
        """
    ):
        left = f"{beloeb_tekst(int(rest))} kr. tilbage; efter fordelingerne er det {beloeb_tekst(int(expected))} kr."
        yield f"Indbetaling {number} har {left}"


@register
def samlekonti() -> Iterator[str]:
    """Each account that claims and payments explain, against the ledger."""
    for konto, booked, expected in _raekker(
        """
        SELECT konto, bogfoert, ventet FROM (
          SELECT s.konto,
            (SELECT COALESCE(SUM(p.beloeb), 0) FROM bogh_postering p WHERE p.konto = s.konto) AS bogfoert,
            COALESCE(k.ialt, 0) - COALESCE(i.ialt, 0) AS ventet
          FROM bogh_samlekonto s
          LEFT JOIN (SELECT konto, SUM(rest) AS ialt FROM inka_regning WHERE rest <> 0 GROUP BY konto) k ON k.konto = s.konto
          LEFT JOIN (SELECT koekonto, SUM(rest) AS ialt FROM inka_indbetaling WHERE rest <> 0 GROUP BY koekonto) i
            ON i.koekonto = s.konto
          WHERE s.modul = 'inka'
        ) AS samlet WHERE bogfoert <> ventet ORDER BY konto LIMIT %s
        """
    ):
        amounts = f"{beloeb_tekst(int(booked))} kr., men krav og indbetalinger siger {beloeb_tekst(int(expected))} kr."
        yield f"Konto {konto_tekst(konto)} er i bogføringen {amounts}"


@register
def udvekslingers_indbetalinger() -> Iterator[str]:
    """What an exchange says it has booked, against its payments."""
    # Totals are JSON, which the two databases ask in two ways: compared here, but read with the sums in one statement.
    for number, totals, antal, ialt in _raekker(
        """
        SELECT e.id, e.totals, i.antal, i.ialt FROM exchange_exchange e
        JOIN (SELECT exchange_id, COUNT(*) AS antal, SUM(beloeb) AS ialt FROM inka_indbetaling GROUP BY exchange_id) i
          ON i.exchange_id = e.id
        ORDER BY e.id LIMIT %s
        """,
        most=2**31,
    ):
        said = _json(totals)
        if ("indbetalinger" in said) and (said["indbetalinger"], said.get("indbetalt")) != (int(antal), int(ialt)):
            yield f"Udveksling {number}: dens indbetalinger er ikke dem, dens totaler siger."


def _json(value: Any) -> dict[str, Any]:
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def _raekker(sql: str, most: int = FLEST) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [most])
        return list(cursor.fetchall())
