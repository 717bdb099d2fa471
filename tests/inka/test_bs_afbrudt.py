"""Broken off at any step, a file or a run has changed nothing, and done again it does all of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.inka.bs_verden import IND, byg, krav, kunde, laes, saet_op, status
from tests.inka.verden import BANK, rester, saldo, stemmer

from snitflade.exchange import blobs, catalogue, inbound
from snitflade.exchange.models import Exchange
from snitflade.inka import bogfoer_indbetalinger
from snitflade.inka.betalingsservice import betalinger, laesning, noegler
from snitflade.inka.betalingsservice import byg as byggeri
from snitflade.inka.models import Indbetaling, Regning
from snitflade.inka.models_bs import BSOpkraevning, BSOpkraevningskrav, BSPost, Leverance
from snitflade.partners import betalingsservice

pytestmark = pytest.mark.django_db


class Afbrudt(Exception):
    """The process died."""


def doe(*_: Any, **__: Any) -> Any:
    raise Afbrudt


@pytest.fixture
def claims(db: None) -> list[Regning]:
    saet_op()
    return krav(100, 200, hos=kunde("3112999999", "123456789")) + krav(70, hos=kunde("5809001539", "123456790"))


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (laesning, "kontroller_ejer"),
        (betalinger, "match_and_book"),
        (bogfoer_indbetalinger, "saet_rest"),
        (noegler, "svar"),
        (betalinger, "insert_rows"),
        (betalinger, "_totaler"),
    ],
)
def test_a_file_that_came_in(claims: list[Regning], module: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = byg()
    assert out is not None
    data = blobs.get(out.files.get().blob)
    laes(betalingsservice.svar(data, 1, dt.date(2026, 12, 4), udfald={"R00000001": "0236"}, andre=""))
    back = betalingsservice.svar(
        data, 2, dt.date(2026, 12, 9), udfald={"R00000001": "0239"}, andre="0236", bogfoert=dt.date(2026, 12, 9)
    )
    interface = catalogue.find(IND)
    exchange = inbound.receive(interface, "svar", back, "anna").exchange
    with monkeypatch.context() as patch:
        patch.setattr(module, name, doe)
        with pytest.raises(Afbrudt):
            inbound.apply(exchange, interface, "anna")
    assert status() == ["betalt", "sendt"] and rester(claims) == [0, 0, 70] and saldo(BANK) == 300
    assert Exchange.objects.get(pk=exchange.pk).state == "modtaget"
    assert BSPost.objects.count() == 1 and Indbetaling.objects.count() == 1
    stemmer()
    inbound.apply(exchange, interface, "anna")
    assert status() == ["tilbageført", "betalt"] and rester(claims) == [100, 200, 0] and saldo(BANK) == 70
    stemmer()


@pytest.mark.parametrize("name", ["_skriv", "_dokument", "totaler", "_ark"])
def test_a_run(claims: list[Regning], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(byggeri, name, doe)
        with pytest.raises(Afbrudt):
            byg()
    for table in (BSOpkraevning, BSOpkraevningskrav, Leverance, Exchange):
        assert not table._default_manager.exists()
    exchange, _ = byg()
    assert exchange is not None and exchange.files.get().name == "99900008_0601_0000000001.txt"
    assert exchange.totals["opkraevet"] == 370
