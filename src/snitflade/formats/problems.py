"""Problems are values: what is wrong, where, and what to do about it.

A reader or a rule never stops at the first fault. It puts every fault into a `Problems` collection and goes on. Faults of
one kind in one field arrive as whole columns (`add_many`), so that a file with a million bad lines costs a few arrays, not a
million objects; `Problem` values are made when somebody looks.

Codes are Danish words in capitals (``TEGNSAET_FEJL``). The specifications number theirs (``REN-E01``) or spell them in other
ways; where one of theirs exists it is kept in `ProblemKind.spec`, so that both can be searched for.

>>> UKENDT = ProblemKind("DOCTEST_UKENDT", "{raw} kendes ikke. Mente du {forslag}?")
>>> problems = Problems()
>>> problems.add(UKENDT, line=3, column=5, field="lokalitet", raw="Paamiiut", forslag="Paamiut")
>>> print(problems.sorted()[0])
Linje 3, tegn 5, felt lokalitet: Paamiiut kendes ikke. Mente du Paamiut?
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray


class Severity(StrEnum):
    """How much a problem weighs: `FEJL` stops a file, `ADVARSEL` is shown and lets it through."""

    FEJL = "fejl"
    ADVARSEL = "advarsel"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem, declared once: its code, its Danish sentence and its weight.

    `text` is a format string. ``{raw}``, ``{field}``, ``{record}`` and ``{line}`` are always there; others come with the report.
    `spec` is the code some specification uses for the same thing, or empty.
    """

    code: str
    text: str
    severity: Severity = Severity.FEJL
    spec: str = ""
    known: ClassVar[dict[str, ProblemKind]] = {}

    def __post_init__(self) -> None:
        other = self.known.setdefault(self.code, self)
        if other != self:
            raise ValueError(f"problem code {self.code} is declared twice with different texts")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `line` and `column` count from 1 (0: not tied to a place); `column` counts characters."""

    code: str
    severity: Severity
    message: str
    line: int = 0
    column: int = 0
    field: str = ""
    record: str = ""
    raw: str = ""
    file: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"linje {self.line}" if self.line else "",
                f"tegn {self.column}" if self.column else "",
                f"felt {self.field}" if self.field else "",
            )
            if part
        )
        if not place:
            return self.message
        if not self.file:
            place = place[0].upper() + place[1:]
        return f"{place}: {self.message}"

    def as_json(self) -> dict[str, Any]:
        """The problem as plain JSON values, empty ones left out."""
        return {name: value for name, value in asdict(self).items() if value not in ("", 0)}


_DDMM = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])"
_CPR_LIKE = re.compile(rf"(?<!\d)({_DDMM}\d\d)-?\d{{4}}(?!\d)")
_CPR_WITHIN = re.compile(rf"(?={_DDMM}\d{{6}})")


def mask_cpr(text: str) -> str:
    """`text` with everything that can be a CPR number masked.

    >>> mask_cpr("kunde 3112999999, CVR 12227353")
    'kunde 311299-****, CVR 12227353'
    """
    return _CPR_LIKE.sub(r"\1-****", text)


def mask_line(text: str) -> str:
    """`text` with every ten digits masked that can be a CPR number, also within longer runs: fixed-width lines have no gaps.

    >>> mask_line("WINF14 99311299999999")
    'WINF14 99311299****99'
    """
    found = [match.start() for match in _CPR_WITHIN.finditer(text)]
    masked = list(text) if found else []
    for start in found:
        masked[start + 6 : start + 10] = "****"
    return "".join(masked) if found else text


def _presentable(text: str) -> str:
    """`text` masked, with what cannot be seen, steers a terminal, breaks a line or cannot be stored written as an escape.

    >>> _presentable("Ilulissat\\x1b[2J\\x00")
    'Ilulissat\\\\x1b[2J\\\\x00'
    """
    masked = mask_cpr(text)
    return masked if masked.isprintable() else masked.translate(_ESCAPES)


class _Escapes(dict[int, str]):
    """How each code point is shown, worked out when it is met first: a line can be a megabyte of them."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        self[point] = character if character.isprintable() else ascii(character)[1:-1]
        return self[point]


_ESCAPES = _Escapes()


@dataclass(slots=True)
class _Group:
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
        params = {name: _one(value[i] if isinstance(value, np.ndarray | list) else value) for name, value in self.params.items()}
        message = self.kind.text.format(raw=raw, field=self.field, record=self.record, line=line, **params)
        kind, message, raw, name = self.kind, _presentable(message), _presentable(raw), _presentable(self.field)
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


class _Growing:
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

    def group(self) -> _Group:
        """The same as a group."""
        if len(self.lines) == 1:
            params = dict(zip(self.names, self.params[0], strict=True))
        else:
            params = {name: [values[at] for values in self.params] for at, name in enumerate(self.names)}
        columns = self.columns[0] if len(self.columns) == 1 else np.array(self.columns, dtype=np.int64)
        lines = np.array(self.lines, dtype=np.int64)
        return _Group(self.kind, lines, columns, self.field, self.record, self.raws, params, self.file)


