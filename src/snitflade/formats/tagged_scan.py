"""Finding the floating fields of tagged lines, all lines at once (prisme.md 2.2, 2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from snitflade.formats import characters
from snitflade.formats.characters import Lines
from snitflade.formats.columns import not_digits, number_of
from snitflade.formats.problems import ProblemKind, Problems

MARK = ord("&")

FELTNUMMER_UGYLDIGT = ProblemKind(
    "FELTNUMMER_UGYLDIGT", "Efter «&» skal der stå et feltnummer på {digits} cifre; her står «{raw}»."
)
FELTNUMMER_RAEKKEFOELGE = ProblemKind("FELTNUMMER_RAEKKEFOELGE", "Felt {number} står efter felt {before}; feltnumrene skal stige.")
FELTNUMMER_DUBLET = ProblemKind("FELTNUMMER_DUBLET", "Felt {number} står mere end én gang på linjen; kun det første er læst.")
TEKST_EFTER_HOVEDET = ProblemKind("TEKST_EFTER_HOVEDET", "Efter hovedet står «{raw}», som ikke hører til noget felt.")


@dataclass(frozen=True, slots=True)
class Found:
    """Floating fields: the row each is in, its number, where its value begins among the characters, and how long it is."""

    rows: NDArray[np.intp]
    numbers: NDArray[np.int64]
    first: NDArray[np.int64]
    length: NDArray[np.int64]

    def of(self, number: int) -> Found:
        """Those with `number`; a row has at most one."""
        at = np.flatnonzero(self.numbers == number)
        return self.only(at)

    def only(self, chosen: NDArray[Any]) -> Found:
        """The chosen ones (a mask or indices)."""
        return Found(self.rows[chosen], self.numbers[chosen], self.first[chosen], self.length[chosen])


def find_tags(lines: Lines, rows: NDArray[np.intp], header: int, width: int, problems: Problems, record: str) -> Found:
    """The floating fields after the first `header` characters of the lines `rows`; numbers have `width` digits.

    Reports numbers that are none, that do not ascend, that stand twice, and text between the header and the first field.
    """
    starts, ends = lines.starts[rows], lines.starts[rows] + lines.lengths[rows]
    if not len(rows):
        nothing = np.empty(0, dtype=np.int64)
        return Found(nothing, nothing, nothing, nothing)
    marks = np.flatnonzero(lines.chars[starts[0] : ends[-1]] == MARK) + starts[0]
    row = np.searchsorted(starts, marks, side="right") - 1
    inside = (marks >= starts[row] + header) & (marks < ends[row])
    marks, row = marks[inside], row[inside]
    _report_loose_text(lines, rows, starts + header, ends, marks, problems, record)
    end = ends[row]
    end[:-1] = np.where(row[1:] == row[:-1], marks[1:], end[:-1])
    first = marks + 1 + width
    chars = sliding_window_view(lines.chars, width)[marks + 1]
    bad = not_digits(chars) | (first > end)
    problems.add_many(
        FELTNUMMER_UGYLDIGT,
        rows[row[bad]] + 1,
        column=marks[bad] - starts[row[bad]] + 1,
        record=record,
        raws=[characters.as_text(lines.chars[a:b]) for a, b in zip(marks[bad], end[bad], strict=True)],
        digits=width,
    )
    found = Found(row, number_of(chars), first, end - first)
    if bad.any():
        found = found.only(~bad)
    same = found.rows[1:] == found.rows[:-1]
    step = found.numbers[1:] - found.numbers[:-1]
    if not (same & (step <= 0)).any():
        return found
    for kind, wrong in ((FELTNUMMER_DUBLET, same & (step == 0)), (FELTNUMMER_RAEKKEFOELGE, same & (step < 0))):
        at = np.flatnonzero(wrong) + 1
        column = found.first[at] - starts[found.rows[at]] - width
        lines_at, numbers = rows[found.rows[at]] + 1, found.numbers
        problems.add_many(kind, lines_at, column=column, record=record, number=numbers[at], before=numbers[at - 1])
    _, first_of_each = np.unique(found.rows * 10**width + found.numbers, return_index=True)
    return found.only(np.sort(first_of_each))


def _report_loose_text(
    lines: Lines,
    rows: NDArray[np.intp],
    begin: NDArray[np.int64],
    ends: NDArray[np.int64],
    marks: NDArray[np.int64],
    problems: Problems,
    record: str,
) -> None:
    """Report what stands between the header and the first field."""
    after = np.append(marks, len(lines.chars))[np.searchsorted(marks, begin)]
    until = np.minimum(after, ends)
    at = np.flatnonzero(until > begin)
    texts = [characters.as_text(lines.chars[begin[i] : until[i]]) for i in at]
    problems.add_many(TEKST_EFTER_HOVEDET, rows[at] + 1, column=begin[at] - lines.starts[rows[at]] + 1, raws=texts, record=record)
