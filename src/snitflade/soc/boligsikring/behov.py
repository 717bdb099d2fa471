"""Whose aktuel indkomst Boligsikring needs (row 32): persons in households where it runs. Source: skat-inddrivelse.md 6.3."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from snitflade.soc.alder import er_barn
from snitflade.soc.boligsikring.models_ansoegning import Medlem
from snitflade.soc.husstand import foedt
from snitflade.soc.maaned import Maaned


def hvis_indkomst(kommune: str, dag: dt.date) -> Iterator[str]:
    """The adults of households whose application runs on the day or later in its year, the oldest application first."""
    rows = Medlem.objects.filter(
        Q(til=None) | Q(til__gte=dag),
        Q(ansoegning__fraflyttet=None) | Q(ansoegning__fraflyttet__gte=dag),
        ansoegning__aar__gte=dag.year,
        ansoegning__trukket=None,
    )
    if kommune:
        rows = rows.filter(ansoegning__kommune=kommune)
    month = Maaned.af(dag)
    for cpr in rows.order_by("ansoegning_id", "pk").values_list("cpr", flat=True).iterator():
        if not er_barn(foedt(cpr), month):
            yield cpr
