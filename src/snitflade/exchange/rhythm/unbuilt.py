"""Causes from interfaces that run themselves: a run that was due and could not be built."""

from __future__ import annotations

import datetime as dt

from snitflade.exchange import catalogue
from snitflade.exchange.models import Exchange, Order
from snitflade.exchange.rhythm import words
from snitflade.exchange.rhythm.cause import Cause, Kind

_AS_FAR_BACK = dt.timedelta(days=100)


def unbuilt(now: dt.datetime) -> list[Cause]:
    """The last failed run of each interface that runs itself, until something is built there."""
    interfaces = [interface.id for interface in catalogue.declared() if interface.runs_itself]
    failed = Order.objects.filter(interface__in=interfaces, exchange=None, ended_at__lte=now, at__gte=now - _AS_FAR_BACK)
    last = {order.interface: order for order in failed.exclude(occasion="").exclude(problems=[]).order_by("pk")}
    return [_cause(order, now) for order in last.values() if not _done_since(order)]


def _done_since(order: Order) -> bool:
    later = Order.objects.filter(interface=order.interface, pk__gt=order.pk, problems=[]).exclude(ended_at=None)
    return Exchange.objects.filter(interface=order.interface, created_at__gt=order.at).exists() or later.exists()


def _cause(order: Order, now: dt.datetime) -> Cause:
    first, more = str(order.problems[0].get("message", "")), len(order.problems) - 1
    rest = f" (og {more} fejl til)" if more else ""
    return Cause(
        kind=Kind.MISLYKKET,
        interface=order.interface,
        about="kører selv",
        since=order.ended_at or order.at,
        sentence=f"{words.label(order.interface)} kører af sig selv, men kunne ikke {words.when(order.at, now)}: {first}{rest} "
        f"Ret det, og kør den: snitflade run {order.interface}",
    )
