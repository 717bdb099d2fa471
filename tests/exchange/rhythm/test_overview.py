"""What the list of the day asks for together is what is asked for one by one, with the schedules gone through once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.exchange.world import IND, UD, at, declare, empty, exchange

from snitflade.exchange import rhythm
from snitflade.exchange.schedule import daily, weekdays
from snitflade.exchange.states import State

pytestmark = pytest.mark.django_db
NOW = at("2026-11-20 13:00")


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    empty(monkeypatch, settings, tmp_path)
    declare(UD, schedule=daily(dt.time(12)))
    declare(IND, schedule=weekdays(dt.time(8)), catches_up=True)
    exchange(UD, State.AFSENDT, "2026-11-17 10:00")
    exchange(IND, State.ANVENDT, "2026-11-18 10:00")
    exchange(IND, State.AFVIST, "2026-11-19 10:00")


def test_the_same_as_one_by_one_in_fewer_queries() -> None:
    with CaptureQueriesContext(connection) as apart:
        one, other = rhythm.causes(NOW), rhythm.upcoming(NOW)
    with CaptureQueriesContext(connection) as together:
        found, following = rhythm.overview(NOW)
    assert [cause.key for cause in found] == [cause.key for cause in one] and len(found) > 2
    assert following == other and len(following) == 2
    assert len(together) < len(apart)
