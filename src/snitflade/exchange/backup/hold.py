"""Nothing leaves a restored installation until somebody has looked at the partners' side.

A restored database is of yesterday: what was sent after the backup stands in it as not yet sent, and runs made since are not in it
at all and would be made and sent again. So `restore` leaves a marker in the home, ``gendannet.json``. While it lies there every
delivery stops before its first byte, new ones too, and each exchange goes on by one of three decisions: it may leave (`release`),
the partner has it already (`delivery.delivered_by_hand`), or it is cancelled. `end` ends the hold when nothing is undecided.
Decisions stand in the audit chain and are of one restoration: those of an earlier one count for nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from snitflade.exchange import audit, journal
from snitflade.exchange.files import sync_folder
from snitflade.exchange.known import KnownError
from snitflade.exchange.leaving import MayNotLeaveError
from snitflade.exchange.models import AuditEvent, Direction, Exchange
from snitflade.exchange.states import IllegalTransitionError, State, TwoPeopleError

FILE = "gendannet.json"
RELEASED, ENDED = "frigivet efter gendannelse", "gendannelse afsluttet"
"""What the audit events are called."""
ON_THE_WAY = (State.GODKENDT, State.AFSENDES)
"""States from which an exchange would leave by itself."""
MAY_LEAVE = (*ON_THE_WAY, State.UKLAR, State.AFSENDT, State.TAGET)
"""States in which it can be released: from the last three somebody decides that it is sent again."""
UNKNOWN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Restored:
    """A restoration: which, when, and of which moment what was restored is."""

    id: str
    at: dt.datetime
    backup_at: dt.datetime


class HeldAfterRestoreError(MayNotLeaveError):
    """Installationen er gendannet, og ingen har set efter, om modtageren allerede har filerne."""

    def __init__(self, exchange: int) -> None:
        super().__init__(
            f"Udveksling {exchange} holdes: installationen er gendannet fra en sikkerhedskopi, og den kan være sendt, efter at "
            f"kopien blev taget. Se først efter hos modtageren. Har han den ikke: snitflade hold release {exchange}. Har han den: "
            f"snitflade hold sent {exchange}. Se alle med: snitflade hold"
        )


class NotHeldError(KnownError):
    """Intet holdes: installationen er ikke gendannet, eller det er afsluttet."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class UndecidedError(KnownError):
    """Der er udvekslinger, som ingen har svaret for."""

    def __init__(self, numbers: list[int]) -> None:
        more = f" og {len(numbers) - _SHOWN} til" if len(numbers) > _SHOWN else ""
        listed = ", ".join(map(str, numbers[:_SHOWN]))
        super().__init__(
            f"Udveksling {listed}{more} er ikke afgjort. Svar for hver af dem med «snitflade hold release», «snitflade hold sent» "
            "eller «snitflade cancel», og afslut så igen."
        )


class ReasonMissingError(KnownError):
    """Skriv hvorfor; det bliver stående i revisionssporet."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def path() -> Path:
    """Where the marker lies while everything is held."""
    return Path(settings.HOME) / FILE


def marker(restored: Restored) -> bytes:
    """What stands in it."""
    content = {"gendannelse": restored.id, "gendannet": restored.at.isoformat(), "kopi_fra": restored.backup_at.isoformat()}
    return json.dumps(content, indent=1).encode()


def current() -> Restored | None:
    """The restoration that is not ended, or None. A marker that cannot be read holds, too: it lies there for a reason."""
    try:
        content = json.loads(path().read_text(encoding="utf-8"))
        at, backup_at = (dt.datetime.fromisoformat(content[name]).astimezone(dt.UTC) for name in ("gendannet", "kopi_fra"))
        return Restored(str(content["gendannelse"]), at, backup_at)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Restored("ulæselig", UNKNOWN, UNKNOWN)


def holds(exchange: Exchange) -> bool:
    """Whether the exchange may not leave because nobody has answered for it since the restoration."""
    restored = current()
    return restored is not None and not _released(restored).filter(exchange=exchange).exists()


def check(exchange: Exchange) -> None:
    """Raises HeldAfterRestoreError when the exchange is held."""
    if holds(exchange):
        raise HeldAfterRestoreError(exchange.pk)


def undecided() -> QuerySet[Exchange]:
    """The exchanges that would leave by themselves if the hold ended now."""
    restored = current()
    waiting = Exchange.objects.filter(direction=Direction.UD, state__in=ON_THE_WAY).order_by("pk")
    return waiting if restored is None else waiting.exclude(pk__in=_released(restored).values("exchange"))


def release(exchange: Exchange, by: str, reason: str) -> None:
    """Answer for it that the partner has not got the exchange: it may leave. Deliver it then, or leave that to the worker.

    Raises NotHeldError, ReasonMissingError, IllegalTransitionError for what does not leave, and TwoPeopleError: what moves money is
    released by another than who built it.
    """
    restored = needed(reason)
    with transaction.atomic():
        now = journal.locked(exchange)
        if now.direction != Direction.UD or now.state not in MAY_LEAVE:
            raise IllegalTransitionError(now.pk, State(now.state), State.AFSENDES)
        if now.needs_two and now.created_by == by:
            raise TwoPeopleError(now.pk, now.created_by)
        if not _released(restored).filter(exchange=now).exists():
            audit.record(RELEASED, by, now, gendannelse=restored.id, grund=reason)


def end(by: str, reason: str) -> None:
    """End the hold. Raises NotHeldError, ReasonMissingError, UndecidedError, OSError."""
    restored = needed(reason)
    with transaction.atomic():
        if numbers := list(undecided().values_list("pk", flat=True)):
            raise UndecidedError(numbers)
        audit.record(ENDED, by, gendannelse=restored.id, grund=reason)
    # After the commit: a crash in between leaves it held, and it is ended once more.
    path().unlink(missing_ok=True)
    sync_folder(path().parent)


def needed(reason: str) -> Restored:
    """The restoration that somebody answers in, with a reason. Raises NotHeldError, ReasonMissingError."""
    restored = current()
    if restored is None:
        raise NotHeldError
    if not reason.strip():
        raise ReasonMissingError
    return restored


def _released(restored: Restored) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(event=RELEASED, detail__gendannelse=restored.id)
