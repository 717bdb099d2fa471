"""One problem: what is wrong, where, and what to do about it; and its kind, declared once (`problems`)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar


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
