"""Retention of rows: tables that only grow are cleared of what is past its time, every night with the bytes (`retention`).

How long is a system constant in whole days, which a municipality sets, with a least that it cannot go below. That rows were
deleted, how many and from before when, is an event of the audit trail.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model

from snitflade.exchange import audit
from snitflade.exchange.konstanter import Konstant, konstant, register
from snitflade.exchange.schedule import ZONE

DELETED = "rækker slettet"
"""What the audit event is called."""
AT_ONCE = 5_000
"""Rows deleted in one transaction, so that nobody waits for long."""
MOST_DAYS = 99_999


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of `table` go when the moment in `field`, which has an index, is more days ago than system constant `constant` says."""

    table: type[Model]
    field: str
    constant: str


_rules: dict[type[Model], Rule] = {}


def keep(table: type[Model], field: str, constant: str, meaning: str, source: str, *, days: int, least: int) -> Rule:
    """Declare a rule and its system constant: `days` unless something else is set, never fewer than `least`.

    Raises ValueError where the table has another rule.
    """
    rule = Rule(table, field, constant)
    if _rules.setdefault(table, rule) != rule:
        raise ValueError(f"{table.__name__} has another rule")
    # Numbers without leading zeros from `least` on.
    register(
        {
            constant: AtLeast(
                meaning, source, str(days), moenster="[1-9][0-9]{0,4}", form=f"et antal dage, mindst {least}", least=least
            )
        }
    )
    return rule


@dataclass(frozen=True, slots=True)
class AtLeast(Konstant):
    """A system constant that is a whole number, not below `least`."""

    least: int = 1

    def gyldig(self, vaerdi: str) -> bool:
        """Whether the constant can have this value."""
        return Konstant.gyldig(self, vaerdi) and int(vaerdi) >= self.least


def rules() -> list[Rule]:
    """Every rule, by table."""
    return sorted(_rules.values(), key=lambda rule: rule.table._meta.label)


def delete_past(now: dt.datetime, by: str) -> int:
    """Delete the rows that are past their time; gives how many.

    Broken off and done again it goes on where it was. A constant that cannot be read keeps its table as it is, and the others are
    cleared all the same; then it raises KonstantUgyldig.
    """
    count, wrong = 0, None
    for rule in rules():
        try:
            days = int(konstant(rule.constant, now.astimezone(ZONE).date()))
        except Exception as error:
            wrong = error
            continue
        count += _cleared(rule, now - dt.timedelta(days=days), by)
    if wrong is not None:
        raise wrong
    return count


def _cleared(rule: Rule, before: dt.datetime, by: str) -> int:
    past = rule.table._default_manager.filter(**{f"{rule.field}__lt": before}).order_by(rule.field)
    count = 0
    while numbers := list(past.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            gone, _ = rule.table._default_manager.filter(pk__in=numbers).delete()
            audit.record(DELETED, by, tabel=rule.table._meta.label_lower, antal=gone, foer=before.isoformat())
        count += gone
    return count
