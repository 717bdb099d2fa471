"""What is due today, late or silent, in the words an operator reads; from when it counts, and when a run counts as done."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.exchange.world import IND, UD, at, declare, exchange

from snitflade.exchange import audit, outbound, rhythm
from snitflade.exchange.models import AuditEvent, DueMark, Exchange, Expectation
from snitflade.exchange.rhythm import Cause, Kind, Severity
from snitflade.exchange.schedule import BankDay, MonthDay, Schedule, monthly, weekdays
from snitflade.exchange.states import State

pytestmark = pytest.mark.usefixtures("empty_world")

BS = "inka.bs-opkraevninger"
SIXTH_LAST = monthly(BankDay(-6), dt.time(11))
"""In November 2026 that is Monday the 23rd (payments.md 2.5)."""


def causes(now: str) -> list[Cause]:
    return rhythm.causes(at(now))


def only(now: str) -> Cause:
    (cause,) = causes(now)
    return cause


def counting(id: str, since: str, schedule: Schedule, **values: Any) -> None:
    declare(id, schedule=schedule, **values)
    rhythm.expect(id, "bent", at(since))


def test_due_today_with_the_hour() -> None:
    counting(BS, "2026-11-01 00:00", SIXTH_LAST)
    cause = only("2026-11-23 08:00")
    assert (cause.kind, cause.severity, cause.interface, cause.deadline) == (
        Kind.I_DAG,
        Severity.OPLYSNING,
        BS,
        at("2026-11-23 11:00"),
    )
    assert cause.sentence == (
        "Send opkrævninger (inka.bs-opkraevninger) skal være kørt senest i dag kl. 11. Kør den: snitflade run inka.bs-opkraevninger"
    )


def test_nothing_the_day_before_and_it_is_among_the_upcoming() -> None:
    counting(BS, "2026-11-01 00:00", SIXTH_LAST)
    assert causes("2026-11-22 23:59") == []
    ((interface, moment),) = rhythm.upcoming(at("2026-11-22 23:59"))
    assert (interface.id, moment) == (BS, at("2026-11-23 11:00"))


def test_after_the_hour_the_day_is_still_there() -> None:
    counting(BS, "2026-11-01 00:00", SIXTH_LAST)
    cause = only("2026-11-23 12:00")
    assert (cause.kind, cause.sentence.split(". ")[0]) == (
        Kind.I_DAG,
        "Send opkrævninger (inka.bs-opkraevninger) skal være kørt senest i dag (forfaldt i dag kl",
    )


@pytest.mark.parametrize(
    ("grace", "last_in_time", "first_late"),
    [
        (0, "2026-11-23 23:59", "2026-11-24 00:00"),
        (1, "2026-11-24 23:59", "2026-11-25 00:00"),
        (5, "2026-11-30 23:59", "2026-12-01 00:00"),
    ],
)
def test_the_grace_is_bank_days(grace: int, last_in_time: str, first_late: str) -> None:
    counting(BS, "2026-11-01 00:00", SIXTH_LAST, grace_bank_days=grace)
    assert only(last_in_time).kind is Kind.I_DAG
    assert only(first_late).kind is Kind.FORSINKET


def test_late_in_bank_days() -> None:
    counting(BS, "2026-11-01 00:00", SIXTH_LAST)
    cause = only("2026-11-30 09:00")  # Tuesday to Friday and Monday
    assert (cause.kind, cause.severity, cause.since) == (Kind.FORSINKET, Severity.KRITISK, at("2026-11-23 11:00"))
    assert cause.sentence == (
        "Send opkrævninger (inka.bs-opkraevninger) skulle være kørt senest mandag den 23. november og er 5 bankdage over tiden. "
        "Kør den: snitflade run inka.bs-opkraevninger"
    )


def test_silence_of_a_partner_that_sends_by_itself() -> None:
    counting(IND, "2026-11-16 00:00", weekdays(dt.time(17)), contact="CPR-kontorets vagt")
    cause, today = causes("2026-11-18 08:00")
    assert (cause.kind, cause.severity) == (Kind.TAVS, Severity.KRITISK)
    assert cause.sentence == (
        "Daglig ajourføring (folk.cpr-ajourfoering) er udeblevet 2 gange; den første skulle være kommet fra "
        "Det Centrale Personregister (CPR) senest mandag den 16. november og er 2 bankdage over tiden. "
        "Spørg CPR-kontorets vagt, hvorfor der intet er kommet."
    )
    assert today.kind is Kind.I_DAG
    assert "Kommer den ikke af sig selv, så spørg CPR-kontorets vagt" in today.sentence


def test_silence_that_an_operator_ends() -> None:
    counting("inka.bs-indbetalinger", "2026-11-01 00:00", monthly(BankDay(2), dt.time(12)))
    assert only("2026-11-04 09:00").sentence.endswith(
        "Hent filen hos NETS (PBS), og indlæs den: snitflade run inka.bs-indbetalinger --file FIL"
    )


def test_the_key_stays_the_same_while_the_oldest_is_missing_and_changes_with_it() -> None:
    counting(IND, "2026-11-16 00:00", weekdays(dt.time(17)))
    first = causes("2026-11-17 08:00")[0].key
    assert first == "tavs/folk.cpr-ajourfoering/2026-11-16T19:00Z"
    assert causes("2026-11-19 08:00")[0].key == first
    exchange(IND, State.ANVENDT, "2026-11-19 08:30")
    assert causes("2026-11-19 09:00")[0].key == "tavs/folk.cpr-ajourfoering/2026-11-17T19:00Z"


@pytest.mark.parametrize("state", [State.BYGGET, State.AFSENDT, State.KVITTERET, State.UKLAR])
def test_an_exchange_that_was_built_is_work_done(state: State) -> None:
    counting(BS, "2026-11-01 00:00", SIXTH_LAST, grace_bank_days=3)
    exchange(BS, state, "2026-11-20 09:00")
    assert [cause.kind for cause in causes("2026-11-24 09:00") if cause.kind in (Kind.I_DAG, Kind.FORSINKET)] == []


@pytest.mark.parametrize("state", [State.ANNULLERET, State.ERSTATTET])
def test_one_that_was_taken_back_is_not(state: State) -> None:
    counting(BS, "2026-11-01 00:00", SIXTH_LAST)
    exchange(BS, state, "2026-11-20 09:00")
    assert only("2026-11-24 09:00").kind is Kind.FORSINKET


def test_what_was_refused_came_and_is_not_silence() -> None:
    counting(IND, "2026-11-16 00:00", weekdays(dt.time(17)))
    exchange(IND, State.AFVIST, "2026-11-16 16:00")
    assert only("2026-11-16 18:00").kind is Kind.AFVIST


def test_the_same_bytes_again_are_no_news() -> None:
    counting(IND, "2026-11-16 00:00", weekdays(dt.time(17)))
    exchange(IND, State.ANVENDT, "2026-11-16 16:00").arrivals.create(name="igen.txt", by="system")
    assert Kind.TAVS in {cause.kind for cause in causes("2026-11-18 08:00")}


def test_a_run_that_found_nothing_is_work_done_and_is_in_the_audit_chain() -> None:
    interface = declare(BS, schedule=SIXTH_LAST)
    rhythm.expect(BS, "bent", at("2026-11-01 00:00"))
    made, _ = outbound.build(interface, {}, "anna")
    assert made is None
    assert Exchange.objects.count() == 0
    DueMark.objects.update(at=at("2026-11-20 09:00"))
    assert causes("2026-11-30 09:00") == []
    event = AuditEvent.objects.get(event="intet at sende")
    assert (event.by, event.detail["snitflade"]) == ("anna", BS)
    assert list(audit.broken()) == []


def test_a_preview_is_no_work() -> None:
    outbound.preview(declare(BS, schedule=SIXTH_LAST), {}, "anna")
    assert not DueMark.objects.exists()


def test_an_old_run_that_found_nothing_does_not_count() -> None:
    counting(BS, "2026-09-01 00:00", SIXTH_LAST)
    rhythm.nothing_to_send(BS, "anna")
    DueMark.objects.update(at=at("2026-09-20 09:00"))
    assert len([cause for cause in causes("2026-10-30 09:00") if cause.kind is Kind.FORSINKET]) == 1


def test_a_run_before_it_counted_does_not_count() -> None:
    counting(IND, "2026-11-01 00:00", weekdays(dt.time(17)))
    counting(BS, "2026-11-20 00:00", SIXTH_LAST)
    rhythm.nothing_to_send(BS, "anna")
    DueMark.objects.update(at=at("2026-11-18 09:00"))
    assert Kind.FORSINKET in {cause.kind for cause in causes("2026-11-24 09:00")}


def test_what_is_not_declared_or_cannot_run_is_never_asked_about() -> None:
    rhythm.expect(BS, "bent", at("2026-01-01 00:00"))
    declare(IND, schedule=weekdays(dt.time(17)), apply=None, read=None)
    rhythm.expect(IND, "bent", at("2026-01-01 00:00"))
    assert causes("2026-11-30 09:00") == []


def test_what_nobody_uses_is_never_asked_about() -> None:
    declare(BS, schedule=SIXTH_LAST)
    assert causes("2026-11-30 09:00") == []
    assert rhythm.upcoming(at("2026-11-30 09:00")) == []


def test_it_counts_from_the_first_exchange() -> None:
    declare(BS, schedule=SIXTH_LAST)
    exchange(BS, State.KVITTERET, "2026-10-25 09:00")  # October's was due on the 23rd
    assert causes("2026-11-22 09:00") == []
    assert only("2026-11-24 09:00").since == at("2026-11-23 11:00")


def test_it_counts_from_the_connection_too_so_that_a_first_file_that_never_comes_is_missed(empty_world: Path) -> None:
    declare(IND, schedule=weekdays(dt.time(17)))
    declare(BS, schedule=SIXTH_LAST)
    declare(UD)
    (empty_world / "forbindelser.toml").write_text(f'[snitflader."{IND}"]\nind = "cpr"\n[snitflader."{UD}"]\ng69 = "g"\n')
    assert rhythm.notice("system") == [IND]
    assert rhythm.notice("system") == []
    row = Expectation.objects.get()
    assert (row.interface, row.by, row.until) == (IND, "system", None)
    Expectation.objects.update(since=at("2026-11-16 00:00"))
    assert causes("2026-11-17 08:00")[0].kind is Kind.TAVS


def test_noticing_keeps_the_first_exchange_as_the_beginning() -> None:
    declare(BS, schedule=SIXTH_LAST)
    first = exchange(BS, State.KVITTERET, "2026-10-20 09:00")
    assert rhythm.notice("system") == [BS]
    assert Expectation.objects.get().since == first.created_at


def test_released_is_asked_about_no_more_and_expected_again_from_then() -> None:
    counting(BS, "2026-01-01 00:00", SIXTH_LAST)
    exchange(BS, State.KVITTERET, "2026-01-20 09:00")
    rhythm.release(BS, "bent", "Føres nu i Prisme")
    assert causes("2026-11-30 09:00") == []
    assert rhythm.notice("system") == []
    rhythm.expect(BS, "bent", at("2026-11-01 00:00"))
    assert only("2026-11-30 09:00").since == at("2026-11-23 11:00")
    assert [event.event for event in AuditEvent.objects.order_by("number")] == ["rytme begyndt", "rytme ophørt", "rytme begyndt"]


def test_a_moment_answered_for_is_closed_and_the_next_is_not() -> None:
    counting(BS, "2026-09-01 00:00", SIXTH_LAST)
    late = only("2026-10-30 09:00")
    rhythm.settle(late.key, "bent", "Ingen opkrævninger i september og oktober", at("2026-10-30 09:00"))
    assert causes("2026-11-22 09:00") == []
    assert only("2026-11-24 09:00").since == at("2026-11-23 11:00")
    event = AuditEvent.objects.get(event="forfald bortset fra")
    assert event.detail["forfald"] == [at("2026-09-23 11:00").isoformat(), at("2026-10-23 11:00").isoformat()]


def test_it_takes_a_reason_and_a_cause_that_is_there() -> None:
    counting(BS, "2026-10-01 00:00", SIXTH_LAST)
    now = at("2026-10-30 09:00")
    with pytest.raises(rhythm.ReasonMissingError):
        rhythm.settle(only("2026-10-30 09:00").key, "bent", " ", now)
    with pytest.raises(rhythm.UnknownCauseError, match="snitflade today"):
        rhythm.settle("forsinket/findes-ikke/1", "bent", "grund", now)


def test_what_is_due_today_cannot_be_answered_away() -> None:
    counting(BS, "2026-11-01 00:00", SIXTH_LAST)
    with pytest.raises(rhythm.NotByHandError, match="når det er gjort"):
        rhythm.settle(only("2026-11-23 08:00").key, "bent", "grund", at("2026-11-23 08:00"))


def test_many_interfaces_cost_no_more_queries(django_assert_max_num_queries: Any) -> None:
    counting(BS, "2026-01-01 00:00", SIXTH_LAST)
    with django_assert_max_num_queries(5):
        rhythm.upcoming(at("2026-11-30 09:00"))
    for id in (
        "bogh.bankoverfoersler",
        "erhv.braetsalg-skat",
        "led.statistik",
        "soc.boligsikring-tildelt",
        "krdi.bankoverfoersler",
    ):
        declare(id, schedule=monthly(MonthDay(10), dt.time(12)))
        exchange(id, State.KVITTERET, "2026-08-10 09:00")
    with django_assert_max_num_queries(5):
        assert len(rhythm.upcoming(at("2026-11-30 09:00"))) == 6
