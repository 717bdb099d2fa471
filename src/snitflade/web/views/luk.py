"""Answering for it that no more is to be done: with what was refused, held or set aside, and with a due moment that passed.

All else on the list of the day closes itself when it is done. The reason stands in the audit chain and on the exchange's page.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from snitflade.exchange import rhythm
from snitflade.exchange.rhythm.cause import Kind
from snitflade.web.formtekst import tekst
from snitflade.web.models import Roller
from snitflade.web.regler import af_snitflade, af_udveksling, kraever
from snitflade.web.views.snitflade import find

FORFALD = (Kind.FORSINKET, Kind.TAVS)
"""Causes of the schedule that a person may close."""


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def udveksling_luk(request: HttpRequest, nr: int) -> HttpResponse:
    """No more is to be done with what came in."""
    if reason := tekst(request, _("Skriv, hvorfor der ikke skal gøres mere ved den.")):
        rhythm.close(nr, request.user.get_username(), reason)
        messages.success(request, _("Udveksling %(nummer)s er lukket og står ikke længere på I dag.") % {"nummer": nr})
    return redirect("udveksling", nr)


@kraever(Roller.KOER, af_snitflade("id"))
@require_POST
def snitflade_luk(request: HttpRequest, id: str) -> HttpResponse:
    """Nothing was to come or to be run. The form says which cause it showed: a newer one is not closed by it."""
    row, _interface = find(id)
    if reason := tekst(request, _("Skriv, hvorfor der ikke skal ske mere.")):
        now, shown = timezone.now(), request.POST.get("noegle", "")
        mine = [cause for cause in rhythm.causes(now) if cause.interface == row.id and cause.kind in FORFALD]
        if any(cause.key == shown for cause in mine):
            rhythm.settle(shown, request.user.get_username(), reason, now)
            messages.success(request, _("Det er lukket og står ikke længere på I dag."))
        else:
            messages.info(request, _("Det, siden viste, gælder ikke længere. Se, hvad der står nu."))
    return redirect("snitflade", row.id)
