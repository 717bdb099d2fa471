"""The command on lines in quarantine: see them, correct one, apply what has been corrected."""

from __future__ import annotations

from typing import Annotated

import typer

from snitflade.cli.entry import PROBLEMS
from snitflade.cli.exchanges import Number, applied, try_held
from snitflade.cli.files import AsJson
from snitflade.cli.home import open_home, whoami
from snitflade.cli.show import json_out, out, show_problems, table
from snitflade.cli.usage import UnusableCallError
from snitflade.exchange import catalogue, inbound, journal
from snitflade.exchange import quarantine as lines
from snitflade.exchange.models import Exchange, QuarantinedLine


def quarantine(
    number: Number,
    line: Annotated[int | None, typer.Option("--linje", metavar="N", help="Vis linjen; det skrives i forløbet")] = None,
    text: Annotated[str | None, typer.Option("--tekst", metavar="T", help="Ret linjen til denne tekst, hele linjen")] = None,
    apply: Annotated[bool, typer.Option("--anvend", help="Anvend filen igen med de rettede linjer")] = False,
    as_json: AsJson = False,
) -> None:
    """Linjer, der ikke kunne anvendes: se dem, ret dem, og anvend dem. Resten af filen er anvendt og røres ikke."""
    if text is not None and line is None:
        raise UnusableCallError("Angiv med --linje, hvilken linje der skal rettes.")
    open_home()
    exchange = journal.get(number)
    if line is not None and text is not None:
        lines.correct(exchange, line, text, whoami())
        out(f"Linje {line} af udveksling {number} er rettet af {whoami()}.")
    elif line is not None:
        out(lines.seen(lines.line(exchange, line), whoami()))
    if apply:
        _apply(exchange)
    elif line is None:
        _show(exchange, as_json)


def _apply(exchange: Exchange) -> None:
    interface = catalogue.find(exchange.interface)
    if interface.apply is None:
        raise UnusableCallError(f"Udveksling {exchange.pk} går ud og har ingen linjer i karantæne.")
    problems = inbound.apply(exchange, interface, whoami())
    show_problems(problems)
    exchange.refresh_from_db()
    left = exchange.quarantine.filter(applied_at=None).count()
    out(f"{applied(exchange)} Linjer tilbage i karantæne: {left}.")
    try_held(exchange, interface)
    if problems.errors:
        raise typer.Exit(PROBLEMS)


def _show(exchange: Exchange, as_json: bool) -> None:
    rows = list(exchange.quarantine.all())
    if as_json:
        json_out(
            [
                {
                    "line": row.line,
                    "lines": row.numbers,
                    "key": row.key,
                    "state": _state(row),
                    "reason": row.reason,
                    "corrected_by": row.corrected_by,
                }
                for row in rows
            ]
        )
        return
    if not rows:
        out(f"Udveksling {exchange.pk} har ingen linjer i karantæne.")
        return
    table(
        ("Linje", "Om", "Tilstand", "Grund", "Rettet af"),
        [(_numbers(row), row.key, _state(row), row.reason, row.corrected_by) for row in rows],
    )
    out(f"\nSe en linje: snitflade quarantine {exchange.pk} --linje N. Ret den: --tekst. Anvend de rettede: --anvend")


def _numbers(row: QuarantinedLine) -> str:
    return f"{row.line} ({len(row.numbers)} linjer)" if row.numbers[1:] else str(row.line)


def _state(row: QuarantinedLine) -> str:
    if row.applied_at:
        return "anvendt"
    return "venter" if row.corrected is None else "rettet"
