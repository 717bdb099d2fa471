"""What is held: its sentence on the page, tried again by whoever may run it, released by whoever may approve; parts and entries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.web.conftest import Ind
from tests.web.test_udveksling import goer, kan, text, verden
from tests.web.verden import IND, fil

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.catalogue import Applied, Aside, Hold
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.formats.problems import Problems

__all__ = ["verden"]
pytestmark = pytest.mark.django_db
MANGLER = "Filen for i går mangler. Hent den, eller frigiv denne."


def declare(monkeypatch: pytest.MonkeyPatch, apply: Any) -> None:
    monkeypatch.setitem(catalogue._registered, IND, replace(catalogue.find(IND), apply=apply))


def taken() -> Exchange:
    made = inbound.receive(catalogue.find(IND), "vægt.txt", fil("0001000001", "0001000002"), "anna").exchange
    inbound.apply(made, catalogue.find(IND), "anna")
    made.refresh_from_db()
    return made


@pytest.fixture
def holdt(monkeypatch: pytest.MonkeyPatch, verden: None) -> Exchange:
    """A held exchange."""

    def wait(exchange: Exchange, content: Any, problems: Problems) -> Applied:
        if not exchange.released_by:
            raise Hold(MANGLER)
        return Applied(totals={"linjer": 2})

    declare(monkeypatch, wait)
    return taken()


def test_it_says_what_is_missing_and_who_may_release_it(ind: Ind, holdt: Exchange) -> None:
    address = f"/udvekslinger/{holdt.pk}"
    page = text(ind("tekn:koer"), address)
    assert "Holdt tilbage" in page
    assert MANGLER in page
    assert kan(ind("tekn:koer"), holdt) == {"anvend", "luk"}
    assert kan(ind("tekn:godkend", navn="bent"), holdt) == {"frigiv"}
    assert goer(ind("tekn:koer"), holdt, "frigiv", tekst="prøve").status_code == 403
    assert holdt.state == State.HOLDT


def test_it_is_on_the_first_page(ind: Ind, holdt: Exchange) -> None:
    assert "Filen for i går mangler" in text(ind("tekn:laes"), "/")


def test_trying_again_changes_nothing_while_it_is_missing(ind: Ind, holdt: Exchange) -> None:
    goer(ind("tekn:koer"), holdt, "anvend")
    assert (holdt.state, holdt.note) == (State.HOLDT, MANGLER)


def test_it_is_released_with_a_reason(ind: Ind, holdt: Exchange) -> None:
    client = ind("tekn:godkend")
    goer(client, holdt, "frigiv", tekst=" ")
    assert holdt.state == State.HOLDT
    goer(client, holdt, "frigiv", tekst="Den kommer ikke")
    assert (holdt.state, holdt.released_why) == (State.ANVENDT, "Den kommer ikke")
    assert holdt.released_by != ""
    assert goer(client, holdt, "frigiv", tekst="igen").status_code == 409


def test_a_file_half_way_shows_how_far_it_is(ind: Ind, holdt: Exchange) -> None:
    Exchange.objects.filter(pk=holdt.pk).update(state=State.MODTAGET, parts=5, parts_done=2)
    page = text(ind("tekn:koer"), f"/udvekslinger/{holdt.pk}/fremdrift")
    assert "hx-trigger" in page
    Exchange.objects.filter(pk=holdt.pk).update(parts_done=5)
    assert ind("tekn:koer").get(f"/udvekslinger/{holdt.pk}/fremdrift").headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("raw", ["", "<person/>"])
def test_an_entry_of_several_lines_is_opened_and_corrected_whole(
    ind: Ind, monkeypatch: pytest.MonkeyPatch, verden: None, raw: str
) -> None:
    def apply(exchange: Exchange, content: Any, problems: Problems) -> Applied:
        return Applied(totals={"linjer": 0}, set_aside=[Aside("6112999999", (1, 2), "Personen findes ikke.", raw)])

    declare(monkeypatch, apply)
    made, client = taken(), ind("tekn:koer")
    page = text(client, f"/udvekslinger/{made.pk}")
    assert "611299-****" in page
    assert "(2 linjer)" in page
    opened = goer(client, made, "karantaene/1").content.decode()
    assert ("readonly" in opened) is bool(raw)
    lines = fil("0001000003", "0001000004").decode().split("\r\n")[:2]
    assert goer(client, made, "karantaene/1/ret", tekst="\r\n".join(lines)).status_code == (422 if raw else 302)
