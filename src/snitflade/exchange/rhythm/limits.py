"""How long an exchange may stay where it is, as each interface declares it: a deadline for one, a condition for all of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from snitflade.exchange import catalogue
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.rhythm import words


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: its length per interface (None: there is none), the deadline it gives from a moment on, and the latest moment whose
    deadline has passed."""

    length: Callable[[Interface | None], int | None]
    """For None the length for exchanges of interfaces that are no longer declared."""
    ends: Callable[[dt.datetime, int], dt.datetime]
    begun_before: Callable[[dt.datetime, int], dt.datetime]

    def deadline(self, interface: str, since: dt.datetime) -> dt.datetime | None:
        """The deadline of an exchange that has been where it is since `since`."""
        length = self.length(catalogue.get(interface))
        return None if length is None else self.ends(since, length)

    def passed(self, field: str, now: dt.datetime) -> Q:
        """The exchanges whose deadline, counted from the moment in `field`, has passed."""
        groups: dict[int, list[str]] = defaultdict(list)
        for declared in catalogue.declared():
            if (length := self.length(declared)) is not None:
                groups[length].append(declared.id)
        passed = Q(pk=None)
        for length, interfaces in groups.items():
            passed |= Q(**{"interface__in": interfaces, f"{field}__lte": self.begun_before(now, length)})
        if (length := self.length(None)) is not None:
            gone = ~Q(interface__in=[declared.id for declared in catalogue.declared()])
            passed |= gone & Q(**{f"{field}__lte": self.begun_before(now, length)})
        return passed


def _sent(since: dt.datetime, days: int) -> dt.datetime:
    return words.time_to_act(words.today(since), days)


def _answered(since: dt.datetime, days: int) -> dt.datetime:
    return words.end_of(words.bank_days_after(words.today(since), days))


def _latest(ends: Callable[[dt.datetime, int], dt.datetime]) -> Callable[[dt.datetime, int], dt.datetime]:
    """For deadlines that are the same for a whole day: the end of the latest day whose deadline has passed."""

    def latest(now: dt.datetime, days: int) -> dt.datetime:
        moment = now
        while ends(moment, days) >= now:
            moment -= words.DAY
        return words.end_of(words.today(moment))

    return latest


SENT = Limit(lambda interface: interface.grace_bank_days if interface else 0, _sent, _latest(_sent))
"""From being built to being sent: the interface's grace."""
TAKEN = Limit(
    lambda interface: interface.taken_within_hours if interface else None,
    lambda since, hours: since + dt.timedelta(hours=hours),
    lambda now, hours: now - dt.timedelta(hours=hours),
)
"""From being sent to being taken away by the partner."""
ACKNOWLEDGED = Limit(
    lambda interface: interface.acknowledged_within_bank_days if interface else None, _answered, _latest(_answered)
)
"""From being sent (or seen to be taken) to the partner's answer."""
