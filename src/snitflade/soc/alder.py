"""Who counts as a child in a month.

Source: social-teknik.md 2.4: under 18, and to the end of the month of the 18th birthday.
"""

from __future__ import annotations

import datetime as dt

from snitflade.soc.maaned import Maaned

MYNDIG = 18


def er_barn(foedt: dt.date | None, maaned: Maaned) -> bool:
    """Whether somebody born that day counts as a child in the month; False where the day is not known.

    >>> [er_barn(dt.date(2007, 5, 20), Maaned.laes(text)) for text in ("202505", "202506")]
    [True, False]
    """
    return foedt is not None and (maaned.aar, maaned.nummer) <= (foedt.year + MYNDIG, foedt.month)
