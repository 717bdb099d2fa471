"""The figures: what they count, and that they hold nobody's data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.exchange.world import IND, UD, at, declare, exchange

from snitflade.exchange import metrics, rhythm
from snitflade.exchange.models import Alarm, Blob, QuarantinedLine, Worker
from snitflade.exchange.schedule import weekdays
from snitflade.exchange.states import State

NOW = at("2026-11-20 12:00")
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture(autouse=True)
def world(empty_world: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return empty_world


def scraped() -> Samples:
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {
        (sample.name.removeprefix("snitflade_"), tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def one(name: str, **labels: str) -> float:
    return scraped()[name, tuple(sorted(labels.items()))]


def test_exchanges_by_interface_and_state() -> None:
    for state in (State.KVITTERET, State.KVITTERET, State.UKLAR):
        exchange(UD, state, "2026-11-20 09:00")
    exchange(IND, State.ANVENDT, "2026-11-20 09:00")
    assert one("exchanges", interface=UD, state="kvitteret") == 2
    assert one("exchanges", interface=UD, state="uklar") == 1
    assert one("exchanges", interface=IND, state="anvendt") == 1


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        *((state, True) for state in (State.AFSENDT, State.TAGET, State.KVITTERET, State.ANVENDT)),
        *((state, False) for state in (State.BYGGET, State.GODKENDT, State.AFSENDES, State.UKLAR, State.AFVIST, State.ANNULLERET)),
    ],
)
def test_seconds_since_the_last_success(state: State, counts: bool) -> None:
    exchange(UD, State.KVITTERET, "2026-11-19 12:00")
    exchange(UD, state, "2026-11-20 08:00", "2026-11-20 11:00")
    assert one("seconds_since_success", interface=UD) == (3600 if counts else 86400)


def test_causes_by_kind_and_interface() -> None:
    declare(IND, schedule=weekdays(dt.time(17)))
    rhythm.expect(IND, "bent", at("2026-11-18 00:00"))
    exchange(UD, State.UKLAR, "2026-11-20 09:00")
    exchange(UD, State.UKLAR, "2026-11-20 09:00")
    assert one("causes", kind="uklar", severity="kritisk", interface=UD) == 2
    assert one("causes", kind="tavs", severity="kritisk", interface=IND) == 1
    assert one("causes", kind="i_dag", severity="oplysning", interface=IND) == 1


def test_lines_in_quarantine() -> None:
    row = exchange(IND, State.KARANTAENE, "2026-11-20 09:00")
    for line, applied in ((1, None), (2, None), (3, NOW)):
        QuarantinedLine.objects.create(exchange=row, line=line, sealed=b"x", reason="prøve", applied_at=applied)
    assert one("quarantined_lines", interface=IND) == 2


def test_the_age_of_heartbeats() -> None:
    Worker.objects.create(slot="arbejder-1", host="vaert", pid=1, started_at=NOW, beat_at=NOW - dt.timedelta(seconds=7))
    assert one("worker_heartbeat_age_seconds", slot="arbejder-1") == 7


def test_stored_files() -> None:
    assert (one("blobs"), one("blob_bytes")) == (0, 0)
    for number, deleted in ((1, None), (2, None), (3, NOW)):
        Blob.objects.create(sha256=f"{number:064}", size=100, deleted_at=deleted)
    assert (one("blobs"), one("blob_bytes")) == (2, 200)


def test_alarms(world: Path) -> None:
    assert one("alarm_channels") == 0
    (world / "alarmer.toml").write_text('[webhook]\nurl = "https://chat.example.gl"\n')
    assert one("alarm_channels") == 1
    (world / "alarmer.toml").write_text("[webhook]\n")
    assert one("alarm_channels") == 0
    for number, (failed, closed) in enumerate([(None, None), (NOW, None), (NOW, NOW)]):
        Alarm.objects.create(key=f"uklar/x/{number}", channel="mail", opened_at=NOW, failed_at=failed, closed_at=closed)
    assert (one("alarms_open"), one("alarms_untold")) == (2, 1)


def test_nothing_personal() -> None:
    number = "3112999999"
    row = exchange(IND, State.KARANTAENE, "2026-11-20 09:00", note=f"Kunde {number}", options={"kunde": number})
    QuarantinedLine.objects.create(exchange=row, line=1, sealed=b"x", reason=f"Kunde {number} findes ikke")
    assert "2999999" not in metrics.exposition().decode()


def test_a_scrape_is_a_few_queries_however_many_exchanges(django_assert_max_num_queries: Any) -> None:
    for interface in (UD, IND):
        for state in (State.KVITTERET, State.UKLAR, State.AFSENDT):
            exchange(interface, state, "2026-11-20 09:00")
    with django_assert_max_num_queries(25):
        metrics.exposition()
