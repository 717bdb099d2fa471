"""The year's plan: every row of the catalogue with its partner, and the days of the year on which anything happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from tests.soak.kalender import Modpart, Operatoer, Raekke, altid
from tests.soak.operatoer import Trin, ryd_op
from tests.soak.raekker import bilag, erhv, folk, inddrivelse, led, lon, penge, skat, soc, tekn
from tests.soak.raekker.konstanter import opsaet

RAEKKER: tuple[Raekke, ...] = tuple(
    sorted(
        (row for modul in (bilag, erhv, folk, inddrivelse, led, lon, penge, skat, soc, tekn) for row in modul.RAEKKER),
        key=lambda row: row.nr,
    )
)
AFSLUTNING: tuple[Operatoer, ...] = tuple(
    Operatoer(altid, handling)
    for handling in (
        *(penge.fi_hent, penge.bs_hent, bilag.bilag, inddrivelse.kvitter, inddrivelse.hent_afstemning, lon.bogfoer),
        *(skat.hent_indkomster, soc.godkend_satser),
    )
)
"""What is still done on the last days, when nothing new begins."""
TRIN: dict[str, Callable[[Trin], None]] = {"opsaet": opsaet, "ryd_op": ryd_op}
TRIN |= {one.navn: one.handling for row in RAEKKER for one in row.punkter if isinstance(one, Operatoer)}


def dage(fra: dt.date, til: dt.date, hver: str) -> Iterator[tuple[dt.date, list[Operatoer | Modpart]]]:
    """The days from `fra` to `til` that are lived through, each with what is done: what fell due on it and on those before it.

    `hver`: ``dag`` every weekday and every day with something planned, ``plan`` the latter only, ``uge`` Mondays, ``14`` every
    second Monday. What fell due twice meanwhile is done once.
    """
    due: list[Operatoer | Modpart] = []
    dag = fra
    while dag <= til:
        today = [one for row in RAEKKER for one in row.punkter if one.hvornaar is not altid and one.hvornaar(dag)]
        due += today
        monday = dag.isoweekday() == 1
        lived = {
            "dag": bool(today) or dag.isoweekday() < 6,
            "plan": bool(today),
            "uge": monday or dag == til,
            "14": (monday and dag.isocalendar().week % 2 == 0) or dag == til,
        }
        if lived[hver]:
            always = [one for row in RAEKKER for one in row.punkter if one.hvornaar is altid]
            yield dag, list({id(one): one for one in (*always, *due)}.values())
            due = []
        dag += dt.timedelta(1)
