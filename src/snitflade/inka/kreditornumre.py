"""Whose creditor numbers are whose: the constants that tell a municipality's files from another's (payments.md 1.1)."""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.konstanter.brug import kraev

PBS, DATALEVERANDOER, DELSYSTEM, FI = "bs.pbs_numre", "bs.dataleverandoer", "bs.delsystem", "fi.kreditornumre"
"""The constants' numbers."""


def kommuner(nummer: str, dato: dt.date) -> dict[str, str]:
    """The municipality (4 digits) of each creditor number (8 digits) of constant `nummer`. Raises ProblemsError."""
    pairs = (one.split("=") for one in kraev(dato, nummer)[0].split(","))
    return {creditor: kommune for kommune, creditor in pairs}
