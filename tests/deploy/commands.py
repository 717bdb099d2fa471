"""What the command line makes of a line in a set-up file, without doing it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

from snitflade.cli.app import app

ROOT = Path(__file__).resolve().parents[2]


def accepted(words: list[str]) -> dict[str, Any]:
    """The values that a command's function would be called with. Raises KeyError and click's errors for what it does not take."""
    command, rest = get_command(app), list(words)
    while isinstance(command, TyperGroup):
        command, rest = command.commands[rest[0]], rest[1:]
    return dict(command.make_context(words[0], rest).params)


def parts(pattern: str, text: str) -> tuple[str, ...]:
    """The groups of a pattern that is found in a text."""
    match = re.search(pattern, text)
    assert match, pattern
    return match.groups()
