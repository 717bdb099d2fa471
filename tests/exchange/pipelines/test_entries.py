"""Entries of several lines in quarantine: one for each, its key masked, corrected together, in any packing of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.exchange.pipelines.steps import events, wrong
from tests.pipelines import register
from tests.pipelines.models import Post
from tests.pipelines.register import PERSONER, UKENDT, lines_of, rows

from snitflade.exchange import catalogue, inbound, quarantine
from snitflade.exchange.catalogue import Applied, Aside, Interface
from snitflade.exchange.models import Exchange
from snitflade.exchange.quarantine import CorrectionError
from snitflade.exchange.states import State
from snitflade.formats.problems import Problems

pytestmark = pytest.mark.usefixtures("declared")
LINES = (("K1", "a"), (UKENDT, "b"), ("K2", "c"), (UKENDT, "d"))


def taken(content: bytes, interface: Interface | None = None) -> Exchange:
    exchange = inbound.receive(interface or catalogue.find(PERSONER), "a.txt", content, "anna").exchange
    return applied(exchange, interface)


def applied(exchange: Exchange, interface: Interface | None = None) -> Exchange:
    inbound.apply(exchange, interface or catalogue.find(PERSONER), "anna")
    exchange.refresh_from_db()
    return exchange


def test_a_person_is_one_entry_with_all_lines_and_a_masked_key() -> None:
    exchange = taken(lines_of(1, *LINES))
    entry = exchange.quarantine.get()
    assert (entry.line, entry.numbers, entry.key, entry.reason) == (3, (3, 5), "311299-****", "K9999 kendes ikke.")
    assert quarantine.text(entry) == "K9999;b\nK9999;d"
    assert b"K9999" not in bytes(entry.sealed)
    assert [problem.line for problem in exchange.problems.all()] == [3], "one problem for an entry"
    assert rows() == {"K1/2": "a", "K2/4": "c"}
    assert list(wrong()) == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_its_lines_are_corrected_together_where_they_stand(end: str) -> None:
    exchange = taken(lines_of(1, *LINES))
    quarantine.correct(exchange, 3, f"K3;b{end}K3;d", "bent")
    assert quarantine.corrected(exchange, lines_of(1, *LINES)) == lines_of(1, ("K1", "a"), ("K3", "b"), ("K2", "c"), ("K3", "d"))
    applied(exchange)
    assert (exchange.state, rows()) == (State.ANVENDT, {"K1/2": "a", "K2/4": "c", "K3/3": "b", "K3/5": "d"})
    assert events(exchange) == ["modtaget", "karantaene", "linje rettet", "anvendt"]
    assert list(wrong()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("K3;b", "har 2 linjer, og rettelsen har 1"),
        ("K3;b\nK3;c\nK3;d", "rettelsen har 3"),
        ("K3;b\n", "tom"),
        ("a\rb\nc", "linjeskift"),
    ],
)
def test_a_correction_has_as_many_lines_as_came(text: str, said: str) -> None:
    exchange = taken(lines_of(1, *LINES))
    with pytest.raises(CorrectionError, match=said):
        quarantine.correct(exchange, 3, text, "bent")
    assert exchange.quarantine.get().corrected is None


def test_an_entry_that_is_still_wrong_waits_with_all_its_lines() -> None:
    exchange = taken(lines_of(1, *LINES))
    quarantine.correct(exchange, 3, "K3;!\nK3;d", "bent")
    applied(exchange)
    entry = exchange.quarantine.get()
    assert (exchange.state, entry.numbers, entry.reason, entry.applied_at) == (State.KARANTAENE, (3, 5), "K3 kendes ikke.", None)
    assert rows() == {"K1/2": "a", "K2/4": "c"}


def test_a_line_that_cannot_be_read_is_an_entry_of_its_own_unless_it_is_in_one() -> None:
    exchange = taken(lines_of(1, ("K1", "a"), ("X", "b"), (UKENDT, "c")))
    assert list(exchange.quarantine.values_list("line", "key")) == [(3, ""), (4, "311299-****")]

    def whole(exchange: Exchange, content: register.Indhold, problems: Problems) -> Applied:
        return Applied(totals={}, set_aside=[Aside("X", (3, 4), "Personen kan ikke læses.")])

    other = taken(lines_of(2, ("K1", "a"), ("X", "b"), (UKENDT, "c")), replace(catalogue.find(PERSONER), apply=whole))
    assert [(entry.numbers, entry.key) for entry in other.quarantine.all()] == [((3, 4), "X")]


def fixed(data: bytes) -> Sequence[tuple[int, int]]:
    """Lines of four bytes with nothing between them, after the first line."""
    start = data.index(b"\n") + 1
    return [(0, start - 1), *((begin, begin + 4) for begin in range(start, len(data), 4))]


def packed() -> Interface:
    """An interface whose lines have no ends."""

    def read(content: bytes, name: str, problems: Problems) -> register.Indhold:
        lines = [content[begin:end].decode() for begin, end in fixed(content)[1:]]
        return register.Indhold(1, tuple((number, line[:2], line[3:]) for number, line in enumerate(lines, start=2)))

    return replace(catalogue.find(PERSONER), read=read, lines=fixed)


def test_a_packing_without_line_ends_says_where_its_lines_are(monkeypatch: pytest.MonkeyPatch) -> None:
    interface = packed()
    monkeypatch.setitem(catalogue._registered, PERSONER, interface)
    exchange = taken(b"S000001\nK1;aK2;!K3;c", interface)
    entry = exchange.quarantine.get()
    assert (entry.line, quarantine.text(entry)) == (3, "K2;!")
    quarantine.correct(exchange, 3, "K2;b", "bent")
    assert quarantine.corrected(exchange, b"S000001\nK1;aK2;!K3;c") == b"S000001\nK1;aK2;bK3;c"
    applied(exchange, interface)
    assert (exchange.state, rows()) == (State.ANVENDT, {"K1/2": "a", "K2/3": "b", "K3/4": "c"})


def test_what_has_no_lines_is_shown_and_applied_again_but_not_corrected(monkeypatch: pytest.MonkeyPatch) -> None:
    known = False

    def apply(exchange: Exchange, content: register.Indhold, problems: Problems) -> Applied:
        Post.objects.get_or_create(noegle="K1", defaults={"vaerdi": "a", "nr": 1})
        return Applied(totals={}, set_aside=[] if known else [Aside("K2", (2,), "Findes ikke.", raw="<person>Å</person>")])

    interface = replace(catalogue.find(PERSONER), apply=apply)
    monkeypatch.setitem(catalogue._registered, PERSONER, interface)
    exchange = taken(lines_of(1, ("K1", "a"), ("K2", "b")), interface)
    entry = exchange.quarantine.get()
    assert (quarantine.text(entry), entry.shown_only) == ("<person>Å</person>", True)
    with pytest.raises(CorrectionError, match="kan ikke rettes her"):
        quarantine.correct(exchange, 2, "K2;c", "bent")
    known = True
    assert applied(exchange, interface).state == State.ANVENDT


def test_a_line_in_two_entries_is_a_fault_of_the_program() -> None:
    def twice(exchange: Exchange, content: register.Indhold, problems: Problems) -> Applied:
        return Applied(totals={}, set_aside=[Aside("a", (2, 3), "a"), Aside("b", (3,), "b")])

    exchange = inbound.receive(catalogue.find(PERSONER), "a.txt", lines_of(1, *LINES), "anna").exchange
    with pytest.raises(ValueError, match="twice"):
        inbound.apply(exchange, replace(catalogue.find(PERSONER), apply=twice), "anna")
    exchange.refresh_from_db()
    assert exchange.state == State.MODTAGET


@pytest.mark.parametrize("lines", [(), (0,), (3, 2), (2, 2)])
def test_an_entry_has_lines(lines: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="needs its lines"):
        Aside("a", lines, "b")
