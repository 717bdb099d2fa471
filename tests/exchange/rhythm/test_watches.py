"""What a Delsystem watches itself is told beside the rest, and a watch that breaks is told, too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from tests.exchange.world import UD, at, exchange

from snitflade.exchange import rhythm
from snitflade.exchange.rhythm import Cause, Kind, Severity
from snitflade.exchange.states import State

pytestmark = pytest.mark.usefixtures("empty_world")
NOW = at("2026-11-20 12:00")


def unbilled(now: dt.datetime) -> Iterator[Cause]:
    """As a Delsystem would say that agreements were never billed."""
    yield Cause(
        kind=Kind.FORSINKET,
        interface=UD,
        about="2026K3",
        since=at("2026-07-07 12:00"),
        deadline=at("2026-09-30 12:00"),
        sentence=f"12 aftaler er ikke opkrævet for 3. kvartal. Kør: snitflade run {UD}",
    )


def test_a_cause_of_its_own_is_among_the_others() -> None:
    assert rhythm.watch(unbilled) is unbilled
    rhythm.watch(unbilled)
    unclear = exchange(UD, State.UKLAR, "2026-11-20 11:00")
    assert [cause.key for cause in rhythm.causes(NOW)] == [f"forsinket/{UD}/2026K3", f"uklar/{UD}/{unclear.pk}"]
    rhythm.unwatch(unbilled)
    assert [cause.kind for cause in rhythm.causes(NOW)] == [Kind.UKLAR]


def test_one_that_breaks_is_told_and_silences_nobody(caplog: pytest.LogCaptureFixture) -> None:
    @rhythm.watch
    def broken(now: dt.datetime) -> Iterator[Cause]:
        raise ZeroDivisionError

    rhythm.watch(unbilled)
    found = rhythm.causes(NOW)
    assert [cause.kind for cause in found] == [Kind.FORSINKET, Kind.MISLYKKET]
    assert "broken kunne ikke gennemføres (ZeroDivisionError)" in found[1].sentence
    assert found[1].severity is Severity.KRITISK
    assert "ZeroDivisionError" in caplog.text


def test_the_key_of_one_that_breaks_does_not_change_from_time_to_time() -> None:
    @rhythm.watch
    def broken(now: dt.datetime) -> Iterator[Cause]:
        raise ZeroDivisionError

    first, later = rhythm.causes(NOW), rhythm.causes(NOW + dt.timedelta(hours=1))
    assert [cause.key for cause in first] == [cause.key for cause in later]


def test_two_with_one_key_are_one_cause_the_worse_of_them() -> None:
    def mild(now: dt.datetime) -> Iterator[Cause]:
        for cause in unbilled(now):
            yield Cause(
                kind=cause.kind, interface=UD, about="2026K3", since=NOW, sentence="Det går nok.", weight=Severity.OPLYSNING
            )

    rhythm.watch(mild)
    rhythm.watch(unbilled)
    (cause,) = rhythm.causes(NOW)
    assert cause.severity is Severity.KRITISK


def test_what_a_watch_says_cannot_be_settled_by_hand() -> None:
    rhythm.watch(unbilled)
    with pytest.raises(rhythm.UnknownCauseError):
        rhythm.settle(f"forsinket/{UD}/2026K3", "bent", "grund", NOW)


def test_a_cause_that_could_not_be_remembered_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Cause(kind=Kind.TAVS, interface=UD, since=NOW.replace(tzinfo=None), sentence=".")
    with pytest.raises(ValueError, match="longer"):
        Cause(kind=Kind.TAVS, interface=UD, since=NOW, sentence=".", about="x" * 101)
