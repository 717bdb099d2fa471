"""The calculation: every vector of social-teknik.md 2.5, its switches, and what must hold of any household."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.soc.adresse import Adresse, Lighed, noegle, sammenlign
from snitflade.soc.alder import er_barn
from snitflade.soc.boligsikring.models_sats import Afrunding, Metode, Trin
from snitflade.soc.boligsikring.regn import Satser, Taerskel, beregn, trinvis
from snitflade.soc.maaned import Maaned

UDEN, MED = Taerskel(6_000_000, 70, 500), Taerskel(2_500_000, 25, 200)
BKG = Satser(1, "bkg. 20/2017", UDEN, MED, 6_000_000, 1_800_000, 120_000)

VEKTORER = [  # rent and income in kroner, children, type; own share in hundredths of a per cent, result in kroner
    (4_500, 100_000, 0, "B", 3_300, 3_015),
    (6_000, 250_000, 2, "B", 5_825, 2_505),
    (3_000, 190_000, 0, "B", 9_600, 120),
    (2_400, 190_000, 0, "B", 9_600, 0),
    (6_000, 60_000, 0, "B", 500, 5_000),
    (6_000, 24_000, 1, "B", 200, 5_000),
    (2_000, 30_000, 0, "E", 500, 1_500),
    (3_000, 195_999, 0, "B", 9_950, 0),
    (3_000, 196_000, 0, "B", 10_000, 0),
    (7_000, 417_000, 1, "B", 10_000, 0),
]


@pytest.mark.parametrize(("husleje", "indkomst", "boern", "type", "egenandel", "resultat"), VEKTORER)
def test_the_vectors_of_the_specification(
    husleje: int, indkomst: int, boern: int, type: str, egenandel: int, resultat: int
) -> None:
    found = beregn(BKG, husleje * 100, indkomst * 100, boern, type == "E")
    assert (found.egenandel, found.beloeb) == (egenandel, resultat * 100)


@pytest.mark.parametrize(("trin", "ophoer"), [(Trin.HELE, 19_600_000), (Trin.PAABEGYNDTE, 19_500_100), (Trin.LINEAER, 19_571_429)])
def test_where_the_benefit_ends_without_children(trin: Trin, ophoer: int) -> None:
    """Full thousands at 196,000, started ones at 195,001, linear at 195,714 (2.5)."""
    satser = replace(BKG, trin=trin, afrunding=Afrunding.OERE, min_aar=0)
    assert beregn(satser, 5_000_000_00, ophoer, 0, False).egenandel == 10_000
    assert beregn(satser, 5_000_000_00, ophoer - 100, 0, False).egenandel < 10_000


def test_rounding_is_after_the_cap_and_before_the_minimum() -> None:
    # 105.26 kr. at 95 per cent is 99.997: 100 when rounded, and that is enough.
    assert beregn(BKG, 10_526, 0, 0, False).beloeb == 10_000
    assert beregn(replace(BKG, afrunding=Afrunding.OERE), 10_526, 0, 0, False).beloeb == 10_000
    assert beregn(replace(BKG, afrunding=Afrunding.KRONE_NED), 10_526, 0, 0, False).beloeb == 0
    # 110 kr. at 95 per cent is 104.50: half up.
    assert beregn(BKG, 11_000, 0, 0, False).beloeb == 10_500


def test_a_table_takes_the_formula_s_place() -> None:
    satser = replace(BKG, metode=Metode.TABEL, tabel=((0, ((0, 1_000), (10_000_000, 5_000))), (1, ((0, 200),))))
    assert beregn(satser, 400_000, 9_999_999, 0, False).beloeb == 360_000
    assert beregn(satser, 400_000, 10_000_000, 0, False).beloeb == 200_000
    assert beregn(satser, 400_000, 10_000_000, 2, False).beloeb == 392_000
    steps = trinvis(satser, beregn(satser, 400_000, 0, 0, False), 400_000, 0, 0)
    assert any("tabel" in name for name, _ in steps)


rents, incomes = st.integers(1, 4_999_999), st.integers(0, 60_000_000)


@given(rents, incomes, st.integers(0, 6), st.booleans())
def test_more_income_never_gives_more_and_never_more_than_the_cap(husleje: int, indkomst: int, boern: int, enkelt: bool) -> None:
    found, richer = (beregn(BKG, husleje, one, boern, enkelt).beloeb for one in (indkomst, indkomst + 100_000))
    assert 0 <= richer <= found <= (150_000 if enkelt else 500_000)
    assert found == 0 or found >= 10_000
    assert found % 100 == 0 and found <= husleje + 50


@given(rents, incomes, st.integers(0, 6), st.integers(1, 31))
def test_days_are_a_share_of_the_month(husleje: int, indkomst: int, boern: int, dage: int) -> None:
    """Cap and minimum are proportional, too (bkg. 20/2017 § 5 (2), § 6 (3)): within rounding it is the month's share."""
    whole = beregn(BKG, husleje, indkomst, boern, False).beloeb
    part = beregn(BKG, husleje, indkomst, boern, False, dage=dage, af=31).beloeb
    if whole and part:
        assert abs(part * 31 - whole * dage) <= 50 * (31 + dage)


def test_a_child_counts_to_the_end_of_the_month_of_the_birthday() -> None:
    born = dt.date(2007, 5, 1)
    assert [er_barn(born, Maaned(2025, month)) for month in (4, 5, 6)] == [True, True, False]
    assert er_barn(dt.date(2007, 12, 31), Maaned(2025, 12)) and not er_barn(dt.date(2007, 12, 31), Maaned(2026, 1))
    assert not er_barn(None, Maaned(2025, 5))


class TestAdresse:
    """Two spellings of one home (social-teknik.md 1.2), and two homes with one B-number (1.1)."""

    def test_the_spellings_of_the_specification(self) -> None:
        one = Adresse("0957", "0812", "", "", "B-13", "3")
        assert sammenlign(one, one) is Lighed.ENS
        assert sammenlign(one, one._replace(bnr="0013", lejlighed="0003")) is Lighed.NORMALISERET
        assert sammenlign(one, one._replace(bnr="0014")) is Lighed.FORSKELLIGE

    def test_a_b_number_is_only_one_of_its_own_in_its_locality(self) -> None:
        paamiut = Adresse("0956", "0500", "", "", "1456", "")
        assert noegle(paamiut) != noegle(paamiut._replace(lokalitet="1300"))

    @given(st.from_regex(r"\A[0-9]{1,4}[A-Z]?\Z"), st.sampled_from(["", " ", "B-", "b"]))
    def test_how_it_is_written_makes_no_other_home(self, bnr: str, foran: str) -> None:
        one = Adresse("0957", "0812", "", "", bnr, "")
        assert noegle(one) == noegle(one._replace(bnr=f"{foran}{bnr.lower()} "))

    def test_without_a_number_nothing_is_equal(self) -> None:
        nowhere = Adresse("0957", "0812", "", "", "", "3")
        assert noegle(nowhere) == "" and sammenlign(nowhere, nowhere._replace(lejlighed="0003")) is Lighed.FORSKELLIGE
