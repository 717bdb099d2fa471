"""Files of fixed-width records whose type is told by more than one place, and not by the same ones in every record.

A record is told by those of its fields that are among the format's `marks` and can hold certain values only: a line is of the
record whose marks all hold one of their values. So a collection and its texts are told by record type and transaction code, a
delivery's first line by its record type alone, and no position is written anywhere.

What is of no record is kept as it is. Whether such a line may stand where it stands is for the rules of the whole file to say,
which know what stands around it: a format of this kind reports nothing of it on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from snitflade.formats import characters
from snitflade.formats.characters import Chars, Lines
from snitflade.formats.document import RAW
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.layout import LayoutError, Record
from snitflade.formats.problems import Problems


def marks_of(record: Record, names: Iterable[str]) -> Iterator[tuple[slice, tuple[str, ...]]]:
    """Where those fields of a record stand that tell what it is, and what they can hold."""
    for field in record.fields:
        if field.name in names and field.allowed:
            place = record.slices[field.name]
            yield place, tuple(value.ljust(place.stop - place.start) for value in field.allowed)


def those_of(records: Iterable[Record], names: Iterable[str], texts: Iterable[str]) -> list[bool]:
    """Which lines are of one of `records` by their marks, however long they are."""
    marks = [list(marks_of(record, names)) for record in records]
    return [any(all(text[place] in values for place, values in one) for one in marks) for text in texts]


@dataclass(frozen=True)
class MarkedFormat(FixedFormat):
    """A format of fixed-width records told by their `marks`: names of fields, of which each record may have some."""

    marks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        FixedFormat.__post_init__(self)
        for record in self.records:
            if not list(marks_of(record, self.marks)):
                raise LayoutError(f"{self.name}: {record.key} har intet felt, der viser recordtypen")

    @cached_property
    def _all_marks(self) -> tuple[tuple[tuple[slice, tuple[str, ...]], ...], ...]:
        return tuple(tuple(marks_of(record, self.marks)) for record in self.records)

    @cached_property
    def _end(self) -> int:
        """Where the last mark ends."""
        ends: list[int] = [place.stop for marks in self._all_marks for place, _ in marks]
        return max(ends)

    def _classify(self, lines: Lines, problems: Problems) -> NDArray[np.uint8]:
        count = len(lines.starts)
        order = np.full(count, RAW, dtype=np.uint8)
        if not count:
            return order
        heads = sliding_window_view(lines.chars, self._end)[lines.starts]
        if (lines.lengths < self._end).any():
            heads[np.arange(self._end) >= lines.lengths[:, None]] = 0
        seen: dict[tuple[int, int, str], NDArray[np.bool_]] = {}
        for index, marks in enumerate(self._all_marks):
            here = np.ones(count, dtype=bool)
            for place, values in marks:
                here &= np.logical_or.reduce([_holds(heads, place, value, seen) for value in values])
            order[here] = index
        return order


def _holds(heads: Chars, place: slice, value: str, seen: dict[tuple[int, int, str], NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Which lines have `value` at `place`. `seen` remembers what was asked before."""
    asked = (place.start, place.stop, value)
    if asked not in seen:
        holds = np.ones(len(heads), dtype=bool)
        for column, character in zip(range(place.start, place.stop), characters.as_chars(value).tolist(), strict=True):
            holds &= heads[:, column] == character
        seen[asked] = holds
    return seen[asked]
