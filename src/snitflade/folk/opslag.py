"""Each look-up of a person is logged before the answer is given: who, why, with what, and which person by our own number.

Sources: social-teknik.md 10.2 and 6.2; the rule of the house that a person's data is never shown without a trace.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from snitflade.exchange.bulk import insert_rows
from snitflade.folk.models import Opslag

_FIELDS = ("tidspunkt", "af", "via", "formaal", "register", "nummer")


def noter(af: str, via: str, formaal: str, register: str, numre: Collection[int | None]) -> None:
    """Log that `af` was shown the persons `numre` of `register` with `via` for `formaal`; None: looked for and not found.

    Call it in the transaction that the answer depends on. Several persons shown together carry the same moment.
    """
    now = timezone.now()
    with transaction.atomic():
        insert_rows(Opslag, _FIELDS, [(now, af, via, formaal, register, nummer) for nummer in numre])
