"""The numbers of what Soc hands over (`exchange.numbers`)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from snitflade.exchange import numbers
from snitflade.exchange.numbers import Series
from snitflade.soc.pension.models_pension import Overlevering
from snitflade.soc.udbetalinger.models import Ydelseslinje


def _overleveringer(scope: str) -> int:
    kommune, maaned = scope.split("-")
    return Overlevering.objects.filter(kommune=kommune, maaned=maaned).aggregate(last=Max("nummer"))["last"] or 0


def _omfang(since: dt.date) -> list[str]:
    return numbers.months(Overlevering.objects.order_by().values_list("kommune", flat=True).distinct(), since)


OVERLEVERINGER = numbers.register(
    Series(
        *("pensionsoverlevering", "Overleveringer af pension"),
        "lønkontoret, i filens navn",
        _overleveringer,
        2**31 - 1,
        numbers.maaned(_omfang),
        column=(Overlevering, "nummer"),
    )
)
YDELSESLINJER = numbers.rows(Ydelseslinje, "social-linje", "Linjer af sociale udbetalinger", seen_by="modtageren: SU og otte cifre")
