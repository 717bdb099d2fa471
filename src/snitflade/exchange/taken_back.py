"""Rows of exchanges that were taken back before they went out: they stay, and do not count.

No build deletes what an exchange made, so the trail shows it; whoever sums such rows asks for those that count.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TAKEN_BACK

M = TypeVar("M", bound=Model)


def counting(rows: QuerySet[M], path: str = "exchange") -> QuerySet[M]:
    """Those of `rows` that count: of no exchange, or of one that was not taken back. `path` leads to the exchange."""
    return rows.filter(Q(**{path: None}) | ~Q(**{f"{path}__state__in": TAKEN_BACK}))


def numbers() -> list[int]:
    """The exchanges that were taken back: few, so that large queries can name them."""
    return list(Exchange.objects.filter(state__in=TAKEN_BACK).values_list("pk", flat=True))
