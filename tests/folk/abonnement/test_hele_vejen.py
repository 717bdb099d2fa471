"""The whole way with the real row 9: our file goes out, CPR's delivery with its answers is applied, and the table knows them."""

from __future__ import annotations

import datetime as dt

from tests.folk.abonnement.verden import ET, TO, Verden, linjer, tilstand
from tests.folk.cpr import verden as cpr

from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.states import State
from snitflade.folk.models import Abonnement


def test_created_refused_and_deleted(verden: Verden) -> None:
    Systemkonstant.objects.create(nummer="folk.abonnement.fraflyttede", vaerdi="N")
    Systemkonstant.objects.create(nummer="folk.cpr.start", vaerdi="2026-01-15")
    verden.nu = dt.datetime(2026, 1, 15, 10, 15, tzinfo=dt.UTC)
    verden.vil(ET, TO)
    exchange = verden.send()
    first, second, *_ = linjer(exchange)

    refused = cpr.Post(cpr.P, "910", {"inddata": second, "fejlnr": "0042", "fejltxt_udtraek": "Findes ikke"})
    came = cpr.person(ET, cpr.bolig(ET, komkod="0101"), events=("A45",), status="01")
    assert cpr.lever(cpr.fil(came, [refused], dag="20260115")).state == State.ANVENDT
    verden.i_morgen()
    assert verden.byg()[0] is None
    assert (tilstand(ET), tilstand(TO)) == ("aktiv", "fejl")
    assert Abonnement.objects.get(personnummer=TO).fejltekst == "Findes ikke"
    exchange.refresh_from_db()
    assert exchange.state == State.KVITTERET
    assert "1 er afvist" in exchange.note

    verden.vil()
    deleted = verden.send()
    assert linjer(deleted) == [first.replace("OP", "SL")]
    receipt = cpr.Post(cpr.P, "997", {"pnr": ET, "timestampu": "202601162031", "haendelse": "A45"})
    other = cpr.person("6101600009")
    assert cpr.lever(cpr.fil(other, [receipt], dag="20260116")).state == State.ANVENDT
    verden.i_morgen()
    assert verden.byg()[0] is None
    assert tilstand(ET) == "slettet"
