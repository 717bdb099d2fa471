"""Answering for it, on the pages, that no more is to be done: a file that was rightly refused, a due moment with nothing to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from tests.web.conftest import Ind
from tests.web.test_udveksling import goer, kan, modtaget, text, verden
from tests.web.verden import IND

from snitflade.exchange import catalogue, rhythm
from snitflade.exchange.models import AuditEvent, DueMark, Exchange
from snitflade.exchange.schedule import daily
from snitflade.exchange.states import State

__all__ = ["verden"]
pytestmark = pytest.mark.django_db
GRUND = "Det er en anden kommunes fil"


def forkert(state: State = State.AFVIST) -> Exchange:
    """A file that cannot be used."""
    made = modtaget("0001000001")
    Exchange.objects.filter(pk=made.pk).update(state=state, state_at=timezone.now())
    made.refresh_from_db()
    return made


def sager(exchange: Exchange) -> list[str]:
    return [cause.key for cause in rhythm.causes(timezone.now()) if cause.exchange == exchange.pk]


@pytest.mark.parametrize("state", [State.AFVIST, State.HOLDT, State.KARANTAENE])
def test_what_came_in_and_is_of_no_use_is_closed_with_a_reason(ind: Ind, state: State) -> None:
    made, client = forkert(state), ind("tekn:koer")
    assert sager(made) and "luk" in kan(client, made)
    goer(client, made, "luk", tekst="  ")
    assert sager(made)
    goer(client, made, "luk", tekst=GRUND)
    assert not sager(made) and made.state == state
    page = text(client, f"/udvekslinger/{made.pk}")
    assert GRUND in page and "luk" not in kan(client, made)
    again = goer(client, made, "luk", tekst="igen")
    assert again.status_code == 409 and f'href="/udvekslinger/{made.pk}">' in again.content.decode()
    assert AuditEvent.objects.filter(exchange=made, event="bortset fra").count() == 1


def test_it_can_still_be_applied_and_stands_on_the_list_again_when_it_is_refused_again(ind: Ind) -> None:
    made, client = forkert(), ind("tekn:koer")
    goer(client, made, "luk", tekst=GRUND)
    assert "anvend" in kan(client, made)
    Exchange.objects.filter(pk=made.pk).update(state_at=timezone.now())
    assert sager(made) and GRUND not in text(client, f"/udvekslinger/{made.pk}").split('id="h-forloeb"')[0]


def test_only_whoever_may_run_it_and_only_what_did_not_go_well(ind: Ind) -> None:
    made = forkert()
    assert goer(ind("tekn:laes", "tekn:godkend"), made, "luk", tekst=GRUND).status_code == 403
    assert goer(ind("soc:koer", navn="bo"), made, "luk", tekst=GRUND).status_code == 403
    done = modtaget("0001000002")
    assert "luk" not in kan(ind("tekn:koer", navn="carl"), done)
    assert goer(ind("tekn:koer", navn="carl"), done, "luk", tekst=GRUND).status_code == 409


@pytest.fixture
def tavs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inbound interface should have come each day for a week, and nothing came."""
    found = replace(catalogue.find(IND), schedule=daily(dt.time(8)))
    monkeypatch.setitem(catalogue._registered, IND, found)
    rhythm.expect(IND, "anna", timezone.now() - dt.timedelta(days=10))


@pytest.mark.usefixtures("tavs")
def test_silence_is_told_on_the_page_of_the_interface_and_closed_there(ind: Ind) -> None:
    client = ind("tekn:koer")
    page = text(client, f"/snitflader/{IND}")
    assert "Tavs" in page and "udeblevet" in page and page.count("over tiden") == 1
    (cause,) = [one for one in rhythm.causes(timezone.now()) if one.interface == IND and one.kind is rhythm.Kind.TAVS]
    assert f'value="{cause.key}"' in page
    assert "Luk det" not in text(ind("tekn:laes", navn="dorte"), f"/snitflader/{IND}")
    assert ind("tekn:laes", navn="dorte").post(f"/snitflader/{IND}/luk", {"tekst": GRUND, "noegle": cause.key}).status_code == 403

    def luk(**values: Any) -> str:
        return client.post(f"/snitflader/{IND}/luk", values, follow=True).content.decode()

    assert "Skriv, hvorfor" in luk(noegle=cause.key)
    assert "gælder ikke længere" in luk(noegle="tavs/tekn.andet/x", tekst=GRUND)
    assert not DueMark.objects.exists()
    assert "er lukket" in luk(noegle=cause.key, tekst=GRUND)
    assert "gælder ikke længere" in luk(noegle=cause.key, tekst=GRUND)
    assert AuditEvent.objects.filter(event="forfald bortset fra").count() == 1
    assert not [one for one in rhythm.causes(timezone.now()) if one.kind is rhythm.Kind.TAVS]
