"""Writing the journal: new exchanges, changes of state, problems. The one place that changes an exchange's state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from snitflade.exchange import audit
from snitflade.exchange.known import KnownError, Refusal
from snitflade.exchange.models import Exchange, ProblemRow
from snitflade.exchange.states import TRANSITIONS, IllegalTransitionError, State
from snitflade.formats.problems import Problem, Problems

AGAIN = "."
"""Between the hash of what came in and how many times it has been so, where that is more than once (`inbound.receive`, anew)."""
MOST_PROBLEMS = 10_000
"""Problems kept per exchange; a file with more is wrong as a whole, and the count says how many there were."""


class UnknownExchangeError(KnownError):
    """Udvekslingen findes ikke."""

    refusal = Refusal.NOT_FOUND

    def __init__(self, number: int) -> None:
        super().__init__(f"Udveksling {number} findes ikke. Se dem alle med: snitflade exchanges")


def get(number: int) -> Exchange:
    """The exchange with this number. Raises UnknownExchangeError."""
    try:
        return Exchange.objects.get(pk=number)
    except Exchange.DoesNotExist:
        raise UnknownExchangeError(number) from None


def content_hash(exchange: Exchange) -> str:
    """The SHA-256 of the bytes that came in with an inbound exchange."""
    return exchange.key.partition(AGAIN)[0]


def locked(exchange: Exchange) -> Exchange:
    """The exchange as it now is in the database, locked until the caller's transaction ends."""
    return Exchange.objects.select_for_update().get(pk=exchange.pk)


def move(
    exchange: Exchange, to: State, by: str, event: str = "", *, fields: Mapping[str, Any] | None = None, **detail: Any
) -> None:
    """Bring `exchange` into state `to` and set `fields`, in one transaction with its audit event.

    The state in the database decides, not the one in memory: of two who press at the same time one gets
    IllegalTransitionError. `exchange` is refreshed. `detail` goes into the audit event.
    """
    with transaction.atomic():
        before = enter(exchange, to, fields=fields)
        note(exchange, before, by, event, **detail)


def enter(exchange: Exchange, to: State, *, fields: Mapping[str, Any] | None = None) -> State:
    """The first half of `move`, in the caller's transaction; gives the state before. The same transaction must end with `note`.

    For transactions that do more: who adds to the audit chain holds up everybody else's work until the transaction ends, and
    whoever then waits for rows that others have waits for ever.
    """
    before = State(locked(exchange).state)
    if to not in TRANSITIONS[before]:
        raise IllegalTransitionError(exchange.pk, before, to)
    Exchange.objects.filter(pk=exchange.pk).update(state=to, state_at=timezone.now(), **(fields or {}))
    exchange.refresh_from_db()
    return before


def note(exchange: Exchange, before: State, by: str, event: str = "", **detail: Any) -> None:
    """The second half of `move`: the audit event of a change of state made by `enter`."""
    audit.record(event or exchange.state, by, exchange, fra=before.value, til=exchange.state, **detail)


def keep_problems(exchange: Exchange, problems: Problems) -> None:
    """Replace the exchange's stored problems by `problems`."""
    with transaction.atomic():
        exchange.problems.all().delete()
        _add(exchange, problems.sorted(MOST_PROBLEMS))


def add_problems(exchange: Exchange, problems: Iterable[Problem]) -> None:
    """Store `problems` beside those that are stored."""
    _add(exchange, islice(problems, max(0, MOST_PROBLEMS - exchange.problems.count())))


def _add(exchange: Exchange, problems: Iterable[Problem]) -> None:
    ProblemRow.objects.bulk_create(
        [
            ProblemRow(
                exchange=exchange,
                code=problem.code,
                severity=problem.severity.value,
                message=problem.message,
                file=problem.file,
                line=problem.line,
                column=problem.column,
                field=problem.field,
                record=problem.record,
                raw=problem.raw[:1000],
            )
            for problem in problems
        ],
        batch_size=500,
    )
