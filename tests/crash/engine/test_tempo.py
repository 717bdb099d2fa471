"""How often the queue is looked at: often as long as something lies in it, seldom when it is empty, by all workers together."""

from __future__ import annotations

import pytest
from tests.crash.engine.installation import Installation

from snitflade.exchange import engine
from snitflade.exchange.engine import WorkState, durable, slots
from snitflade.exchange.engine.tempo import Tempo

REST, BUSY = 0.4, 0.03


def interval() -> float:
    """Seconds between two looks at the queue, as the workers have it."""
    queue = durable._client().retrieve_queue(durable.QUEUE)
    return queue.polling_interval_sec if queue else 0.0


def test_the_queue_is_looked_at_often_as_long_as_something_lies_in_it(on_postgres: Installation) -> None:
    """A worker has four hands: what is one more lies in the queue. When it has been taken the worker comes to rest."""
    (on_postgres.folder / "vent").touch()
    on_postgres.worker(poll=REST, hurry=BUSY)
    for number in range(5):
        engine.enqueue("proeve.tre-trin", str(on_postgres.folder), key=f"t{number}")
    on_postgres.wait_for(lambda: interval() == BUSY, "the worker does not hurry")
    (on_postgres.folder / "vent").unlink()
    for number in range(5):
        on_postgres.wait_until(f"t{number}", WorkState.FAERDIG)
    on_postgres.wait_for(lambda: interval() == REST, "the worker does not come to rest")


def test_each_of_many_workers_looks_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []
    waits = True
    monkeypatch.setattr(slots, "taken", lambda: 4)
    monkeypatch.setattr(durable, "any_waits", lambda: waits)
    monkeypatch.setattr(durable, "look_every", told.append)
    tempo = Tempo(0.5, 0.1)
    tempo.look()
    waits = False
    tempo.look()
    tempo.hurry()
    tempo.hurry()
    assert told == pytest.approx([0.4, 1.0, 0.4])


def test_that_the_tempo_cannot_be_changed_stops_no_work(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def away(seconds: float) -> None:
        raise engine.UnreachableError(reason="væk")

    monkeypatch.setattr(durable, "look_every", away)
    Tempo(0.5, 0.1).hurry()
    assert "ikke ændre, hvor tit den ser i køen" in caplog.text
