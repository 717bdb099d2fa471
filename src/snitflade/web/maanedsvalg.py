"""Which municipality and month a page of a monthly run shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils import timezone

from snitflade.soc.maaned import Maaned


def kommunen(values: Mapping[str, Any], seneste: type[Model]) -> str:
    """The municipality asked for, as it stands there, else that of the newest row of `seneste`."""
    return str(values.get("kommune", "")).strip() or (
        seneste._default_manager.order_by("-pk").values_list("kommune", flat=True).first() or ""
    )


def valgt(values: Mapping[str, Any], seneste: type[Model], *, frem: int = 1) -> tuple[str, Maaned]:
    """The municipality (`kommunen`) and month asked for, else the month that is `frem` months from this one."""
    try:
        maaned = Maaned.laes(str(values.get("maaned", "")).strip())
    except ValueError:
        maaned = Maaned.af(timezone.localdate()).plus(frem)
    return kommunen(values, seneste), maaned
