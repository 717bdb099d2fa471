"""A chart of amounts over time as SVG, with attributes alone: the content security policy drops styles written into a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BREDDE, HOEJDE = 960, 260
_VENSTRE, _BUND, _TOP = 84, 34, 14
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Soejle:
    """One bar: its place and size in the drawing, which series it is of, and what it says when pointed at."""

    x: float
    y: float
    bredde: float
    hoejde: float
    serie: int
    tekst: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """The chart: bars, the lines behind them (height and text), and the labels below (place and text)."""

    soejler: Sequence[Soejle]
    linjer: Sequence[tuple[float, str]]
    maerker: Sequence[tuple[float, str]]
    nul: float
    bredde: int = BREDDE
    hoejde: int = HOEJDE
    venstre: int = _VENSTRE


def diagram(navne: Sequence[str], serier: Sequence[tuple[str, Sequence[int]]]) -> Diagram:
    """The chart of `serier` (name and øre for each of `navne`) as groups of bars. Negative amounts hang below the line of zero."""
    amounts = [amount for _name, values in serier for amount in values]
    highest, lowest = max([0, *amounts]), min([0, *amounts])
    step = _trin(highest - lowest)
    top, bottom = -(-highest // step) * step, (lowest // step) * step
    if top == bottom:
        top = step
    scale = (HOEJDE - _BUND - _TOP) / (top - bottom)

    def y(amount: int) -> float:
        return round(_TOP + (top - amount) * scale, 1)

    group = (BREDDE - _VENSTRE - 8) / max(len(navne), 1)
    width = min(34.0, group * 0.8 / max(len(serier), 1))
    bars = []
    for at, name in enumerate(navne):
        left = _VENSTRE + at * group + (group - width * len(serier)) / 2
        for number, (serie, values) in enumerate(serier):
            amount = values[at]
            text = f"{name}, {serie}: {_kroner(amount)} kr."
            height = max(round(abs(y(amount) - y(0)), 1), 0.1 if amount else 0)
            bars.append(Soejle(round(left + number * width, 1), min(y(amount), y(0)), round(width - 2, 1), height, number, text))
    return Diagram(
        soejler=bars,
        linjer=[(y(amount), _kroner(amount)) for amount in range(bottom, top + 1, step)],
        maerker=[(round(_VENSTRE + (at + 0.5) * group, 1), name) for at, name in enumerate(navne)],
        nul=y(0),
    )


def _trin(span: int) -> int:
    """A round distance (øre) between lines, so that about four of them cover `span`.

    >>> _trin(122000), _trin(0), _trin(950)
    (50000, 100, 500)
    """
    step = 100
    while step * _STEPS < span:
        for factor in (2, 5, 10):
            if step * factor * _STEPS >= span:
                return step * factor
        step *= 10
    return step


def _kroner(oere: int) -> str:
    """Whole kroner with points: what stands beside the lines of a chart."""
    return f"{oere // 100:,}".replace(",", ".")
