"""What a provocation is: something that gives a problem, and where and with what it is then told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from snitflade.formats.problems import Problems
from snitflade.formats.registry import Format


@dataclass(frozen=True)
class Provocation:
    """Something that gives a problem of kind `code` at a place. `also`: what cannot but come with it. `count`: how many times."""

    code: str
    act: Callable[[Problems], object]
    line: int = 0
    column: int = 0
    field: str = ""
    raw: str = ""
    also: frozenset[str] = frozenset()
    count: int = 1


def reading(format: Format, data: bytes) -> Callable[[Problems], object]:
    return lambda problems: format.read(data, problems)
