"""What the engine may remember: ids and words. Never files, and nothing that comes back from JSON as something else."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from snitflade.exchange.engine.errors import NotPlainError, TooLargeError

MOST = 65_536
"""The most characters of JSON that are remembered for a task's arguments, or for one result."""

T = TypeVar("T")


def plain(value: T, what: str) -> T:
    """`value`, when it is plain. `what` names it in the error. Raises NotPlainError, TooLargeError.

    >>> plain({"udveksling": 7, "filer": ["861_G69.txt"]}, "Svaret")
    {'udveksling': 7, 'filer': ['861_G69.txt']}
    >>> plain(1.5, "Svaret")
    Traceback (most recent call last):
    snitflade.exchange.engine.errors.NotPlainError: Svaret skal være tekster, heltal, ...
    """
    _check(value, what)
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    if size > MOST:
        raise TooLargeError(what=what, size=size, most=MOST)
    return value


def _check(value: Any, what: str) -> None:
    # Exactly these types: a subclass (an enum, a safe string) would come back as its base.
    if value is None or type(value) in (bool, int, str):
        return
    if type(value) is list:
        for item in value:
            _check(item, what)
    elif type(value) is dict and all(type(name) is str for name in value):
        for item in value.values():
            _check(item, what)
    else:
        raise NotPlainError(what=what, type=type(value).__name__)
