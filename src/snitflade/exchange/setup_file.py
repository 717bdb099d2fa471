"""A set-up in a TOML file of the home: none, as it stands, or everything that is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

S = TypeVar("S")
OPSAETNING_ULAESELIG = ProblemKind(
    "OPSAETNING_ULAESELIG", "Filen kan ikke læses: {reason}. Ret den, så den er gyldig TOML i UTF-8."
)


def load(path: Path, read: Callable[[dict[str, Any], Problems], S | None]) -> S | None:
    """What `read` makes of the file's content; None without a file. Raises ProblemsError, each problem with the file's name."""
    problems = Problems()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.add(OPSAETNING_ULAESELIG, file=path.name, reason=error)
        raise ProblemsError(problems) from None
    found = read(content, problems)
    if problems or found is None:
        named = Problems()
        named.extend(problems, file=path.name)
        raise ProblemsError(named)
    return found
