"""Search: interfaces as people know them, exchanges by number, only where one may look."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.exchange.world import IND, UD, exchange
from tests.web.conftest import Ind

from snitflade.exchange.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uden_sider(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of hits are not opened, so that the list is seen."""
    monkeypatch.setattr("snitflade.web.views.soeg.adresse", lambda *_: "")


def fundet(client: Client, q: str) -> str:
    response = client.get("/soeg", {"q": q}, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("q", ["861", "40", "tekn.renovation-prisme", "renovation prisme", "PRISME tekn", "  861  "])
def test_row_40_by_old_page_number_number_id_and_words(ind: Ind, q: str) -> None:
    assert "Snitflade 861 Renovation" in fundet(ind("tekn:laes"), q)


def test_only_where_one_may_look(ind: Ind) -> None:
    other = exchange(IND, State.MODTAGET, "2026-11-20 09:00").pk
    client = ind("soc:laes")
    assert "861 Renovation" not in fundet(client, "861")
    assert f"Udveksling {other}" not in fundet(client, str(other))
    assert f"Udveksling {other}" in fundet(ind("folk:laes", navn="bo"), str(other))


@pytest.mark.parametrize("q", ["", " ", "findesikke", "9" * 30, "²", "<script>alert(1)</script>", "%00"])
def test_what_is_not_found_is_said_and_nothing_breaks(ind: Ind, q: str) -> None:
    page = fundet(ind("*:laes"), q)
    assert "<script>alert" not in page
    assert "Intet fundet" in page or "Skriv et nummer" in page


def test_a_single_exact_hit_is_opened(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    number = exchange(UD, State.BYGGET, "2026-11-20 09:00").pk
    monkeypatch.setattr("snitflade.web.views.soeg.adresse", lambda name, *what: f"/{name}/{what[0]}")
    client: Any = ind("tekn:laes")
    assert client.get("/soeg", {"q": "861"})["Location"] == "/snitflade/tekn.renovation-prisme"
    if number not in (40, 861):
        assert client.get("/soeg", {"q": str(number)})["Location"].startswith(("/udveksling/", "/snitflade/"))