_Numbers = NDArray[np.int64]


def _numbers(values: NDArray[np.integer[Any]]) -> NDArray[np.integer[Any]]:
    """Lines or columns as they are kept: in 32 bits where they came so, else in 64."""
    return np.asarray(values, dtype=np.int32 if values.dtype == np.int32 else np.int64)


@dataclass(slots=True)
class Problems:
    """A growing collection of problems; iterating gives `Problem` values in the order they were found."""

    _settled: list[_Group] = field(default_factory=list)
    _growing: _Growing | None = None

    @property
    def _groups(self) -> list[_Group]:
        """Everything that was reported."""
        self._settle()
        return self._settled

    def _settle(self) -> None:
        if self._growing is not None:
            self._settled.append(self._growing.group())
            self._growing = None

    def add(
        self,
        kind: ProblemKind,
        *,
        line: int = 0,
        column: int = 0,
        field: str = "",
        record: str = "",
        raw: str = "",
        file: str = "",
        **params: Any,
    ) -> None:
        """Report one problem; `params` fill the kind's sentence."""
        names = tuple(params)
        growing = self._growing
        if growing is None or not growing.takes(kind, field, record, file, names):
            self._settle()
            growing = self._growing = _Growing(kind, field, record, file, names)
        growing.lines.append(line)
        growing.columns.append(column)
        growing.raws.append(raw)
        growing.params.append(tuple(params.values()))

    def add_many(
        self,
        kind: ProblemKind,
        lines: NDArray[np.integer[Any]],
        *,
        column: int | NDArray[np.integer[Any]] = 0,
        field: str = "",
        record: str = "",
        raws: Sequence[str] | NDArray[Any] | None = None,
        **params: Any,
    ) -> None:
        """Report one problem per entry of `lines`; `column`, `raws` and any array or list in `params` run along with it."""
        if len(lines):
            columns = column if isinstance(column, int) else _numbers(column)
            self._groups.append(_Group(kind, _numbers(lines), columns, field, record, raws, params))

    def extend(self, other: Problems, *, file: str = "") -> None:
        """Take over all problems of `other`, named as found in `file` if given."""
        self._groups.extend(replace(group, file=file) if file and not group.file else group for group in other._groups)

    def take(self, codes: Collection[str]) -> Problems:
        """Take the problems of these codes out, into a collection of their own."""
        taken = Problems([group for group in self._groups if group.kind.code in codes])
        self._settled = [group for group in self._groups if group.kind.code not in codes]
        return taken

    def __len__(self) -> int:
        return sum(len(group) for group in self._groups)

    def __bool__(self) -> bool:
        return bool(self._groups)

    def __iter__(self) -> Iterator[Problem]:
        for group in self._groups:
            for i in range(len(group)):
                yield group.problem(i)

    @property
    def errors(self) -> int:
        """How many of the problems stop the file."""
        return sum(len(group) for group in self._groups if group.kind.severity is Severity.FEJL)

    @property
    def warnings(self) -> int:
        """How many of the problems are only shown."""
        return len(self) - self.errors

    def relocate(self, place: Callable[[_Numbers, _Numbers], tuple[_Numbers, _Numbers]]) -> None:
        """Give every problem another place: `place` turns lines and columns into those that hold now."""
        for group in self._groups:
            columns = np.broadcast_to(np.asarray(group.columns, dtype=np.int64), group.lines.shape)
            group.lines, group.columns = place(group.lines.astype(np.int64), columns)

    def errors_by_kind(self) -> Iterator[tuple[ProblemKind, NDArray[np.int64]]]:
        """Each kind of error that occurs with the lines it was found on; a kind may come more than once."""
        for group in self._groups:
            if group.kind.severity is Severity.FEJL:
                yield group.kind, group.lines.astype(np.int64, copy=False)

    @property
    def codes(self) -> set[str]:
        """The codes that occur."""
        return {group.kind.code for group in self._groups}

    def sorted(self, limit: int | None = None) -> list[Problem]:
        """The problems by file, line and column; only the first `limit` of them if given."""
        places = []
        for number, group in enumerate(self._groups):
            rows = group.first(len(group) if limit is None else limit)
            columns = group.columns if isinstance(group.columns, int) else group.columns[rows]
            places.append(np.stack(np.broadcast_arrays(group.lines[rows], columns, number, rows)))
        if not places:
            return []
        line, column, number, row = np.concatenate(places, axis=1)
        files = {name: rank for rank, name in enumerate(sorted({group.file for group in self._groups}))}
        rank = np.array([files[group.file] for group in self._groups])[number]
        order = np.lexsort((row, number, column, line, rank))[:limit]
        return [self._groups[number[i]].problem(int(row[i])) for i in order]


class ProblemsError(Exception):
    """Der er fejl, og intet er skrevet eller ændret."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(self.__doc__)
        self.problems = problems

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems.sorted(5)]
        rest = len(self.problems) - len(shown)
        return "\n".join([*shown, *([f"… og {rest} mere"] if rest else [])])
