"""Where the cells of delimited lines begin and end, found for a block of lines at once.

A quote counts only as the first and last character of a cell; in between it is doubled. A line in which that does not hold
cannot be cut for certain and is `broken`. Formats that do not quote have quotes as ordinary characters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from snitflade.formats.characters import BLANK, Chars, Lines, as_chars, as_text
from snitflade.formats.columns import Mask

QUOTE = 34
_BLANKS = 40
"""Blanks that are taken off one by one for a whole column; longer runs are rare and taken off row by row."""


@dataclass(slots=True)
class Cells:
    """The cells of a block of lines, one after another. `heads`: each line's first cell; `counts`: how many it has.

    `starts` and `stops`: where each cell stands, quotes included. `broken`: lines whose quotes do not match.
    `quotes`: whether there are any; `doubled`: whether any stand within a cell.
    """

    chars: Chars
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    heads: NDArray[np.int64]
    counts: NDArray[np.int64]
    broken: Mask
    quotes: bool
    doubled: bool = False


@dataclass(slots=True)
class Contents:
    """What stands in one cell of each of several lines: without quotes, and without blanks around it.

    `bare`: cells of which nothing was taken off; `quoted`: cells that stood in quotes. `unquoted` holds the text of cells with
    doubled quotes in them, by row.
    """

    first: NDArray[np.int64]
    length: NDArray[np.int64]
    bare: Mask
    quoted: Mask
    unquoted: dict[int, str]

    def matrix(self, chars: Chars, rows: NDArray[np.intp], width: int) -> Chars:
        """The characters of `rows`, none of them longer than `width`, with NUL after the end of each."""
        length = self.length[rows]
        widest = max(min(width, int(length.max(initial=0))), 1)
        out = sliding_window_view(chars, widest)[self.first[rows]].copy()
        out[np.arange(widest) >= length[:, None]] = 0
        if self.unquoted:
            at = {int(row): i for i, row in enumerate(rows)}
            for row, text in self.unquoted.items():
                if row in at:
                    letters = as_chars(text[:widest])
                    out[at[row]] = 0
                    out[at[row], : len(letters)] = letters
        return out

    def text(self, chars: Chars, row: int, most: int) -> str:
        """At most `most` characters of the cell in `row`."""
        if row in self.unquoted:
            return self.unquoted[row][:most]
        start = int(self.first[row])
        return as_text(chars[start : start + min(int(self.length[row]), most)])


def scan(lines: Lines, lengths: NDArray[np.int64], block: slice, delimiter: str, *, quotes: bool) -> Cells:
    """The cells of the lines in `block`, which have `lengths` characters. `quotes`: whether cells may stand in quotes."""
    starts, stops = lines.starts[block], lines.starts[block] + lengths[block]
    count = len(starts)
    begin, end = (int(starts[0]), int(stops[-1])) if count else (0, 0)
    part = lines.chars[begin:end]
    marks = np.flatnonzero(part == ord(delimiter)) + begin
    found = np.flatnonzero(part == QUOTE) + begin if quotes else np.empty(0, dtype=np.int64)
    line = np.searchsorted(starts, marks, side="right") - 1
    kept = marks < stops[line]
    broken = np.zeros(count, dtype=bool)
    if len(found):
        before = np.searchsorted(found, starts)
        broken = (np.searchsorted(found, stops) - before) % 2 == 1
        kept &= (np.searchsorted(found, marks) - before[line]) % 2 == 0
    marks, line = marks[kept], line[kept]
    counts = np.bincount(line, minlength=count).astype(np.int64) + 1
    heads = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)[:-1]]) if count else np.empty(0, dtype=np.int64)
    first, last = np.empty(int(counts.sum()), dtype=np.int64), np.empty(int(counts.sum()), dtype=np.int64)
    at = np.arange(len(marks)) + line
    last[at], first[at + 1] = marks, marks + 1
    first[heads], last[heads + counts - 1] = starts, stops
    cells = Cells(lines.chars, first, last, heads, counts, broken, len(found) > 0)
    if len(found):
        _find_broken(cells, found)
    return cells


def _find_broken(cells: Cells, found: NDArray[np.int64]) -> None:
    """Mark the lines in which a quote stands elsewhere than around a cell or doubled in it."""
    has = np.searchsorted(found, cells.starts) < np.searchsorted(found, cells.stops)
    line = np.repeat(np.arange(len(cells.heads)), cells.counts)
    odd = np.flatnonzero(has)
    first, last = cells.starts[odd], cells.stops[odd]
    around = (cells.chars[first] == QUOTE) & (cells.chars[last - 1] == QUOTE) & (last - first >= 2)
    inner = np.searchsorted(found, last - 1) - np.searchsorted(found, first + 1)
    cells.broken[line[odd[~around]]] = True
    cells.doubled = bool((inner > 0).any())
    for at in odd[around & (inner > 0)].tolist():
        text = as_text(cells.chars[int(cells.starts[at]) + 1 : int(cells.stops[at]) - 1])
        if '"' in text.replace('""', ""):
            cells.broken[line[at]] = True


def contents(cells: Cells, at: NDArray[np.intp]) -> Contents:
    """What stands in the cells numbered `at`, each of a line that is not broken."""
    first, last = cells.starts[at].copy(), cells.stops[at].copy()
    quoted = np.zeros(len(at), dtype=bool)
    unquoted: dict[int, str] = {}
    if cells.quotes:
        quoted = (last - first >= 2) & (cells.chars[first] == QUOTE)
        first += quoted
        last -= quoted
    bare_first, bare_last = first.copy(), last.copy()
    _strip(cells.chars, first, last)
    if cells.doubled:
        for row in np.flatnonzero(quoted).tolist():
            text = as_text(cells.chars[int(first[row]) : int(last[row])])
            if '"' in text:
                unquoted[row] = text.replace('""', '"')
    length = last - first
    for row, text in unquoted.items():
        length[row] = len(text)
    return Contents(first, length, (first == bare_first) & (last == bare_last), quoted, unquoted)


def _strip(chars: Chars, first: NDArray[np.int64], last: NDArray[np.int64]) -> None:
    """Move `first` and `last` past the blanks at both ends."""
    for step in range(_BLANKS + 1):
        filled = last > first
        front = filled & (chars[first] == BLANK)
        back = filled & ~front & (chars[np.maximum(last - 1, 0)] == BLANK)
        if not (front.any() or back.any()):
            return
        if step == _BLANKS:
            break
        first += front
        last -= back
    for row in np.flatnonzero(front | back).tolist():
        text = as_text(chars[int(first[row]) : int(last[row])])
        first[row] += len(text) - len(text.lstrip(" "))
        last[row] = first[row] + len(text.strip(" "))
