"""Problems are values: each has its place, its raw value and a sentence, and every kind there is can be provoked."""

from __future__ import annotations

import importlib
import pkgutil
import tracemalloc
from collections import Counter
from collections.abc import Collection

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.provocations import PROVOCATIONS as CORE
from tests.formats.provocations import Provocation
from tests.formats.provocations_payments import PAYMENT_PROVOCATIONS
from tests.formats.provocations_profiles import PROFILE_PROVOCATIONS
from tests.formats.strategies import PROPERTY

import snitflade.formats
from snitflade.formats.problems import Problem, ProblemKind, Problems, ProblemsError, Severity, mask_cpr, mask_line

ELSEWHERE = {"cells", "delimited", "text"}
"""Modules of delimited files and texts, whose kinds have tests of their own."""
PROVOCATIONS = (*CORE, *PAYMENT_PROVOCATIONS, *PROFILE_PROVOCATIONS)
UNSEEN = ["\x00", "\x1b[2J", "\r\n", "\x85", "\x9b", "\xa0", "\u2028", "\u202e", "\ufeff", "\ud800"]
KIND = ProblemKind("PROEVE_FEJL_I_TEST", "«{raw}» i {field} på {record}{line} med {mere}.")
WARNING = ProblemKind("PROEVE_ADVARSEL_I_TEST", "Pas på.", Severity.ADVARSEL)


def declared(without: Collection[str] = ()) -> set[str]:
    """The codes of all kinds declared in formats/, but not those that only stand in the modules `without`."""
    codes: set[str] = set()
    for module in pkgutil.iter_modules(snitflade.formats.__path__):
        if module.name not in without:
            values = vars(importlib.import_module(f"snitflade.formats.{module.name}")).values()
            codes |= {value.code for value in values if isinstance(value, ProblemKind)}
    return codes


def test_every_kind_that_is_declared_is_provoked() -> None:
    provoked = {provocation.code for provocation in PROVOCATIONS}
    assert declared(ELSEWHERE) <= provoked <= declared()


@pytest.mark.parametrize("provocation", PROVOCATIONS, ids=lambda provocation: provocation.code)
def test_a_problem_tells_line_column_field_and_raw_value(provocation: Provocation) -> None:
    problems = Problems()
    provocation.act(problems)
    found = [p for p in problems.sorted() if p.code == provocation.code]
    place = (provocation.line, provocation.column, provocation.field, provocation.raw)
    assert [(p.line, p.column, p.field, p.raw) for p in found[:1]] == [place], problems.sorted(5)
    assert len(found) == provocation.count
    assert problems.codes == {provocation.code} | provocation.also


@pytest.mark.parametrize("provocation", PROVOCATIONS, ids=lambda provocation: provocation.code)
def test_a_problem_is_one_whole_sentence(provocation: Provocation) -> None:
    problems = Problems()
    provocation.act(problems)
    problem = next(p for p in problems if p.code == provocation.code)
    assert problem.message[-1] in ".?)"
    assert problem.message.isprintable()
    assert not set("{}") & set(problem.message.replace(problem.raw, ""))
    assert problem.message in str(problem)
    assert problem.as_json()["code"] == provocation.code


