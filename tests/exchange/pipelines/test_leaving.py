"""Outbound by itself, within what the interface allows, and what the partner's answer means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.exchange.pipelines.steps import approved, build, claims, events, folder, wrong
from tests.exchange.world import at
from tests.pipelines.interfaces import UD
from tests.pipelines.models import Krav

from snitflade.exchange import catalogue, delivery, orders, outbound, rhythm, tasks
from snitflade.exchange.catalogue import Built, Interface, Options
from snitflade.exchange.leaving import MayNotLeaveError
from snitflade.exchange.models import DueMark, Exchange, ExchangeFile, Order
from snitflade.exchange.rhythm import Kind
from snitflade.exchange.schedule import daily
from snitflade.exchange.states import State
from snitflade.exchange.transports.folder import Folder
from snitflade.exchange.transports.port import Delivery
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

pytestmark = pytest.mark.usefixtures("declared")
LUKKET = "Fristen for november var i går kl. 11. Vent til december."
BRUD = ProblemKind("PROEVE_UDBYG", "Satserne mangler.")
SVAR = ProblemKind("PROEVE_SVAR", "Modtageren afviser linje {raw}.")


def declare(monkeypatch: pytest.MonkeyPatch, **values: Any) -> Interface:
    interface = replace(catalogue.find(UD), **values)
    monkeypatch.setitem(catalogue._registered, UD, interface)
    return interface


class Svarer(Folder):
    """A folder that answers each file with its name."""

    def deliver(self, name: str, data: bytes, *, again: bool = False) -> Delivery:
        return replace(super().deliver(name, data, again=again), reply=f"OK {name}".encode())


def answering(home: Path) -> delivery.Route:
    outbox, _ = folder(home)
    return lambda file: Svarer(outbox=outbox)


def test_what_may_not_leave_is_not_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    claims(100)
    exchange = build()
    declare(monkeypatch, may_leave=lambda exchange, now: LUKKET)
    with pytest.raises(MayNotLeaveError, match="Vent til december"):
        outbound.approve(exchange, "bent")
    exchange.refresh_from_db()
    assert (exchange.state, exchange.approved_by) == (State.BYGGET, "")


def test_what_may_not_leave_any_more_stays_with_its_reason(monkeypatch: pytest.MonkeyPatch, declared: Path) -> None:
    claims(100)
    exchange = approved()
    outbox, route = folder(declared)
    declare(monkeypatch, may_leave=lambda exchange, now: LUKKET)
    with pytest.raises(MayNotLeaveError):
        delivery.deliver(exchange, "system", route)
    exchange.refresh_from_db()
    assert (exchange.state, exchange.note, exchange.attempts, list(outbox.iterdir())) == (State.GODKENDT, LUKKET, 0, [])
    with pytest.raises(MayNotLeaveError):
        delivery.fetched(exchange.files.get(number=1), "system")
    declare(monkeypatch, may_leave=lambda exchange, now: "")
    assert delivery.deliver(exchange, "system", route) is State.AFSENDT
    declare(monkeypatch, may_leave=lambda exchange, now: LUKKET)
    with pytest.raises(MayNotLeaveError):
        delivery.resend(exchange, "bent", route, "prøve")


def test_what_is_half_way_is_finished(monkeypatch: pytest.MonkeyPatch, declared: Path) -> None:
    claims(100)
    exchange = approved()
    _, route = folder(declared)
    files = iter(range(9))

    def breaks(file: ExchangeFile) -> Any:
        if next(files) == 1:
            raise KeyError("fejl")
        return route(file)

    with pytest.raises(KeyError):
        delivery.deliver(exchange, "system", breaks)
    declare(monkeypatch, may_leave=lambda exchange, now: LUKKET)
    assert delivery.deliver(exchange, "system", route) is State.AFSENDT


def test_answers_that_acknowledge_every_file_end_it(monkeypatch: pytest.MonkeyPatch, declared: Path) -> None:
    claims(100)
    exchange = approved()

    def answer(file: ExchangeFile, reply: bytes, problems: Problems) -> str:
        problems.add(SVAR, raw=str(file.number))
        return f"Kvitteret: {reply.decode()}."

    declare(monkeypatch, answer=answer)
    assert delivery.deliver(exchange, "system", answering(declared)) is State.KVITTERET
    exchange.refresh_from_db()
    assert exchange.note == "Kvitteret: OK krav_A.txt. Kvitteret: OK krav_B.txt."
    assert sorted(exchange.problems.values_list("message", flat=True)) == [f"Modtageren afviser linje {n}." for n in (1, 2)]
    assert events(exchange)[-2:] == ["afsendt", "kvitteret"]
    assert list(wrong()) == []


def test_an_answer_that_acknowledges_nothing_leaves_it_sent(monkeypatch: pytest.MonkeyPatch, declared: Path) -> None:
    claims(100)
    exchange = approved()
    declare(monkeypatch, answer=lambda file, reply, problems: "kvit" if file.number == 1 else "")
    assert delivery.deliver(exchange, "system", answering(declared)) is State.AFSENDT


def test_an_answer_that_cannot_be_read_is_read_at_the_next_look(monkeypatch: pytest.MonkeyPatch, declared: Path) -> None:
    claims(100)
    exchange = approved(files="1")
    route = answering(declared)

    def broken(file: ExchangeFile, reply: bytes, problems: Problems) -> str:
        Krav.objects.all().delete()
        raise KeyError("fejl")

    declare(monkeypatch, answer=broken)
    assert delivery.deliver(exchange, "system", route) is State.AFSENDT, "the file has been delivered"
    assert Krav.objects.count() == 1, "what was half read is rolled back"
    declare(monkeypatch, answer=lambda file, reply, problems: reply.decode())
    assert delivery.look(exchange, "system", route) is State.KVITTERET
    exchange.refresh_from_db()
    assert exchange.note == "OK krav_A.txt"
    assert delivery.look(exchange, "system", route) is State.KVITTERET


DUE = "2026-11-20T10:00:00+00:00"


@pytest.fixture
def itself(monkeypatch: pytest.MonkeyPatch) -> Iterator[Interface]:
    """The test interface, running by itself under the key of the day, without money."""
    before = catalogue.find(UD).build
    assert before is not None

    def built(exchange: Exchange, options: Options) -> Built:
        return before(exchange, {"noegle": "dagens", "filer": "1", "krav": ""})

    yield declare(monkeypatch, build=built, options=(), runs_itself=True, money=False, schedule=daily(dt.time(8)), catches_up=True)


def test_it_builds_itself_once_for_each_due_moment(itself: Interface, declared: Path) -> None:
    claims(100)
    for _ in range(2):
        tasks.koer_selv(f"koer.{UD}", DUE)
    exchange = Exchange.objects.get()
    assert (exchange.state, exchange.created_by) == (State.GODKENDT, "system")
    assert Order.objects.get().exchange == exchange


def test_nothing_to_send_is_work_done(itself: Interface) -> None:
    tasks.koer_selv(f"koer.{UD}", DUE)
    assert (Exchange.objects.count(), DueMark.objects.filter(interface=UD).count()) == (0, 1)


def test_what_is_built_goes_at_once_over_its_connection(itself: Interface, declared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declared.mkdir(exist_ok=True)
    (declared / "forbindelser.toml").write_text(
        f'[forbindelser.m]\ntype = "mappe"\noutbox = "/m"\n[snitflader."{UD}"]\nproeve-a = "m"\n'
    )
    put: list[str] = []

    def enqueue(name: str, *arguments: object, key: str) -> str:
        put.append(key)
        return key

    monkeypatch.setattr(tasks, "enqueue", enqueue)
    claims(100)
    tasks.koer_selv(f"koer.{UD}", DUE)
    assert put == [f"aflever:{Exchange.objects.get().pk}:0"]


def test_a_run_that_cannot_be_built_is_told_until_one_is(itself: Interface, monkeypatch: pytest.MonkeyPatch) -> None:
    claims(100)

    def broken(exchange: Exchange, options: Options) -> Built:
        problems = Problems()
        problems.add(BRUD)
        raise ProblemsError(problems)

    with monkeypatch.context() as breaking:
        breaking.setitem(catalogue._registered, UD, replace(itself, build=broken))
        tasks.koer_selv(f"koer.{UD}", DUE)
        now = dt.datetime.now(dt.UTC)
        (cause,) = [cause for cause in rhythm.causes(now) if cause.kind is Kind.MISLYKKET]
        assert "Satserne mangler. Ret det, og kør den: snitflade run" in cause.sentence
    orders.carry_out(orders.place_itself(UD, "2026-11-21", "system"))
    assert [cause for cause in rhythm.causes(dt.datetime.now(dt.UTC)) if cause.kind is Kind.MISLYKKET] == []


def test_the_moments_of_this_file_are_moments() -> None:
    assert at("2026-11-20 08:00") == dt.datetime.fromisoformat(DUE)
