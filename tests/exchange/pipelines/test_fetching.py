"""An interface's own pull: what it gives is kept with how far it came; silence is work where it is normal; schedules follow."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.exchange.pipelines.steps import wrong
from tests.exchange.world import at
from tests.pipelines.interfaces import IND
from tests.pipelines.register import HENTET, data, rows

from snitflade.exchange import catalogue, configuration, engine, fetching, tasks
from snitflade.exchange import planned as planned_work
from snitflade.exchange.catalogue import FetchState
from snitflade.exchange.configuration import ConfigurationError
from snitflade.exchange.engine import timetable
from snitflade.exchange.models import Arrival, DueMark, Exchange, FetchValue
from snitflade.exchange.rhythm import marks
from snitflade.exchange.schedule import daily, last_due, next_due, on_demand
from snitflade.exchange.transports.errors import IngenForbindelse, TransportError
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.port import Incoming

CLIENT = HttpClient("https://gar.example")


def page(home: Path, number: int, value: str = "") -> None:
    (home / "sider").mkdir(parents=True, exist_ok=True)
    (home / "sider" / f"{number:03}.txt").write_bytes(data(number, K0001=value or f"v{number}"))


def connect(home: Path, entry: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "forbindelser.toml").write_text(f'[forbindelser.gar]\n{entry}\n[snitflader."{HENTET}"]\nind = "gar"\n')


def pull() -> list[str]:
    return [exchange.files.get().name for exchange in fetching.pull(catalogue.find(HENTET), CLIENT, "system")]


def values() -> dict[str, str]:
    return dict(FetchValue.objects.values_list("key", "value"))


def test_it_goes_on_where_it_came_to(declared: Path) -> None:
    page(declared, 1)
    page(declared, 2)
    assert pull() == ["001.txt", "002.txt"]
    assert values() == {"side": "002.txt", "set": "ja"}
    assert pull() == []
    page(declared, 3)
    assert pull() == ["003.txt"]
    assert set(Arrival.objects.values_list("origin", flat=True)) == {f"https://gar.example/00{n}.txt" for n in (1, 2, 3)}
    assert not Arrival.objects.filter(settled_at=None).exists()
    assert list(wrong()) == []


def test_the_same_bytes_are_no_news(declared: Path) -> None:
    page(declared, 1)
    pull()
    FetchValue.objects.all().delete()
    assert pull() == []
    assert (Exchange.objects.count(), Arrival.objects.count(), values()) == (1, 1, {"side": "001.txt", "set": "ja"})


def test_what_breaks_off_keeps_what_came_and_goes_on_there(declared: Path) -> None:
    def broken(client: HttpClient, state: FetchState) -> Iterator[Incoming]:
        state.set("side", "1")
        yield Incoming("1.txt", data(1), "x")
        state.set("side", "2")
        raise IngenForbindelse(place="gar", reason="prøve")

    with pytest.raises(TransportError):
        fetching.pull(replace(catalogue.find(HENTET), fetch=broken), CLIENT, "system")
    assert (Exchange.objects.count(), values()) == (1, {"side": "1"})


def test_the_worker_pulls_over_the_configured_server(declared: Path) -> None:
    connect(declared, 'type = "http"\nbase_url = "https://gar.example"\nkommune = "0956"')
    page(declared, 1)
    tasks.hent(f"hent.{HENTET}", "nu")
    exchange = Exchange.objects.get()
    assert (exchange.kommune, exchange.state, rows()) == ("0956", "anvendt", {"K0001": "v1"})


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('type = "mappe"\ninbox = "/srv/ind"', "kræver type http"),
        ('type = "http"\nbase_url = "http://gar.example"', "https://"),
        ('type = "http"\nbase_url = "https://gar.example"\nkommune = "956"', "fire cifre"),
        ('type = "fax"', "«type» skal være en af sftp"),
    ],
)
def test_a_connection_that_cannot_be_used_is_told(declared: Path, entry: str, said: str) -> None:
    connect(declared, entry)
    with pytest.raises(ConfigurationError, match=said):
        tasks._hent(HENTET)


def test_silence_is_work_where_it_is_normal(declared: Path) -> None:
    connect(declared, 'type = "http"\nbase_url = "https://gar.example"')
    for _ in range(3):
        tasks._hent(HENTET)
    assert DueMark.objects.filter(interface=HENTET, due=None).count() == 1, "once per due moment"
    assert Exchange.objects.count() == 0


def test_silence_is_no_work_elsewhere(declared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(declared, 'type = "http"\nbase_url = "https://gar.example"')
    monkeypatch.setitem(catalogue._registered, HENTET, replace(catalogue.find(HENTET), silent_ok=False))
    tasks._hent(HENTET)
    assert not DueMark.objects.exists()


@pytest.mark.parametrize(
    ("marked", "now", "count"), [("2026-11-19 06:30", "2026-11-20 05:59", 1), ("2026-11-19 06:30", "2026-11-20 06:00", 2)]
)
def test_a_new_due_moment_needs_a_new_collection(declared: Path, marked: str, now: str, count: int) -> None:
    mark = DueMark.objects.create(interface=HENTET, by="system")
    DueMark.objects.filter(pk=mark.pk).update(at=at(marked))
    marks.nothing_new(catalogue.find(HENTET), "system", at(now))
    assert DueMark.objects.count() == count


def test_the_last_due_moment() -> None:
    assert last_due(daily(dt.time(6)), at("2026-11-20 06:00")) == at("2026-11-20 06:00")
    assert last_due(daily(dt.time(6)), at("2026-11-20 05:59")) == at("2026-11-19 06:00")
    assert last_due(on_demand(), at("2026-11-20 06:00")) is None


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> dict[str, engine.Planned]:
    """No schedules but those that are made here."""
    found: dict[str, engine.Planned] = {}
    monkeypatch.setattr(timetable, "_planned", found)
    monkeypatch.setattr(timetable, "_followers", [])
    return found


def test_collecting_follows_the_configuration(declared: Path, planned: dict[str, engine.Planned]) -> None:
    planned_work.schedule_all()
    assert sorted(planned) == ["opbevaring", "opsaml"]
    (follow,) = timetable._followers
    connect(declared, 'type = "http"\nbase_url = "https://gar.example"')
    follow()
    assert planned[f"hent.{HENTET}"].schedule == catalogue.find(HENTET).poll, "when to look, not when one is due"
    path = configuration.path()
    path.write_text(path.read_text() + f'[snitflader."{IND}"]\nind = "gar"\n')
    follow()
    assert sorted(planned) == [f"hent.{HENTET}", f"hent.{IND}", "opbevaring", "opsaml"]
    before = planned[f"hent.{HENTET}"]
    path.write_text(path.read_text().replace(f'[snitflader."{IND}"]\nind = "gar"\n', ""))
    follow()
    assert sorted(planned) == [f"hent.{HENTET}", "opbevaring", "opsaml"]
    assert planned[f"hent.{HENTET}"] is before
    path.unlink()
    follow()
    assert sorted(planned) == ["opbevaring", "opsaml"]


def test_a_configuration_that_cannot_be_read_changes_nothing(declared: Path, planned: dict[str, engine.Planned]) -> None:
    connect(declared, 'type = "http"\nbase_url = "https://gar.example"')
    planned_work.schedule_all()
    (follow,) = timetable._followers
    configuration.path().write_text("[[[")
    with pytest.raises(ConfigurationError):
        follow()
    follow()  # told once
    assert f"hent.{HENTET}" in planned
    os.utime(configuration.path(), (1, 1))
    with pytest.raises(ConfigurationError):
        follow()


def test_what_others_send_is_looked_for_also_between_its_due_moments(declared: Path, planned: dict[str, engine.Planned]) -> None:
    """A mail that comes the day after it was due must not lie until the next month, or where it is due at no moment, for ever."""
    declared.mkdir(exist_ok=True)
    (declared / "forbindelser.toml").write_text(
        f'[forbindelser.gar]\ntype = "http"\nbase_url = "https://gar.example"\n[snitflader."{IND}"]\nind = "gar"\n'
    )
    assert catalogue.find(IND).poll is None
    planned_work.schedule_all()
    begun = at("2026-11-20 06:01")
    assert next_due(planned[f"hent.{IND}"].schedule, begun) == at("2026-11-20 06:30")
