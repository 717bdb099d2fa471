"""What an agreement costs in a quarter (social-teknik.md 11.3)."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snitflade.tekn.renovation.afregning import Regnemaskine, Takst, Udregning, halvt_op, taelledage
from snitflade.tekn.renovation.kvartal import Kvartal

K = Kvartal(2025, 2)
METODER = ("dage", "hele_maaneder", "hele_uger", "intet")
KVARTALER = st.builds(Kvartal, st.integers(1900, 2999), st.integers(1, 4))
DAGE = st.dates(dt.date(2025, 3, 1), dt.date(2025, 7, 31))


def udregn(
    pris: int | list[Takst],
    antal: int,
    fra: dt.date | None = None,
    til: dt.date | None = None,
    *,
    metode: str = "dage",
    k: Kvartal = K,
) -> Udregning:
    takster: list[Takst] = [(None, pris)] if isinstance(pris, int) else pris
    return Regnemaskine(k, metode).udregn(1, takster, antal, fra, til)


@pytest.mark.parametrize(
    ("pris", "antal", "fra", "til", "dage", "beloeb"),
    [
        (61000, 1, None, None, 91, 61000),
        (61000, 2, dt.date(2025, 5, 12), None, 50, 67033),
        (28000, 1, None, dt.date(2025, 4, 30), 30, 9231),
    ],
)
def test_the_table_of_the_specification(
    pris: int, antal: int, fra: dt.date | None, til: dt.date | None, dage: int, beloeb: int
) -> None:
    found = udregn(pris, antal, fra, til)
    assert (found.dage, found.beloeb) == (dage, beloeb)


@pytest.mark.parametrize(
    ("metode", "fra", "til", "talt", "beloeb"),
    [
        ("hele_maaneder", dt.date(2025, 4, 2), None, 2, 60000),  # April does not count: not active on its first
        ("hele_maaneder", None, dt.date(2025, 6, 1), 3, 90000),  # June does
        ("hele_maaneder", dt.date(2025, 4, 2), dt.date(2025, 4, 30), 0, 0),
        ("hele_uger", None, None, 13, 90000),
        ("hele_uger", dt.date(2025, 4, 8), None, 12, 83077),  # the second week begins on the 8th
        ("hele_uger", dt.date(2025, 4, 9), None, 11, 76154),
        ("hele_uger", None, dt.date(2025, 4, 7), 1, 6923),
        ("intet", None, dt.date(2025, 4, 1), 1, 90000),
        ("intet", dt.date(2025, 4, 2), None, 0, 0),
    ],
)
def test_other_prorations(metode: str, fra: dt.date | None, til: dt.date | None, talt: int, beloeb: int) -> None:
    found = udregn(90000, 1, fra, til, metode=metode)
    assert (found.dage, found.beloeb) == (talt, beloeb)


@given(KVARTALER, st.sampled_from(METODER), st.integers(0, 10**10), st.integers(0, 10**6))
def test_a_whole_quarter_costs_its_price_under_every_proration(k: Kvartal, metode: str, pris: int, antal: int) -> None:
    for fra, til in ((None, None), (k.foerste, k.sidste), (dt.date(1850, 1, 1), dt.date(3500, 1, 1))):
        assert udregn(pris, antal, fra, til, metode=metode, k=k).beloeb == antal * pris


@given(st.integers(0, 10**9), st.integers(1, 50), DAGE, DAGE)
def test_by_days_it_is_the_exact_share_rounded_half_up_once(pris: int, antal: int, fra: dt.date, til: dt.date) -> None:
    active = sum(1 for day in range(91) if fra <= K.foerste + dt.timedelta(days=day) <= til)
    exact = Decimal(antal * pris * active) / 91
    found = udregn(pris, antal, fra, til)
    assert found.beloeb == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    assert found.dage == active


@given(st.integers(0, 10**12), st.integers(1, 1000))
def test_rounding_is_half_up(taeller: int, naevner: int) -> None:
    assert halvt_op(taeller, naevner) == int((Decimal(taeller) / naevner).quantize(Decimal(1), ROUND_HALF_UP))


def test_two_tariffs_are_two_spans_each_rounded_and_summed() -> None:
    takster: list[Takst] = [(None, 61000), (dt.date(2025, 5, 12), 65000)]
    found = udregn(takster, 2)
    # 2 x 610 x 41/91 = 549.67 and 2 x 650 x 50/91 = 714.29
    assert [(span.fra, span.til, span.dage, span.beloeb) for span in found.spaend] == [
        (dt.date(2025, 4, 1), dt.date(2025, 5, 11), 41, 54967),
        (dt.date(2025, 5, 12), dt.date(2025, 6, 30), 50, 71429),
    ]
    assert (found.beloeb, found.pris, found.dage) == (126396, 65000, 91)


@given(st.lists(st.tuples(DAGE, st.integers(1, 10**6)), max_size=4, unique_by=lambda takst: takst[0]), DAGE, DAGE)
def test_every_day_has_the_youngest_tariff_that_has_begun(dated: list[tuple[dt.date, int]], fra: dt.date, til: dt.date) -> None:
    takster: list[Takst] = [(None, 7), *sorted(dated)]
    found = udregn(takster, 1, fra, til)
    by_day = {}
    for span in found.spaend:
        for day in range((span.til - span.fra).days + 1):
            by_day[span.fra + dt.timedelta(days=day)] = span.pris
    expected = {}
    for day in range(91):
        date = K.foerste + dt.timedelta(days=day)
        if fra <= date <= til:
            expected[date] = [pris for first, pris in takster if first is None or first <= date][-1]
    assert by_day == expected
    assert found.hul is None


def test_a_day_without_a_tariff_is_named_and_only_when_it_must_be_paid() -> None:
    takster: list[Takst] = [(dt.date(2025, 4, 10), 61000)]
    assert udregn(takster, 1).hul == dt.date(2025, 4, 1)
    assert udregn(takster, 1, dt.date(2025, 4, 9)).hul == dt.date(2025, 4, 9)
    assert udregn(takster, 1, dt.date(2025, 4, 10)).hul is None
    assert udregn(takster, 0).hul is None
    assert udregn([], 1).hul == dt.date(2025, 4, 1)
    assert udregn([(dt.date(2025, 7, 1), 1)], 1).hul == dt.date(2025, 4, 1)


def test_a_pause_costs_nothing() -> None:
    assert udregn(61000, 0).beloeb == 0


def test_what_is_alike_is_computed_once() -> None:
    maskine = Regnemaskine(K, "dage")
    takster: list[Takst] = [(None, 61000)]
    first = maskine.udregn(1, takster, 2, None, None)
    assert maskine.udregn(1, takster, 2, None, None) is first
    assert maskine.udregn(2, takster, 2, None, None).nr != first.nr


@given(KVARTALER)
def test_a_quarter(k: Kvartal) -> None:
    assert Kvartal.laes(str(k)) == k
    assert 90 <= k.dage <= 92
    following = k.sidste + dt.timedelta(days=1)
    assert Kvartal(following.year, (following.month + 2) // 3).forrige == k
    assert (k.foerste.day, (k.foerste.month - 1) % 3) == (1, 0)
    assert [len(taelledage(k, metode)) for metode in METODER] == [k.dage, 3, 13, 1]
    assert k.tekst == f"{k.nummer}. KVARTAL {k.aar}"


@pytest.mark.parametrize("text", ["2018K5", "2018K0", "20181", "2018k1", "0018K1", " 2018K1", "2018K1\n", "२०१८K1", ""])
def test_what_is_no_quarter(text: str) -> None:
    with pytest.raises(ValueError, match="2018K1"):
        Kvartal.laes(text)


def test_an_unknown_proration_is_refused() -> None:
    with pytest.raises(ValueError, match="halve"):
        taelledage(K, "halve")
