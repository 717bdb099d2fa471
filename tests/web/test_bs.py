"""A delivery to Betalingsservice on its page: moved to a later due date, and freed when it was refused, by another and once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.inka import bs_verden
from tests.web.conftest import Ind

from snitflade.exchange import delivery, outbound
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.inka.models_bs import BSOpkraevning, BSOpkraevningskrav

pytestmark = pytest.mark.django_db
SENERE = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
"""After the deadline of 1 December: 11 o'clock on the 23rd."""


@pytest.fixture
def exchange(db: None, settings: Any, tmp_path: Path) -> Exchange:
    """A delivery with one collection, built by anna."""
    settings.HOME = tmp_path
    bs_verden.saet_op()
    bs_verden.krav(50_000, hos=bs_verden.kunde("0000000001", "000000001"))
    made, _ = bs_verden.byg()
    assert made is not None
    return made


def send(exchange: Exchange) -> None:
    with bs_verden.klokken(bs_verden.NU):
        outbound.approve(exchange, "bo")
        exchange.refresh_from_db()
        delivery.delivered_by_hand(exchange, "bo", "Lagt på portalen")
        exchange.refresh_from_db()


def sti(exchange: Exchange, end: str = "") -> str:
    return f"/udvekslinger/{exchange.pk}/opkraevninger{end}"


def test_after_the_deadline_it_is_moved_and_the_old_one_replaced(ind: Ind, exchange: Exchange) -> None:
    with bs_verden.klokken(SENERE):
        client = ind("inka:koer")
        text = client.get(sti(exchange)).content.decode()
        assert "skulle være hos Betalingsservice inden" in text and 'value="2027-01-04"' in text
        late = client.post(sti(exchange, "/flyt"), {"d-forfaldsdato": "2026-12-01"})
        assert late.status_code == 422 and "Vælg en senere forfaldsdato" in late.content.decode()
        svar = client.post(sti(exchange, "/flyt"), {"d-forfaldsdato": "2027-01-04"})
        exchange.refresh_from_db()
        assert (exchange.state, svar["Location"]) == (State.ERSTATTET, f"/udvekslinger/{exchange.superseded_by_id}")
        again = client.post(sti(exchange, "/flyt"), {"d-forfaldsdato": "2027-01-04"})
    assert again.status_code in (409, 422) and Exchange.objects.count() == 2
    assert bs_verden.status() == ["annulleret", "sendt"]
    assert BSOpkraevning.objects.latest("pk").forfaldsdato == dt.date(2027, 1, 4)
    assert BSOpkraevningskrav.objects.filter(ude=True).count() == 1


def test_what_was_refused_is_freed_by_another_and_once(ind: Ind, exchange: Exchange) -> None:
    client = ind("inka:godkend", navn="bo")
    early = client.post(sti(exchange, "/frigiv"), {"f-grund": "Afvist"})
    assert early.status_code == 422 and "er ikke sendt. Annullér den i stedet" in early.content.decode()
    send(exchange)
    assert "Mangler svar" in client.get(sti(exchange)).content.decode()
    own = ind("inka:godkend").post(sti(exchange, "/frigiv"), {"f-grund": "Afvist"})
    assert own.status_code == 422 and "Du har selv bygget" in own.content.decode()
    assert ind("inka:koer", navn="cora").post(sti(exchange, "/frigiv"), {"f-grund": "Afvist"}).status_code == 403
    assert client.post(sti(exchange, "/frigiv"), {"f-grund": ""}).status_code == 422
    assert bs_verden.status() == ["sendt"]
    assert client.post(sti(exchange, "/frigiv"), {"f-grund": "Fejl i sektion 1"}).status_code == 302
    twice = client.post(sti(exchange, "/frigiv"), {"f-grund": "Fejl i sektion 1"})
    assert twice.status_code == 422 and "har ingen opkrævninger, der mangler svar" in twice.content.decode()
    assert bs_verden.status() == ["annulleret"] and not BSOpkraevningskrav.objects.filter(ude=True).exists()
    made, _ = bs_verden.byg()
    assert made is not None and bs_verden.status() == ["annulleret", "sendt"]


def test_the_exchange_leads_to_it(ind: Ind, exchange: Exchange) -> None:
    assert sti(exchange) in ind("inka:laes").get(f"/udvekslinger/{exchange.pk}").content.decode()
    assert ind("tekn:laes", navn="bo").get(sti(exchange)).status_code == 403
