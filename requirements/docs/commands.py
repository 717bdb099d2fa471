"""The command line as a page: every command with its help, as `--help` says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from requirements.docs.markup import cell, code, table
from typer.main import get_command


def page() -> str:
    """The page."""
    return "\n\n".join(_lines()) + "\n"


def every() -> Iterator[tuple[str, Any]]:
    """Every command by its whole name; groups are left out. A command is the parser's own object, whichever parser typer brings."""
    from snitflade.cli.app import app

    yield from _below("snitflade", get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
    for word, found in (inner or {}).items():
        yield from _below(f"{name} {word}", found)


def _lines() -> Iterator[str]:
    yield "# Kommandoer"
    yield (
        "Alt, hvad kommandolinjen kan. `--help` efter en kommando siger det samme. Slutkode 0: udført; 1: der er "
        "problemer, og de er vist; 2: kaldet kan ikke bruges; 70: fejl i programmet."
    )
    for name, command in every():
        yield f"## {code(name)}"
        yield cell(" ".join((command.help or "").split("\b")[0].split()))
        rows = [_row(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
        yield table(("Angives som", "Skal angives", "Betydning"), [row for row in rows if row])


def _row(parameter: Any) -> tuple[str, ...]:
    argument = parameter.param_type_name == "argument"
    names = parameter.metavar or parameter.name.upper() if argument else ", ".join((*parameter.opts, *parameter.secondary_opts))
    return code(names), "ja" if parameter.required else "nej", cell(parameter.help or "")
