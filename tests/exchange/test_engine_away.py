"""A database that is held or away: the worker waits and says so once, and what it was doing goes on when the database is back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django.db
import pytest
from django.conf import settings

from snitflade.exchange import engine
from snitflade.exchange.engine import durable, slots, tasks, timetable, worker
from snitflade.exchange.engine.errors import StepFailedError

PACE = engine.Pace(beat=0.01)


@contextmanager
def running(temporary: tuple[type[Exception], ...] = (), pauses: tuple[float, ...] = (0.0, 0.0)) -> Iterator[None]:
    """Be inside a task, with a memory that forgets."""
    before = tasks._running.set(tasks._Running(tasks.Task("t.et", len, temporary, pauses), threading.Event()))
    try:
        yield
    finally:
        tasks._running.reset(before)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is told of the progress."""
    found: list[str] = []
    monkeypatch.setattr(durable, "remembered", lambda name, fn: fn())
    monkeypatch.setattr(durable, "publish", lambda value: found.append(value[2]))
    monkeypatch.setattr(tasks, "AWAY", 0.0)
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    return found


def failing(times: int, error: Exception) -> Callable[[], str]:
    """Fails so many times, then gives a word."""
    left = iter([*[error] * times, None])

    def do() -> str:
        found = next(left)
        if found:
            raise found
        return "gjort"

    return do


AWAY = django.db.OperationalError("server closed the connection unexpectedly")


def test_a_database_that_is_away_uses_up_no_attempt(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_reachable", lambda: False)
    with running():
        assert engine.step("trin", failing(50, AWAY)) == "gjort"
    assert len(said) == 50


def test_a_database_that_refuses_does(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_reachable", lambda: True)
    with running():
        assert engine.step("trin", failing(2, AWAY)) == "gjort"
    with running(), pytest.raises(StepFailedError, match="Prøvet 3 gange"):
        engine.step("trin", failing(3, AWAY))


def test_progress_that_cannot_be_told_stops_no_step(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(value: Any) -> None:
        raise engine.UnreachableError(reason="væk")

    monkeypatch.setattr(durable, "publish", broken)

    def work() -> str:
        engine.report_progress(1, 1, "en")
        return "gjort"

    with running():
        assert engine.step("trin", work) == "gjort"
        with pytest.raises(engine.UnreachableError):
            engine.report_progress(1, 1, "mellem to trin huskes den selv")


@pytest.mark.django_db
@pytest.mark.parametrize("error", [django.db.OperationalError("database is locked"), engine.UnreachableError(reason="locked")])
def test_a_worker_waits_for_a_database_that_is_held(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert worker._when_it_answers(failing(3, error), threading.Event(), PACE) == "gjort"
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "arbejderen venter, til den kan" in caplog.text


@pytest.mark.django_db
def test_a_worker_that_waits_can_be_stopped() -> None:
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    assert worker._when_it_answers(failing(10**6, AWAY), stop, PACE) is None


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_starts_while_the_database_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing but the calls that reach for the database are replaced: it is held at first, then free."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(timetable, "_planned", {})
    stop, tries = threading.Event(), iter(range(10))
    free = slots.free_all

    def held() -> None:
        if next(tries) < 2:
            raise django.db.OperationalError("database is locked")
        free()
        stop.set()

    monkeypatch.setattr(slots, "free_all", held)
    with caplog.at_level(logging.WARNING):
        engine.run_worker(stop=stop, pace=PACE)
    assert next(tries) == 3
    assert caplog.text.count("arbejderen venter") == 1
    engine.close()
