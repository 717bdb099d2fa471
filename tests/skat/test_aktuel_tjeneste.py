"""Rows 32 and 34 when the service is ill, slow, away or set up wrongly: nothing is lost, nobody is asked too often."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.skat.indkomsttjeneste import pull, udfald
from tests.skat.verden import BOLIG, A, B

from snitflade.exchange import catalogue
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import Midlertidig, Opsaetningsfejl, TransportError
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.partners.etax import EtaxPartner, Skatteyder
from snitflade.partners.habits import Misbehaviour
from snitflade.skat.aktuel import hent
from snitflade.skat.aktuel.takt import Takt
from snitflade.skat.models import Indkomstsvar, Svarudfald

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brug")]


def test_another_persons_answer_is_not_used(server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: Any) -> None:
    brug["boligsikring"] = [A]
    server.fremmede = 1
    (exchange,) = pull(client)
    assert set(exchange.problems.values_list("code", flat=True)) == {"AKTUEL_FREMMED"}
    assert udfald() == {A: Svarudfald.FEJL}
    pull(client)
    assert udfald() == {A: Svarudfald.VAERDI}, "who was not answered about is asked about again the same day"


def test_a_fault_and_a_technical_code_are_tried_again(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: Any
) -> None:
    brug["boligsikring"] = [A]
    server.fejl = 1
    server.returkoder = ["9"]
    pull(client)
    assert len(server.kald) == 3
    assert udfald() == {A: Svarudfald.VAERDI}


def test_a_slow_service_is_not_waited_for(server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: Any) -> None:
    brug["boligsikring"] = [A]
    server.habits.set(Misbehaviour.LATE, seconds=0.6, times=1)
    pull(replace(client, timeout=0.2, attempts=1))
    assert udfald() == {A: Svarudfald.FEJL}
    assert "S01" in Indkomstsvar.objects.get().besked


def test_a_line_that_breaks_is_told_and_the_others_go_on(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime]
) -> None:
    Systemkonstant.objects.create(nummer="skat.aktuel.samtidige", vaerdi="1")
    server.habits.set(Misbehaviour.DROP_AFTER, times=3)
    pull(client)
    assert udfald() == {A: Svarudfald.FEJL, B: Svarudfald.VAERDI}


def test_a_service_that_is_away_is_not_asked_twenty_thousand_times_and_the_fetching_goes_on_where_it_was(
    server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], monkeypatch: pytest.MonkeyPatch, brug: Any
) -> None:
    monkeypatch.setattr(hent, "DEL", 2)
    monkeypatch.setattr(hent, "FEJL_I_TRAEK", 3)
    Systemkonstant.objects.create(nummer="skat.aktuel.samtidige", vaerdi="1")
    everybody = [f"31129999{number:02}" for number in range(90, 99)]
    brug["boligsikring"] = everybody
    server.personer = {cpr: Skatteyder(int(cpr[-2:]), "202503") for cpr in everybody}
    quick = replace(client, attempts=1)
    server.returkoder = ["0"] * 0
    interface = catalogue.find(BOLIG)
    answers = [server.personer[cpr] for cpr in everybody]
    server.personer = {
        cpr: (one if number < 3 else replace(one, kode="9"))
        for number, (cpr, one) in enumerate(zip(everybody, answers, strict=True))
    }
    with pytest.raises(Midlertidig):
        pull(quick)
    assert len(server.kald) == 3 + 3
    assert Exchange.objects.filter(interface=interface.id, state=State.ANVENDT).count() == 3
    assert sorted(cpr for cpr, what in udfald().items() if what == Svarudfald.VAERDI) == everybody[:3]
    server.personer = dict(zip(everybody, answers, strict=True))
    pull(quick)
    assert len(server.kald) == 3 + 3 + 6, "those who were answered about are not asked about again"
    assert set(udfald().values()) == {Svarudfald.VAERDI}
    names = [exchange.files.get().name for exchange in Exchange.objects.order_by("pk")]
    assert names == [f"aktuel-boligsikring-20250414-{number:03}.jsonl" for number in range(1, 7)]


def test_a_wrong_password_stops_at_once(server: EtaxPartner, client: HttpClient, monkeypatch: pytest.MonkeyPatch) -> None:
    server.habits.set(Misbehaviour.LOGIN_DENIED)
    with pytest.raises(TransportError):
        pull(client)
    assert not Indkomstsvar.objects.exists()


def test_it_is_bounded_in_parallel(server: EtaxPartner, client: HttpClient, klokken: list[dt.datetime], brug: Any) -> None:
    everybody = [f"31129998{number:02}" for number in range(60, 80)]
    brug["boligsikring"] = everybody
    Systemkonstant.objects.create(nummer="skat.aktuel.samtidige", vaerdi="3")
    server.tager = 0.02
    Systemkonstant.objects.create(nummer="skat.aktuel.pr_minut", vaerdi="100000")
    pull(client)
    assert 1 < server.flest_samtidige <= 3
    assert len(server.kald) == 20


def test_the_pace_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("snitflade.skat.aktuel.takt.time.monotonic", lambda: now[0])

    def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr("snitflade.skat.aktuel.takt.time.sleep", sleep)
    pace = Takt(60)
    for _ in range(11):
        pace.vent()
    assert now[0] == pytest.approx(110.0)


def test_without_a_municipality_or_a_number_nothing_is_asked(hjem: Path, client: HttpClient) -> None:
    path = hjem / "forbindelser.toml"
    path.write_text(path.read_text().replace('kommune = "0956"\n', ""))
    with pytest.raises((Opsaetningsfejl, AssertionError)):
        pull(client)


def test_an_own_wsdl_and_own_names(server: EtaxPartner, client: HttpClient, hjem: Path, klokken: list[dt.datetime]) -> None:
    from snitflade.skat.aktuel.tjeneste import WSDL

    (hjem / "wsdl").mkdir()
    text = WSDL.read_text().replace('name="SystemID"', 'name="System_ID"')
    (hjem / "wsdl" / "getrai.wsdl").write_text(text)
    Systemkonstant.objects.create(nummer="skat.aktuel.felter", vaerdi="SystemID=System_ID")
    Systemkonstant.objects.create(nummer="skat.aktuel.system_id", vaerdi="77")
    pull(client)
    assert server.kald[0]["System_ID"] == "77"


def test_the_password_stands_nowhere(
    server: EtaxPartner, client: HttpClient, hjem: Path, klokken: list[dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    word = "meget-hemmelig-kode"
    monkeypatch.setenv("FOSP_KODE", word)
    server.password = word
    server.fejl = 1
    (exchange,) = pull(client)
    from snitflade.exchange import blobs

    data = blobs.get(exchange.files.select_related("blob").get().blob)
    assert word.encode() not in data
    assert b"318400" in data
