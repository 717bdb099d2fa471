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

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from snitflade.formats.masking import mask_cpr, mask_line
from snitflade.formats.problem import Problem, ProblemKind, Severity
from snitflade.formats.problem_groups import LONGEST, MOST_GROWING, Group, Growing, Numbers, kept, numbers
from snitflade.formats.texts import compact

__all__ = ["LONGEST", "Problem", "ProblemKind", "Problems", "ProblemsError", "Severity", "mask_cpr", "mask_line"]


@dataclass(slots=True)
class Problems:
    """A growing collection of problems; iterating gives `Problem` values in the order they were found."""

    _settled: list[Group] = field(default_factory=list)
    _growing: Growing | None = None

    @property
    def _groups(self) -> list[Group]:
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
        if growing is None or len(growing.lines) == MOST_GROWING or not growing.takes(kind, field, record, file, names):
            self._settle()
            growing = self._growing = Growing(kind, field, record, file, names)
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
            columns = column if isinstance(column, int) else numbers(column)
            along = {name: kept(value) for name, value in params.items()}
            self._groups.append(
                Group(kind, numbers(lines), columns, field, record, compact(raws) if isinstance(raws, list) else raws, along)
            )

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

    def relocate(self, place: Callable[[Numbers, Numbers], tuple[Numbers, Numbers]]) -> None:
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
