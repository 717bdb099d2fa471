"""Receiving and applying: once, whatever the file is called; refused whole with every reason, and kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.exchange.pipelines.steps import events, wrong
from tests.pipelines import layout
from tests.pipelines.interfaces import IND, KARANTAENE, UD, UNKNOWN
from tests.pipelines.models import Linje

from snitflade.exchange import blobs, catalogue, inbound
from snitflade.exchange.catalogue import Applied, MissingInterfaceError
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

pytestmark = pytest.mark.usefixtures("declared")
LINES = [("0000000001", 100), ("0000000002", -250), ("0000000003", 300)]
DATA = layout.file_of(LINES)
SAGT = ProblemKind("PROEVE_SAGT", "Det kan ikke bogføres.")


def take(data: bytes = DATA, id: str = IND, name: str = "a.txt") -> Exchange:
    return inbound.receive(catalogue.find(id), name, data, "anna").exchange


def apply(exchange: Exchange) -> Problems:
    problems = inbound.apply(exchange, catalogue.find(exchange.interface), "anna")
    exchange.refresh_from_db()
    return problems


def lines() -> list[tuple[str, int]]:
    return list(Linje.objects.order_by("linje").values_list("nummer", "beloeb"))


def test_a_file_is_applied_once() -> None:
    exchange = take()
    assert exchange.state == State.MODTAGET
    for _ in range(2):
        assert not apply(exchange)
        assert (exchange.state, exchange.totals) == (State.ANVENDT, {"linjer": 3, "sum": 150})
        assert lines() == LINES
    assert events(exchange) == ["modtaget", "anvendt"]
    assert list(wrong()) == []


def test_the_same_bytes_under_another_name_are_the_same_exchange() -> None:
    first = inbound.receive(catalogue.find(IND), "a.txt", DATA, "anna")
    second = inbound.receive(catalogue.find(IND), "b.txt", DATA, "bent")
    assert (first.new, second.new, second.exchange) == (True, False, first.exchange)
    assert list(first.exchange.arrivals.values_list("name", "by")) == [("a.txt", "anna"), ("b.txt", "bent")]
    assert events(first.exchange) == ["modtaget", "dublet"]


def test_the_same_bytes_for_another_interface_are_another_exchange() -> None:
    one, other = take(), take(id=KARANTAENE)
    assert one != other
    assert one.files.get().blob == other.files.get().blob


def test_what_sends_only_receives_nothing() -> None:
    with pytest.raises(MissingInterfaceError):
        take(id=UD)


def test_no_cpr_number_and_no_bytes_that_are_no_text_get_into_the_trail() -> None:
    exchange = take(name="afregning 3112999999 b\udce6.txt")
    assert exchange.arrivals.get().name == "afregning 3112999999 b?.txt"
    assert "3112999999" not in str((exchange.events.get()).detail)


OTHER = b"&100 en fil fra en helt anden snitflade\r\n&101 med sine egne linjer\r\n"
REFUSED = {
    "empty": (b"", {"FIL_UDEN_INDHOLD"}),
    "truncated in a line": (DATA[:100], {"RECORD_FOR_KORT", "PROEVE_SLUTLINJE"}),
    "truncated after a line": (DATA[:88], {"PROEVE_SLUTLINJE"}),
    "a line is missing": (layout.file_of(LINES)[44:], {"PROEVE_ANTAL"}),
    "another amount": (DATA.replace(b"0000000300+", b"0000000301+", 1), {"PROEVE_SUM"}),
    "another interface's": (OTHER, {"RECORD_UKENDT", "PROEVE_SLUTLINJE"}),
}


@pytest.mark.parametrize("id", [IND, KARANTAENE])
@pytest.mark.parametrize("what", REFUSED)
def test_what_is_wrong_as_a_whole_is_refused_with_every_reason_and_kept(what: str, id: str) -> None:
    data, codes = REFUSED[what]
    exchange = take(data, id)
    problems = apply(exchange)
    assert (exchange.state, problems.codes) == (State.AFVIST, codes)
    assert set(exchange.problems.values_list("code", flat=True)) == codes
    assert lines() == []
    assert not exchange.quarantine.exists()
    assert blobs.get(exchange.files.get().blob) == data
    assert list(wrong()) == []


def test_every_bad_line_is_told_and_none_applied() -> None:
    exchange = take(layout.file_of([LINES[0], (UNKNOWN, 1), LINES[1], (UNKNOWN, 2)]))
    problems = apply(exchange)
    assert (exchange.state, lines()) == (State.AFVIST, [])
    assert [(problem.line, problem.message) for problem in problems.sorted()] == [
        (line, f"Kunden {UNKNOWN} findes ikke.") for line in (2, 4)
    ]


def test_what_was_refused_is_applied_when_its_cause_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = take(layout.file_of([LINES[0], (UNKNOWN, 1)]))
    apply(exchange)
    monkeypatch.setattr("tests.pipelines.interfaces.UNKNOWN", "intet")
    assert not apply(exchange)
    assert (exchange.state, lines()) == (State.ANVENDT, [LINES[0], (UNKNOWN, 1)])
    assert not exchange.problems.exists()
    assert events(exchange) == ["modtaget", "afvist", "anvendt"]


@pytest.mark.parametrize("raised", [True, False])
def test_a_problem_found_while_applying_undoes_what_was_applied(raised: bool) -> None:
    def stubborn(exchange: Exchange, content: object, problems: Problems) -> Applied:
        Linje.objects.create(udveksling=exchange.pk, linje=1, nummer="1", beloeb=1)
        found = Problems() if raised else problems
        found.add(SAGT, line=1)
        if raised:
            raise ProblemsError(found)
        return Applied(totals={})

    exchange = take()
    problems = inbound.apply(exchange, replace(catalogue.find(IND), apply=stubborn), "anna")
    exchange.refresh_from_db()
    assert (exchange.state, problems.codes, lines()) == (State.AFVIST, {"PROEVE_SAGT"}, [])


def test_an_error_in_the_program_leaves_the_file_to_be_applied() -> None:
    def broken(exchange: Exchange, content: object, problems: Problems) -> Applied:
        Linje.objects.create(udveksling=exchange.pk, linje=1, nummer="1", beloeb=1)
        raise KeyError("fejl")

    exchange = take()
    with pytest.raises(KeyError):
        inbound.apply(exchange, replace(catalogue.find(IND), apply=broken), "anna")
    exchange.refresh_from_db()
    assert (exchange.state, lines()) == (State.MODTAGET, [])
    apply(exchange)
    assert exchange.state == State.ANVENDT
