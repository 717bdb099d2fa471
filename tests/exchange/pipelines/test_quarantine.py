"""Quarantine: good lines are applied, bad ones wait, are corrected where they stand, and are applied once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.exchange.pipelines.steps import events, wrong
from tests.exchange.pipelines.test_inbound import apply, lines, take
from tests.pipelines import layout
from tests.pipelines.interfaces import KARANTAENE, UNKNOWN
from tests.pipelines.models import Linje

from snitflade.exchange import catalogue, inbound, quarantine
from snitflade.exchange.catalogue import Applied, Aside
from snitflade.exchange.models import Exchange
from snitflade.exchange.quarantine import CorrectionError, LineAppliedError, UnknownLineError
from snitflade.exchange.states import State
from snitflade.formats.problems import Problems

pytestmark = pytest.mark.usefixtures("declared")
LINES = [("0000000001", 100), (UNKNOWN, 200), ("0000000003", 300), (UNKNOWN, 400)]


def aside(data: bytes | None = None) -> Exchange:
    """An exchange with lines 2 and 4 in quarantine."""
    exchange = take(layout.file_of(LINES) if data is None else data, KARANTAENE)
    apply(exchange)
    return exchange


def waiting(exchange: Exchange) -> list[int]:
    return list(exchange.quarantine.filter(applied_at=None).values_list("line", flat=True))


def test_good_lines_are_applied_and_bad_ones_wait() -> None:
    exchange = aside()
    assert (exchange.state, lines()) == (State.KARANTAENE, [LINES[0], LINES[2]])
    assert waiting(exchange) == [2, 4]
    assert exchange.totals == {"linjer": 2, "sum": 400}
    assert quarantine.line(exchange, 2).reason == f"Kunden {UNKNOWN} findes ikke."
    assert list(wrong()) == []


def test_a_line_that_cannot_be_read_waits_too() -> None:
    exchange = aside(layout.file_of(LINES[:3]).replace(b"0000000300+", b"00000X0300+", 1))
    assert waiting(exchange) == [2, 3]
    assert "er ikke et beløb i øre" in quarantine.line(exchange, 3).reason
    assert lines() == [LINES[0]]


def test_a_line_is_kept_sealed_and_shown_to_somebody() -> None:
    exchange = aside()
    line = quarantine.line(exchange, 2)
    assert UNKNOWN.encode() not in bytes(line.sealed)
    assert quarantine.seen(line, "bent") == layout.line(*LINES[1])
    event = exchange.events.last()
    assert event is not None
    assert (event.event, event.by, event.detail) == ("linje vist", "bent", {"linje": 2})


def test_reasons_hold_no_cpr_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.pipelines.interfaces.UNKNOWN", "3112999999")
    exchange = aside(layout.file_of([LINES[0], ("3112999999", 200)]))
    assert quarantine.line(exchange, 2).reason == "Kunden 311299-**** findes ikke."
    assert exchange.problems.get().message == "Kunden 311299-**** findes ikke."


def test_a_corrected_line_is_applied_where_it_stands() -> None:
    exchange = aside()
    quarantine.correct(exchange, 4, layout.line("0000000004", 400), "bent")
    assert waiting(exchange) == [2, 4], "correcting is not applying"
    apply(exchange)
    assert (exchange.state, waiting(exchange)) == (State.KARANTAENE, [2])
    assert list(Linje.objects.order_by("linje").values_list("linje", "nummer")) == [
        (1, "0000000001"),
        (3, "0000000003"),
        (4, "0000000004"),
    ]
    assert exchange.problems.get().line == 2, "what is told is what is left"
    quarantine.correct(exchange, 2, layout.line("0000000002", 200), "bent")
    assert not apply(exchange)
    assert (exchange.state, waiting(exchange), exchange.totals) == (State.ANVENDT, [], {"linjer": 4, "sum": 1000})
    assert not exchange.problems.exists()
    assert events(exchange).count("linje rettet") == 2
    assert list(wrong()) == []


def test_a_line_that_is_still_wrong_waits_with_its_new_reason() -> None:
    exchange = aside()
    quarantine.correct(exchange, 2, layout.line("000000000X", 200), "bent")
    apply(exchange)
    line = quarantine.line(exchange, 2)
    assert "skal være" in line.reason
    assert quarantine.text(line) == layout.line("000000000X", 200), "the correction is not lost"
    assert lines() == [LINES[0], LINES[2]]


def test_lines_are_applied_as_they_are_when_their_cause_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = aside()
    monkeypatch.setattr("tests.pipelines.interfaces.UNKNOWN", "intet")
    apply(exchange)
    assert (exchange.state, waiting(exchange), lines()) == (State.ANVENDT, [], LINES)


def test_what_was_applied_stays_applied_whatever_is_thought_of_it_later() -> None:
    exchange = aside()
    interface = catalogue.find(KARANTAENE)
    assert interface.apply is not None
    before = interface.apply

    def stricter(exchange: Exchange, content: Any, problems: Problems) -> Applied:
        applied = before(exchange, content, problems)
        return replace(applied, set_aside=[*applied.entries, Aside("", (1,), "Kunden er lukket.")])

    quarantine.correct(exchange, 2, layout.line("0000000002", 200), "bent")
    problems = inbound.apply(exchange, replace(interface, apply=stricter), "bent")
    assert waiting(exchange) == [4]
    assert [problem.line for problem in problems] == [4]


def test_a_correction_that_breaks_the_file_changes_nothing() -> None:
    exchange = aside()
    quarantine.correct(exchange, 2, layout.trailer(LINES), "bent")
    problems = apply(exchange)
    assert problems.codes == {"PROEVE_SLUTLINJE"}
    assert (exchange.state, waiting(exchange), lines()) == (State.KARANTAENE, [2, 4], [LINES[0], LINES[2]])
    assert exchange.totals == {"linjer": 2, "sum": 400}
    assert events(exchange)[-1] == "rettede linjer afvist"
    quarantine.correct(exchange, 2, layout.line("0000000002", 200), "bent")
    apply(exchange)
    assert waiting(exchange) == [4]
    assert list(wrong()) == []


def test_a_file_without_one_good_line_is_refused() -> None:
    exchange = aside(b"".join(layout.file_of([(UNKNOWN, 1)]).splitlines(keepends=True)[:1]) * 3)
    assert exchange.state == State.AFVIST
    exchange = take(layout.file_of([(UNKNOWN, 1), (UNKNOWN, 2)]).replace(b"T", b"X"), KARANTAENE)
    assert "PROEVE_SLUTLINJE" in apply(exchange).codes
    assert not exchange.quarantine.exists()


@pytest.mark.parametrize(("end", "last"), [(b"\r\n", True), (b"\n", True), (b"\r\n", False)])
def test_line_ends_stay_as_they_came(end: bytes, last: bool) -> None:
    data = layout.file_of(LINES).replace(b"\r\n", end)
    data = data if last else data.removesuffix(end)
    exchange = aside(data)
    assert waiting(exchange) == [2, 4]
    corrected = layout.line("0000000002", 200)
    quarantine.correct(exchange, 2, corrected, "bent")
    assert quarantine.corrected(exchange, data) == data.replace(layout.line(*LINES[1]).encode(), corrected.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_correction_is_written_in_the_files_own_encoding(encoding: str) -> None:
    text = layout.line("0000000001", 100, "Grønnegade æøå")
    rest = [layout.line(*LINES[1]), layout.trailer(LINES[:2]).replace("0000000300", "0000000300")]
    data = "".join(f"{line}\r\n" for line in [text, *rest]).encode(encoding)
    exchange = aside(data)
    assert waiting(exchange) == [2]
    corrected = layout.line("0000000002", 200, "Åvej")
    quarantine.correct(exchange, 2, corrected, "bent")
    assert quarantine.text(quarantine.line(exchange, 2)) == corrected
    assert quarantine.corrected(exchange, data) == data.replace(rest[0].encode(), corrected.encode(encoding))
    apply(exchange)
    assert exchange.state == State.ANVENDT
    if encoding == "cp1252":
        with pytest.raises(CorrectionError, match="«ĸ» findes ikke i filens tegnsæt cp1252"):
            quarantine.correct(exchange, 2, layout.line("0000000002", 200, "ĸ"), "bent")


@pytest.mark.parametrize(("text", "said"), [("a\nb", "linjeskift"), ("a\rb", "linjeskift"), ("", "tom"), ("  ", "tom")])
def test_a_correction_is_one_line(text: str, said: str) -> None:
    exchange = aside()
    with pytest.raises(CorrectionError, match=said):
        quarantine.correct(exchange, 2, text, "bent")
    assert quarantine.line(exchange, 2).corrected is None


def test_only_lines_that_wait_are_corrected() -> None:
    exchange = aside()
    with pytest.raises(UnknownLineError, match="har ingen linje 3 i karantæne"):
        quarantine.correct(exchange, 3, "x", "bent")
    quarantine.correct(exchange, 2, layout.line("0000000002", 200), "bent")
    apply(exchange)
    with pytest.raises(LineAppliedError, match="Linje 2 af udveksling"):
        quarantine.correct(exchange, 2, layout.line("0000000007", 200), "bent")


def test_an_encoding_that_nobody_can_know_is_not_guessed() -> None:
    exchange = aside()
    exchange.files.update(format="en-profil")
    with pytest.raises(CorrectionError, match="kun rettes med tegn fra ASCII"):
        quarantine.correct(exchange, 2, layout.line("0000000002", 200, "Åvej"), "bent")
    quarantine.correct(exchange, 2, layout.line("0000000002", 200), "bent")
    assert quarantine.text(quarantine.line(exchange, 2)) == layout.line("0000000002", 200)
