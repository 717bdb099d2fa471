"""System constants of Sociale udbetalinger, beside 500 to 502 (`bogh.konstanter`). Sources: social-teknik.md 5.3, prisme.md 4."""

from __future__ import annotations

from snitflade.bogh.udbetaling.konstanter import vej
from snitflade.exchange.konstanter import konto, register
from snitflade.krdi.modregning.konstanter import arter

register(
    {
        "sociale.vej": vej("sociale udbetalinger"),
        "sociale.mellemkonto": konto("Konto for sociale ydelser, der er bogført og ikke udbetalt", "social-teknik.md 5.3"),
        "soc.udbetalinger.modregning.arter": arter("sociale udbetalinger"),
    }
)
