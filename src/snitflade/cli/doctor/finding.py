"""What a check finds: right, unwise or wrong, always with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from snitflade.formats.problems import mask_cpr


class Grad(StrEnum):
    """How it stands."""

    OK = "ok"
    ADVARSEL = "advarsel"
    """It works, and somebody will regret it."""
    FEJL = "fejl"
    """It does not work, or will not when it is needed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    grad: Grad
    text: str
    """How it stands, in Danish."""
    todo: str = ""
    """What to do about it; empty where nothing is to be done."""

    def __post_init__(self) -> None:
        if (self.grad is Grad.OK) == bool(self.todo):
            raise ValueError("what is wrong has something to do about it, and nothing else has")
        object.__setattr__(self, "text", mask_cpr(" ".join(self.text.split())))
        object.__setattr__(self, "todo", mask_cpr(" ".join(self.todo.split())))


Check = Callable[[], Iterator[Finding]]
"""Looks at one thing and changes nothing."""


def ok(text: str) -> Finding:
    """It is as it should be."""
    return Finding(Grad.OK, text)


def warn(text: str, todo: str) -> Finding:
    """It works, and somebody will regret it."""
    return Finding(Grad.ADVARSEL, text, todo)


def wrong(text: str, todo: str) -> Finding:
    """It does not work."""
    return Finding(Grad.FEJL, text, todo)
