"""Retention: bytes go when everybody who shares them is past their time; what proves what they were stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from tests.exchange.pipelines.steps import approved, claims, events, folder, wrong
from tests.exchange.pipelines.test_inbound import apply, take
from tests.pipelines import layout
from tests.pipelines.interfaces import IND, KARANTAENE, UNKNOWN, UORDNET

from snitflade.exchange import blobs, catalogue, delivery, outbound, quarantine, retention
from snitflade.exchange import planned as planned_work
from snitflade.exchange.blobs import BlobLostError
from snitflade.exchange.engine import timetable
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State

pytestmark = pytest.mark.usefixtures("declared")
DATA = layout.file_of([("0000000001", 100), ("0000000002", 200)])


def at_rest(exchange: Exchange, days: float) -> Exchange:
    """The exchange, as if it had come into its state so many days ago."""
    Exchange.objects.filter(pk=exchange.pk).update(state_at=timezone.now() - dt.timedelta(days=days))
    exchange.refresh_from_db()
    return exchange


def applied(id: str, days: float) -> Exchange:
    exchange = take(DATA, id)
    apply(exchange)
    return at_rest(exchange, days)


def run() -> int:
    return retention.delete_past(timezone.now(), "system")


def lies(exchange: Exchange) -> bool:
    return blobs.path_of(exchange.files.get().blob_id).exists()


def test_bytes_go_and_their_proof_stays() -> None:
    exchange = applied(IND, 10.1)
    assert run() == 1
    assert not lies(exchange)
    file = exchange.files.get()
    assert (file.name, file.blob.size) == ("a.txt", len(DATA))
    with pytest.raises(BlobLostError, match="efter reglen om opbevaring"):
        blobs.get(file.blob)
    assert events(exchange)[-1] == "bytes slettet"
    assert list(wrong()) == []
    assert run() == 0


def test_bytes_stay_until_their_time_has_passed() -> None:
    exchange = applied(IND, 9.9)
    assert run() == 0
    assert lies(exchange)


@pytest.mark.parametrize("days", [100, 10_000])
def test_without_a_rule_they_stay_for_ever(days: int) -> None:
    exchange = applied(UORDNET, days)
    assert run() == 0
    assert lies(exchange)


def test_what_nobody_declares_any_more_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = applied(IND, 100)
    monkeypatch.delitem(catalogue._registered, IND)
    assert run() == 0
    assert lies(exchange)


OPEN = {State.MODTAGET, State.HOLDT, State.KARANTAENE, State.BYGGET, State.GODKENDT, State.AFSENDES, State.VENTER, State.UKLAR}


@pytest.mark.parametrize("state", State)
def test_bytes_stay_as_long_as_something_must_happen_with_them(state: State) -> None:
    exchange = applied(IND, 100)
    Exchange.objects.filter(pk=exchange.pk).update(state=state)
    assert run() == (0 if state in OPEN else 1)


def test_shared_bytes_stay_until_both_are_past() -> None:
    one, other = applied(IND, 15), applied(KARANTAENE, 15)
    assert run() == 0
    assert lies(one)
    at_rest(other, 20.1)
    assert run() == 1
    assert not lies(one)
    assert events(one)[-1] == events(other)[-1] == "bytes slettet"


def test_what_quotes_the_bytes_goes_with_them() -> None:
    data = layout.file_of([("0000000001", 100), (UNKNOWN, 200), ("000000000X", 300)])
    exchange = take(data, KARANTAENE)
    apply(exchange)
    assert exchange.problems.exclude(raw="").exists()
    for line in (2, 3):
        quarantine.correct(exchange, line, layout.line(f"{line:010}", line * 100), "bent")
    apply(exchange)
    take_again = exchange.quarantine.get(line=2)
    assert (exchange.state, take_again.corrected is None) == (State.ANVENDT, False)
    at_rest(exchange, 21)
    assert run() == 1
    assert {(bytes(line.sealed), line.corrected) for line in exchange.quarantine.all()} == {(b"", None)}
    assert exchange.quarantine.count() == 2
    assert list(wrong()) == []


def test_raw_values_of_a_refused_file_go_and_its_reasons_stay() -> None:
    exchange = take(layout.file_of([("000000000X", 100)]), IND)
    apply(exchange)
    assert exchange.problems.exclude(raw="").exists()
    at_rest(exchange, 11)
    run()
    assert not exchange.problems.exclude(raw="").exists()
    assert exchange.problems.exclude(message="").exists()


def test_the_same_bytes_again_are_still_the_same_exchange() -> None:
    exchange = applied(IND, 11)
    run()
    assert take(DATA, IND, "igen.txt") == exchange
    assert not lies(exchange)
    assert events(exchange)[-1] == "dublet"


def test_bytes_that_another_needs_come_back() -> None:
    exchange = applied(IND, 11)
    run()
    other = take(DATA, UORDNET)
    assert blobs.get(other.files.get().blob) == DATA
    apply(other)
    assert other.state == State.ANVENDT
    assert lies(exchange)


def test_a_crash_between_the_commit_and_the_disk_is_made_good() -> None:
    exchange = applied(IND, 1)
    blobs.delete(exchange.files.get().blob)
    assert lies(exchange)
    run()
    assert not lies(exchange)


def test_two_files_of_an_exchange_are_two(declared: Path) -> None:
    claims(100, 200)
    exchange = approved()
    _, route = folder(declared)
    delivery.deliver(exchange, "system", route)
    at_rest(exchange, 31)
    assert len(set(exchange.files.values_list("blob", flat=True))) == 1, "with the same bytes"
    assert run() == 1
    exchange.refresh_from_db()
    with pytest.raises(BlobLostError):
        delivery.resend(exchange, "bent", route, "")
    exchange.refresh_from_db()
    assert exchange.state == State.AFSENDT


def test_a_cancelled_run_keeps_its_bytes_for_its_time() -> None:
    claims(100)
    exchange = approved()
    outbound.cancel(exchange, catalogue.find(exchange.interface), "bent", "fortrudt")
    assert run() == 0
    at_rest(exchange, 31)
    assert run() == 1


def test_it_is_done_every_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timetable, "_planned", {})
    planned_work.schedule_all()
    planned = {planned.name: planned for planned in timetable.schedules()}
    assert planned["opbevaring"].task == "udveksling.opbevaring"
    assert str(planned["opbevaring"].schedule) == "hver dag kl. 03.30"
    exchange = applied(IND, 11)
    planned_work.opbevaring("opbevaring", "nu")
    assert not lies(exchange)
