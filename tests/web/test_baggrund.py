"""What takes long is asked for and done by a worker: sent again once per decision, looked at, applied in the asker's name."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.exchange.world import exchange
from tests.web.conftest import Ind
from tests.web.verden import IND, UD, erklaer, fil

from snitflade.exchange import asked, catalogue, inbound, outbound, tasks
from snitflade.exchange.engine import WorkState
from snitflade.exchange.models import AuditEvent, Exchange, Worker
from snitflade.exchange.states import State
from snitflade.web import koersel

pytestmark = pytest.mark.django_db


class Koe:
    """The queue, in memory: what was put into it, and what it says of it."""

    def __init__(self) -> None:
        self.sat: list[tuple[str, tuple[Any, ...], str]] = []
        self.works: dict[str, SimpleNamespace] = {}

    def enqueue(self, task: str, *args: Any, key: str) -> str:
        """Put it in, once per key."""
        if key not in self.works:
            self.sat.append((task, args, key))
            self.works[key] = SimpleNamespace(key=key, state=WorkState.VENTER, message="", ended_at=None)
        return key

    def among(self, keys: list[str]) -> list[SimpleNamespace]:
        """Those there are."""
        return [self.works[key] for key in keys if key in self.works]

    def ended(self, key: str, state: WorkState = WorkState.FAERDIG, message: str = "") -> None:
        """Let it be over."""
        self.works[key] = SimpleNamespace(key=key, state=state, message=message, ended_at=timezone.now())


@pytest.fixture(autouse=True)
def koe(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Koe:
    erklaer(monkeypatch, settings, tmp_path)
    queue = Koe()
    for name, do in (("status", queue.works.get), ("among", queue.among), ("progress", lambda key: None)):
        monkeypatch.setattr(f"snitflade.exchange.engine.{name}", do)
    monkeypatch.setattr("snitflade.exchange.engine.enqueue", queue.enqueue)
    monkeypatch.setattr(tasks, "enqueue", queue.enqueue)
    monkeypatch.setattr(tasks, "connected", lambda exchange: True)
    monkeypatch.setattr(tasks, "route", lambda file: None)
    return queue


def arbejder() -> None:
    now = timezone.now()
    Worker.objects.create(slot="arbejder-1", host="her", pid=1, started_at=now, beat_at=now)


def sendt() -> Exchange:
    """One that was built by anna, approved by carl, and sent at the first attempt."""
    made, _ = outbound.build(catalogue.find(UD), {"noegle": "sendt"}, "anna")
    assert made is not None
    now = timezone.now()
    Exchange.objects.filter(pk=made.pk).update(state=State.AFSENDT, approved_by="carl", attempts=1, state_at=now, sent_at=now)
    made.files.update(delivered_at=now)
    made.refresh_from_db()
    return made


def side(client: Client, made: Exchange) -> str:
    return client.get(f"/udvekslinger/{made.pk}").content.decode()


def goer(client: Client, made: Exchange, what: str, **values: str) -> Any:
    response = client.post(f"/udvekslinger/{made.pk}/{what}", values)
    made.refresh_from_db()
    return response


def forsoeg(page: str) -> str:
    """What the form for sending again carries."""
    found = re.search(r'name="forsoeg" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_one_decision_to_send_again_sends_once(ind: Ind, koe: Koe) -> None:
    made, client = sendt(), ind("tekn:koer", navn="bo")
    seen = forsoeg(side(client, made))
    decided = {"tekst": "Prisme har mistet den", "forsoeg": seen}
    assert goer(client, made, "send-igen", **decided).status_code == 302
    assert made.state == State.AFSENDES
    assert koe.sat == [("udveksling.aflever", (made.pk,), f"aflever:{made.pk}:1")]
    assert goer(client, made, "send-igen", **decided).status_code == 409  # the second press of a double click
    # The second press comes so late that the worker has sent it meanwhile.
    Exchange.objects.filter(pk=made.pk).update(state=State.AFSENDT, attempts=2)
    late = goer(client, made, "send-igen", **decided)
    assert late.status_code == 409
    assert "forsøgt sendt, siden du så den" in late.content.decode()
    assert (made.state, len(koe.sat)) == (State.AFSENDT, 1)
    assert AuditEvent.objects.filter(exchange=made, event="sendes igen", by="bo").count() == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "2", "9" * 40])
def test_a_form_that_does_not_say_what_it_saw_sends_nothing(ind: Ind, koe: Koe, seen: str) -> None:
    made, client = sendt(), ind("tekn:koer", navn="bo")
    assert goer(client, made, "send-igen", tekst="mistet", forsoeg=seen).status_code == 409
    assert (made.state, koe.sat) == (State.AFSENDT, [])


def test_looking_is_asked_for_and_its_answer_told(ind: Ind, koe: Koe) -> None:
    made, client = sendt(), ind("tekn:koer", navn="bo")
    for _ in range(2):  # the second while the first is under way
        assert goer(client, made, "se-efter").status_code == 302
    ((task, (number, event), key),) = koe.sat
    assert (task, number) == ("udveksling.se-efter-bedt", made.pk)
    assert (asked.by(event), AuditEvent.objects.get(number=event).event) == ("bo", asked.LOOK)
    waits = side(client, made)
    assert "Modtageren spørges" in waits and "Der kører ingen arbejder" in waits
    assert "Modtageren spørges" in client.get(f"/udvekslinger/{made.pk}/fremdrift").content.decode()
    koe.ended(key)
    assert client.get(f"/udvekslinger/{made.pk}/fremdrift")["HX-Refresh"] == "true"
    assert "havde ikke taget filerne endnu" in side(client, made)
    koe.ended(key, WorkState.FEJLET, "Prisme svarer ikke.")
    assert "Prisme svarer ikke." in side(client, made)
    goer(client, made, "se-efter")
    assert len(koe.sat) == 2  # it can be asked for again


def test_an_old_answer_is_not_told_of_what_came_after_it(ind: Ind, koe: Koe) -> None:
    made, client = sendt(), ind("tekn:koer", navn="bo")
    goer(client, made, "se-efter")
    koe.ended(koe.sat[0][2])
    Exchange.objects.filter(pk=made.pk).update(state_at=timezone.now())  # it was sent once more
    assert "havde ikke taget filerne endnu" not in side(client, made)


def test_a_worker_looks_and_applies_in_the_name_of_who_asked(koe: Koe, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[tuple[int, str]] = []

    def look(exchange: Exchange, by: str, route: object) -> State:
        looked.append((exchange.pk, by))
        return State.AFSENDT

    monkeypatch.setattr("snitflade.exchange.delivery.look", look)
    made = sendt()
    asked.ask(asked.LOOK, made, "bo")
    received = inbound.receive(catalogue.find(IND), "vægt.txt", fil("0001000001"), "anna").exchange
    asked.ask(asked.APPLY, received, "carl")
    (_, look_for, _), (_, apply_for, _) = koe.sat
    assert tasks.se_efter_bedt(*look_for) == "afsendt"
    assert looked == [(made.pk, "bo")]
    assert tasks.anvend_bedt(*apply_for) == 0
    received.refresh_from_db()
    assert received.state == State.ANVENDT
    assert AuditEvent.objects.filter(exchange=received, event="anvendt").get().by == "carl"


@pytest.mark.parametrize(("stor", "lever", "venter"), [(True, True, True), (True, False, False), (False, True, False)])
def test_what_is_large_is_applied_by_a_worker_if_there_is_one(
    ind: Ind, koe: Koe, monkeypatch: pytest.MonkeyPatch, stor: bool, lever: bool, venter: bool
) -> None:
    monkeypatch.setattr(koersel, "STOR", 1 if stor else 10**9)
    if lever:
        arbejder()
    received = inbound.receive(catalogue.find(IND), "vægt.txt", fil("0001000001"), "anna").exchange
    client = ind("tekn:koer", navn="bo")
    assert goer(client, received, "anvend").status_code == 302
    assert (received.state == State.MODTAGET) is venter
    assert ("Den anvendes" in side(client, received)) is venter
    assert bool(koe.sat) is venter


def test_a_delivery_is_seen_also_when_the_engine_has_tried_it_several_times(ind: Ind, koe: Koe) -> None:
    made = exchange(UD, State.AFSENDES, "2026-11-20 09:00", needs_two=True, approved_by="carl", attempts=3)
    koe.enqueue("udveksling.aflever", made.pk, key=f"aflever:{made.pk}:0")  # begun at the first attempt
    client = ind("tekn:koer", navn="bo")
    assert "Den afleveres" in side(client, made)
    goer(client, made, "aflever")  # it is under way already
    assert len(koe.sat) == 1


def test_a_delivery_that_failed_is_taken_up_again(ind: Ind, koe: Koe, monkeypatch: pytest.MonkeyPatch) -> None:
    made = exchange(UD, State.GODKENDT, "2026-11-20 09:00", needs_two=True, approved_by="carl", attempts=2)
    key = f"aflever:{made.pk}:2"
    again: list[str] = []
    monkeypatch.setattr("snitflade.exchange.engine.retry", again.append)
    koe.enqueue("udveksling.aflever", made.pk, key=key)
    koe.ended(key, WorkState.FEJLET, "Prisme svarer ikke.")
    goer(ind("tekn:koer", navn="bo"), made, "aflever")
    assert again == [key]
