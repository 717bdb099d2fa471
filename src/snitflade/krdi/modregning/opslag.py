"""What happened to an item's set-off, for the item's card."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from snitflade.bogh.udbetaling.models import Udbetalingspost
from snitflade.krdi.modregning.models import Haendelse


class Skridt(NamedTuple):
    """One thing that happened: when, what (a Danish sentence), by whom, and to which attempt (id, reference)."""

    tid: dt.datetime
    tekst: str
    af: str
    forsoeg: int
    reference: str


def forloeb(post: Udbetalingspost) -> list[Skridt]:
    """Everything that happened to the item's set-offs, oldest first; empty for one that was never asked about."""
    rows = Haendelse.objects.filter(forsoeg__post=post).select_related("forsoeg").order_by("pk")
    return [Skridt(row.tid, row.tekst, row.af, row.forsoeg_id, row.forsoeg.reference) for row in rows]
