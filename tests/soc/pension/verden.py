"""A small world of Pension: the rates of a made-up year in a workbook, pensioners and their incomes."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from tests.formats.composed_pension import SMAL, Cell, ark, dag

from snitflade.exchange import catalogue, inbound, integrity
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.skat.models_aktuel import AktuelIndkomst
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Pensionist
from snitflade.soc.pension import kort, satsgang

KOMMUNE = "0957"
JAN, FEB, MAR = (Maaned(2026, number) for number in (1, 2, 3))
FOER = dt.date(2026, 1, 1)
ET, TO, TRE = "6101600001", "6101600002", "7503859002"
NAVN = "Pensionssatser 2026.xlsx"
BELOEB = {
    "AP_GRUND": 80_000,
    "AP_GRUND_GRAENSE": 396_000,
    "AP_TIL_ENLIG": 84_000,
    "AP_TIL_PARTNER": 46_000,
    "FP_HOEJESTE": 130_000,
    "FP_FRIBELOEB": 40_000,
}
"""Kroner per year: 156,000 + 84,000 / 35 % = 396,000. The percentages and the limits of the supplement are those that are known."""
_numre = count(1)


def raekker(aar: int = 2026, **andre: object) -> list[list[Cell]]:
    """A year's rows, with some values changed; None leaves a code out."""
    values = {kode: str(value) for kode, value in (BELOEB | andre).items() if value is not None}
    return [[kode, None, dag(aar, 1, 1), dag(aar, 12, 31), value, "KR_AAR", None] for kode, value in values.items()]


def regneark(rows: list[list[Cell]] | None = None) -> bytes:
    """The workbook."""
    return ark(SMAL, raekker() if rows is None else rows, dates=(2, 3))


def modtag(data: bytes, navn: str = NAVN) -> tuple[Exchange, Problems]:
    """The file as it came in, applied."""
    interface = catalogue.find("33")
    exchange = inbound.receive(interface, navn, data, "anna").exchange
    problems = inbound.apply(exchange, interface, "anna")
    exchange.refresh_from_db()
    return exchange, problems


def godkend(bemaerkning: str = "") -> int:
    """Accept what waits."""
    return satsgang.godkend(satsgang.maerke(satsgang.ventende()), bemaerkning, "bo")


def satser() -> None:
    """2026's rates in force."""
    modtag(regneark())
    godkend()


def pensionist(cpr: str = ET, art: str = "AP", **felter: Any) -> Pensionist:
    """A card from January 2026."""
    values = {"kommune": KOMMUNE, "niveau": "", "samliv": "enlig", "fra": FOER, **felter}
    return kort.opret(kort.Nyt(cpr=cpr, art=art, **values), "anna")


def indkomst(kroner: int, maaned: dt.date = dt.date(2025, 12, 1), cpr: str = ET) -> None:
    """An aktuel indkomst, as it was received."""
    exchange = Exchange.objects.create(
        interface="soc.pension-indkomst", key=f"prøve {next(_numre)}", direction="ind", state="anvendt", created_by="anna"
    )
    AktuelIndkomst.objects.create(
        cpr=cpr,
        seneste_maaned=maaned,
        kilde="FOSP",
        foer_fradrag=kroner * 100,
        hentet=dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
        exchange=exchange,
    )


def koder(problems: Problems) -> list[str]:
    """The codes of what was found, in order."""
    return [problem.code for problem in problems.sorted()]


def i_orden() -> list[str]:
    """What `verify` finds in the module's own tables."""
    return [one for one in integrity.broken() if one.startswith("Pension")]
