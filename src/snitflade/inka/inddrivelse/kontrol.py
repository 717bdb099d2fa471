"""What `verify` holds of claims at the authority: state and balance follow from their steps, settlements from their lines.

Registered with the journal's own checks (`exchange.integrity`). Each looks with one statement, so that it sees one moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from snitflade.exchange.integrity import register
from snitflade.formats.text import beloeb_tekst
from snitflade.inka.inddrivelse.models import UDE

FLEST = 100


@register
def fordringers_stand() -> Iterator[str]:
    """State and balance of each claim, against its steps."""
    for case, state, expected_state, rest, expected in _raekker(
        """
        SELECT f.ekstern_sagsnummer, f.tilstand, sidst.tilstand, f.rest_hos, h.ialt FROM inka_fordring f
        LEFT JOIN (SELECT fordring_id, MAX(id) AS sidste, SUM(beloeb) AS ialt FROM inka_fordringshaendelse GROUP BY fordring_id) h
          ON h.fordring_id = f.id
        LEFT JOIN inka_fordringshaendelse sidst ON sidst.id = h.sidste
        WHERE sidst.tilstand IS NULL OR sidst.tilstand <> f.tilstand OR h.ialt <> f.rest_hos
        ORDER BY f.id LIMIT %s
        """
    ):
        if expected_state is None:
            yield f"Fordring {case} har ingen hændelser."
        else:
            ours, own = beloeb_tekst(int(rest)), beloeb_tekst(int(expected))
            yield f"Fordring {case} er {state} med {ours} kr.; efter hændelserne er den {expected_state} med {own} kr."


@register
def opkraeves_kun_et_sted() -> Iterator[str]:
    """No claim is at the authority and at Betalingsservice at once."""
    states = ", ".join(f"'{one.value}'" for one in UDE)
    for case, nummer in _raekker(
        f"""
        SELECT f.ekstern_sagsnummer, r.nummer FROM inka_fordring f
        JOIN inka_bsopkraevningskrav b ON b.regning_id = f.regning_id AND b.ude
        JOIN inka_regning r ON r.id = f.regning_id
        WHERE f.tilstand IN ({states}) ORDER BY f.id LIMIT %s
        """  # noqa: S608 (states from the code)
    ):
        yield f"Krav {nummer} er både hos Betalingsservice og hos Inddrivelsesmyndigheden som {case}."


@register
def nedskrivninger_svarer_til_haendelser() -> Iterator[str]:
    """What each claim has been written down by, against its write-downs that count."""
    for case, rows, expected in _raekker(
        """
        SELECT sagsnummer, ialt, ventet FROM (
          SELECT f.ekstern_sagsnummer AS sagsnummer, f.id AS id,
            COALESCE((SELECT SUM(n.beloeb) FROM inka_nedskrivning n
                      WHERE n.fordring_id = f.id AND n.tilstand IN ('i fil', 'modtaget')), 0) AS ialt,
            COALESCE((SELECT -SUM(h.beloeb) FROM inka_fordringshaendelse h
                      WHERE h.fordring_id = f.id AND h.art IN ('nedskrevet', 'nedskrivning væk')), 0) AS ventet
          FROM inka_fordring f WHERE f.id IN (SELECT fordring_id FROM inka_nedskrivning)
        ) AS n WHERE ialt <> ventet ORDER BY id LIMIT %s
        """
    ):
        ours, own = beloeb_tekst(int(rows)), beloeb_tekst(int(expected))
        yield f"Fordring {case} er nedskrevet med {ours} kr.; efter hændelserne er det {own} kr."


@register
def afregningers_totaler() -> Iterator[str]:
    """What an exchange says it has settled, against its lines."""
    for number, totals, antal, main, interest, fees in _raekker(
        """
        SELECT e.id, e.totals, l.antal, l.hovedstol, l.rente, l.gebyr FROM exchange_exchange e
        JOIN (SELECT exchange_id, COUNT(*) AS antal, SUM(hovedstol) AS hovedstol, SUM(rente) AS rente, SUM(gebyr) AS gebyr
              FROM inka_afregningslinje GROUP BY exchange_id) l ON l.exchange_id = e.id
        ORDER BY e.id LIMIT %s
        """,
        most=2**31,
    ):
        said = json.loads(totals) if isinstance(totals, str) else totals
        found = (int(antal), int(main), int(interest), int(fees))
        if "afregnede" in said and tuple(said.get(name) for name in ("afregnede", "hovedstol", "renter", "gebyrer")) != found:
            yield f"Udveksling {number}: dens afregnede betalinger er ikke dem, dens totaler siger."


def _raekker(sql: str, most: int = FLEST) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [most])
        return list(cursor.fetchall())
