"""Debtors who are persons are of interest to the register of persons, since moves and deaths concern their claims (cpr.md 8.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from snitflade.folk.abonnement import kilder
from snitflade.inka.debitorkort import kort
from snitflade.inka.models import Debitor, Status

_BATCH = 5_000


def debitorer(idag: dt.date) -> Iterable[tuple[str, str]]:
    """The CPR numbers of debtors whose account is neither closed nor a dead person's."""
    rows = Debitor.objects.exclude(status__in=(Status.LUKKET, Status.DOED)).order_by("pk")
    last = 0
    while some := list(rows.filter(pk__gt=last)[:_BATCH]):
        last = some[-1].pk
        for one in kort(some):
            if one.er_person and one.cpr:
                yield one.cpr, "debitor"


kilder.register("inka.debitorer", debitorer)
