"""Workers' slots: each worker holds one, shows in it that its heart beats, and loses it to others when it stops.

The slot's name is the executor id that the engine writes on the work it begins; so whoever finds a slot whose heart stopped
knows what to take over. All moments are the database's, so that workers' clocks need not agree.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q, QuerySet, Value
from django.db.models.functions import Now
from django.utils import timezone

from snitflade.exchange.engine.errors import SecondWorkerError, SlotLostError, SlotTakenError
from snitflade.exchange.models import Worker

STOPPED = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""The heartbeat of a worker that stopped by itself and left work behind: anybody may take it over at once."""
_MOST_SLOTS = 1000


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot that this process holds."""

    name: str
    host: str
    pid: int
    started_at: dt.datetime

    def _row(self) -> QuerySet[Worker]:
        return Worker.objects.filter(slot=self.name, host=self.host, pid=self.pid, started_at=self.started_at)

    def beat(self) -> None:
        """Show that the worker lives. Raises SlotLostError when another has taken the slot."""
        if not self._row().update(beat_at=Now()):
            raise SlotLostError(slot=self.name)

    def leave(self, *, unfinished: bool) -> None:
        """Give the slot up; with `unfinished` work the next worker that looks takes it over."""
        if unfinished:
            self._row().update(beat_at=STOPPED)
        else:
            self._row().delete()


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the lock that one worker at a time can have on SQLite. Raises SecondWorkerError.

    The lock is the operating system's: it ends with the process, however that ends.
    """
    path = Path(settings.HOME) / "worker.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SecondWorkerError from None
        yield


def taken() -> int:
    """How many workers there are, those included whose hearts have just stopped."""
    return Worker.objects.exclude(beat_at=STOPPED).count()


def free_all() -> None:
    """Free every slot, without waiting for hearts to stop: whoever has the lock of `only_one` knows that nobody else works."""
    Worker.objects.update(beat_at=STOPPED)


def take(wanted: str | None, dead_after: float) -> Slot:
    """Take the slot `wanted`, or the first free one. A slot is free when nobody holds it or its heart has been still for
    `dead_after` seconds. Raises SlotTakenError when `wanted` is not."""
    for name in [wanted] if wanted else (f"arbejder-{number}" for number in range(1, _MOST_SLOTS + 1)):
        slot = Slot(name, socket.gethostname()[:120], os.getpid(), timezone.now())
        if _take(slot, dead_after):
            return slot
    holder = Worker.objects.filter(slot=wanted or "arbejder-1").first()
    raise SlotTakenError(slot=wanted, host=holder.host if holder else "?", pid=holder.pid if holder else "?")


def _take(slot: Slot, dead_after: float) -> bool:
    values = {"host": slot.host, "pid": slot.pid, "started_at": slot.started_at, "beat_at": Now()}
    if Worker.objects.filter(_still(dead_after), slot=slot.name).update(**values):
        return True
    if Worker.objects.filter(slot=slot.name).exists():
        return False
    try:
        with transaction.atomic():
            Worker.objects.create(slot=slot.name, **values)
    except IntegrityError:  # somebody was faster
        return False
    return True


def bury(dead_after: float, recover: Callable[[str], None]) -> list[str]:
    """Let `recover` take over each slot whose heart has been still for `dead_after` seconds, and free it; gives their names.

    Each is locked meanwhile, so that nobody takes the slot before its work is safe, and it stays if `recover` fails.
    """
    buried: list[str] = []
    still = _still(dead_after)
    if not Worker.objects.filter(still).exists():
        return buried
    with transaction.atomic():
        for row in Worker.objects.select_for_update(skip_locked=True).filter(still):
            buried.append(row.slot)
            recover(row.slot)
            row.delete()
    return buried


def _still(seconds: float) -> Q:
    earlier = ExpressionWrapper(Now() - Value(dt.timedelta(seconds=seconds)), output_field=DateTimeField())
    return Q(beat_at__lt=earlier)
