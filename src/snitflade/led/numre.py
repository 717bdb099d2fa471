"""The numbers of what Led reports (`exchange.numbers`)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from snitflade.exchange import numbers
from snitflade.exchange.numbers import Series
from snitflade.exchange.taken_back import counting
from snitflade.led.models import Statistik


def omfang(kommune: str, maaned: dt.date) -> str:
    """What the files of a month are numbered within."""
    return f"{kommune}-{maaned:%Y%m}"


def _statistikker(scope: str) -> int:
    kommune, maaned = scope.split("-")
    rows = Statistik.objects.filter(kommune=kommune, maaned=dt.date(int(maaned[:4]), int(maaned[4:]), 1))
    last = counting(rows).aggregate(last=Max("nummer"))["last"]
    return STATISTIKKER.none if last is None else last


def _omfang(since: dt.date) -> list[str]:
    return numbers.months(Statistik.objects.order_by().values_list("kommune", flat=True).distinct(), since)


STATISTIKKER = numbers.register(
    Series(
        *("ledighed", "Ledighedsstatistikker"),
        "Grønlands Statistik: rettelsens nummer i filens navn",
        _statistikker,
        32_767,
        numbers.maaned(_omfang),
        none=-1,
    )
)
"""0 is a month's first file, then come the corrections."""
