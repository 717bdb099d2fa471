"""Runs that are ordered now and built by a worker: for what takes longer than somebody should wait for a page.

The order holds the options as text; its number is all the engine knows. Exchange and order are written in one transaction, so that
an order that is carried out twice, because its worker died, builds once.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import catalogue, options, outbound
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.engine import enqueue
from snitflade.exchange.models import Exchange, Order
from snitflade.formats.problems import ProblemsError

TASK = "udveksling.byg"
MOST_PROBLEMS = 1000
"""Problems kept of an order that could not be carried out."""


def key(order: Order) -> str:
    """The key of the order's work in the engine."""
    return f"byg:{order.pk}"


def place(interface: Interface, texts: Mapping[str, str], by: str, instead_of: Exchange | None = None) -> Order:
    """Order a run: a worker builds it. `texts`: the options, already read once."""
    with transaction.atomic():
        order = Order.objects.create(interface=interface.id, options=dict(texts), by=by, instead_of=instead_of)
        enqueue(TASK, order.pk, key=key(order))
    return order


def place_itself(interface: str, due: str, by: str) -> int:
    """The order of an interface that runs itself at the due moment `due`; the same one however often it is placed. Gives its
    number."""
    return Order.objects.get_or_create(interface=interface, occasion=due, defaults={"by": by})[0].pk


def carry_out(number: int) -> int:
    """Build what was ordered; gives the exchange's number, 0 when there is none: nothing to send, or problems, which are kept."""
    try:
        return _built(number)
    except ProblemsError as error:
        found = [problem.as_json() for problem in error.problems.sorted(MOST_PROBLEMS)]
        Order.objects.filter(pk=number, ended_at=None).update(problems=found, ended_at=timezone.now())
        return 0


def _built(number: int) -> int:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=number)
        if order.ended_at:
            return order.exchange_id or 0
        interface = catalogue.find(order.interface)
        values = options.values(interface, order.options)
        made: Exchange | None
        if order.instead_of:
            made, built = outbound.supersede(order.instead_of, interface, values, order.by)
        else:
            made, built = outbound.build(interface, values, order.by)
        order.exchange, order.note, order.ended_at = made, "\n".join(built.notes), timezone.now()
        order.save(update_fields=["exchange", "note", "ended_at"])
        return made.pk if made else 0
