"""Causes from the schedules: what is due today, what is late, who is silent. Four queries, however many interfaces."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q

from snitflade.exchange.catalogue import Interface
from snitflade.exchange.models import DueMark, Exchange
from snitflade.exchange.rhythm import words
from snitflade.exchange.rhythm.cause import Cause, Kind
from snitflade.exchange.rhythm.expected import counted_from, with_rhythm
from snitflade.exchange.rhythm.fulfilment import Due, due_moments, open_moments
from snitflade.exchange.states import TAKEN_BACK

BY_HAND = ("Operatør", "Kimik iT")
"""Who must act before anything comes in, in the catalogue's words; otherwise it comes by itself."""


def by_schedule(now: dt.datetime) -> list[Cause]:
    """The causes at `now`, unsorted."""
    return _causes(unanswered(now), now)


def _causes(known: Sequence[tuple[Interface, list[Due]]], now: dt.datetime) -> list[Cause]:
    found = []
    for interface, open in known:
        late = [due for due in open if deadline(interface, due.at) < now]
        coming = [due for due in open if due not in late and due.at <= words.end_of(words.today(now))]
        if late:
            found.append(_late(interface, late, now))
        if coming:
            found.append(_today(interface, coming[0], now))
    return found


def upcoming(now: dt.datetime) -> list[tuple[Interface, dt.datetime]]:
    """The next due moment after today of each interface that counts and is not done ahead, the first one first."""
    return _upcoming(unanswered(now), now)


def both(now: dt.datetime) -> tuple[list[Cause], list[tuple[Interface, dt.datetime]]]:
    """`by_schedule` and `upcoming`, asked for together."""
    known = unanswered(now)
    return _causes(known, now), _upcoming(known, now)


def _upcoming(known: Sequence[tuple[Interface, list[Due]]], now: dt.datetime) -> list[tuple[Interface, dt.datetime]]:
    end = words.end_of(words.today(now))
    following = [(interface, next(due.at for due in open if due.at > end)) for interface, open in known if open[-1].at > end]
    return sorted(following, key=lambda pair: pair[1])


def unanswered(now: dt.datetime) -> list[tuple[Interface, list[Due]]]:
    """The interfaces that count, each with the due moments nothing has been done for: those passed and the next ones."""
    interfaces = {interface.id: interface for interface in with_rhythm()}
    starts = counted_from(interfaces)
    end = words.end_of(words.today(now))
    dues = {id: due_moments(interfaces[id].schedule, start, now, end) for id, start in starts.items()}
    since = {id: max(starts[id], moments[0].opens) for id, moments in dues.items() if moments}
    work, aside = _work(since, now), _set_aside(since)
    return [
        (interfaces[id], open)
        for id in interfaces
        if id in since
        and (
            open := open_moments(
                [due for due in dues[id] if due.at not in aside[id]], sorted(work[id]), catches_up=interfaces[id].catches_up
            )
        )
    ]


def deadline(interface: Interface, due: dt.datetime) -> dt.datetime:
    """The last moment at which something due at `due` is not late."""
    return words.end_of(words.bank_days_after(words.today(due), interface.grace_bank_days))


def _work(since: Mapping[str, dt.datetime], now: dt.datetime) -> Mapping[str, list[dt.datetime]]:
    """When work was done, by interface: exchanges made and not taken back, and runs that found nothing."""
    work: dict[str, list[dt.datetime]] = defaultdict(list)
    if not since:
        return work
    asked = Q()
    for id, moment in since.items():
        asked |= Q(interface=id, created_at__gte=moment)
    made = Exchange.objects.filter(asked, created_at__lte=now).exclude(state__in=TAKEN_BACK).order_by()
    for id, moment in made.values_list("interface", "created_at"):
        work[id].append(moment)
    empty = DueMark.objects.filter(interface__in=since, due=None, at__gte=min(since.values()), at__lte=now)
    for id, moment in empty.values_list("interface", "at"):
        if moment >= since[id]:
            work[id].append(moment)
    return work


def _set_aside(since: Mapping[str, dt.datetime]) -> Mapping[str, set[dt.datetime]]:
    """The due moments that somebody has answered for, by interface."""
    aside: dict[str, set[dt.datetime]] = defaultdict(set)
    if since:
        for id, moment in DueMark.objects.filter(interface__in=since, due__gte=min(since.values())).values_list("interface", "due"):
            if moment is not None:
                aside[id].add(moment)
    return aside


def _today(interface: Interface, due: Due, now: dt.datetime) -> Cause:
    limit = due.at if now <= due.at else deadline(interface, due.at)
    what = "skal være kommet" if _inbound(interface) else "skal være kørt"
    then = f" (forfaldt {words.when(due.at, now)})" if now > due.at else ""
    return Cause(
        kind=Kind.I_DAG,
        interface=interface.id,
        about=_stamp(due.at),
        since=due.at,
        deadline=limit,
        sentence=f"{words.label(interface.id)} {what} {words.by(limit, now)}{then}. {_action(interface, late=False)}",
    )


def _late(interface: Interface, late: Sequence[Due], now: dt.datetime) -> Cause:
    oldest, count = late[0], len(late)
    limit = deadline(interface, oldest.at)
    inbound = _inbound(interface)
    done = f"kommet fra {interface.row.ekstern}" if inbound else "kørt"
    if count == 1:
        missing = f"skulle være {done}"
    else:
        missing = f"er {'udeblevet' if inbound else 'ikke kørt'} {count} gange; den første skulle være {done}"
    return Cause(
        kind=Kind.TAVS if inbound else Kind.FORSINKET,
        interface=interface.id,
        about=_stamp(oldest.at),
        since=oldest.at,
        deadline=limit,
        sentence=f"{words.label(interface.id)} {missing} {words.by(limit, now)} og er {words.over(limit, now)}. "
        f"{_action(interface, late=True)}",
    )


def _action(interface: Interface, *, late: bool) -> str:
    """The one next thing to do."""
    row = interface.row
    if not _inbound(interface):
        return f"Kør den: snitflade run {interface.id}"
    if row.udloest_af in BY_HAND:
        return f"Hent filen hos {row.ekstern}, og indlæs den: snitflade run {interface.id} --file FIL"
    ask = f"spørg {words.contact(interface.id)}, hvorfor der intet er kommet"
    return f"{ask[0].upper()}{ask[1:]}." if late else f"Kommer den ikke af sig selv, så {ask}."


def _inbound(interface: Interface) -> bool:
    return interface.build is None


def _stamp(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%MZ}"


def missed(interface: str, now: dt.datetime) -> list[dt.datetime]:
    """The due moments of an interface that are late at `now`."""
    return [due.at for found, open in unanswered(now) if found.id == interface for due in open if deadline(found, due.at) < now]
