"""The amount per child and month, of income, number of children and the rates.

Source: social-teknik.md 5.2 (default model, its alternatives and its table).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boernetilskud.models_sats import Tilskudsmodel

KRONE = 100


@dataclass(frozen=True, slots=True)
class Satser:
    """The rates that hold in a month, in øre; `procent` in hundredths of a per cent.

    `baand`: lines of (children, highest income, amount per month), by children and income.
    """

    id: int
    kilde: str
    gyldig_fra: date
    model: Tilskudsmodel
    maks_pr_barn_aar: int
    fuld_indtil: int
    bortfald_grund: int
    bortfald_pr_barn: int
    procent: int
    mindste: int
    standardfradrag: bool
    bekraeftet: bool
    baand: Sequence[tuple[int, int, int]] = ()

    def bortfald(self, boern: int) -> int:
        """At which income nothing is left."""
        return self.bortfald_grund + self.bortfald_pr_barn * boern


def pr_barn(satser: Satser, indkomst: int, boern: int) -> int:
    """The amount per child and month, in øre: whole kroner, half up; nothing where it is below the smallest that is paid."""
    if satser.model == Tilskudsmodel.BAAND:
        amount = _af_baand(satser, indkomst, boern)
    elif satser.model == Tilskudsmodel.PROCENT:
        # Hundredths of a per cent of øre: 10,000 parts.
        over = max(indkomst - satser.fuld_indtil, 0) * satser.procent
        amount = _hele_kroner(max(satser.maks_pr_barn_aar * 10_000 - over, 0), 12 * 10_000)
    else:
        span = satser.bortfald(boern) - satser.fuld_indtil
        left = min(max(satser.bortfald(boern) - indkomst, 0), span)
        amount = _hele_kroner(satser.maks_pr_barn_aar * left, 12 * span)
    return amount if amount >= satser.mindste else 0


def _hele_kroner(numerator: int, denominator: int) -> int:
    """Øre of a fraction of øre, in whole kroner, half up.

    >>> _hele_kroner(149, 2), _hele_kroner(249, 1), _hele_kroner(250, 1)
    (100, 200, 300)
    """
    denominator *= KRONE
    return (2 * numerator + denominator) // (2 * denominator) * KRONE


def _af_baand(satser: Satser, indkomst: int, boern: int) -> int:
    most = max((line[0] for line in satser.baand if line[0] <= boern), default=None)
    if most is None:
        return 0
    return next((amount for number, highest, amount in satser.baand if number == most and indkomst <= highest), 0)


def trinvis(satser: Satser, indkomst: int, boern: int) -> list[tuple[str, str]]:
    """How the amount came about, for the card: text and value."""
    rows = [("Satser", f"{satser.kilde}, fra {satser.gyldig_fra:%d-%m-%Y}"), ("Børn, der tæller sammen", str(boern))]
    if satser.model == Tilskudsmodel.BAAND:
        rows.append(("Tabel over indkomster", f"{beloeb_tekst(indkomst)} kr."))
    else:
        rows.append(("Fuldt tilskud pr. barn og år", f"{beloeb_tekst(satser.maks_pr_barn_aar)} kr."))
        rows.append(("Fuldt tilskud til og med en indkomst på", f"{beloeb_tekst(satser.fuld_indtil)} kr."))
    if satser.model == Tilskudsmodel.LINEAER:
        rows.append(("Intet tilskud fra en indkomst på", f"{beloeb_tekst(satser.bortfald(boern))} kr."))
    if satser.model == Tilskudsmodel.PROCENT:
        rows.append(("Aftrapning af det, der er over", f"{beloeb_tekst(satser.procent)} %"))
    rows.append(("Indkomst, der regnes af", f"{beloeb_tekst(indkomst)} kr."))
    rows.append(("Pr. barn og måned", f"{beloeb_tekst(pr_barn(satser, indkomst, boern))} kr."))
    return rows
