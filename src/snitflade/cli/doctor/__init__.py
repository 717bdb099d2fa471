"""``snitflade doctor``: what is missing or wrong with an installation, everything at once, with what to do in words.

Each check is a function in a module of its kind, looks at one thing and changes nothing. A check that itself breaks is a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from snitflade.cli.doctor.finding import Grad
from snitflade.cli.entry import PROBLEMS
from snitflade.cli.files import AsJson
from snitflade.cli.show import json_out, out

if TYPE_CHECKING:
    from snitflade.cli.doctor.checks import Told

_MARKS = {Grad.OK: "ok", Grad.ADVARSEL: "ADVARSEL", Grad.FEJL: "FEJL"}


def doctor(as_json: AsJson = False) -> None:
    """Se, hvad der mangler eller er forkert i installationen, og hvad der skal gøres. Ændrer intet. Slutkode 1: der er fejl."""
    from snitflade.cli.doctor.checks import examined  # every transport's library is behind it, and other commands need none

    found = examined()
    if as_json:
        json_out(
            [{"kontrol": one.check, "grad": one.finding.grad, "tekst": one.finding.text, "goer": one.finding.todo} for one in found]
        )
    else:
        for one in found:
            out(f"{_MARKS[one.finding.grad]:<9}{one.finding.text}")
            if one.finding.todo:
                out(f"{'':<9}→ {one.finding.todo}")
        out(f"\n{_verdict(found)}")
    if any(one.finding.grad is Grad.FEJL for one in found):
        raise typer.Exit(PROBLEMS)


def _verdict(found: list[Told]) -> str:
    wrongs = sum(one.finding.grad is Grad.FEJL for one in found)
    warnings = sum(one.finding.grad is Grad.ADVARSEL for one in found)
    if not (wrongs or warnings):
        return "Alt er, som det skal være."
    return f"Fejl: {wrongs}. Advarsler: {warnings}."
