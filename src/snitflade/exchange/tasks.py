"""The durable work of the pipelines: build, deliver, look whether it was taken, collect and apply.

Each step changes nothing when it is done twice: the states of an exchange, the unique keys of the journal and the port's
``again=True`` see to that. Work is put in the queue in the transaction that makes its rows; `sweep` finds what a crash between
the two left without work, and `planned` says what is done when.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange import (
    asked,
    catalogue,
    collecting,
    configuration,
    delivery,
    fetching,
    inbound,
    journal,
    orders,
    waiting,
)
from snitflade.exchange.engine import enqueue, step, task
from snitflade.exchange.locks import BusyError
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.exchange.rhythm.marks import nothing_new
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import Midlertidig
from snitflade.exchange.transports.port import Transport

HENT, KOER = "hent.", "koer."
"""What stands before an interface's id in the names of its schedules: to collect, and to run by itself."""
SYSTEM = "system"
"""Who acts when nobody presses."""


def route(file: ExchangeFile) -> Transport:
    """The transport a file goes by. Raises ConfigurationError."""
    way, interface = configuration.transport(file.exchange.interface, file.format), catalogue.get(file.exchange.interface)
    return way.saying(interface.mail_text(file.exchange)) if interface is not None and interface.mail_text is not None else way


def connected(exchange: Exchange) -> bool:
    """Whether every file of the exchange has a connection to go by. Raises ConfigurationError."""
    return all(configuration.has(exchange.interface, file.format) for file in exchange.files.all())


def deliver_later(exchange: Exchange) -> str:
    """Put the delivery of an approved exchange in the queue, once per attempt; gives its key."""
    return enqueue("udveksling.aflever", exchange.pk, key=f"aflever:{exchange.pk}:{exchange.attempts}")


def delivery_keys(exchange: Exchange) -> list[str]:
    """The keys under which its delivery may be in the queue, pressed for or swept up within the last two hours.

    Of this attempt and of those before it, since the engine tries again by itself under the key of the first.
    """
    now = dt.datetime.now(dt.UTC)
    hours = ("", f":{now:%Y%m%d%H}", f":{now - dt.timedelta(hours=1):%Y%m%d%H}")
    attempts = range(exchange.attempts, max(-1, exchange.attempts - 6), -1)
    return [f"aflever:{exchange.pk}:{attempt}{hour}" for attempt in attempts for hour in hours]


@task(orders.TASK)
def byg(number: int) -> None:
    """Build what was ordered."""
    step("byg", orders.carry_out, number)


@task("udveksling.koer-selv")
def koer_selv(schedule: str, due: str) -> None:
    """Build the run of the interface that a schedule is named after, at its due moment, and let it go when it need not wait for a
    second person."""
    order = step("bestil", _order_itself, schedule.removeprefix(KOER), due)
    made = step("byg", orders.carry_out, order)
    if made:
        step("sæt aflevering i kø", _deliver_built, made)


def _order_itself(id: str, due: str) -> int:
    return orders.place_itself(id, due, SYSTEM)


def _deliver_built(number: int) -> str:
    exchange = journal.get(number)
    return deliver_later(exchange) if exchange.state == State.GODKENDT and connected(exchange) else ""


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


@task(asked.TASKS[asked.LOOK])
def se_efter_bedt(number: int, event: int) -> str:
    """Look for whoever asked. A partner who cannot be reached is told at once: somebody waits to hear it."""
    return step("se efter", _look_for, number, event)


def _look_for(number: int, event: int) -> str:
    return delivery.look(journal.get(number), asked.by(event), route).value


@task(asked.TASKS[asked.APPLY], temporary=(BusyError,))
def anvend_bedt(number: int, event: int) -> int:
    """Apply what came in, or apply it again with its corrected lines, for whoever asked, and what is held after it; gives how many
    errors there were."""
    errors = step("anvend", _apply_for, number, event)
    proev_holdte(step("snitfladen", _interface_of, number))
    return errors


