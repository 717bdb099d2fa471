"""What cannot be applied yet waits, in its order; what is released goes on; whatever the order of arrival, the end is the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.exchange.pipelines.steps import events, wrong
from tests.exchange.world import held_elsewhere
from tests.pipelines import layout, register
from tests.pipelines.interfaces import IND
from tests.pipelines.models import Fil, Post
from tests.pipelines.register import REGISTER, data, rows

from snitflade.exchange import catalogue, inbound, rhythm, sweep, tasks, waiting
from snitflade.exchange.catalogue import Applied, Hold
from snitflade.exchange.locks import BusyError
from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm import Kind, Severity
from snitflade.exchange.states import State
from snitflade.exchange.waiting import NotHeldError, WhyMissingError
from snitflade.formats.problems import Problems

pytestmark = pytest.mark.usefixtures("declared")


def take(number: int, **values: str) -> Exchange:
    return inbound.receive(
        catalogue.find(REGISTER), f"{number}.txt", data(number, **(values or {"K0001": f"v{number}"})), "anna"
    ).exchange


def states() -> list[str]:
    return list(Exchange.objects.order_by("order").values_list("state", flat=True))


def work() -> None:
    tasks.anvend_ventende(REGISTER)


def test_what_must_wait_changes_nothing_and_says_why() -> None:
    exchange = take(2, K0001="b")
    work()
    exchange.refresh_from_db()
    assert (exchange.state, exchange.note) == (State.HOLDT, "Fil 1 mangler. Hent den, eller frigiv denne.")
    assert (rows(), exchange.problems.count(), exchange.parts_done) == ({}, 0, 0)
    (cause,) = rhythm.causes(dt.datetime.now(dt.UTC))
    assert (cause.kind, cause.severity, cause.exchange) == (Kind.HOLDT, Severity.KRITISK, exchange.pk)
    assert "Fil 1 mangler. Hent den, eller frigiv denne." in cause.sentence
    assert list(wrong()) == []


def test_it_is_held_once_however_often_it_is_tried() -> None:
    exchange = take(2)
    work()
    exchange.refresh_from_db()
    since = exchange.state_at
    for _ in range(3):
        inbound.apply(exchange, catalogue.find(REGISTER), "bent")
    assert (events(exchange), exchange.state_at) == (["modtaget", "holdt"], since)


def test_waiting_files_are_applied_in_their_order_not_as_they_came() -> None:
    taken = [take(number) for number in (3, 1, 2)]
    work()
    assert (states(), rows()) == ([State.ANVENDT] * 3, {"K0001": "v3"})
    assert not any("holdt" in events(exchange) for exchange in taken), "none was tried before its turn"
    assert list(Fil.objects.order_by("pk").values_list("nr", flat=True)) == [1, 2, 3]


def test_what_comes_frees_what_was_held_in_order() -> None:
    for number in (4, 2, 3):
        take(number)
        work()
    assert states() == [State.HOLDT] * 3
    take(1)
    work()
    assert states() == [State.ANVENDT] * 4
    assert list(Fil.objects.order_by("pk").values_list("nr", flat=True)) == [1, 2, 3, 4]


def test_the_release_of_one_frees_those_after_it() -> None:
    first, second = take(2), take(3)
    work()
    waiting.release(first, "bent", "Fil 1 findes ikke, siger CPR-kontoret")
    tasks.proev_holdte(REGISTER)
    assert states() == [State.ANVENDT, State.ANVENDT]
    first.refresh_from_db()
    assert (first.released_by, first.note, events(first)) == (
        "bent",
        "",
        ["modtaget", "holdt", "frigivet", "anvendt"],
    )
    assert events(second) == ["modtaget", "holdt", "anvendt"]
    assert list(wrong()) == []


def test_only_what_is_held_is_released_and_with_a_reason() -> None:
    exchange = take(1)
    with pytest.raises(NotHeldError, match="er modtaget og ikke holdt tilbage"):
        waiting.release(exchange, "bent", "prøve")
    later = take(3)
    work()
    with pytest.raises(WhyMissingError):
        waiting.release(later, "bent", "  ")
    later.refresh_from_db()
    assert later.released_by == ""


def test_a_released_file_is_swept_up(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = take(2)
    work()
    found: list[str] = []
    monkeypatch.setattr(sweep, "enqueue", lambda name, *arguments, key: found.append(name))
    sweep._opsaml()
    assert found == [], "what is held is not tried every hour"
    waiting.release(exchange, "bent", "prøve")
    sweep._opsaml()
    assert found == ["udveksling.proev-holdte"]


def test_an_older_file_changes_nothing_that_is_newer() -> None:
    late = take(3, K0001="ny", K0002="ny")
    work()
    waiting.release(late, "bent", "prøve")
    tasks.proev_holdte(REGISTER)
    take(1, K0001="gammel", K0003="kun her")
    work()
    assert rows() == {"K0001": "ny", "K0002": "ny", "K0003": "kun her"}


def test_two_files_of_an_interface_are_never_applied_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = take(1)
    monkeypatch.setattr(inbound, "PATIENCE", 0.1)
    with held_elsewhere(f"anvend {REGISTER}"):
        for attempt in (inbound.apply, lambda _, interface, by: waiting.apply_next(interface, by)):
            with pytest.raises(BusyError):
                attempt(exchange, catalogue.find(REGISTER), "bent")
        with pytest.raises(BusyError):
            waiting.try_held(catalogue.find(REGISTER), "bent")
    inbound.apply(exchange, catalogue.find(REGISTER), "bent")
    exchange.refresh_from_db()
    assert exchange.state == State.ANVENDT


def test_the_second_of_two_waits_its_turn() -> None:
    exchange = take(1)
    with held_elsewhere(f"anvend {REGISTER}"):
        pass  # and then it is free
    assert not inbound.apply(exchange, catalogue.find(REGISTER), "bent")


def test_a_quarantined_file_that_must_wait_stays_in_quarantine() -> None:
    from tests.exchange.pipelines.test_quarantine import aside

    exchange = aside()
    interface = catalogue.find(exchange.interface)

    def wait(*_: object) -> Applied:
        raise Hold("Satserne for 2027 mangler. Indtast dem.")

    inbound.apply(exchange, replace(interface, apply=wait), "bent")
    exchange.refresh_from_db()
    assert (exchange.state, exchange.note) == (State.KARANTAENE, "Satserne for 2027 mangler. Indtast dem.")
    assert exchange.quarantine.filter(applied_at=None).count() == 2


def test_a_hold_has_a_sentence_without_persons() -> None:
    with pytest.raises(ValueError, match="sentence"):
        Hold(" ")
    assert str(Hold("311299-9999 mangler")) == "311299-**** mangler"


def test_bytes_are_kept_whatever_the_interface_makes_of_them(caplog: pytest.LogCaptureFixture) -> None:
    def broken(content: bytes, name: str) -> str:
        raise KeyError("fejl")

    received = inbound.receive(replace(catalogue.find(REGISTER), order=broken), "a", data(1), "anna")
    assert (received.exchange.state, received.exchange.order) == (State.MODTAGET, "")


@pytest.mark.parametrize(("content", "format"), [(layout.file_of([("0000000001", 1)]), "proeve-a"), (b"&100\r\n", "")])
def test_a_file_has_the_format_that_the_interface_recognises(content: bytes, format: str) -> None:
    interface = replace(catalogue.find(IND), recognise=lambda content, name: "proeve-a" if content[:1] == b"L" else "")
    exchange = inbound.receive(interface, "a.txt", content, "anna").exchange
    assert exchange.files.get().format == format
    problems: Problems = inbound.apply(exchange, interface, "anna")
    assert problems.codes == (set() if format else {"FIL_GENKENDES_IKKE"})


NUMBERS = 6


class TestAnyOrder(TestCase):
    """Files with gaps and duplicates, in any order of arrival, with the oldest held one released at the end until none is."""

    @settings(max_examples=25, deadline=None)
    @given(st.data())
    def test_the_end_is_the_same(self, drawn: st.DataObject) -> None:
        there = drawn.draw(st.sets(st.integers(1, NUMBERS), min_size=1))
        keys = {
            number: drawn.draw(st.lists(st.sampled_from("ABC"), min_size=1, max_size=5, unique=True)) for number in sorted(there)
        }
        arrivals = drawn.draw(st.permutations([*there, *drawn.draw(st.lists(st.sampled_from(sorted(there)), max_size=3))]))
        with transaction.atomic():
            for number in arrivals:
                take(number, **{f"K{key}": f"{number}" for key in keys[number]})
                if drawn.draw(st.booleans()):
                    work()
            work()
            while held := waiting.held(REGISTER).first():
                waiting.release(held, "bent", "den kommer ikke")
                tasks.proev_holdte(REGISTER)
            assert set(states()) == {State.ANVENDT}
            assert rows() == {
                f"K{key}": f"{max(n for n in there if key in keys[n])}" for key in "ABC" if any(key in keys[n] for n in there)
            }
            assert sorted(Fil.objects.values_list("nr", flat=True)) == sorted(there)
            assert list(wrong()) == []
            transaction.set_rollback(True)
        Post.objects.all().delete()


def test_the_register_of_these_tests_is_declared() -> None:
    assert catalogue.find(register.REGISTER).parts is register.parts


def test_the_held_are_tried_though_whoever_applied_the_last_one_died() -> None:
    take(2)
    work()
    first = take(1)
    inbound.apply(first, catalogue.find(REGISTER), "bent")  # and then nobody goes on
    assert states() == [State.ANVENDT, State.HOLDT]
    assert waiting.held_up(REGISTER) == first
    work()
    assert states() == [State.ANVENDT, State.ANVENDT]


def test_the_sweep_tries_the_held_once_after_each_success(monkeypatch: pytest.MonkeyPatch) -> None:
    take(3)
    work()
    inbound.apply(take(1), catalogue.find(REGISTER), "bent")
    found: set[str] = set()
    monkeypatch.setattr(sweep, "enqueue", lambda name, *arguments, key: found.add(key))
    sweep._opsaml()
    sweep._opsaml()
    assert len(found) == 1
    tasks.proev_holdte(REGISTER)
    assert waiting.held_up(REGISTER) is None, "it was tried, and number 2 is still missing"
    found.clear()
    sweep._opsaml()
    assert found == set()
