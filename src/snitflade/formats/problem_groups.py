"""Problems as columns: those of one kind in one field, however many (`problems`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.masking import presentable
from snitflade.formats.problem import Problem, ProblemKind
from snitflade.formats.texts import FEW, Texts, compact


@dataclass(slots=True)
class Group:
    """Problems of one kind in one field: a column of lines and a column of raw values."""

    kind: ProblemKind
    lines: NDArray[np.integer[Any]]
    columns: NDArray[np.integer[Any]] | int
    field: str
    record: str
    raws: Sequence[str] | NDArray[Any] | None
    params: Mapping[str, Any]
    file: str = ""

    def __len__(self) -> int:
        return len(self.lines)

    def problem(self, i: int) -> Problem:
        raw = "" if self.raws is None else _cut(_as_text(self.raws[i]))
        line = int(self.lines[i])
        column = self.columns if isinstance(self.columns, int) else int(self.columns[i])
        params = {
            name: _one(value[i] if isinstance(value, np.ndarray | list | Texts) else value) for name, value in self.params.items()
        }
        message = self.kind.text.format(raw=raw, field=self.field, record=self.record, line=line, **params)
        kind, message, raw, name = self.kind, presentable(message), presentable(raw), presentable(self.field)
        return Problem(kind.code, kind.severity, message, line, column, name, self.record, raw, self.file)

    def first(self, most: int) -> NDArray[np.intp]:
        """The rows of the first `most` by line, column and row, in no order. Of a million faults no copy is made of all."""
        count = len(self)
        if count <= most or not most:
            return np.arange(min(count, most))
        rows: list[NDArray[np.intp]] = []
        tied: NDArray[np.intp] | slice = slice(None)
        for values in (self.lines, self.columns):
            if isinstance(values, int):
                continue
            here = values[tied]
            last = np.partition(here, most - 1)[most - 1]
            if last == here.min() == here.max():  # a file of one line, say
                continue
            at = np.flatnonzero(here < last)
            rows.append(at if isinstance(tied, slice) else tied[at])
            most -= len(at)
            at = np.flatnonzero(here == last)
            tied = at if isinstance(tied, slice) else tied[at]
        return np.concatenate([*rows, np.arange(count)[tied][:most] if isinstance(tied, slice) else tied[:most]])


LONGEST = 500
"""Characters that are shown of anything that stands in a file; a line can be a megabyte."""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _one(value: Any) -> Any:
    """A value that fills a place in a sentence: a number as such, a text no longer than is shown."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return _cut(value) if isinstance(value, str) else value


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return str(value)


def kept(values: Any) -> Any:
    """What runs along with the lines of a group, in the space that many of them may take: texts as one, whole numbers as a column.

    >>> kept(["a"] * 3), type(kept(["a"] * 300)).__name__, kept([1] * 300).dtype.name
    (['a', 'a', 'a'], 'Texts', 'int64')
    """
    if not isinstance(values, list) or len(values) <= FEW:
        return values
    types = set(map(type, values))
    if types == {str}:
        return Texts(values)
    return np.array(values, dtype=np.int64) if types == {int} and max(map(abs, values)) < 2**63 else values


MOST_GROWING = 4096
"""Problems that are kept one by one before they are made a group."""


class Growing:
    """Problems of one kind in one field that are reported one by one, one right after the other: a file can be full of them."""

    __slots__ = ("columns", "field", "file", "kind", "lines", "names", "params", "raws", "record")

    def __init__(self, kind: ProblemKind, field: str, record: str, file: str, names: tuple[str, ...]) -> None:
        self.kind, self.field, self.record, self.file, self.names = kind, field, record, file, names
        self.lines: list[int] = []
        self.columns: list[int] = []
        self.raws: list[str] = []
        self.params: list[tuple[Any, ...]] = []

    def takes(self, kind: ProblemKind, field: str, record: str, file: str, names: tuple[str, ...]) -> bool:
        """Whether a problem is one more of these."""
        return self.kind is kind and (self.field, self.record, self.file, self.names) == (field, record, file, names)

    def group(self) -> Group:
        """The same as a group."""
        if len(self.lines) == 1:
            params = dict(zip(self.names, self.params[0], strict=True))
        else:
            params = {name: kept([values[at] for values in self.params]) for at, name in enumerate(self.names)}
        columns = self.columns[0] if len(self.columns) == 1 else numbers(np.array(self.columns, dtype=np.int64))
        lines = numbers(np.array(self.lines, dtype=np.int64))
        return Group(self.kind, lines, columns, self.field, self.record, compact(self.raws), params, self.file)


Numbers = NDArray[np.int64]


def numbers(values: NDArray[np.integer[Any]]) -> NDArray[np.integer[Any]]:
    """Lines or columns as they are kept: in 32 bits where they came so or are many that fit, else in 64."""
    narrow = values.dtype == np.int32 or (len(values) > FEW and values.max() < 2**31)
    return np.asarray(values, dtype=np.int32 if narrow else np.int64)
