"""Tables: sorted by what the address says, a page at a time, CPR numbers masked."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.world import UD, exchange

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.web.tabel import Celle, Kolonne, Side, Tabel

KOLONNER = (Kolonne("Nummer", tal=True, sorter="pk"), Kolonne("Nøgle"), Kolonne("Tilstand", sorter="state"))


def tabel(query: str = "", **values: Any) -> Tabel:
    request = RequestFactory().get(f"/x?{query}")
    rows = Exchange.objects.order_by("pk")
    made: dict[str, Any] = {
        "overskrift": "Udvekslinger",
        "kolonner": KOLONNER,
        "raekke": lambda e: (e.pk, e.key, e.state),
        "tom": "Ingen.",
    } | values
    return Tabel.af(request, rows, **made)


def numbers(found: Tabel) -> list[int]:
    return [int(row[0][1].vaerdi) for row in found.raekker]


def html(found: Tabel, query: str = "") -> str:
    request = RequestFactory().get(f"/x?{query}")
    request.user = AnonymousUser()
    request.resolver_match = None
    return render_to_string("web/dele/tabel.html", {"tabel": found}, request)


@pytest.fixture
def seven(db: None) -> list[int]:
    states = [State.BYGGET, State.UKLAR] * 4
    return [exchange(UD, state, "2026-11-20 09:00").pk for state in states[:7]]


def test_pages_hold_every_row_once(seven: list[int]) -> None:
    pages = [numbers(tabel(f"side={number}", per=3)) for number in (1, 2, 3)]
    assert [number for page in pages for number in page] == seven
    assert [len(page) for page in pages] == [3, 3, 1]


@pytest.mark.parametrize("wanted", ["99", "0", "-1", "x", "", "1e9", "99999999999999999999", "²"])
def test_a_page_that_is_not_there_is_the_nearest(seven: list[int], wanted: str) -> None:
    assert tabel(f"side={wanted}", per=3).side.nr == (3 if wanted == "99" else 1)


def test_sorting_by_what_is_offered_and_nothing_else(seven: list[int]) -> None:
    assert numbers(tabel("sorter=-pk")) == seven[::-1]
    by_state = tabel("sorter=state")
    assert [row[2][1].vaerdi for row in by_state.raekker] == sorted(row[2][1].vaerdi for row in by_state.raekker)
    for unknown in ("key", "-key", "created_by__password", "--pk", "?"):
        assert numbers(tabel(f"sorter={unknown}")) == seven


def test_rows_that_are_alike_come_once_each_whatever_the_page(seven: list[int]) -> None:
    pages = [numbers(tabel(f"sorter=-state&side={number}", per=2)) for number in (1, 2, 3, 4)]
    assert sorted(number for page in pages for number in page) == seven


def test_without_counting_there_is_onwards_and_back(seven: list[int], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):  # the keys of the page, and its rows
        found = tabel("side=2", per=3, talt=False)
    assert (found.side.nr, found.side.sider, found.side.flere, found.side.numre) == (2, None, True, [])
    assert not tabel("side=3", per=3, talt=False).side.flere


def test_very_many_rows_are_not_counted(seven: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snitflade.web.tabel.COUNTED", 6)
    assert tabel("side=2", per=3).side.sider is None
    monkeypatch.setattr("snitflade.web.tabel.COUNTED", 7)
    assert tabel("side=2", per=3).side.sider == 3


@given(sider=st.integers(1, 500), nr=st.integers(1, 500))
def test_the_page_numbers_shown_are_few_and_lead_everywhere_near(sider: int, nr: int) -> None:
    nr = min(nr, sider)
    shown = Side(nr, 10, sider * 10, nr < sider).numre
    numbers = [number for number in shown if number is not None]
    assert len(shown) <= 9
    assert numbers == sorted(set(numbers))
    assert {1, sider, nr, max(1, nr - 1), min(sider, nr + 1)} <= set(numbers)
    for before, gap, after in zip(shown, shown[1:], shown[2:], strict=False):
        if gap is None:
            assert before is not None
            assert after is not None
            assert after - before > 1


def test_what_is_shown(seven: list[int]) -> None:
    page = html(tabel("sorter=-pk&side=2&q=a", per=3), "sorter=-pk&side=2&q=a")
    assert 'aria-sort="descending"' in page
    assert 'href="?sorter=pk&amp;q=a"' in page  # the other way round, from the first page
    assert 'href="?sorter=-pk&amp;side=3&amp;q=a"' in page
    assert page.count("<tr>") == 4
    assert html(tabel("", kolonner=KOLONNER, tom="Ingen udvekslinger.", per=50)).count("pagination") == 0


def test_an_empty_table_says_so(db: None) -> None:
    assert "Ingen." in html(tabel())


def test_cpr_numbers_are_masked_unless_the_page_is_about_that_person() -> None:
    assert Celle("kunde 3112999999").tekst == "kunde 311299-****"
    assert Celle(3112999999).tekst == "311299-****"
    assert Celle("3112999999", person=True).tekst == "3112999999"


def test_what_is_written_by_people_is_text_and_never_markup(seven: list[int]) -> None:
    page = html(tabel("", raekke=lambda e: (e.pk, '<img src=x onerror="alert(1)">', mark_safe("<b>sikker</b>"))))
    assert "<img" not in page
    assert "<b>sikker</b>" in page
