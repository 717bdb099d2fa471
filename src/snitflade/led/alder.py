"""How old somebody is on a day, and the pension age the statistics go by. Source: social-teknik.md 6.1."""

from __future__ import annotations

import datetime as dt

from snitflade.exchange.konstanter import konstant
from snitflade.formats.cpr_personnummer import foedselsdato
from snitflade.led.konstanter import aldre


def foedt(cpr: str, kendt: dt.date | None = None) -> dt.date | None:
    """The date of birth: CPR's own where there is one, else what the number tells."""
    return kendt or foedselsdato(cpr)


def alder(foedt: dt.date, dag: dt.date) -> int:
    """Whole years.

    >>> alder(dt.date(2007, 3, 31), dt.date(2025, 3, 30)), alder(dt.date(2007, 3, 31), dt.date(2025, 3, 31))
    (17, 18)
    """
    return dag.year - foedt.year - ((dag.month, dag.day) < (foedt.month, foedt.day))


def pensionsalder(dag: dt.date) -> int | None:
    """Years, as dated in system constant ``led.pensionsalder``; None for a day before the first of them."""
    valid = [years for fra, years in aldre(konstant("led.pensionsalder", dag)) if fra <= dag]
    return valid[-1] if valid else None