def _apply_for(number: int, event: int) -> int:
    exchange = journal.get(number)
    return inbound.apply(exchange, catalogue.find(exchange.interface), asked.by(event)).errors


@task("udveksling.anvend-vilkaarligt")
def anvend(*numbers: int) -> None:
    """Apply exchanges of an interface that came in and whose order does not matter; one that fails does not stop the others."""
    failed: Exception | None = None
    for number in numbers:
        try:
            step(f"anvend {number}", _anvend, number)
        except Exception as error:
            failed = error
    id = step("snitfladen", _interface_of, numbers[0])
    if step("er der holdte", _held_up, id):
        proev_holdte(id)
    if failed:
        raise failed


def _interface_of(number: int) -> str:
    return journal.get(number).interface


def _held_up(id: str) -> bool:
    return waiting.held_up(id) is not None


def _anvend(number: int) -> int:
    exchange = journal.get(number)
    if exchange.state != State.MODTAGET:
        return 0
    return inbound.apply(exchange, catalogue.find(exchange.interface), SYSTEM).errors


@task("udveksling.anvend-i-orden", temporary=(BusyError,))
def anvend_ventende(id: str) -> None:
    """Apply what waits in one interface, in its order, and after each that is applied what is held. Where one can be neither
    applied nor refused, those after it wait."""
    while tried := step("anvend den næste", _apply_next, id):
        _, _, applied, any_held = tried
        if applied and any_held:
            proev_holdte(id)
    if step("er der holdte", _held_up, id):  # whoever applied the last one died before they were tried
        proev_holdte(id)


def _apply_next(id: str) -> list[int | str | bool]:
    """Number, order, whether it was applied, and whether others are held; nothing when none waits."""
    tried = waiting.apply_next(catalogue.find(id), SYSTEM)
    return [*tried.plain(), waiting.held(id).exists()] if tried else []


@task("udveksling.proev-holdte", temporary=(BusyError,))
def proev_holdte(id: str) -> None:
    """Try what is held in one interface, in its order, from the first anew after each that is applied."""
    order, number = "", 0
    while tried := step("prøv en holdt igen", _try_held, id, order, number):
        order, number = ("", 0) if tried[2] else (str(tried[1]), int(tried[0]))


def _try_held(id: str, order: str, number: int) -> list[int | str | bool]:
    tried = waiting.try_held(catalogue.find(id), SYSTEM, (order, number))
    return tried.plain() if tried else []


def try_held_later(exchange: Exchange) -> None:
    """Put it in the queue to try what is held, after `exchange` was applied."""
    if exchange.state in waiting.SUCCESS and waiting.held(exchange.interface).exists():
        enqueue("udveksling.proev-holdte", exchange.interface, key=held_key(exchange))


def held_key(success: Exchange) -> str:
    """The key under which what is held is tried after one success of its interface."""
    return f"proev-holdte:{success.interface}:{success.pk}:{success.state_at:%Y%m%d%H%M%S}"


@task("udveksling.hent", temporary=(Midlertidig, BusyError))
def hent(schedule: str, due: str) -> None:
    """Collect what lies ready for the interface that a schedule is named after, and apply what has come, also when not all did."""
    id = schedule.removeprefix(HENT)
    try:
        step("hent", _hent, id)
    except Exception:
        anvend_ventende(id)
        raise
    anvend_ventende(id)


def _hent(id: str) -> int:
    interface, kommune = catalogue.find(id), configuration.kommune(id, "ind")
    if interface.fetch is None:
        new = collecting.collect(interface, configuration.transport(id, "ind"), SYSTEM, kommune=kommune)
    else:
        new = fetching.pull(interface, configuration.client(id, "ind"), SYSTEM, kommune=kommune)
    if interface.silent_ok and not new:
        nothing_new(interface, SYSTEM, dt.datetime.now(dt.UTC))
    return len(new)
