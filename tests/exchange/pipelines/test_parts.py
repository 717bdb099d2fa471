"""A file in parts: each is committed by itself, applying goes on after the last that was, and the end is that of one piece."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.exchange.pipelines.steps import events, wrong
from tests.pipelines import register
from tests.pipelines.models import Fil, Post
from tests.pipelines.register import REGISTER, data, rows

from snitflade.exchange import catalogue, inbound
from snitflade.exchange.catalogue import Applied, Interface
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

pytestmark = pytest.mark.usefixtures("declared")
VALUES = {f"K{number:04}": f"v{number}" for number in range(1, 6)}
BRUD = ProblemKind("PROEVE_BRUD", "Det kan ikke bogføres.")


class BrokenError(Exception):
    """What kills a part."""


def take(number: int = 1, **values: str) -> Exchange:
    content = data(number, **(values or VALUES))
    return inbound.receive(catalogue.find(REGISTER), f"{number}.txt", content, "anna").exchange


def apply(exchange: Exchange, interface: Interface | None = None) -> Problems:
    problems = inbound.apply(exchange, interface or catalogue.find(REGISTER), "anna")
    exchange.refresh_from_db()
    return problems


def breaking(monkeypatch: pytest.MonkeyPatch, at: int, error: Exception) -> list[int]:
    """Raise the error when part `at` is to be applied; gives the parts that were begun."""
    begun: list[int] = []

    def broken(exchange: Exchange, content: Any, problems: Problems, part: int) -> Applied:
        begun.append(part)
        applied = register.apply(exchange, content, problems, part)
        if part == at:
            raise error
        return applied

    monkeypatch.setitem(catalogue._registered, REGISTER, replace(catalogue.find(REGISTER), apply=broken))
    return begun


def test_all_parts_make_one_file() -> None:
    exchange = take()
    assert not apply(exchange)
    assert (exchange.state, exchange.totals, exchange.parts, exchange.parts_done) == (State.ANVENDT, {"linjer": 5}, 3, 3)
    assert rows() == VALUES
    assert events(exchange) == ["modtaget", "del anvendt", "del anvendt", "anvendt"]
    assert list(wrong()) == []


@pytest.mark.parametrize("at", [0, 1, 2])
def test_it_goes_on_after_the_last_part_that_was_committed(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    exchange = take()
    with monkeypatch.context() as broken:
        assert breaking(broken, at, BrokenError()) == []
        with pytest.raises(BrokenError):
            apply(exchange)
    exchange.refresh_from_db()
    assert (exchange.state, exchange.parts_done, len(rows())) == (State.MODTAGET, at, 2 * at)
    assert list(wrong()) == []
    begun = breaking(monkeypatch, 99, BrokenError())
    apply(exchange)
    assert begun == list(range(at, 3))
    assert (exchange.state, exchange.totals, rows()) == (State.ANVENDT, {"linjer": 5}, VALUES)
    assert list(Fil.objects.values_list("nr", flat=True)) == [1]
    assert list(wrong()) == []


def problems() -> ProblemsError:
    found = Problems()
    found.add(BRUD, line=4)
    return ProblemsError(found)


def test_a_refusal_of_the_first_part_refuses_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = take()
    breaking(monkeypatch, 0, problems())
    assert apply(exchange).codes == {"PROEVE_BRUD"}
    assert (exchange.state, rows(), exchange.parts_done) == (State.AFVIST, {}, 0)


def test_a_refusal_of_a_later_part_holds_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = take()
    with monkeypatch.context() as broken:
        breaking(broken, 2, problems())
        apply(exchange)
    assert (exchange.state, exchange.parts_done, len(rows())) == (State.HOLDT, 2, 4)
    assert exchange.note.startswith("De første 2 dele af filen er anvendt, men den næste kan ikke: Linje 4: Det kan ikke bogføres.")
    apply(exchange)
    assert (exchange.state, exchange.note, rows(), exchange.totals) == (State.ANVENDT, "", VALUES, {"linjer": 5})
    assert list(wrong()) == []


def test_parts_that_are_counted_otherwise_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = take()
    with monkeypatch.context() as broken:
        breaking(broken, 1, BrokenError())
        with pytest.raises(BrokenError):
            apply(exchange)
    monkeypatch.setattr(register, "PART", 3)
    apply(exchange)
    assert (exchange.state, exchange.parts, exchange.totals, rows()) == (State.ANVENDT, 2, {"linjer": 5}, VALUES)


def persons(parts: bool) -> Interface:
    """The interface with a quarantine, one person in each part or all in one."""

    def apply(exchange: Exchange, content: register.Indhold, problems: Problems, part: int) -> Applied:
        keys = list(dict.fromkeys(key for _, key, _ in content.lines))
        some = tuple(line for line in content.lines if line[1] == keys[part])
        applied = register.apply_persons(exchange, register.Indhold(content.number, some), problems)
        return replace(applied, totals={"poster": Post.objects.filter(nr=exchange.pk, noegle__startswith=f"{keys[part]}/").count()})

    whole = catalogue.find(register.PERSONER)
    if not parts:
        return whole
    return replace(whole, apply=apply, parts=lambda _, content: len({key for _, key, _ in content.lines}))


@pytest.mark.parametrize("parts", [False, True])
def test_entries_of_all_parts_are_set_aside_and_applied_again(monkeypatch: pytest.MonkeyPatch, parts: bool) -> None:
    interface = persons(parts)
    monkeypatch.setitem(catalogue._registered, interface.id, interface)
    content = register.lines_of(1, ("K1", "a"), ("K2", "!"), ("K2", "b"), ("K3", "!"), ("K4", "c"))
    exchange = inbound.receive(interface, "1.txt", content, "anna").exchange
    apply(exchange, interface)
    assert exchange.state == State.KARANTAENE
    assert list(exchange.quarantine.values_list("line", "lines", "key")) == [(3, [3, 4], "K2"), (5, [], "K3")]
    assert exchange.totals == {"poster": 2}
    from snitflade.exchange import quarantine

    quarantine.correct(exchange, 3, "K2;x\nK2;b", "bent")
    apply(exchange, interface)
    assert (exchange.state, list(exchange.quarantine.filter(applied_at=None).values_list("line", flat=True))) == (
        State.KARANTAENE,
        [5],
    )
    quarantine.correct(exchange, 5, "K3;y", "bent")
    apply(exchange, interface)
    assert (exchange.state, exchange.totals) == (State.ANVENDT, {"poster": 5})
    assert rows() == {"K1/2": "a", "K2/3": "x", "K2/4": "b", "K3/5": "y", "K4/6": "c"}
    assert list(wrong()) == []
