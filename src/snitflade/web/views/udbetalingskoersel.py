"""Beside a run of payouts: the kontrolliste of its file to compare with the netbank, what it left out, and whose account is new."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from snitflade.bogh.udbetaling import kontrolfil
from snitflade.bogh.udbetaling.kontrolfil import Kontrolfil
from snitflade.exchange import audit, journal
from snitflade.exchange.models import Exchange
from snitflade.formats import kontrolliste
from snitflade.formats.kontrolliste import IALT
from snitflade.web.models import Roller
from snitflade.web.regler import af_udveksling, kraever
from snitflade.web.tilstande import navn, tone


@kraever(Roller.LAES, af_udveksling("nr"))
@require_safe
def udveksling_kontrolliste(request: HttpRequest, nr: int) -> HttpResponse:
    """The page; it is also what is printed."""
    exchange, file = _find(nr)
    context: dict[str, Any] = {
        "u": exchange,
        "tilstand": (navn(exchange), tone(exchange)),
        "fil": file,
        "ialt": IALT,
        "udeladte": kontrolfil.udeladte(exchange),
        "nye": kontrolfil.nye_konti(exchange),
        "nu": timezone.now(),
    }
    return render(request, "web/kontrolliste.html", context)


@kraever(Roller.LAES, af_udveksling("nr"))
@require_safe
def udveksling_kontrolliste_fil(request: HttpRequest, nr: int) -> HttpResponse:
    """The kontrolliste as the file of payments.md 3.9."""
    exchange, file = _find(nr)
    audit.record("kontrolliste hentet", request.user.get_username(), exchange)
    name = f"{file.navn.rpartition('.')[0]}_kontrolliste.csv"
    return HttpResponse(
        kontrolliste.csv(list(file.linjer)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )


def _find(nr: int) -> tuple[Exchange, Kontrolfil]:
    exchange = journal.get(nr)
    file = kontrolfil.kontrolfil(exchange) if kontrolfil.modul_af(exchange) else None
    if file is None:
        raise Http404(_("Udveksling %(nummer)s har ingen kontrolliste.") % {"nummer": nr})
    return exchange, file
