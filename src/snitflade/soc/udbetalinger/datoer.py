"""When a periodic card pays: by days, or by months with the day kept and clipped to the month's end.

Source: social-teknik.md 5.3.
"""

from __future__ import annotations

import calendar
import datetime as dt

from snitflade.soc.udbetalinger.models import Enhed


def naeste(dato: dt.date, interval: int, enhed: str, dag: int) -> dt.date:
    """The payment after the one on `dato`; `dag`: the day of the month that months are counted from.

    >>> [str(naeste(dt.date(2025, 1, 31), 1, "maaneder", 31)), str(naeste(dt.date(2025, 2, 28), 1, "maaneder", 31))]
    ['2025-02-28', '2025-03-31']
    >>> str(naeste(dt.date(2025, 4, 18), 14, "dage", 4))
    '2025-05-02'
    """
    if enhed == Enhed.DAGE:
        return dato + dt.timedelta(days=interval)
    number = dato.year * 12 + dato.month - 1 + interval
    year, month = number // 12, number % 12 + 1
    return dt.date(year, month, min(dag, calendar.monthrange(year, month)[1]))


def om_tre_maaneder(dato: dt.date) -> dt.date:
    """The end that a new card is given.

    >>> str(om_tre_maaneder(dt.date(2025, 11, 30)))
    '2026-02-28'
    """
    return naeste(dato, 3, Enhed.MAANEDER, dato.day)
