"""The queue of payments that match nothing: the oldest first, each with what it may be meant for and one click to place it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from snitflade.inka import koe
from snitflade.inka.forslag import suggest
from snitflade.inka.models import Indbetaling
from snitflade.web.adgang import har, mine
from snitflade.web.indbetalingskort import forslag_til
from snitflade.web.models import Roller
from snitflade.web.registre.indbetalinger import UANBRINGELIGE, hvorfor, kildenavn
from snitflade.web.regler import kraever
from snitflade.web.tabel import MOST_PAGES, Side

PER_PAGE = 10
SHOWN = 3
"""Suggestions shown for each; its card has the others."""
LONGEST = 100
INKA = "inka"


@kraever(Roller.LAES, INKA)
@require_safe
def register_koe(request: HttpRequest) -> HttpResponse:
    """The page."""
    rows = UANBRINGELIGE.raekker(mine(request.user))
    whole = rows.order_by().aggregate(antal=Count("pk"), ialt=Sum("rest"))
    chosen: dict[str, str] = {}
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    if text and UANBRINGELIGE.soeg:
        rows, chosen["q"] = UANBRINGELIGE.soeg(rows, text), text
    for one in UANBRINGELIGE.filtre:
        value = request.GET.get(one.navn, "")
        if value in {offered for offered, _text in one.valg()}:
            rows, chosen[one.navn] = one.anvend(rows, value), value
    count = rows.order_by().count() if chosen else whole["antal"]
    page, side = _side(request, rows, count)
    notes = koe.noter_af([row.pk for row in page])
    context: dict[str, Any] = {
        "register": UANBRINGELIGE,
        "ialt": whole["ialt"] or 0,
        "antal": whole["antal"],
        "poster": [_post(row, notes.get(row.pk)) for row in page],
        "side": side,
        "filtre": [
            {"filter": one, "valg": [(value, name, chosen.get(one.navn) == value) for value, name in one.valg()]}
            for one in UANBRINGELIGE.filtre
        ],
        "q": text,
        "valgt": chosen,
        "maa": har(request.user, Roller.KOER, INKA),
        "hvor": request.META.get("QUERY_STRING", ""),
        "tom": _("Intet passer. Søg efter mindre, eller nulstil valgene.") if chosen else _("Køen er tom."),
    }
    return render(request, "web/koe.html", context)


def _side(request: HttpRequest, rows: Any, count: int) -> tuple[list[Indbetaling], Side]:
    wanted = request.GET.get("side", "")
    last = max(1, -(-count // PER_PAGE))
    number = min(max(int(wanted), 1), last, MOST_PAGES) if wanted.isdecimal() and len(wanted) < 9 else 1
    page = list(rows[(number - 1) * PER_PAGE : number * PER_PAGE])
    return page, Side(number, PER_PAGE, count, number < last)


def _post(row: Indbetaling, note: Any) -> dict[str, Any]:
    found = forslag_til(row, suggest(row))
    return {
        "i": row,
        "dage": (timezone.localdate() - row.dato).days,
        "hvorfor": hvorfor(row),
        "kilde": kildenavn(row.kilde),
        "note": note,
        "forslag": found[:SHOWN],
        "flere": len(found) > SHOWN,
    }
