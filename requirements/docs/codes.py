"""The kinds of problems as pages show them: the code that stands with a problem, its sentence, and what it stops."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Collection, Iterator

from requirements.docs.markup import cell, code, table

import snitflade
from snitflade.formats.problems import ProblemKind

HEADINGS = ("Kode", "Sætning", "Vægt", "Specifikationens kode")
_BLANK = re.compile(r"\{(\w+)[^{}]*\}")


def declared() -> dict[str, dict[str, ProblemKind]]:
    """Every kind of the program by the module that declares it, and by code."""
    load()
    found: dict[str, dict[str, ProblemKind]] = {}
    taken: set[str] = set()
    for name in sorted(module for module in sys.modules if module.startswith("snitflade.")):
        for value in _kinds(vars(sys.modules[name])):
            if value.code not in taken and _says(name, value.code):
                taken.add(value.code)
                found.setdefault(name, {})[value.code] = value
    return found


def load() -> None:
    """Read every module of the program, so that all it declares is there."""
    for found in pkgutil.walk_packages(snitflade.__path__, "snitflade."):
        if not re.search(r"\.(migrations|wsgi|__main__)\b", found.name):
            importlib.import_module(found.name)


def _kinds(names: dict[str, object]) -> Iterator[ProblemKind]:
    for value in list(names.values()):
        if isinstance(value, ProblemKind):
            yield value
        elif isinstance(value, dict):
            yield from (one for one in value.values() if isinstance(one, ProblemKind))
        elif isinstance(value, tuple | list | set | frozenset):
            yield from (one for one in value if isinstance(one, ProblemKind))


def _says(module: str, word: str) -> bool:
    """Whether the module's own source has the code: others that use the kind import it by name."""
    loader = getattr(sys.modules[module], "__loader__", None)
    source = loader.get_source(module) if loader and hasattr(loader, "get_source") else None
    return source is not None and f'"{word}"' in source


def listed(kinds: Collection[ProblemKind]) -> str:
    """A table of kinds, by code."""
    rows = [
        (code(one.code), cell(sentence(one)), one.severity.value, cell(one.spec)) for one in sorted(kinds, key=lambda one: one.code)
    ]
    return table(HEADINGS, rows) or "Ingen."


def sentence(kind: ProblemKind) -> str:
    """The sentence, with three dots where the report puts what it is about.

    >>> sentence(ProblemKind("DOCTEST_HER", "{raw} er ikke {antal:,} kroner."))
    '… er ikke … kroner.'
    """
    return _BLANK.sub("…", kind.text)


def page() -> str:
    """All kinds, by the part of the program that declares them."""
    parts = [
        "# Fejlkoder",
        "Koden står ved hvert problem på siderne og på kommandolinjen. *Fejl* standser en fil, *advarsel* vises og lader den "
        "slippe igennem. «…» er det, problemet handler om.",
    ]
    for module, kinds in declared().items():
        parts.append(f"## {code(module.removeprefix('snitflade.').replace('.', '/'))}")
        parts.append(listed(list(kinds.values())))
    return "\n\n".join(parts) + "\n"
