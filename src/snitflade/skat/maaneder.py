"""Months, each as its first day; and the months of a window of twelve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

VINDUE = 12


def foerste(dag: dt.date) -> dt.date:
    """The first day of the month.

    >>> foerste(dt.date(2026, 11, 20))
    datetime.date(2026, 11, 1)
    """
    return dag.replace(day=1)


def flyt(maaned: dt.date, antal: int) -> dt.date:
    """The month so many months later.

    >>> flyt(dt.date(2026, 1, 1), -1), flyt(dt.date(2025, 12, 1), 14)
    (datetime.date(2025, 12, 1), datetime.date(2027, 2, 1))
    """
    year, month = divmod(maaned.year * 12 + maaned.month - 1 + antal, 12)
    return dt.date(year, month + 1, 1)


def afstand(fra: dt.date, til: dt.date) -> int:
    """How many months `til` lies after `fra`.

    >>> afstand(dt.date(2025, 11, 1), dt.date(2026, 1, 1))
    2
    """
    return (til.year - fra.year) * 12 + til.month - fra.month


def fra_til(fra: dt.date, til: dt.date) -> Iterator[dt.date]:
    """The months from that of `fra` to that of `til`.

    >>> [f"{month:%Y-%m}" for month in fra_til(dt.date(2025, 12, 24), dt.date(2026, 1, 6))]
    ['2025-12', '2026-01']
    """
    for number in range(afstand(fra, til) + 1):
        yield flyt(foerste(fra), number)


def vindue(seneste: dt.date) -> list[dt.date]:
    """The twelve months that end with `seneste`, oldest first (6.1: April 2018 is May 2017 to April 2018).

    >>> [f"{month:%Y-%m}" for month in vindue(dt.date(2018, 4, 1))][:2]
    ['2017-05', '2017-06']
    """
    return [flyt(foerste(seneste), number) for number in range(1 - VINDUE, 1)]


def laes(text: str) -> dt.date | None:
    """A month written ``YYYYMM``; None for ``000000`` and an empty text. Raises ValueError for anything else.

    >>> laes("202503"), laes("000000")
    (datetime.date(2025, 3, 1), None)
    """
    text = text.strip()
    if text in ("", "0", "000000"):
        return None
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return dt.date(int(text[:4]), int(text[4:]), 1)
