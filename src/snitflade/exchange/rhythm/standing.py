"""Causes from exchanges that stand still: not approved, not sent, not taken, not acknowledged, refused, unclear.

One query per way to stand still. Where many exchanges of one interface stand still in the same way they are one cause, so that a
page stays readable and an alarm is one message; it names the oldest.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from snitflade.exchange.locks import BusyError, exclusive
from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm import words
from snitflade.exchange.rhythm.cause import Cause, Kind, Severity
from snitflade.exchange.rhythm.limits import Limit

MOST_SINGLE = 10
"""Exchanges of one interface standing still in one way that are told one by one; more are told together."""
MOST_READ = 1000
"""Exchanges read for one way; where there are more, they are counted by interface."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One way to stand still: which exchanges, since which moment, by when, and the words.

    `text` may have ``{hvad}`` (the exchange, or how many), ``{den}`` (it or them), ``{ekstern}``, ``{kontakt}``, ``{nr}`` (the
    oldest), ``{siden}``, ``{linjer}``, ``{note}`` (what the oldest says itself), and with a limit ``{frist}``.
    """

    kind: Kind
    text: str
    found: Callable[[dt.datetime], QuerySet[Exchange]]
    since: str = "state_at"
    limit: Limit | None = None
    late: Severity | None = None
    """Its weight when the deadline has passed, where that is another."""
    about: str = ""
    """Tells two ways of one kind apart."""
    delivering: bool = False
    """Whether it is none while somebody is delivering the exchange."""
    counts_lines: bool = False
    """Whether the words have the number of lines in quarantine."""


@dataclass(frozen=True, slots=True)
class _Found:
    """An exchange that stands still; `count` of them, when there are many and this is the oldest. `lines`: in quarantine."""

    pk: int
    interface: str
    since: dt.datetime
    lines: int
    note: str
    count: int = 1


def stopped(way: Standing, now: dt.datetime) -> Iterator[Cause]:
    """The causes of one way."""
    query = way.found(now)
    values = _values(way, query).order_by(way.since, "pk")
    rows = [_Found(*row) for row in values[: MOST_READ + 1]]
    counts = dict(query.order_by().values_list("interface").annotate(Count("pk"))) if len(rows) > MOST_READ else {}
    by_interface: dict[str, list[_Found]] = defaultdict(list)
    for row in rows:
        if not (way.delivering and in_hand(row.pk)):
            by_interface[row.interface].append(row)
    for interface, some in by_interface.items():
        count = counts.get(interface, len(some))
        if count > MOST_SINGLE:
            some = [_Found(some[0].pk, interface, some[0].since, 0, some[0].note, count)]
        yield from (_cause(way, row, now) for row in some)


def of_exchange(way: Standing, number: int, now: dt.datetime) -> Cause | None:
    """The cause of one way for one exchange; None where it does not stand still so."""
    row = _values(way, way.found(now).filter(pk=number)).first()
    if row is None or (way.delivering and in_hand(number)):
        return None
    return _cause(way, _Found(*row), now)


def _values(way: Standing, query: QuerySet[Exchange]) -> QuerySet[Exchange, tuple[Any, ...]]:
    lines = Count("quarantine", filter=Q(quarantine__applied_at=None)) if way.counts_lines else Value(0)
    return query.annotate(lines=lines).values_list("pk", "interface", way.since, "lines", "note")


def in_hand(number: int) -> bool:
    """Whether somebody is delivering the exchange at this moment."""
    try:
        with exclusive(f"aflever {number}"):
            return False
    except BusyError:
        return True


def _cause(way: Standing, row: _Found, now: dt.datetime) -> Cause:
    limit = way.limit.deadline(row.interface, row.since) if way.limit else None
    single = row.count == 1
    name = words.label(row.interface, apart=", ")
    sentence = way.text.format(
        hvad=f"udveksling {row.pk} ({name})" if single else f"{_number(row.count)} udvekslinger ({name}; den ældste er {row.pk})",
        den="den" if single else "dem",
        ekstern=words.partner(row.interface),
        kontakt=words.contact(row.interface),
        nr=row.pk,
        siden=words.when(row.since, now),
        linjer="linjer" if not single else "1 linje" if row.lines == 1 else f"{_number(row.lines)} linjer",
        note=row.note,
        frist="" if limit is None else words.term(limit, now),
    )
    return Cause(
        kind=way.kind,
        interface=row.interface,
        exchange=row.pk if single else None,
        about=f"{row.pk if single else 'flere'}{way.about}",
        since=row.since,
        deadline=limit,
        sentence=sentence[0].upper() + sentence[1:],
        weight=way.late if limit is not None and limit < now else None,
    )


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
