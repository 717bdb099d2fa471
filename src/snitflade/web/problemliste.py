"""Problems as pages and files show them: grouped by what they are, and as rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from snitflade.exchange.models import ProblemRow
from snitflade.formats.problems import Problem, ProblemKind, Severity
from snitflade.web.feltnavne import feltnavn

MOST_SHOWN = 20
"""Problems of one kind that are shown; the file has them all."""
HOVED = ("Alvor", "Kode", "Specifikationens kode", "Fil", "Linje", "Tegn", "Record", "Felt", "Problem")

Fejl = Problem | ProblemRow


@dataclass(slots=True)
class Gruppe:
    """Problems of one kind in one field."""

    kode: str
    spec: str
    alvor: str
    felt: str
    antal: int = 0
    viste: list[Fejl] = field(default_factory=list)

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return "kritisk" if self.alvor == "fejl" else "advarsel"

    @property
    def skjulte(self) -> int:
        """How many are not shown."""
        return self.antal - len(self.viste)


def grupper(problems: Iterable[Fejl]) -> list[Gruppe]:
    """The problems by kind and field: errors first, then the most frequent."""
    found: dict[tuple[str, str], Gruppe] = {}
    for problem in problems:
        kind = ProblemKind.known.get(problem.code)
        group = found.setdefault(
            (problem.code, problem.field),
            Gruppe(problem.code, kind.spec if kind else "", str(problem.severity), feltnavn(problem.field)),
        )
        group.antal += 1
        if len(group.viste) < MOST_SHOWN:
            group.viste.append(problem)
    return sorted(found.values(), key=lambda group: (group.alvor != "fejl", -group.antal, group.kode))


def raekker(problems: Iterable[ProblemRow]) -> Iterator[tuple[object, ...]]:
    """The problems as rows of a file."""
    for row in problems:
        kind = ProblemKind.known.get(row.code)
        spec = kind.spec if kind else ""
        yield row.severity, row.code, spec, row.file, row.line or "", row.column or "", row.record, row.field, row.message


def problem_af(value: dict[str, object]) -> Problem:
    """A problem from how it was kept (`Problem.as_json`)."""
    return Problem(
        code=str(value["code"]),
        severity=Severity(str(value["severity"])),
        message=str(value["message"]),
        line=int(str(value.get("line", 0))),
        column=int(str(value.get("column", 0))),
        field=str(value.get("field", "")),
        record=str(value.get("record", "")),
        raw=str(value.get("raw", "")),
        file=str(value.get("file", "")),
    )
