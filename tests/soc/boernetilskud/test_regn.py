"""The amount: the specification's table, the two other models, and what must hold of all of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.soc.boernetilskud.models_sats import Tilskudsmodel
from snitflade.soc.boernetilskud.regn import Satser, pr_barn, trinvis

LINEAER = Satser(
    id=1,
    kilde="social-teknik.md 5.2",
    gyldig_fra=dt.date(2025, 1, 1),
    model=Tilskudsmodel.LINEAER,
    maks_pr_barn_aar=847_700,
    fuld_indtil=13_600_000,
    bortfald_grund=34_720_000,
    bortfald_pr_barn=2_500_000,
    procent=0,
    mindste=0,
    standardfradrag=False,
    bekraeftet=False,
)
BAAND = replace(
    LINEAER,
    model=Tilskudsmodel.BAAND,
    baand=((1, 13_000_000, 70_000), (1, 18_000_000, 45_000), (1, 28_000_000, 23_900), (3, 28_000_000, 30_000)),
)
PROCENT = replace(LINEAER, model=Tilskudsmodel.PROCENT, procent=300)


@pytest.mark.parametrize(
    ("indkomst", "boern", "kroner"),
    [(100_000, 1, 706), (250_000, 1, 365), (250_000, 3, 425), (372_200, 1, 0), (397_200, 2, 0), (136_000, 1, 706)],
)
def test_the_table_of_the_specification(indkomst: int, boern: int, kroner: int) -> None:
    assert pr_barn(LINEAER, indkomst * 100, boern) == kroner * 100


@pytest.mark.parametrize(
    ("indkomst", "boern", "kroner"),
    [(130_000, 1, 700), (130_001, 1, 450), (180_000, 2, 450), (280_000, 2, 239), (280_001, 2, 0), (280_000, 4, 300), (1, 0, 0)],
)
def test_bands_end_with_their_highest_income(indkomst: int, boern: int, kroner: int) -> None:
    assert pr_barn(BAAND, indkomst * 100, boern) == kroner * 100


def test_per_cent_takes_its_part_of_what_is_above_the_limit() -> None:
    # 3 % of 100,000 is 3,000: (8,477 - 3,000) / 12 = 456.42
    assert pr_barn(PROCENT, 23_600_000, 1) == 45_600
    assert pr_barn(PROCENT, 90_000_000, 1) == 0


def test_below_the_smallest_amount_nothing_is_paid() -> None:
    assert pr_barn(replace(LINEAER, mindste=36_500), 25_000_000, 1) == 36_500
    assert pr_barn(replace(LINEAER, mindste=36_501), 25_000_000, 1) == 0


@given(st.sampled_from([LINEAER, BAAND, PROCENT]), st.integers(0, 60_000_000), st.integers(0, 10_000_000), st.integers(1, 8))
def test_more_income_never_gives_more(satser: Satser, indkomst: int, mere: int, boern: int) -> None:
    amount = pr_barn(satser, indkomst, boern)
    assert 0 <= pr_barn(satser, indkomst + mere, boern) <= amount <= 71_000
    assert amount % 100 == 0
    if satser is not BAAND:
        assert pr_barn(satser, indkomst, boern + 1) >= amount
    assert trinvis(satser, indkomst, boern)[-1][0] == "Pr. barn og måned"
