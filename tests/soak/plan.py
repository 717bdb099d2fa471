"""The year's plan: every row of the catalogue with its partner, and the days of the year on which anything happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from tests.soak import afgoerelser, kopi
from tests.soak.kalender import Modpart, Operatoer, Raekke, aarlig, altid
from tests.soak.operatoer import Trin, ryd_op
from tests.soak.raekker import bilag, erhv, folk, inddrivelse, led, lon, penge, skat, soc, tekn, tjenester
from tests.soak.raekker.konstanter import opsaet

RAEKKER: tuple[Raekke, ...] = tuple(
    sorted(
        (row for modul in (bilag, erhv, folk, inddrivelse, led, lon, penge, skat, soc, tekn, tjenester) for row in modul.RAEKKER),
        key=lambda row: row.nr,
    )
)
DRIFT = (Operatoer(aarlig(7, 1), kopi.tag),)
"""What an administrator does."""
PUNKTER = (*(one for row in RAEKKER for one in row.punkter), *DRIFT)
AFSLUTNING: tuple[Operatoer, ...] = tuple(
    Operatoer(altid, handling)
    for handling in (
        *(penge.fi_hent, penge.bs_hent, bilag.bilag, tekn.affald, inddrivelse.kvitter, inddrivelse.hent_afstemning, lon.bogfoer),
        *(skat.hent_indkomster, soc.godkend_satser),
    )
)
"""What is still done on the last days, when nothing new begins."""
TRIN: dict[str, Callable[[Trin], None]] = {
    "opsaet": opsaet,
    "ryd_op": ryd_op,
    "frigiv": afgoerelser.frigiv,
    "mistet": afgoerelser.mistet,
}
TRIN |= {one.navn: one.handling for one in PUNKTER if isinstance(one, Operatoer)}


def dage(fra: dt.date, til: dt.date, hver: str) -> Iterator[tuple[dt.date, list[Operatoer | Modpart]]]:
    """The days from `fra` to `til` that are lived through, each with what is done: what fell due on it and on those before it.

    `hver`: ``dag`` every weekday and every day with something planned, ``plan`` the latter only, ``uge`` Mondays, ``14`` every
    second Monday. What fell due twice meanwhile is done once.
    """
    due: list[Operatoer | Modpart] = []
    dag = fra
    while dag <= til:
        today = [one for one in PUNKTER if one.hvornaar is not altid and one.hvornaar(dag)]
        due += today
        monday = dag.isoweekday() == 1
        lived = {
            "dag": bool(today) or dag.isoweekday() < 6,
            "plan": bool(today),
            "uge": monday or dag == til,
            "14": (monday and dag.isocalendar().week % 2 == 0) or dag == til,
        }
        if lived[hver]:
            always = [one for one in PUNKTER if one.hvornaar is altid]
            yield dag, list({id(one): one for one in (*always, *due)}.values())
            due = []
        dag += dt.timedelta(1)
