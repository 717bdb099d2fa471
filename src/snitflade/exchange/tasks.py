"""The durable work of the pipelines: deliver, look whether it was taken, collect, apply, and sweep up what was left lying.

Each step changes nothing when it is done twice: the states of an exchange, the unique keys of the journal and the port's
``again=True`` see to that. Work is put in the queue in the transaction that makes its rows; `opsaml` finds what a crash between
the two left without work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from snitflade.exchange import catalogue, collecting, configuration, delivery, inbound, journal, orders, retention
from snitflade.exchange.engine import enqueue, register_schedule, step, task
from snitflade.exchange.locks import BusyError
from snitflade.exchange.models import Exchange, ExchangeFile, Order
from snitflade.exchange.schedule import daily
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import Midlertidig
from snitflade.exchange.transports.port import Transport

_HENT = "hent."
_AT_ONCE = 500
"""Exchanges named in one remembered step."""
_BATCH = 50
"""Exchanges applied as one piece of work where their order does not matter: a piece of work takes longer to find than a small file
takes to apply."""
SYSTEM = "system"
"""Who acts when nobody presses."""
EVERY_TEN_MINUTES = daily(*(dt.time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 10)))
AT_NIGHT = daily(dt.time(3, 30))
LOOKED_AFTER = dt.timedelta(days=30)
"""How long a sent exchange is looked after until it is taken."""


def route(file: ExchangeFile) -> Transport:
    """The transport a file goes by. Raises ConfigurationError."""
    return configuration.transport(file.exchange.interface, file.format)


def connected(exchange: Exchange) -> bool:
    """Whether every file of the exchange has a connection to go by. Raises ConfigurationError."""
    return all(configuration.has(exchange.interface, file.format) for file in exchange.files.all())


def deliver_later(exchange: Exchange) -> None:
    """Put the delivery of an approved exchange in the queue, once per attempt."""
    enqueue("udveksling.aflever", exchange.pk, key=f"aflever:{exchange.pk}:{exchange.attempts}")


@task(orders.TASK)
def byg(number: int) -> None:
    """Build what was ordered."""
    step("byg", orders.carry_out, number)


@task("udveksling.aflever", temporary=(Midlertidig, BusyError))
def aflever(number: int) -> None:
    """Deliver one exchange."""
    step("aflever", _aflever, number)


def _aflever(number: int) -> str:
    exchange = journal.get(number)
    if exchange.state in (State.GODKENDT, State.AFSENDES):
        return delivery.deliver(exchange, SYSTEM, route).value
    return exchange.state


@task("udveksling.se-efter", temporary=(Midlertidig, BusyError))
def se_efter(number: int) -> None:
    """Look whether the partner has taken one exchange."""
    step("se efter", _se_efter, number)


def _se_efter(number: int) -> str:
    return delivery.look(journal.get(number), SYSTEM, route).value


@task("udveksling.anvend")
def anvend(*numbers: int) -> None:
    """Apply exchanges that came in and whose order does not matter; one that fails does not stop the others."""
    failed: Exception | None = None
    for number in numbers:
        try:
            step(f"anvend {number}", _anvend, number)
        except Exception as error:
            failed = error
    if failed:
        raise failed


def _anvend(number: int) -> int:
    exchange = journal.get(number)
    if exchange.state != State.MODTAGET:
        return 0
    return inbound.apply(exchange, catalogue.find(exchange.interface), SYSTEM).errors


@task("udveksling.anvend-ventende")
def anvend_ventende(id: str) -> None:
    """Apply what waits in one interface, in the order it came. Where one cannot be applied nor refused, those after it wait."""
    last = 0
    while numbers := step(f"ventende efter {last}", _waiting, id, last):
        for number in numbers:
            step(f"anvend {number}", _anvend, number)
        last = numbers[-1]


def _waiting(id: str, after: int) -> list[int]:
    rows = Exchange.objects.filter(interface=id, state=State.MODTAGET, pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:_AT_ONCE])


@task("udveksling.hent", temporary=(Midlertidig,))
def hent(schedule: str, due: str) -> None:
    """Collect what lies ready for the interface that a schedule is named after, and apply what has come, also when not all did."""
    id = schedule.removeprefix(_HENT)
    try:
        step("hent", _hent, id)
    except Exception:
        anvend_ventende(id)
        raise
    anvend_ventende(id)


def _hent(id: str) -> int:
    return len(collecting.collect(catalogue.find(id), configuration.transport(id, "ind"), SYSTEM))


@task("udveksling.opsaml")
def opsaml(schedule: str, due: str) -> None:
    """Give work to what lies without it: ordered but not built, approved but not sent, sent but not looked after, received but not
    applied."""
    step("opsaml", _opsaml)


def _opsaml() -> int:
    now = dt.datetime.now(dt.UTC)
    # What failed is tried again every hour, so that a partner's night is not thousands of attempts.
    hour = f"{now:%Y%m%d%H}"
    given = (_to_build(now), _to_apply(hour), _to_deliver(hour), _to_look_after(now, hour))
    return sum(1 for some in given for _ in some)


def _to_build(now: dt.datetime) -> Iterator[str]:
    """Orders of the last day; an older one has been given up, and whoever ordered it will have seen to it."""
    for order in Order.objects.filter(ended_at=None, at__gte=now - dt.timedelta(days=1)):
        yield enqueue(orders.TASK, order.pk, key=orders.key(order))


def _to_apply(hour: str) -> Iterator[str]:
    waiting = Exchange.objects.filter(state=State.MODTAGET).order_by("interface", "pk").values_list("interface", "pk")
    for id, rows in groupby(waiting.iterator(), key=itemgetter(0)):
        numbers = [number for _, number in rows]
        if id not in _declared():
            continue
        if _declared()[id].in_order:
            yield enqueue("udveksling.anvend-ventende", id, key=f"anvend-ventende:{id}:{numbers[-1]}:{hour}")
        else:
            for first in range(0, len(numbers), _BATCH):
                some = numbers[first : first + _BATCH]
                yield enqueue("udveksling.anvend", *some, key=f"anvend:{some[0]}-{some[-1]}:{hour}")


def _to_deliver(hour: str) -> Iterator[str]:
    for exchange in Exchange.objects.filter(state__in=(State.GODKENDT, State.AFSENDES)).order_by("pk").iterator():
        if exchange.interface in _declared() and connected(exchange):
            number = exchange.pk
            yield enqueue("udveksling.aflever", number, key=f"aflever:{number}:{exchange.attempts}:{hour}")


def _to_look_after(now: dt.datetime, hour: str) -> Iterator[str]:
    """Each sweep on the first day, then every hour, and no more after a month: the rhythm has told long ago."""
    seen = [id for id, interface in _declared().items() if interface.taken_within_hours is not None]
    lying = Exchange.objects.filter(state=State.AFSENDT, interface__in=seen, state_at__gte=now - LOOKED_AFTER)
    for exchange in lying.order_by("pk").iterator():
        if connected(exchange):
            when = f"{now:%Y%m%d%H%M}" if now - exchange.state_at < dt.timedelta(days=1) else hour
            yield enqueue("udveksling.se-efter", exchange.pk, key=f"se-efter:{exchange.pk}:{when}")


def _declared() -> dict[str, catalogue.Interface]:
    return {interface.id: interface for interface in catalogue.working()}


@task("udveksling.opbevaring")
def opbevaring(schedule: str, due: str) -> None:
    """Delete the bytes that no exchange needs any longer."""
    step("opbevaring", _opbevaring)


def _opbevaring() -> int:
    return retention.delete_past(dt.datetime.now(dt.UTC), SYSTEM)


def schedule_all() -> None:
    """Register the schedules: the sweep, retention, and the collecting of every inbound interface that has a rhythm and a
    connection. Raises ConfigurationError."""
    register_schedule("opsaml", EVERY_TEN_MINUTES, "udveksling.opsaml")
    register_schedule("opbevaring", AT_NIGHT, "udveksling.opbevaring")
    for interface in catalogue.working():
        if interface.apply and configuration.has(interface.id, "ind"):
            register_schedule(f"{_HENT}{interface.id}", interface.schedule, "udveksling.hent")
