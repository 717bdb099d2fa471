"""The line on our own FI cards (kortart 71), for printing a bill: which claim, which creditor (payments.md 4.5 and 4.8)."""

from __future__ import annotations

import datetime as dt

from snitflade.formats.fi_kort import Kortlinje, ident_af_postering, ident_af_regning
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka import kreditornumre
from snitflade.inka.models import Regning

FI_UDEN_KREDITOR = ProblemKind(
    "FI_UDEN_KREDITOR", "Kommune {raw} har intet FI-kreditornummer. Sæt systemkonstanten fi.kreditornumre."
)


def kortlinje(regning: Regning, dato: dt.date) -> Kortlinje:
    """The card's line: of the printed bill (type 1) where the claim stands on one, else of the claim itself (type 0).

    Raises ProblemsError when the municipality has no creditor number, KortlinjeError for a number that no card can hold.
    """
    numbers = kreditornumre.kommuner(kreditornumre.FI, dato)
    creditor = next((number for number, kommune in numbers.items() if kommune == regning.kommune), "")
    if not creditor:
        problems = Problems()
        problems.add(FI_UDEN_KREDITOR, field="kommune", raw=regning.kommune)
        raise ProblemsError(problems)
    if regning.regningsnummer is not None:
        return Kortlinje("71", ident_af_regning(regning.regningsnummer), creditor)
    return Kortlinje("71", ident_af_postering(regning.nummer), creditor)
