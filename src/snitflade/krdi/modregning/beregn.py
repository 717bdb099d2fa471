"""What of an item may be set off: by the account it stands on, less what the payee keeps, in whole kroner rounded down.

Source: skat-inddrivelse.md 10.1 (configuration, empty by default), 10.3 rules 1 and 2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from snitflade.exchange.konstanter import konstant

ALLE = "*"


def regler(modul: str, dato: dt.date) -> dict[str, str]:
    """What the payee keeps, by account; empty where the module does not set off. Raises KonstantUgyldig."""
    text = konstant(f"{modul}.modregning.arter", dato)
    return {konto: keeps for konto, _, keeps in (part.partition("=") for part in text.split(",") if part)}


def kan_modregnes(regler: Mapping[str, str], konto: str, rest: int) -> int:
    """Whole kroner of `rest` (øre) of an item on `konto` that may be set off; 0 for none.

    >>> kan_modregnes({"9002002002": "25%"}, "9002002002", 100_050)
    750
    >>> kan_modregnes({"*": "500"}, "6602507000", 49_999), kan_modregnes({}, "6602507000", 49_999)
    (0, 0)
    """
    keeps = regler.get(konto, regler.get(ALLE))
    if keeps is None or len(konto) > 10:
        return 0
    # What the payee keeps is rounded up, so that the minimum is never cut into.
    kept = -(-rest * int(keeps[:-1]) // 100) if keeps.endswith("%") else int(keeps) * 100
    return max(0, rest - kept) // 100
