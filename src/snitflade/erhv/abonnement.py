"""Sellers are of interest to the register of persons, since moves and deaths concern their reports (cpr.md 8.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.erhv.models import Saelger
from snitflade.folk.abonnement import kilder


def fangere(idag: dt.date) -> Iterable[tuple[str, str]]:
    """The CPR numbers of sellers who have not stopped, or stopped so late that their year is still to be reported."""
    rows = Saelger.objects.filter(modtager__art=Nummerart.CPR).filter(
        Q(ophoert=None) | Q(ophoert__gte=dt.date(idag.year - 1, 1, 1))
    )
    for nummer in rows.order_by("modtager__nummer").values_list("modtager__nummer", flat=True).distinct().iterator():
        yield nummer, "fanger eller fisker, der sælger her"


kilder.register("erhv.fangere", fangere)
