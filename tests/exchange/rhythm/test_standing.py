"""Exchanges that stand still: which, from when, by when, and what to do; and that many are one."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from tests.exchange.world import IND, UD, at, declare, exchange, file_of, held_elsewhere

from snitflade.exchange import audit, bulk, catalogue, delivery, rhythm
from snitflade.exchange.models import Exchange, QuarantinedLine, Worker
from snitflade.exchange.rhythm import Cause, Kind, Severity, standing
from snitflade.exchange.schedule import BankDay, monthly, on_demand, weekdays
from snitflade.exchange.states import State

pytestmark = pytest.mark.usefixtures("empty_world")

NOW = at("2026-11-20 12:00")
"""A Friday."""


def causes(now: dt.datetime = NOW) -> list[Cause]:
    return rhythm.causes(now)


def only(now: dt.datetime = NOW) -> Cause:
    (cause,) = causes(now)
    return cause


@pytest.mark.parametrize("state", [State.KVITTERET, State.ANNULLERET, State.ERSTATTET, State.ANVENDT])
def test_what_is_over_is_no_cause(state: State) -> None:
    declare(UD, acknowledged_within_bank_days=1)
    exchange(UD, state, "2026-01-02 09:00")
    assert causes() == []


def test_money_waits_for_a_second_person_within_the_grace() -> None:
    declare(UD, grace_bank_days=1, money=True)
    waiting = exchange(UD, State.BYGGET, "2026-11-20 09:00", needs_two=True)
    cause = only()
    assert (cause.kind, cause.severity, cause.exchange) == (Kind.VENTER_PAA_ANDEN, Severity.OPLYSNING, waiting.pk)
    assert cause.sentence == (
        f"Udveksling {waiting.pk} (Snitflade 861 Renovation: G69 og 10Q, {UD}) venter på, at en anden end den, der byggede den, "
        f"godkender den, senest mandag den 23. november. Godkend den: snitflade approve {waiting.pk}"
    )
    assert only(at("2026-11-23 23:59")).severity is Severity.OPLYSNING
    late = only(at("2026-11-24 00:00"))
    assert late.severity is Severity.KRITISK
    assert "senest i går (1 bankdag over tiden)" in late.sentence


def test_without_grace_a_person_has_until_the_next_bank_day_is_over() -> None:
    declare(UD, money=True)
    exchange(UD, State.BYGGET, "2026-11-21 09:00", needs_two=True)  # a Saturday
    assert only(at("2026-11-23 23:59")).severity is Severity.OPLYSNING
    assert only(at("2026-11-24 00:01")).severity is Severity.KRITISK


def test_approved_and_not_sent_within_the_grace() -> None:
    declare(UD, grace_bank_days=2)
    lying = exchange(UD, State.GODKENDT, "2026-11-16 09:00")
    assert causes(at("2026-11-18 23:59")) == []
    cause = only(at("2026-11-19 00:00"))
    assert (cause.kind, cause.exchange, cause.deadline is not None) == (Kind.FORSINKET, lying.pk, True)
    assert "bygget og godkendt, men ikke sendt til Prisme" in cause.sentence
    with pytest.raises(rhythm.NotByHandError):
        rhythm.settle(cause.key, "bent", "grund", at("2026-11-19 00:00"))


def test_an_interface_that_is_gone_still_shows_what_it_left() -> None:
    exchange(UD, State.GODKENDT, "2026-11-16 09:00")
    exchange(UD, State.UKLAR, "2026-11-16 09:00")
    exchange("findes.ikke", State.UKLAR, "2026-11-16 09:00")
    assert sorted((cause.kind, cause.interface) for cause in causes()) == [
        (Kind.FORSINKET, UD),
        (Kind.UKLAR, "findes.ikke"),
        (Kind.UKLAR, UD),
    ]


@pytest.mark.parametrize(("attempts", "tried", "told"), [(1, "11:55", False), (1, "11:45", True), (3, "11:55", True)])
def test_a_failed_delivery_is_told_when_it_lasts_or_comes_again(attempts: int, tried: str, told: bool) -> None:
    declare(UD, grace_bank_days=5)
    exchange(UD, State.GODKENDT, "2026-11-20 09:00", f"2026-11-20 {tried}", attempts=attempts, note="Der er ikke forbindelse")
    assert [cause.kind for cause in causes()] == ([Kind.MISLYKKET] if told else [])


@pytest.mark.parametrize("attempted", [None, at("2026-11-20 11:00")])
def test_a_delivery_that_was_broken_off(attempted: dt.datetime | None) -> None:
    declare(UD)
    stuck = exchange(UD, State.AFSENDES, "2026-11-20 09:00", "2026-11-20 11:00")
    file_of(stuck, attempted_at=attempted)
    assert causes(at("2026-11-20 11:09")) == []
    assert only().kind is (Kind.UKLAR if attempted else Kind.MISLYKKET)
    with held_elsewhere(f"aflever {stuck.pk}"):
        assert causes() == []


def test_unclear_is_critical_at_once() -> None:
    declare(UD, contact="Prisme-support")
    unclear = exchange(UD, State.UKLAR, "2026-11-20 11:59")
    cause = only()
    assert (cause.severity, cause.deadline) == (Severity.KRITISK, None)
    assert cause.sentence == (
        f"Det er uklart, om Prisme har fået udveksling {unclear.pk} (Snitflade 861 Renovation: G69 og 10Q, {UD}). "
        f"Spørg Prisme-support. Er den der, så skriv kvitteringen: snitflade receipt {unclear.pk}. "
        f"Ellers send igen: snitflade resend {unclear.pk}"
    )


def test_to_be_carried_by_hand() -> None:
    declare("inka.bs-opkraevninger", grace_bank_days=1)
    exchange("inka.bs-opkraevninger", State.VENTER, "2026-11-20 09:00")
    cause = only()
    assert (cause.kind, cause.severity) == (Kind.VENTER_PAA_HAAND, Severity.OPLYSNING)
    assert "skal afleveres hos NETS (PBS) med hånden, senest mandag den 23. november." in cause.sentence
    assert only(at("2026-11-24 08:00")).severity is Severity.KRITISK


@pytest.mark.parametrize(("hours", "told"), [(24, False), (3, False), (2, True), (1, True), (None, False)])
def test_sent_and_not_taken(hours: int | None, told: bool) -> None:
    declare(UD, taken_within_hours=hours)
    exchange(UD, State.AFSENDT, "2026-11-20 09:00", "2026-11-20 09:59")
    exchange(UD, State.TAGET, "2026-11-20 09:00", "2026-11-20 09:59")
    assert [cause.kind for cause in causes()] == ([Kind.IKKE_TAGET] if told else [])


def test_what_was_carried_by_hand_has_its_receipt_and_need_not_be_seen_taken() -> None:
    declare(UD, taken_within_hours=1, acknowledged_within_bank_days=1)
    carried = exchange(UD, State.VENTER, "2026-11-20 09:00")
    file_of(carried)
    delivery.delivered_by_hand(carried, "anna", "kvittering 17")
    Exchange.objects.filter(pk=carried.pk).update(state_at=at("2020-11-16 09:00"))
    assert only().kind is Kind.IKKE_KVITTERET


@pytest.mark.parametrize("state", [State.AFSENDT, State.TAGET])
def test_sent_and_not_acknowledged_in_bank_days(state: State) -> None:
    declare(UD, taken_within_hours=None, acknowledged_within_bank_days=2)
    exchange(UD, state, "2026-11-19 08:00", "2026-11-19 09:00")  # Friday, Monday
    assert causes(at("2026-11-23 23:59")) == []
    cause = only(at("2026-11-24 00:00"))
    assert (cause.kind, cause.severity) == (Kind.IKKE_KVITTERET, Severity.ADVARSEL)
    assert cause.deadline == at("2026-11-23 23:59") + dt.timedelta(seconds=59, microseconds=999_999)


def test_what_is_not_taken_is_not_also_missed_as_unanswered() -> None:
    declare(UD, taken_within_hours=1, acknowledged_within_bank_days=1)
    exchange(UD, State.AFSENDT, "2026-11-10 09:00")
    assert only().kind is Kind.IKKE_TAGET


def test_received_and_not_applied() -> None:
    declare(IND)
    exchange(IND, State.MODTAGET, "2026-11-20 11:45")
    exchange(IND, State.MODTAGET, "2026-11-20 11:55")
    assert only().kind is Kind.MISLYKKET


@pytest.mark.parametrize("state", [State.AFVIST, State.KARANTAENE])
def test_refused_and_quarantined_until_a_person_answers_for_it_as_it_is(state: State) -> None:
    declare(IND)
    refused = exchange(IND, state, "2020-11-20 11:00")  # long before the answer, whose moment is the clock's
    cause = only()
    assert cause.kind.value == state.value
    rhythm.settle(cause.key, "bent", "Filen var en prøve", NOW)
    assert causes() == []
    Exchange.objects.filter(pk=refused.pk).update(state_at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    assert only(NOW + dt.timedelta(days=365 * 50)).kind.value == state.value
    assert list(audit.broken()) == []


def test_the_lines_in_quarantine_are_counted_without_those_applied_since() -> None:
    declare(IND)
    row = exchange(IND, State.KARANTAENE, "2026-11-20 11:00")
    for line, applied in ((2, None), (5, None), (7, NOW)):
        QuarantinedLine.objects.create(exchange=row, line=line, sealed=b"x", reason="prøve", applied_at=applied)
    assert only().sentence.startswith(f"2 linjer af udveksling {row.pk} ")
    QuarantinedLine.objects.filter(line=5).update(applied_at=NOW)
    assert only().sentence.startswith(f"1 linje af udveksling {row.pk} ")


def test_many_are_one_cause_that_names_the_oldest() -> None:
    declare(UD)
    for minute in range(standing.MOST_SINGLE):
        exchange(UD, State.UKLAR, f"2026-11-20 11:{minute:02}")
    assert len(causes()) == standing.MOST_SINGLE
    oldest = exchange(UD, State.UKLAR, "2026-11-20 09:00")
    cause = only()
    assert (cause.exchange, cause.since) == (None, oldest.state_at)
    assert f"11 udvekslinger (Snitflade 861 Renovation: G69 og 10Q, {UD}; den ældste er {oldest.pk})" in cause.sentence


def test_the_number_is_right_where_not_all_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "MOST_READ", 5)
    declare(UD)
    for minute in range(12):
        exchange(UD, State.UKLAR, f"2026-11-20 11:{minute:02}")
    assert only().sentence.startswith("Det er uklart, om Prisme har fået 12 udvekslinger")


def test_a_cause_never_shows_a_cpr_number() -> None:
    cause = Cause(kind=Kind.AFVIST, interface=IND, since=NOW, sentence="Filen om 311299-9999 er afvist", about="3112999999")
    assert "9999" not in cause.sentence
    assert "9999" not in cause.key


def test_the_worst_comes_first_and_of_the_same_weight_what_should_have_been_done_first() -> None:
    declare(UD, taken_within_hours=1, money=True, grace_bank_days=1)
    declare(IND)
    calm = exchange(UD, State.BYGGET, "2026-11-20 11:00", needs_two=True)
    warned = exchange(UD, State.AFSENDT, "2026-11-10 11:00")
    newer = exchange(UD, State.UKLAR, "2026-11-20 10:00")
    older = exchange(IND, State.AFVIST, "2026-11-19 10:00")
    assert [cause.exchange for cause in causes()] == [older.pk, newer.pk, warned.pk, calm.pk]


def test_workers_that_are_all_dead(settings: Any) -> None:
    assert causes() == []
    beat = {"host": "vaert", "pid": 1, "started_at": at("2026-11-20 08:00")}
    Worker.objects.create(slot="arbejder-1", beat_at=at("2026-11-20 11:00"), **beat)
    cause = only()
    assert (cause.kind, cause.since) == (Kind.ARBEJDER_STOPPET, at("2026-11-20 11:00"))
    assert "siden i dag kl. 11" in cause.sentence
    Worker.objects.create(slot="arbejder-2", beat_at=at("2026-11-20 11:59"), **beat)
    assert causes() == []


def many(count: int) -> None:
    """A journal of five years in all 40 interfaces: most of it over, some of it standing still. Made as four equal parts, which is
    quicker than one by one."""
    ids = list(catalogue.rows())
    over, still = (State.TAGET, State.KVITTERET, State.ANVENDT), {0: State.UKLAR, 1: State.GODKENDT, 2: State.BYGGET}
    start, part = NOW - dt.timedelta(days=1825), count // 4

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(1, part + 1):
            id, moment = ids[number % len(ids)], start + dt.timedelta(days=1825) * number / part
            state = still.get(number % 1251) or (State.AFSENDT if number % 51 == 0 else over[number // len(ids) % 3])
            yield number, id, f"n{number}", "ud", state, "", False, {}, {}, [], moment, "anna", "", moment, 0, "", ""

    names = [
        "id",
        "interface",
        "key",
        "direction",
        "state",
        "kommune",
        "needs_two",
        "options",
        "totals",
        "sheet",
        "created_at",
        "created_by",
        "approved_by",
        "state_at",
        "attempts",
        "note",
        "copy_to",
    ]
    with transaction.atomic():
        bulk.insert_rows(Exchange, names, rows())
        for copy in (1, 2, 3):
            copied = ", ".join({"id": f"id + {copy * part}", "key": f"key || '-{copy}'"}.get(name, name) for name in names)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO exchange_exchange ({', '.join(names)}) SELECT {copied} FROM exchange_exchange WHERE id <= {part}"  # noqa: S608
                )
    assert Exchange.objects.count() == count


@pytest.mark.measured
def test_two_hundred_thousand_exchanges_are_asked_in_a_fifth_of_a_second() -> None:
    daily, often = weekdays(dt.time(17)), monthly(BankDay(5), dt.time(12))
    for number, id in enumerate(catalogue.rows()):
        schedule = (daily, often, on_demand())[number % 3]
        declare(id, schedule=schedule, catches_up=schedule is daily, acknowledged_within_bank_days=5 if number % 4 == 0 else None)
    many(200_000)
    causes()  # the calendar is computed once in a process
    took = []
    for _ in range(5):
        begun = time.process_time()  # the machine may be busy with other things
        found = causes()
        took.append(time.process_time() - begun)
    kinds = {cause.kind for cause in found}
    assert {Kind.UKLAR, Kind.FORSINKET, Kind.IKKE_TAGET, Kind.IKKE_KVITTERET, Kind.VENTER_PAA_ANDEN} <= kinds
    assert min(took) < 0.2, took
