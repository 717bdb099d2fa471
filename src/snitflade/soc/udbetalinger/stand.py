"""Where payment lines stand, many at once: it follows from their rows and their credit items'.

Source: social-teknik.md 5.1 (Status), 5.3 (SU-E03).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from snitflade.bogh.udbetaling.models import Udbetaling
from snitflade.soc.udbetalinger.models import Ydelseslinje


class Stand(StrEnum):
    """Where a line stands."""

    KLAR = "klar"
    TILBAGEHOLDT = "tilbageholdt"
    BOGFOERT = "bogført"
    I_KOERSEL = "i kørsel"
    SENDT = "sendt"
    AFVIST = "kommet retur"
    MODREGNET = "modregnet"
    TILBAGEFOERT = "tilbageført"


_GAELDER = Udbetaling.objects.filter(post=OuterRef("post_id"), gaelder=True)
_SENDT = _GAELDER.filter(exchange__sent_at__isnull=False)
_RETUR = Udbetaling.objects.filter(post=OuterRef("post_id"), returnering__isnull=False)


def med_stand(rows: QuerySet[Ydelseslinje]) -> QuerySet[Ydelseslinje]:
    """The lines with what `stand` looks at."""
    marked = rows.annotate(gaelder=Exists(_GAELDER), sendt=Exists(_SENDT), retur=Exists(_RETUR))
    return marked.select_related("art", "modtager", "post")


def stand(row: Any) -> Stand:
    """Where a line stands, from what `med_stand` gave with it."""
    if row.tilbage_tid is not None:
        return Stand.TILBAGEFOERT
    if row.post is None:
        return Stand.TILBAGEHOLDT if row.holdt else Stand.KLAR
    if row.gaelder:
        return Stand.SENDT if row.sendt else Stand.I_KOERSEL
    if row.post.rest == 0:
        return Stand.MODREGNET
    return Stand.AFVIST if row.retur else Stand.BOGFOERT


def i_stand(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """The lines that stand there; `rows` from `med_stand`."""
    if value == Stand.TILBAGEFOERT:
        return rows.filter(tilbage_tid__isnull=False)
    alive, booked = rows.filter(tilbage_tid=None), Q(post__isnull=False)
    match value:
        case Stand.KLAR:
            return alive.filter(~booked, holdt="")
        case Stand.TILBAGEHOLDT:
            return alive.filter(~booked).exclude(holdt="")
        case Stand.SENDT:
            return alive.filter(booked, sendt=True)
        case Stand.I_KOERSEL:
            return alive.filter(booked, gaelder=True, sendt=False)
        case Stand.MODREGNET:
            return alive.filter(booked, gaelder=False, post__rest=0)
        case Stand.AFVIST:
            return alive.filter(booked, gaelder=False, post__rest__gt=0, retur=True)
        case Stand.BOGFOERT:
            return alive.filter(booked, gaelder=False, post__rest__gt=0, retur=False)
        case _:
            return rows.none()
