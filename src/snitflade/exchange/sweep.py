"""The sweep: work for what lies without it, since a crash came between making its rows and putting its work in the queue.

What is given work that it has already is done once: the keys are the same for as long as it should be tried once only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from snitflade.exchange import catalogue, orders, waiting
from snitflade.exchange.backup import hold
from snitflade.exchange.engine import enqueue, step, task
from snitflade.exchange.models import Exchange, Order
from snitflade.exchange.states import State
from snitflade.exchange.tasks import connected, held_key

_BATCH = 50
"""Exchanges applied as one piece of work where their order does not matter: a piece of work takes longer to find than a small file
takes to apply."""
LOOKED_AFTER = dt.timedelta(days=30)
"""How long a sent exchange is looked after until it is taken."""


@task("udveksling.opsaml")
def opsaml(schedule: str, due: str) -> None:
    """Give work to what lies without it: ordered but not built, approved but not sent, sent but not looked after, received but not
    applied."""
    step("opsaml", _opsaml)


def _opsaml() -> int:
    now = dt.datetime.now(dt.UTC)
    # What failed is tried again every hour, so that a partner's night is not thousands of attempts.
    hour = f"{now:%Y%m%d%H}"
    given = (_to_build(now), _to_apply(hour), _held(hour), _to_deliver(hour), _to_look_after(now, hour))
    return sum(1 for some in given for _ in some)


def _to_build(now: dt.datetime) -> Iterator[str]:
    """Orders of the last day; an older one has been given up, and whoever ordered it will have seen to it."""
    for order in Order.objects.filter(ended_at=None, at__gte=now - dt.timedelta(days=1)):
        yield enqueue(orders.TASK, order.pk, key=orders.key(order))


def _to_apply(hour: str) -> Iterator[str]:
    waiting = Exchange.objects.filter(state=State.MODTAGET).order_by("interface", "pk").values_list("interface", "pk")
    for id, rows in groupby(waiting.iterator(), key=itemgetter(0)):
        numbers = [number for _, number in rows]
        interface = catalogue.get(id)
        if interface is None:
            continue
        if interface.in_order:
            yield enqueue("udveksling.anvend-i-orden", id, key=f"anvend-i-orden:{id}:{numbers[-1]}:{hour}")
        else:
            for first in range(0, len(numbers), _BATCH):
                some = numbers[first : first + _BATCH]
                yield enqueue("udveksling.anvend-vilkaarligt", *some, key=f"anvend:{some[0]}-{some[-1]}:{hour}")


def _held(hour: str) -> Iterator[str]:
    """What is held, once after each success of its interface, should whoever applied that have died; each hour what is released."""
    rows = Exchange.objects.filter(state=State.HOLDT).order_by("interface", "pk").values_list("interface", "pk", "released_by")
    for id, some in groupby(rows, key=itemgetter(0)):
        if catalogue.get(id) is None:
            continue
        released = max((number for _, number, by in some if by), default=0)
        if released:
            yield enqueue("udveksling.proev-holdte", id, key=f"proev-holdte:{id}:{released}:{hour}")
        success = waiting.held_up(id)
        if success is not None and not released:
            yield enqueue("udveksling.proev-holdte", id, key=held_key(success))


def _to_deliver(hour: str) -> Iterator[str]:
    for exchange in Exchange.objects.filter(state__in=(State.GODKENDT, State.AFSENDES)).order_by("pk").iterator():
        if catalogue.get(exchange.interface) and connected(exchange) and not hold.holds(exchange):
            number = exchange.pk
            yield enqueue("udveksling.aflever", number, key=f"aflever:{number}:{exchange.attempts}:{hour}")


def _to_look_after(now: dt.datetime, hour: str) -> Iterator[str]:
    """Each sweep on the first day, then every hour, and no more after a month: the rhythm has told long ago."""
    seen = [interface.id for interface in catalogue.declared() if interface.taken_within_hours is not None]
    lying = Exchange.objects.filter(state=State.AFSENDT, interface__in=seen, state_at__gte=now - LOOKED_AFTER)
    for exchange in lying.order_by("pk").iterator():
        if connected(exchange):
            when = f"{now:%Y%m%d%H%M}" if now - exchange.state_at < dt.timedelta(days=1) else hour
            yield enqueue("udveksling.se-efter", exchange.pk, key=f"se-efter:{exchange.pk}:{when}")
