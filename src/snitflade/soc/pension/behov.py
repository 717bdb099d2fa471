"""Whose aktuel indkomst Pension needs (row 34): those whose pension runs and who have no expected income.

Partners are not asked about: only own income has counted since 70/2023.

Source: skat-inddrivelse.md 6.3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from snitflade.soc.pension.models_pension import Pensionist


def hvis_indkomst(kommune: str, dag: dt.date) -> Iterator[str]:
    """The pensioners, the oldest card first."""
    rows = Pensionist.objects.filter(Q(til=None) | Q(til__gte=dag), forventet_indkomst=None)
    if kommune:
        rows = rows.filter(kommune=kommune)
    yield from rows.order_by("pk").values_list("cpr", flat=True).iterator()
