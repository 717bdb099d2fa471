"""How the command line shows things: problems, control sheets, tables."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from snitflade.exchange.catalogue import Sheet
from snitflade.formats.problems import Problems, Severity


def out(text: str = "") -> None:
    """Print one line."""
    sys.stdout.write(f"{text}\n")


def data_out(text: str) -> None:
    """Print one line of data: UTF-8 whatever the terminal's own encoding is, since another program will read it."""
    sys.stdout.buffer.write(f"{text}\n".encode())


def err(text: str) -> None:
    """Print one line beside the output."""
    sys.stderr.write(f"{text}\n")


def show_problems(problems: Problems) -> None:
    """Every problem as a line on stderr."""
    for problem in problems.sorted():
        mark = "" if problem.severity is Severity.FEJL else f"{problem.severity.value.capitalize()}: "
        err(f"{mark}{problem} [{problem.code}]")


def json_out(value: object) -> None:
    """Print a value as JSON."""
    data_out(json.dumps(value, ensure_ascii=False, indent=2))


def sheet(sections: Sheet) -> None:
    """Print a control sheet: sections of text and value, the values right-aligned."""
    for title, lines in sections:
        if not lines:
            continue
        out(f"\n{title}")
        left = max(len(text) for text, _ in lines)
        right = max(len(value) for _, value in lines)
        for text, value in lines:
            out(f"  {text:<{left}}  {value:>{right}}")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, as wide as the terminal; where there is none, as wide as it needs."""
    view = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        view.add_row(*(escape(cell) for cell in row))
    console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=10_000)
    console.print(view)
