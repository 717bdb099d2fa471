"""Which municipality and month a page of a monthly run shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils import timezone

from snitflade.soc.maaned import Maaned


def valgt(values: Mapping[str, Any], seneste: type[Model]) -> tuple[str, Maaned]:
    """The municipality and month asked for, else that of the newest row of `seneste`, and the next month."""
    kommune = str(values.get("kommune", "")).strip()
    if not kommune:
        kommune = seneste._default_manager.order_by("-pk").values_list("kommune", flat=True).first() or ""
    try:
        return kommune, Maaned.laes(str(values.get("maaned", "")).strip())
    except ValueError:
        return kommune, Maaned.af(timezone.localdate()).plus(1)
