"""Whose creditor numbers are whose: the constants that tell a municipality's files from another's (payments.md 1.1)."""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.konstanter import KONSTANTER, KonstantMangler, KonstantUgyldig, konstant
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

PBS, DATALEVERANDOER, DELSYSTEM, FI = "bs.pbs_numre", "bs.dataleverandoer", "bs.delsystem", "fi.kreditornumre"
"""The constants' numbers."""

BETALING_KONSTANT = ProblemKind(
    "BETALING_KONSTANT", "Systemkonstanten {raw} ({betydning}) er ikke sat eller kan ikke bruges {dato}. Sæt den til {form}."
)


def vaerdi(nummer: str, dato: dt.date) -> str:
    """The constant's value on a day. Raises ProblemsError when it is missing."""
    try:
        return konstant(nummer, dato)
    except (KonstantMangler, KonstantUgyldig):
        problems, declared = Problems(), KONSTANTER[nummer]
        problems.add(
            BETALING_KONSTANT,
            field=nummer,
            raw=nummer,
            betydning=declared.betydning,
            dato=f"den {dato:%d-%m-%Y}",
            form=declared.form,
        )
        raise ProblemsError(problems) from None


def kommuner(nummer: str, dato: dt.date) -> dict[str, str]:
    """The municipality (4 digits) of each creditor number (8 digits) of constant `nummer`. Raises ProblemsError."""
    pairs = (one.split("=") for one in vaerdi(nummer, dato).split(","))
    return {creditor: kommune for kommune, creditor in pairs}
