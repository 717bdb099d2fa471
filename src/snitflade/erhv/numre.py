"""The numbers of what Erhv settles (`exchange.numbers`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max

from snitflade.erhv.models_afregning import Afregning
from snitflade.exchange import numbers
from snitflade.exchange.numbers import Scope, Series


def _afregninger(scope: str) -> int:
    return Afregning.objects.filter(kommune=scope).aggregate(last=Max("nummer"))["last"] or 0


def _kommuner(since: dt.date) -> Iterable[str]:
    return Afregning.objects.order_by().values_list("kommune", flat=True).distinct()


AFREGNINGER = numbers.register(
    Series(
        *("afregning", "Afregninger af brætsalg"),
        "sælgerne og Prisme, i bilagenes tekster",
        _afregninger,
        2**31 - 1,
        Scope("[0-9]{4}", "kommune, fx 0956", _kommuner),
        column=(Afregning, "nummer"),
    )
)