class TestCollection:
    def test_problems_sort_by_file_line_and_column(self) -> None:
        problems, other = Problems(), Problems()
        for line, column in ((2, 1), (1, 9), (1, 2)):
            problems.add(WARNING, line=line, column=column)
        other.add_many(WARNING, np.array([3, 1]), column=np.array([1, 5]))
        problems.extend(other, file="b.txt")
        assert [(p.file, p.line, p.column) for p in problems.sorted()] == [
            ("", 1, 2),
            ("", 1, 9),
            ("", 2, 1),
            ("b.txt", 1, 5),
            ("b.txt", 3, 1),
        ]
        assert problems.sorted(2) == problems.sorted()[:2]
        assert len(problems) == 5

    @PROPERTY
    @given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.text(max_size=3)), max_size=12))
    def test_a_column_of_problems_is_those_problems(self, rows: list[tuple[int, int, str]]) -> None:
        one, many = Problems(), Problems()
        for line, column, raw in rows:
            one.add(KIND, line=line, column=column, field="felt", record="24", raw=raw, mere=raw)
        lines, columns = (np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1))
        raws = [raw for _, _, raw in rows]
        many.add_many(KIND, lines, column=columns, field="felt", record="24", raws=raws, mere=raws)
        assert list(many) == list(one)
        assert many.sorted() == one.sorted()
        assert Counter(many) == Counter(many.sorted())
        assert bool(many) == bool(rows)

    @PROPERTY
    @given(st.lists(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), max_size=12), max_size=3), st.booleans())
    def test_the_first_of_them_are_those_of_all(self, groups: list[list[tuple[int, int]]], short: bool) -> None:
        problems = Problems()
        for rows in groups:
            given_numbers = np.array(rows, dtype=np.int64).reshape(len(rows), 2)
            lines, columns = (given_numbers.astype(np.int32) if short else given_numbers).T
            raws = [str(number) for number in range(len(rows))]
            problems.add_many(KIND, lines, column=columns, raws=raws, mere="")
            problems.add_many(KIND, lines, column=7, raws=raws, mere="")
        for most in (0, 1, 2, 5, 100):
            assert problems.sorted(most) == problems.sorted()[:most]

    def test_a_million_faults_are_shown_without_a_copy_of_all(self) -> None:
        count, problems = 1_000_000, Problems()
        lines = np.ones(count, dtype=np.int32)
        problems.add_many(WARNING, lines, column=np.arange(count, dtype=np.int32))
        tracemalloc.start()
        try:
            assert [problem.column for problem in problems.sorted(3)] == [0, 1, 2]
            assert tracemalloc.get_traced_memory()[1] < 16 * count
        finally:
            tracemalloc.stop()

    def test_errors_and_warnings_are_counted(self) -> None:
        problems = Problems()
        problems.add(WARNING)
        problems.add_many(KIND, np.array([1, 2]), mere="x")
        assert (problems.errors, problems.warnings, problems.codes) == (2, 1, {KIND.code, WARNING.code})

    def test_none_of_a_column_is_no_problem(self) -> None:
        problems = Problems()
        problems.add_many(KIND, np.array([], dtype=np.int64))
        assert not problems
        assert problems.sorted() == []

    def test_a_code_has_one_text(self) -> None:
        assert ProblemKind(KIND.code, KIND.text) == KIND
        with pytest.raises(ValueError, match=KIND.code):
            ProblemKind(KIND.code, "Noget andet.")

    def test_an_error_shows_the_first_and_counts_the_rest(self) -> None:
        problems = Problems()
        problems.add_many(WARNING, np.arange(9, 0, -1))
        lines = str(ProblemsError(problems)).split("\n")
        assert lines == [f"Linje {number}: Pas på." for number in range(1, 6)] + ["… og 4 mere"]


class TestShowing:
    def test_the_place_is_told_as_far_as_it_is_known(self) -> None:
        shown = Problem("X", Severity.FEJL, "Nej.", 3, 5, "felt", file="a.txt")
        assert str(shown) == "a.txt, linje 3, tegn 5, felt felt: Nej."
        assert str(Problem("X", Severity.FEJL, "Nej.", 3)) == "Linje 3: Nej."
        assert str(Problem("X", Severity.FEJL, "Nej.")) == "Nej."

    @pytest.mark.parametrize("number", ["3112999999", "311299-9999", "6112999999", "9112999999", "0101000000"])
    def test_cpr_numbers_are_masked_everywhere(self, number: str) -> None:
        problems = Problems()
        problems.add(KIND, field="x", raw=f"a {number}.", mere=number)
        shown = str(problems.sorted()[0]) + str(problems.sorted()[0].as_json())
        assert number[:6] in shown
        assert number[-4:] not in shown.replace(number[:6], "")

    @pytest.mark.parametrize("number", ["0001953096", "5809001539", "9213000000", "12227353", "5790001953096", "31129999999"])
    def test_other_numbers_are_shown(self, number: str) -> None:
        assert mask_cpr(number) == number

    @PROPERTY
    @given(st.text("0123456789 a", max_size=30))
    def test_no_ten_digits_that_can_be_a_cpr_number_are_left_in_a_line(self, text: str) -> None:
        masked = mask_line(text)
        assert len(masked) == len(text)
        assert all(after in (before, "*") for before, after in zip(text, masked, strict=True))
        for start in range(len(masked) - 9):
            assert mask_cpr(f" {masked[start : start + 10]} ") == f" {masked[start : start + 10]} "

    @pytest.mark.parametrize(
        "bad", ["\x00", "\x1b[2J", "\r\n", "\x85", "\u2028", "\ud800", "\x9b", "\xa0", "\ufeff", "\u202e"], ids=ascii
    )
    def test_what_cannot_be_seen_or_stored_is_shown_as_an_escape(self, bad: str) -> None:
        problems = Problems()
        problems.add(KIND, field=f"f{bad}", raw=f"r{bad}", mere=bad)
        problem = problems.sorted()[0]
        for shown in (problem.message, problem.raw, problem.field, str(problem)):
            assert shown.isprintable()
            shown.encode()


def test_the_hash_of_a_file_is_shown_whole() -> None:
    digits = "3112999999"
    whole = f"ab{digits}cd" + "0" * 50
    assert len(whole) == 64
    assert mask_cpr(f"sha256 {whole}, kunde {digits}") == f"sha256 {whole}, kunde 311299-****"
    assert mask_cpr(whole[:-1]) != whole[:-1], "one character less is no hash"
    assert digits not in mask_cpr(f"{digits} " + "1" * 54), "digits alone are none either"
