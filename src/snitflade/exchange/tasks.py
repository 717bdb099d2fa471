"""The durable work of the pipelines: deliver, look whether it was taken, collect, apply, and sweep up what was left lying.

Each step changes nothing when it is done twice: the states of an exchange, the unique keys of the journal and the port's
``again=True`` see to that. Work is put in the queue in the transaction that makes its rows; `opsaml` finds what a crash between
the two left without work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from snitflade.exchange import catalogue, configuration, delivery, inbound, journal
from snitflade.exchange.engine import enqueue, register_schedule, step, task
from snitflade.exchange.locks import BusyError
from snitflade.exchange.models import Arrival, Direction, Exchange, ExchangeFile
from snitflade.exchange.schedule import daily
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import Midlertidig
from snitflade.exchange.transports.port import Listed, Transport

_HENT = "hent."
SYSTEM = "system"
"""Who acts when nobody presses."""
EVERY_TEN_MINUTES = daily(*(dt.time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 10)))


def route(file: ExchangeFile) -> Transport:
    """The transport a file goes by. Raises ConfigurationError."""
    return configuration.transport(file.exchange.interface, file.format)


def connected(exchange: Exchange) -> bool:
    """Whether every file of the exchange has a connection to go by."""
    return all(configuration.has(exchange.interface, file.format) for file in exchange.files.all())


def deliver_later(exchange: Exchange) -> None:
    """Put the delivery of an approved exchange in the queue, once per attempt."""
    enqueue("udveksling.aflever", exchange.pk, key=f"aflever:{exchange.pk}:{exchange.attempts}")


@task("udveksling.aflever", temporary=(Midlertidig, BusyError))
def aflever(number: int) -> None:
    """Deliver one exchange."""
    step("aflever", _aflever, number)


def _aflever(number: int) -> str:
    exchange = journal.get(number)
    if exchange.state in (State.GODKENDT, State.AFSENDES):
        return delivery.deliver(exchange, SYSTEM, route).value
    return exchange.state


@task("udveksling.se-efter", temporary=(Midlertidig,))
def se_efter(number: int) -> None:
    """Look whether the partner has taken one exchange."""
    step("se efter", _se_efter, number)


def _se_efter(number: int) -> str:
    return delivery.look(journal.get(number), SYSTEM, route).value


@task("udveksling.anvend")
def anvend(number: int) -> None:
    """Apply one exchange that came in."""
    step("anvend", _anvend, number)


def _anvend(number: int) -> int:
    exchange = journal.get(number)
    if exchange.state != State.MODTAGET:
        return 0
    return inbound.apply(exchange, catalogue.find(exchange.interface), SYSTEM).errors


@task("udveksling.hent", temporary=(Midlertidig,))
def hent(schedule: str, due: str) -> None:
    """Collect what lies ready for the interface that a schedule is named after, and apply it in the order it came."""
    for number in step("hent", _hent, schedule.removeprefix(_HENT)):
        step(f"anvend {number}", _anvend, number)


def _hent(id: str) -> list[int]:
    return [exchange.pk for exchange in collect(catalogue.find(id), configuration.transport(id, "ind"), SYSTEM)]


def collect(interface: catalogue.Interface, transport: Transport, by: str) -> list[Exchange]:
    """Take in everything that lies at the partner. Each file is committed before it is moved there; gives the new exchanges.

    Raises TransportError; what came before it is kept.
    """
    return list(_collected(interface, transport, by))


def _collected(interface: catalogue.Interface, transport: Transport, by: str) -> Iterator[Exchange]:
    def known(listed: Listed) -> bool:
        return Arrival.objects.filter(exchange__interface=interface.id, origin=listed.origin[:500], name=listed.name).exists()

    for incoming in transport.collect(skip=known):
        received = inbound.receive(interface, incoming.name, incoming.data, by, origin=incoming.origin)
        transport.settle(incoming)
        if received.new:
            yield received.exchange


@task("udveksling.opsaml")
def opsaml(schedule: str, due: str) -> None:
    """Give work to what lies without it: approved but not sent, sent but not looked after, received but not applied."""
    step("opsaml", _opsaml)


def _opsaml() -> int:
    now = dt.datetime.now(dt.UTC)
    count = 0
    states = (State.GODKENDT, State.AFSENDES, State.AFSENDT, State.MODTAGET)
    for exchange in Exchange.objects.filter(state__in=states).order_by("pk").iterator():
        count += _give_work(exchange, now)
    return count


def _give_work(exchange: Exchange, now: dt.datetime) -> bool:
    number = exchange.pk
    # A delivery that failed stays approved: tried again every hour, so that a partner's night is not thousands of attempts.
    hour = f"{now:%Y%m%d%H}"
    if exchange.direction == Direction.IND:
        enqueue("udveksling.anvend", number, key=f"anvend:{number}")
    elif not connected(exchange):
        return False
    elif exchange.state == State.AFSENDT:
        enqueue("udveksling.se-efter", number, key=f"se-efter:{number}:{now:%Y%m%d%H%M}")
    else:
        enqueue("udveksling.aflever", number, key=f"aflever:{number}:{exchange.attempts}:{hour}")
    return True


def schedule_all() -> None:
    """Register the schedules: the sweep, and the collecting of every inbound interface that has a rhythm and a connection."""
    register_schedule("opsaml", EVERY_TEN_MINUTES, "udveksling.opsaml")
    for interface in catalogue.working():
        if interface.apply and configuration.has(interface.id, "ind"):
            register_schedule(f"{_HENT}{interface.id}", interface.schedule, "udveksling.hent")
