"""A small chart of the last exchanges of an interface: one bar each, as high as its figure, in the colour of how it went.

Drawn as SVG with attributes alone, since the pages allow no inline style.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ANTAL = 12
"""Bars there is room for."""
HOEJDE, BRED, LUFT = 28, 6, 3
_LEAST = 2
"""A bar for nothing is still seen."""


@dataclass(frozen=True, slots=True)
class Soejle:
    """One bar. `tone`: kritisk, advarsel, oplysning, godt or empty. `tekst`: what it says when pointed at."""

    vaerdi: int
    tone: str
    tekst: str


def sparkline(bars: Sequence[Soejle], label: str) -> SafeString:
    """The chart of at most the last `ANTAL` bars, the newest to the right; nothing for none."""
    if not bars:
        return SafeString("")
    shown = bars[-ANTAL:]
    highest = max(1, *(abs(bar.vaerdi) for bar in shown))
    width = ANTAL * (BRED + LUFT) - LUFT
    first = ANTAL - len(shown)
    drawn = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" rx="1" class="soejle-{}"><title>{}</title></rect>',
        (
            ((first + at) * (BRED + LUFT), HOEJDE - high, BRED, high, bar.tone or "neutral", bar.tekst)
            for at, bar in enumerate(shown)
            for high in (max(_LEAST, round(HOEJDE * abs(bar.vaerdi) / highest)),)
        ),
    )
    return format_html(
        '<svg class="sparkline" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}" focusable="false">{}</svg>',
        label,
        width,
        HOEJDE,
        width,
        HOEJDE,
        drawn,
    )
