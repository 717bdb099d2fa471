"""What code can reach: the kinds of problems it can report, the tables it touches, the words it names.

From an object (a format, an interface) on: its fields, the functions they hold, the names in those functions' code, and so on
through the modules that are asked for. It finds what can happen, which is never less than what does.
"""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from snitflade.formats.problems import ProblemKind


@dataclass(slots=True)
class Reached:
    """What was found."""

    kinds: set[ProblemKind] = field(default_factory=set)
    models: set[type[Model]] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """Texts in the code and its data."""


def reach(start: object, within: Callable[[str], bool]) -> Reached:
    """Everything from `start` on, through the code of modules whose name is `within`."""
    found = Reached()
    seen: dict[int, object] = {}
    waiting: list[object] = [start]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing  # kept, so that no other thing gets its number
        if isinstance(thing, str):
            found.words.add(thing)
        elif isinstance(thing, ProblemKind):
            found.kinds.add(thing)
        else:
            if isinstance(thing, type) and issubclass(thing, Model) and hasattr(thing, "_meta") and not thing._meta.abstract:
                found.models.add(thing)
            waiting += _from(thing, within)
    return found


def _from(thing: object, within: Callable[[str], bool]) -> Iterator[object]:
    """What a thing leads to."""
    if isinstance(thing, functools.partial):
        yield from (thing.func, *thing.args, *thing.keywords.values())
    elif isinstance(thing, types.MethodType):
        yield from (thing.__func__, thing.__self__)
    elif isinstance(thing, types.FunctionType):
        if within(thing.__module__ or ""):
            yield from _of_function(thing)
    elif isinstance(thing, type):
        if within(thing.__module__):
            yield from (_plain(value) for value in vars(thing).values())
            yield from (base for base in thing.__bases__ if base is not object)
    elif isinstance(thing, dict):
        yield from (*thing.keys(), *thing.values())
    elif isinstance(thing, list | tuple | set | frozenset):
        yield from thing
    elif type(thing).__module__.startswith("snitflade."):
        yield type(thing)
        if dataclasses.is_dataclass(thing):
            yield from (getattr(thing, one.name, None) for one in dataclasses.fields(thing))
        else:
            yield from getattr(thing, "__dict__", {}).values()


def _of_function(function: types.FunctionType) -> Iterator[object]:
    if wrapped := getattr(function, "__wrapped__", None):
        yield wrapped
    codes = list(_codes(function.__code__))
    names = {name for code in codes for name in code.co_names}
    yield from (value for code in codes for value in code.co_consts if isinstance(value, str | tuple | frozenset))
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, types.ModuleType):
            if value.__name__.startswith("snitflade."):
                yield from (getattr(value, inner) for inner in names if hasattr(value, inner))
        elif value is not None:
            yield value
    for closed in function.__closure__ or ():
        try:
            yield closed.cell_contents
        except ValueError:  # not filled yet
            continue


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for value in code.co_consts:
        if isinstance(value, types.CodeType):
            yield from _codes(value)


def _plain(value: Any) -> object:
    """The function behind a member of a class; other members that are data as they are."""
    if isinstance(value, property):
        return value.fget
    if isinstance(value, classmethod | staticmethod):
        return value.__func__
    if isinstance(value, functools.cached_property):
        return value.func
    return value if isinstance(value, types.FunctionType | ProblemKind) else None
