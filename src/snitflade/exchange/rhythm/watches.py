"""What others watch: each Delsystem its own chain (claimed = billed = sent = taken), and whether the workers are alive.

A Delsystem knows what the journal cannot: that an agreement was never billed this quarter, that a bill's exchange was never sent.
It registers a function of the moment, which gives causes of its own, with words that have a translation (`make texts`)::

    @rhythm.watch
    def ikke_opkraevet(now: dt.datetime) -> Iterable[Cause]: ...
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.utils.translation import gettext as _

from snitflade.exchange.models import Worker
from snitflade.exchange.rhythm import words
from snitflade.exchange.rhythm.cause import LONGEST_ABOUT, Cause, Kind

Watch = Callable[[dt.datetime], Iterable[Cause]]
W = TypeVar("W", bound=Watch)

STILL = dt.timedelta(minutes=2)
"""How long no worker's heart may beat: one that lives shows it every few seconds, and another takes over within half a minute."""

log = logging.getLogger("snitflade.rhythm")
_watches: list[Watch] = []


def watch(function: W) -> W:
    """Ask `function` for causes each time; usable as a decorator. It must be quick: one query, not one per row."""
    if function not in _watches:
        _watches.append(function)
    return function


def unwatch(function: Watch) -> None:
    """Ask `function` no more."""
    _watches.remove(function)


def watched(now: dt.datetime) -> list[Cause]:
    """The causes of all watches. A watch that breaks is itself a cause, and does not keep the others from being heard."""
    found = []
    for function in _watches:
        try:
            found += list(function(now))
        except Exception as error:
            name = f"{function.__module__}.{getattr(function, '__name__', '?')}"
            log.exception("the watch %s broke", name)
            found.append(_broken(name, error, now))
    return found


def _broken(name: str, error: Exception, now: dt.datetime) -> Cause:
    return Cause(
        kind=Kind.MISLYKKET,
        interface="",
        about=f"vagt {name}"[:LONGEST_ABOUT],
        since=now,
        words=lambda: (
            _(
                "Kontrollen %(navn)s kunne ikke gennemføres (%(fejl)s), så det, den holder øje med, ses ikke. "
                "Se loggen, og meld det som en fejl i programmet."
            )
            % {"navn": name, "fejl": type(error).__name__}
        ),
    )


def workers(now: dt.datetime) -> list[Cause]:
    """Whether there are workers and none of them is alive. A worker that was stopped on purpose with nothing left has no row."""
    rows = list(Worker.objects.all())
    last = max((max(row.beat_at, row.started_at) for row in rows), default=None)
    if last is None or any(row.beat_at >= now - STILL for row in rows):
        return []
    return [
        Cause(
            kind=Kind.ARBEJDER_STOPPET,
            interface="",
            about="arbejder",
            since=last,
            sentence=f"Ingen arbejder har vist livstegn siden {words.when(last, now)}: intet hentes, sendes eller alarmeres af "
            "sig selv. Start den igen: snitflade worker",
        )
    ]
