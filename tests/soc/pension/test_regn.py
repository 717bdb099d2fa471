"""The calculation of pensions: the vectors of social-teknik.md 3.4, the levels of 3.2, and what must hold for any income."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snitflade.soc.pension.koder import KODER, Enhed, IkkeTal, laes_vaerdi, som_tal
from snitflade.soc.pension.regn import SatsMangler, beregn, oere

SATSER_2021 = {
    "AP_GRUND": Fraction(6_423_900),
    "AP_GRUND_GRAENSE": Fraction(38_366_600),
    "AP_GRUND_PCT": Fraction(40, 100),
    "AP_TIL_ENLIG": Fraction(7_968_300),
    "AP_TIL_PARTNER": Fraction(4_429_200),
    "AP_TIL_GRAENSE_ENLIG": Fraction(15_600_000),
    "AP_TIL_GRAENSE_PARTNER": Fraction(18_300_000),
    "AP_TIL_PCT_ENLIG": Fraction(35, 100),
    "AP_TIL_PCT_PARTNER": Fraction(22, 100),
}
SATSER_2022 = {
    "FP_HOEJESTE": Fraction(12_434_000),
    "FP_FRIBELOEB": Fraction(3_800_000),
    "FP_LAVESTE_TILLAEG": Fraction(1, 2),
    "FP_LAVESTE_PCT": Fraction(1, 2),
    "FP_MELLEMSTE_TILLAEG": Fraction(1, 3),
    "FP_MELLEMSTE_PCT": Fraction(2, 3),
}


@pytest.mark.parametrize(
    ("kroner", "samliv", "grund", "tillaeg", "maaned"),
    [
        (0, "enlig", 6_423_900, 7_968_300, 1_199_350),
        (0, "partner", 6_423_900, 4_429_200, 904_425),
        (200_000, "enlig", 6_423_900, 6_428_300, 1_071_017),
        (200_000, "partner", 6_423_900, 4_055_200, 873_258),
        (400_000, "enlig", 5_770_540, 0, 480_878),
        (400_000, "partner", 5_770_540, 0, 480_878),
    ],
)
def test_the_vectors_of_the_specification(kroner: int, samliv: str, grund: int, tillaeg: int, maaned: int) -> None:
    found = beregn("AP", "", samliv, kroner * 100, SATSER_2021)
    assert (found.grund, found.tillaeg) == (Fraction(grund), Fraction(tillaeg))
    assert found.maaned == maaned


def test_a_partner_without_a_right_follows_the_rules_of_singles() -> None:
    assert beregn("AP", "", "partner_uden", 20_000_000, SATSER_2021) == beregn("AP", "", "enlig", 20_000_000, SATSER_2021)


@pytest.mark.parametrize(
    ("niveau", "kroner", "aar"),
    [
        ("hoejeste", 38_000, Fraction(12_434_000)),
        # ½ of 124,340 is 62,170: paid in full up to 38,000 + 62,170 = 100,170; every krone over it takes half a krone.
        ("laveste", 100_170, Fraction(6_217_000)),
        ("laveste", 102_170, Fraction(6_117_000)),
        # ⅔ of 124,340 is 82,893.33; the limit 38,000 + 41,446.67 = 79,446.67, over which ⅔ of each krone falls away.
        ("mellemste", 79_446, Fraction(12_434_000 * 2, 3)),
        (
            "mellemste",
            100_000,
            Fraction(12_434_000 * 2, 3) - Fraction(2, 3) * (10_000_000 - 3_800_000 - Fraction(12_434_000, 3)),
        ),
        ("laveste", 1_000_000, Fraction(0)),
    ],
)
def test_the_levels_of_early_pension(niveau: str, kroner: int, aar: Fraction) -> None:
    found = beregn("FP", niveau, "enlig", kroner * 100, SATSER_2022)
    assert (found.grund, found.tillaeg, found.maaned) == (aar, Fraction(0), oere(aar / 12))


def test_the_fall_of_the_highest_level_is_not_guessed() -> None:
    with pytest.raises(SatsMangler, match="FP_HOEJESTE_PCT"):
        beregn("FP", "hoejeste", "enlig", 3_800_001, SATSER_2022)
    whole = SATSER_2022 | {"FP_HOEJESTE_PCT": Fraction(1)}
    assert beregn("FP", "hoejeste", "enlig", 3_900_000, whole).grund == 12_334_000


@pytest.mark.parametrize("kode", sorted(SATSER_2021))
def test_a_rate_that_lacks_is_named(kode: str) -> None:
    satser = {name: value for name, value in SATSER_2021.items() if name != kode}
    samliv = "partner" if kode.endswith("PARTNER") else "enlig"
    with pytest.raises(SatsMangler, match=kode):
        beregn("AP", "", samliv, 0, satser)


@given(
    st.sampled_from(["enlig", "partner"]),
    st.integers(0, 10**9),
    st.integers(0, 10**8),
)
@settings(max_examples=60, deadline=None)
def test_more_income_never_gives_more_pension_and_nobody_pays_back_more_than_they_earn(samliv: str, less: int, more: int) -> None:
    first, second = (beregn("AP", "", samliv, income, SATSER_2021) for income in (less, less + more))
    assert 0 <= second.maaned <= first.maaned <= oere(Fraction(6_423_900 + 7_968_300, 12))
    taken = first.grund + first.tillaeg - second.grund - second.tillaeg
    assert 0 <= taken <= Fraction(75, 100) * more, "40 and 35 per cent at the most"


@pytest.mark.parametrize(
    ("text", "enhed", "why"),
    [
        ("", "KR_AAR", "ikke et tal"),
        ("-1", "KR_AAR", "ikke et tal"),
        ("1.000.000", "KR_AAR", "ikke et tal"),
        ("0", "KR_AAR", "større end 0"),
        ("1,005", "KR_AAR", "afrundes ikke"),
        ("0,35", "PCT", "35 for 35 %"),
        ("1/0", "BROEK", "ikke et tal"),
        ("3/2", "BROEK", "mellem 0 og 1"),
        ("66,5", "AAR", "afrundes ikke"),
        ("1/3", "PCT", "ikke et tal"),
        ("1e5", "KR_AAR", "ikke et tal"),
        ("٣", "KR_AAR", "ikke et tal"),
    ],
)
def test_what_is_no_rate_is_refused_with_why(text: str, enhed: str, why: str) -> None:
    with pytest.raises(IkkeTal, match=why):
        laes_vaerdi(text, Enhed(enhed))


def test_a_share_of_a_sheet_is_the_fraction_it_stands_for() -> None:
    assert som_tal(*laes_vaerdi("0.6666666666666666", Enhed.BROEK), "BROEK") == Fraction(2, 3)
    assert som_tal(*laes_vaerdi("0.3334", Enhed.BROEK), "BROEK") == Fraction(3334, 10_000)
    assert som_tal(*laes_vaerdi("1000,50", Enhed.KR_MD), "KR_MD") == 12 * 100_050


def test_every_code_of_the_specification_is_known() -> None:
    printed = """AP_GRUND AP_GRUND_GRAENSE AP_GRUND_PCT AP_TIL_ENLIG AP_TIL_PARTNER AP_TIL_GRAENSE_ENLIG AP_TIL_GRAENSE_PARTNER
    AP_TIL_PCT_ENLIG AP_TIL_PCT_PARTNER AP_IKKEBER_MAKS AP_IKKEBER_PCT AP_IKKEBER_GRAENSE FP_HOEJESTE FP_FRIBELOEB FP_PARTNER_FRI
    FP_LAVESTE_TILLAEG FP_LAVESTE_PCT FP_MELLEMSTE_TILLAEG FP_MELLEMSTE_PCT ALDER"""
    assert set(KODER) - set(printed.split()) == {"AP_GRUND_NUL", "FP_HOEJESTE_PCT"} and set(printed.split()) <= set(KODER)
