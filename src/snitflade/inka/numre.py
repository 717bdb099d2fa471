"""The numbers that claims and what is sent of them are given (`exchange.numbers`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Max
from django.utils import timezone

from snitflade.exchange import numbers
from snitflade.exchange.models import Exchange
from snitflade.exchange.numbers import Scope, Series
from snitflade.formats.problems import ProblemsError
from snitflade.inka.inddrivelse import opsaetning
from snitflade.inka.models import Regning
from snitflade.inka.models_bs import BSOpkraevning, Leverance

UD = "bs0601 ud"
"""Our own deliveries to Betalingsservice in `Leverance`."""
FORDRINGER, NEDSKRIVNINGER = "fordringer", "nedskrivninger"
"""The arts of files to the authority."""


def filomfang(art: str, fordringshaver: str, dag: dt.date) -> str:
    """What the files to the authority are numbered within."""
    return f"{art}-{fordringshaver}-{dag:%Y%m%d}"


def _leverancer(_: str) -> int:
    return Leverance.objects.filter(art=UD).aggregate(last=Max("nummer"))["last"] or 0


def _inddrivelsesfiler(scope: str) -> int:
    """Of a day's files of an art, also those that were taken back."""
    keys = Exchange.objects.filter(interface=opsaetning.SNITFLADE, key__startswith=f"{scope}-").values_list("key", flat=True)
    return max((int(key[len(scope) + 1 :]) for key in keys), default=0)


def _i_dag(since: dt.date) -> Iterator[str]:
    today = timezone.localdate()
    try:
        claimants = sorted(opsaetning.fordringshavere(today))
    except ProblemsError:  # the municipality hands no claims over
        return
    for art in (FORDRINGER, NEDSKRIVNINGER):
        yield from (filomfang(art, claimant, today) for claimant in claimants)


REGNINGER = numbers.column(
    *(Regning, "nummer", "regning", "Regninger"),
    seen_by="Prisme (PST_NR), FI-kort, Betalingsservice, Inddrivelsesmyndigheden og borgeren",
    most=9_999_999_999,
)
BS_OPKRAEVNINGER = numbers.column(
    *(BSOpkraevning, "nummer", "bs-opkraevning", "Opkrævninger gennem Betalingsservice"),
    seen_by="Betalingsservice: referencen R og otte cifre, der kommer igen med betalingen",
    most=99_999_999,
)
BS_LEVERANCER = numbers.register(
    Series(
        *("bs-leverance", "Leverancer til Betalingsservice"),
        "Betalingsservice (leveranceidentifikation); et nummer, de har haft, afvises",
        _leverancer,
        9_999_999_999,
    )
)
INDDRIVELSESFILER = numbers.register(
    Series(
        *("inddrivelsesfil", "Filer til Inddrivelsesmyndigheden"),
        "Inddrivelsesmyndigheden, i filens navn",
        _inddrivelsesfiler,
        999,
        Scope(
            f"({FORDRINGER}|{NEDSKRIVNINGER})-[0-9A-Z]+-20[0-9]{{6}}",
            f"art-fordringshaver-dag, fx {FORDRINGER}-37AK-20261127",
            _i_dag,
        ),
    )
)
