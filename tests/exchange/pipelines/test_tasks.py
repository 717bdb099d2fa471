"""The sweep: everything that lies without work gets some, once, and nothing that needs none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.exchange.pipelines.steps import approved, claims
from tests.exchange.pipelines.test_inbound import take
from tests.pipelines import layout
from tests.pipelines.interfaces import IND, UD, UORDNET

from snitflade.exchange import catalogue, sweep, tasks
from snitflade.exchange.models import AuditEvent, Exchange
from snitflade.exchange.states import State


@pytest.fixture
def queue(declared: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, str]]:
    """What is put in the queue: task, first argument, key."""
    found: list[tuple[str, Any, str]] = []

    def put(name: str, *arguments: Any, key: str) -> str:
        found.append((name.removeprefix("udveksling."), arguments if len(arguments) > 1 else arguments[0], key))
        return key

    for module in (tasks, sweep):
        monkeypatch.setattr(module, "enqueue", put)
    return found


def connected(home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "forbindelser.toml").write_text(
        f'[forbindelser.m]\ntype = "mappe"\noutbox = "/m"\n[snitflader."{UD}"]\nproeve-a = "m"\nproeve-b = "m"\n'
    )


def in_state(state: State, days: float = 0) -> Exchange:
    claims(100)
    exchange = approved(f"k{Exchange.objects.count()}")
    since = timezone.now() - dt.timedelta(days=days)
    Exchange.objects.filter(pk=exchange.pk).update(state=state, state_at=since)
    return exchange


def swept(queue: list[tuple[str, Any, str]]) -> list[tuple[str, Any]]:
    queue.clear()
    count = sweep._opsaml()
    assert count == len(queue)
    return [(name, about) for name, about, _ in queue]


def test_what_is_approved_is_delivered_when_it_has_a_connection(queue: list[tuple[str, Any, str]], declared: Path) -> None:
    waiting, begun = in_state(State.GODKENDT), in_state(State.AFSENDES)
    assert swept(queue) == []
    connected(declared)
    assert swept(queue) == [("aflever", waiting.pk), ("aflever", begun.pk)]


@pytest.mark.parametrize("state", [State.BYGGET, State.VENTER, State.UKLAR, State.TAGET, State.KVITTERET, State.ANNULLERET])
def test_what_needs_a_person_or_nobody_is_left(queue: list[tuple[str, Any, str]], declared: Path, state: State) -> None:
    connected(declared)
    in_state(state)
    assert swept(queue) == []


@pytest.mark.parametrize(("days", "looked"), [(0, True), (2, True), (29, True), (31, False)])
def test_what_is_sent_is_looked_after_for_a_month(
    queue: list[tuple[str, Any, str]], declared: Path, days: int, looked: bool
) -> None:
    connected(declared)
    sent = in_state(State.AFSENDT, days)
    assert swept(queue) == ([("se-efter", sent.pk)] if looked else [])
    if looked:
        minutes = len("202611200730") == len(queue[0][2].rpartition(":")[2])
        assert minutes is (days == 0), "each sweep on the first day, then every hour"


def test_where_files_stay_nothing_is_looked_after(
    queue: list[tuple[str, Any, str]], declared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    connected(declared)
    in_state(State.AFSENDT)
    monkeypatch.setitem(catalogue._registered, UD, replace(catalogue.find(UD), taken_within_hours=None))
    assert swept(queue) == []


def test_what_came_is_applied_in_order_or_side_by_side(queue: list[tuple[str, Any, str]]) -> None:
    taken = [take(layout.file_of([(f"{number:010}", number)]), id) for id in (IND, UORDNET) for number in (1, 2)]
    assert swept(queue) == [("anvend-vilkaarligt", (taken[2].pk, taken[3].pk)), ("anvend-i-orden", IND)]
    first = queue[1][2]
    take(layout.file_of([("0000000009", 9)]), IND)
    swept(queue)
    assert queue[1][2] != first, "what came later is other work, also within the hour"


def test_what_nobody_declares_is_left(queue: list[tuple[str, Any, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    take()
    monkeypatch.delitem(catalogue._registered, IND)
    assert swept(queue) == []


def test_what_waits_is_applied_in_the_order_it_came(declared: Path) -> None:
    taken = [take(layout.file_of([(f"{number:010}", number)])).pk for number in range(1, 6)]
    tasks.anvend_ventende(IND)
    applied = AuditEvent.objects.filter(event=State.ANVENDT).order_by("number")
    assert list(applied.values_list("exchange", flat=True)) == taken


def test_side_by_side_one_that_fails_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, queue: list[tuple[str, Any, str]]
) -> None:
    monkeypatch.setattr(sweep, "_BATCH", 2)
    numbers = [take(layout.file_of([(f"{number:010}", number)]), UORDNET).pk for number in range(1, 6)]
    assert swept(queue) == [
        (name, some)
        for name, some in zip(["anvend-vilkaarligt"] * 3, [tuple(numbers[:2]), tuple(numbers[2:4]), numbers[4]], strict=True)
    ]
    done: list[int] = []

    def one(number: int) -> int:
        done.append(number)
        if number == numbers[0]:
            raise KeyError("fejl")
        return 0

    monkeypatch.setattr(tasks, "_anvend", one)
    with pytest.raises(KeyError):
        tasks.anvend(*numbers)
    assert done == numbers
