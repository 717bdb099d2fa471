"""A field by itself: values prepared and written, characters read, with the problems they give."""

from __future__ import annotations

from typing import Any

import numpy as np

from snitflade.formats.characters import Chars, as_chars, as_text
from snitflade.formats.columns import Column
from snitflade.formats.kinds import Amount, Digits, Faults, Kind, Number, Text
from snitflade.formats.moments import Date, Timestamp
from snitflade.formats.problems import Problem, Problems

PLACE = 46
GOOD: dict[type[Kind], Any] = {
    Text: "x",
    Digits: "1",
    Number: 1,
    Amount: 1,
    Date: "2017-01-13",
    Timestamp: "2017-01-13T12:00",
}


def prepare(kind: Kind, values: Any, encoding: str = "utf-8") -> tuple[Column, list[Problem]]:
    """`values` prepared on lines 11, 12, … and the problems, in order."""
    problems = Problems()
    lines = np.arange(11, 11 + len(values))
    column = kind.prepare(values, Faults(problems, lines, encoding, "felt", "24", PLACE))
    return column, problems.sorted()


def write(kind: Kind, values: Any) -> list[str]:
    column, problems = prepare(kind, values)
    assert not problems, problems
    return [as_text(row).rstrip("\0") for row in kind.write(column)]


def matrix(kind: Kind, texts: list[str]) -> Chars:
    """Texts as the characters of a field, with NUL after the end of a shorter one."""
    return as_chars("".join(text.ljust(kind.width, "\0") for text in texts)).reshape(len(texts), kind.width)


def read(kind: Kind, *texts: str) -> tuple[list[Any], list[Problem]]:
    """The plain values of `texts` on lines 11, 12, … and the problems, in order."""
    problems = Problems()
    faults = Faults(problems, np.arange(11, 11 + len(texts)), "utf-8", "felt", "24", PLACE)
    column = kind.read(matrix(kind, list(texts)), faults)
    return kind.plain(column), problems.sorted()


def codes(problems: list[Problem]) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in problems]


def refused(kind: Kind, value: Any, code: str, encoding: str = "utf-8") -> Problem:
    """The one problem `value` gives, alone and between good values."""
    good = GOOD[type(kind)] * (kind.width if isinstance(kind, Digits) else 1)
    _, problems = prepare(kind, [good, value, good], encoding)
    assert codes(problems) == [(code, 12)]
    (problem,) = problems
    assert (problem.column, problem.field, problem.record) == (PLACE, "felt", "24")
    return problem
