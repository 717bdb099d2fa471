"""Whether the audit chain holds: checked on demand, and the result itself an event in the chain."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from snitflade.exchange import audit
from snitflade.exchange.models import AuditEvent, AuditHead

EFTERPROEVET = "revisionsspor efterprøvet"
"""What the event of a check is called."""
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Tilstand:
    """How long the chain is, when it was checked last, by whom, and how many faults there were then (None: never checked)."""

    haendelser: int
    sidst: AuditEvent | None
    fejl: int | None


def tilstand() -> Tilstand:
    """The state of the chain, without checking it."""
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    last = AuditEvent.objects.filter(event=EFTERPROEVET).order_by("-number").first()
    return Tilstand(head.number, last, int(last.detail.get("fejl", 0)) if last else None)


def efterproev(by: str) -> list[str]:
    """Check every link; gives what is wrong, at most `MOST_SHOWN` sentences. A second per some ten thousand events."""
    found = list(islice(audit.broken(), MOST_SHOWN))
    audit.record(EFTERPROEVET, by, fejl=len(found))
    return found
