"""The catalogue and one interface: what is listed for whom, how it is found, and its run from the form to the exchange."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.exchange.world import exchange
from tests.web.conftest import Ind
from tests.web.verden import IND, UD, erklaer

from snitflade.exchange import catalogue, orders
from snitflade.exchange.catalogue import Built, Interface, Outside
from snitflade.exchange.models import Blob, Exchange, ExchangeFile, Order, Worker
from snitflade.exchange.states import State
from snitflade.web import koersel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def verden(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    erklaer(monkeypatch, settings, tmp_path)


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def koer(client: Client, knap: str = "byg", **values: str) -> Any:
    return client.post(f"/snitflader/{UD}/koer", {f"koer-{name}": value for name, value in values.items()} | {knap: "1"})


def test_all_forty_stand_there_for_who_sees_all_and_only_ones_own_for_others(ind: Ind) -> None:
    assert page(ind("*:laes"), "/snitflader").count('class="snitflade-navn"') == 40
    mine = page(ind("tekn:laes", navn="bo"), "/snitflader")
    assert set(re.findall(r'href="/snitflader/([a-z]+)\.', mine)) == {"tekn"}
    assert page(ind("tekn:laes", navn="bo"), "/snitflader/soc.udbetalinger-bank", 403)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ord=861", {"40"}),
        ("ord=40", {"40"}),
        ("ord=renoweb+renovation", {"38", "39"}),
        ("tilstand=virker", {"40"}),
        ("tilstand=ubekr%C3%A6ftet", {"36"}),
        ("retning=ind&ekstern=RenoWeb", {"39"}),
        ("rytme=Pr.+kvartal", {"39", "40"}),
        ("ord=findes+ikke", set()),
    ],
)
def test_it_is_found_by_page_number_words_and_filters(ind: Ind, query: str, found: set[str]) -> None:
    text = page(ind("tekn:laes"), f"/snitflader?{query}")
    assert set(re.findall(r'<span class="kort-nr">(\d+)</span>', text)) == found
    assert ("Ingen snitflader passer" in text) == (not found)


def test_one_outside_the_catalogue_stands_under_its_delsystem_and_says_so(ind: Ind) -> None:
    own = Outside("Tekn", "Skorstensfejning", "Prisme", "Skorstensfejning til Prisme", "ud", "G69", "Pr. år", "Operatør")
    catalogue.register(
        Interface(
            id="tekn.skorsten", about="Prøve.", outside=own, build=nothing, prove=lambda *_: {}, pages=("899",), confirmed=False
        )
    )
    client = ind("tekn:laes")
    whole = page(client, "/snitflader")
    assert whole.count("Uden for kataloget") == 1
    assert re.findall(r'href="/snitflader/(tekn\.[^"/]+)"', whole)[-1] == "tekn.skorsten"
    for query in ("ord=899", "ord=tekn.skorsten", "ord=skorsten", "rytme=Pr.+%C3%A5r"):
        found = page(client, f"/snitflader?{query}")
        assert re.findall(r'href="/snitflader/(tekn\.[^"/]+)"', found) == ["tekn.skorsten"], query
        assert 'class="kort-nr"' not in found
    assert client.get("/snitflader/899")["Location"] == "/snitflader/tekn.skorsten"
    assert client.get("/snitflader/None").status_code == 404
    shown = page(client, "/snitflader/tekn.skorsten")
    assert "<h1>Skorstensfejning til Prisme</h1>" in shown
    assert "None" not in whole + shown
    assert client.get("/soeg?q=899")["Location"] == "/snitflader/tekn.skorsten"
    assert "Skorstensfejning til Prisme" in page(client, "/soeg?q=til+prisme")
    assert page(ind("soc:laes", navn="bo"), "/snitflader/tekn.skorsten", 403)


def nothing(*_: Any) -> Built:
    return Built(key="", files=(), totals={}, sheet=[])


def test_the_number_of_queries_does_not_grow_with_exchanges(ind: Ind) -> None:
    client = ind("*:laes")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/snitflader").status_code == 200
        return len(captured)

    exchange(UD, State.BYGGET, "2026-11-19 09:00")
    before = queries()
    for _ in range(30):
        exchange(UD, State.ANNULLERET, "2026-11-20 09:00")
    assert queries() == before
    assert page(client, "/snitflader").count('class="soejle-') == 12


def test_an_old_page_number_leads_to_the_interface(ind: Ind) -> None:
    response = ind("tekn:laes").get("/snitflader/861")
    assert response.status_code == 302
    assert response["Location"] == f"/snitflader/{UD}"


def test_an_interface_says_what_it_does_whom_to_ask_and_who_may(ind: Ind) -> None:
    text = page(ind("tekn:laes"), f"/snitflader/{UD}")
    for wanted in (
        "Sender krav.",
        "Prøvekontoret",
        "Er filen rigtig?",
        "Ingen udvekslinger endnu.",
        "Du må se den, men ikke køre den",
    ):
        assert wanted in text
    assert 'name="koer-noegle"' not in text
    assert 'name="koer-noegle"' in page(ind("tekn:koer", navn="bo"), f"/snitflader/{UD}")
    assert "Ubekræftet: modparten" in page(ind("tekn:koer", navn="bo"), f"/snitflader/{IND}")
    assert "Ikke bygget endnu" in page(ind("tekn:koer", navn="bo"), "/snitflader/tekn.renoweb-engangs")


def test_connections_are_shown_without_their_secrets(ind: Ind, tmp_path: Any) -> None:
    (tmp_path / "forbindelser.toml").write_text(
        '[forbindelser.prisme]\ntype = "sftp"\nkode = "meget hemmelig"\n'
        '[snitflader."tekn.renovation-prisme"]\nproeve-a = "prisme"\n',
        encoding="utf-8",
    )
    text = page(ind("tekn:laes"), f"/snitflader/{UD}")
    assert "prisme (sftp)" in text
    assert "hemmelig" not in text
    (tmp_path / "forbindelser.toml").write_text("[", encoding="utf-8")
    assert "Opsætningen kan ikke læses" in page(ind("tekn:laes"), f"/snitflader/{UD}")


def test_the_layout_is_printed_from_the_declaration(ind: Ind) -> None:
    text = page(ind("tekn:laes"), f"/snitflader/{UD}/layout/proeve-a")
    # L: 1 type, 2-11 nummer, 12-22 beloeb
    assert re.search(r">12</td>.*?>11</td>.*?Beløb i øre", text, re.DOTALL)
    page(ind("tekn:laes"), f"/snitflader/{UD}/layout/g69", 404)


def test_a_trial_shows_the_sheet_and_keeps_nothing(ind: Ind) -> None:
    response = koer(ind("tekn:koer"), "proev", noegle="en")
    text = response.content.decode()
    assert "Prøvekørsel: intet er skrevet" in text
    assert "I alt krævet" in text and "123,40" in text
    assert 'value="en"' in text  # what was filled in stays
    assert not Exchange.objects.exists()


def test_a_run_is_built_and_the_next_form_is_filled_in_as_it_was(ind: Ind) -> None:
    client = ind("tekn:koer")
    response = koer(client, noegle="en", dag="2026-11-20", slags="b")
    made = Exchange.objects.get()
    assert response["Location"] == f"/udvekslinger/{made.pk}"
    assert (made.state, made.created_by, made.options) == ("bygget", "anna", {"noegle": "en", "dag": "2026-11-20", "slags": "b"})
    text = page(client, f"/snitflader/{UD}")
    assert 'value="en"' in text and 'value="2026-11-20"' in text and '<option value="b" selected>' in text


def test_everything_wrong_with_a_form_is_said_at_once_and_nothing_is_kept(ind: Ind) -> None:
    response = koer(ind("tekn:koer"), noegle="", dag="20-11-2026", slags="c")
    text = response.content.decode()
    assert response.status_code == 422
    for wanted in ("Nøgle mangler", "Skriv datoen som", "Vælg en af mulighederne"):
        assert wanted in text
    assert not Exchange.objects.exists()


def test_everything_wrong_with_a_run_is_said_at_once(ind: Ind) -> None:
    response = koer(ind("tekn:koer"), noegle="forkert")
    text = response.content.decode()
    assert response.status_code == 422
    assert "og dagen heller ikke" in text and "og nøglen heller ikke" in text
    assert "2 fejl. Intet er skrevet eller ændret." in text
    assert not Exchange.objects.exists()


def test_nothing_to_send_is_said(ind: Ind) -> None:
    client = ind("tekn:koer")
    response = client.post(f"/snitflader/{UD}/koer", {"koer-noegle": "intet", "byg": "1"}, follow=True)
    assert "Der er ingen krav." in response.content.decode()
    assert not Exchange.objects.exists()


def test_a_run_takes_the_place_of_one_that_was_not_sent(ind: Ind) -> None:
    client = ind("tekn:koer")
    koer(client, noegle="en")
    old = Exchange.objects.get()
    koer(client, noegle="en", _erstat=str(old.pk))
    old.refresh_from_db()
    assert old.state == State.ERSTATTET
    assert Exchange.objects.get(state=State.BYGGET).pk == old.superseded_by_id
    # What cannot be replaced any longer is not offered.
    assert koer(client, noegle="to", _erstat=str(old.pk)).status_code == 422


def test_a_large_run_is_left_to_a_worker_that_lives(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[Any] = []
    monkeypatch.setattr(orders, "enqueue", lambda *what, key: queued.append((*what, key)))
    monkeypatch.setattr("snitflade.exchange.engine.status", lambda key: None)
    monkeypatch.setattr("snitflade.exchange.engine.progress", lambda key: None)
    client = ind("tekn:koer")
    before = exchange(UD, State.KVITTERET, "2026-11-19 09:00", options={"noegle": "før"}, approved_by="bo")
    blob = Blob.objects.create(sha256="1" * 64, size=koersel.STOR)
    ExchangeFile.objects.create(exchange=before, number=1, name="stor", format="proeve-a", blob=blob)
    now = timezone.now()
    Worker.objects.create(slot="a", host="b", pid=1, started_at=now, beat_at=now)
    response = koer(client, noegle="stor", dag="2026-11-20")
    order = Order.objects.get()
    assert queued == [("udveksling.byg", order.pk, f"byg:{order.pk}")]
    address = response["Location"]
    assert "Den bygges" in page(client, address) and "every 2s" in page(client, address)
    page(ind("tekn:laes", navn="bo"), address, 403)
    number = orders.carry_out(order.pk)
    assert orders.carry_out(order.pk) == number  # twice builds once
    assert Exchange.objects.get(pk=number).key == "stor"
    assert client.get(address)["Location"] == f"/udvekslinger/{number}"
    assert client.get(address, HTTP_HX_REQUEST="true")["HX-Redirect"] == f"/udvekslinger/{number}"
    Worker.objects.all().delete()
    assert koer(client, noegle="uden arbejder")["Location"].startswith("/udvekslinger/")


def test_an_order_that_cannot_be_built_says_everything(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snitflade.exchange.engine.status", lambda key: None)
    monkeypatch.setattr("snitflade.exchange.engine.progress", lambda key: None)
    order = Order.objects.create(interface=UD, options={"noegle": "forkert"}, by="anna")
    assert orders.carry_out(order.pk) == 0
    text = page(ind("tekn:koer"), f"/snitflader/{UD}/bestilling/{order.pk}")
    assert "og dagen heller ikke" in text and "og nøglen heller ikke" in text
    assert "every 2s" not in text
