"""JSON made to hurt: nesting, numbers without end, names given twice, what is no number, letters that are half."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.fuzz.bounds import peak, soon

from snitflade.exchange.transports.errors import SvarUlaeseligt
from snitflade.exchange.transports.http_answer import Answer
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.http_status import told
from snitflade.folk.gar.svar import SvarFejl, laes, moment
from snitflade.formats import jsonl, registry
from snitflade.formats.problems import Problems
from snitflade.krdi.modregning import fil as modregning_fil
from snitflade.krdi.modregning.tjeneste import QUERY
from snitflade.skat.aktuel import fil as aktuel_fil
from snitflade.skat.aktuel.etaxsum import EtaxSum, Felter

NUMBERS = (
    "1e999",
    "-1e999",
    "1e-999",
    "9" * 5000,
    "-" + "9" * 5000,
    "0." + "9" * 5000,
    "NaN",
    "Infinity",
    "-Infinity",
    "1E+999999999",
)
MONSTERS = {
    "deep lists": b"[" * 200_000,
    "deep and right": b"[" * 50_000 + b"]" * 50_000,
    "deep objects": b'{"a":' * 100_000,
    "a name twice": b'{"a": 1, "a": 2}',
    "a name twice within": b'{"a": {"b": 1, "b": 2}}',
    "many names": b"{" + b",".join(b'"a%d":1' % n for n in range(20_000)) + b"}",
    "a long name": b'{"' + b"a" * 500_000 + b'": 1}',
    "a long text": b'{"a": "' + b"x" * 500_000 + b'"}',
    "half a letter": b'{"a": "\\ud800"}',
    "NUL": b'{"a": "\\u0000"}',
    "not UTF-8": b'{"a": "\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "UTF-32": '{"a": 1}'.encode("utf-32"),
    "a mark": b'\xef\xbb\xbf{"a": 1}',
    "broken off": b'{"a": ',
    "two": b'{"a": 1} {"a": 2}',
    "nothing": b"",
    "null": b"null",
    "a text": b'"a"',
    "a list": b"[1]",
    **{f"{number[:12]} as a value": b'{"a": %s}' % number.encode() for number in NUMBERS},
    **{f"{number[:12]} alone": number.encode() for number in NUMBERS},
}

monster = pytest.mark.parametrize("kind", MONSTERS)


@monster
@pytest.mark.parametrize("name", ["10q", "pain001", "fordringer"])
def test_what_is_encoded(name: str, kind: str) -> None:
    problems, text = Problems(), MONSTERS[kind].decode("utf-8", "surrogateescape")
    with soon():
        jsonl.load(registry.find(name), text, problems)
    assert problems.errors
    assert all(str(problem).isprintable() for problem in problems.sorted(20))


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("field", ["ratebeloeb", "line", "laengde", "kundenummer"])
def test_a_number_in_a_field_is_told(field: str, number: str) -> None:
    problems = Problems()
    with soon():
        jsonl.load(registry.find("10q"), f'{{"record": "24", "{field}": {number}}}', problems)
    assert problems.errors
    assert all(str(problem).isprintable() and len(str(problem)) < 10_000 for problem in problems.sorted(20))


@monster
def test_what_a_service_answers(kind: str) -> None:
    answer = Answer(200, {}, MONSTERS[kind], "prøven")
    with soon():
        try:
            answer.json()
        except SvarUlaeseligt as error:
            assert "prøven" in str(error) and len(str(error)) < 500
        assert len(told(MONSTERS[kind])) <= 200


@monster
def test_what_the_address_register_answers(kind: str) -> None:
    with soon(), pytest.raises(SvarFejl) as caught:
        laes(MONSTERS[kind])
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("value", [10**18, -(10**18), 253402300799999, -62135596800000, "9" * 5000, "²", "1e3", True, [], {}])
def test_a_moment_that_no_zone_has_is_none(value: Any) -> None:
    """Near the ends of the calendar a moment cannot be shown in Nuuk."""
    with pytest.raises(ValueError):
        moment(value)


def test_a_name_given_twice_is_not_chosen_between() -> None:
    with pytest.raises(SvarFejl, match="«OBJECTID» står to gange"):
        laes(b'{"features": [{"attributes": {"OBJECTID": 1, "OBJECTID": 2}}]}')


HEAD = {"modul": "pension", "kilde": "FOSP", "tjeneste": "prøve", "hentet": "2026-11-20T12:00:00+00:00"}
ANSWER = {"cpr": "6112999999", "tid": "2026-11-20T12:00:00+00:00", "svar": {}}


def lines(*objects: Any) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in objects)


Reader = Callable[[bytes, str, Problems], object]


@monster
@pytest.mark.parametrize("read", [aktuel_fil.laes, modregning_fil.laes])
def test_files_of_our_own_making(read: Reader, kind: str) -> None:
    for data in (MONSTERS[kind], lines(HEAD) + MONSTERS[kind] + b"\n"):
        problems = Problems()
        with soon():
            read(data, "fil", problems)
        assert problems.errors or kind in {"nothing"}
        assert all(str(problem).isprintable() for problem in problems.sorted(20))


@pytest.mark.parametrize(
    "changed",
    [
        {"mangler": float("inf")},
        {"mangler": float("nan")},
        {"mangler": 1.5},
        {"mangler": 10**30},
        {"mangler": True},
        {"tid": "0001-01-01T00:00:00+14:00"},
        {"tid": "9999-12-31T23:59:59-14:00"},
        {"tid": 5},
        {"svar": []},
        {"svar": {"ukendt": "x"}},
        {"svar": {"kode": 1}},
    ],
)
def test_an_answer_that_is_none_is_told(changed: dict[str, Any]) -> None:
    problems = Problems()
    aktuel_fil.laes(lines(HEAD, ANSWER | changed), "fil", problems)
    assert [problem.line for problem in problems] == [2]
    aktuel_fil.laes(lines(HEAD, ANSWER), "fil", problems := Problems())
    assert not problems


def test_a_debt_beyond_all_numbers_is_no_answer() -> None:
    row = {"id": "1", "fejl": "", "tekst": "", "gaeld": 10**40, "mest": None, "reservation": "", "til": ""}
    problems = Problems()
    modregning_fil.laes(lines({"kald": QUERY}, row), "fil", problems)
    assert problems.errors
    modregning_fil.laes(lines({"kald": QUERY}, row | {"gaeld": 10}), "fil", problems := Problems())
    assert not problems


@pytest.mark.parametrize(
    "row",
    [
        '{"c": "6112999999", "y": 2026, "m": 1, "b": NaN}',
        '{"c": "6112999999", "y": 2026, "m": 1, "b": "NaN"}',
        '{"c": "6112999999", "y": 2026, "m": 1, "b": 1e999999999}',
        '{"c": "6112999999", "y": 2026, "m": 1, "b": "1e999999999"}',
        '{"c": "6112999999", "y": 2026, "m": 1.5, "b": 1}',
        '{"c": "6112999999", "y": 2026, "m": 1e999999, "b": 1}',
        '{"c": "6112999999", "y": 2026.5, "m": 1, "b": 1}',
        '{"c": "6112999999", "y": 2026, "m": 1, "b": 1, "b": 2}',
        '{"c": "6112999999", "y": 2026, "m": 13, "b": 1}',
        "[" * 5000,
    ],
)
def test_an_income_that_is_none_is_not_added(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def request(self: HttpClient, method: str, path: str, **options: Any) -> Answer:
        return Answer(200, {}, f"[{row}]".encode(), "prøven")

    monkeypatch.setattr(HttpClient, "request", request)
    service = EtaxSum(HttpClient("https://etax.example"), Felter("c", "y", "m", ("b",)), dt.date(2026, 11, 20))
    with soon(), pytest.raises(SvarUlaeseligt):
        service._aar("6112999999", 2026)


@monster
def test_memory_is_bounded(kind: str) -> None:
    text = MONSTERS[kind].decode("utf-8", "replace")
    assert peak(lambda: jsonl.load(registry.find("10q"), text, Problems())) < 20 * len(text) + 2_000_000
