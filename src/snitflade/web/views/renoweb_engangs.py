"""A one-off transfer to RenoWeb: the list of its files, and the package, which is the same bytes each time."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange import audit
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import ProblemsError
from snitflade.tekn.renoweb_engangs import koersel
from snitflade.web.models import Roller
from snitflade.web.paakort import mangler_rolle
from snitflade.web.regler import kraever

TEKN = "tekn"
HENTET = "renoweb-pakke hentet"


@kraever(Roller.LAES, TEKN)
@require_safe
def register_overfoersel(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    row = _find(nummer)
    why = mangler_rolle(request.user, Roller.KOER, TEKN) or (
        "" if row.approved_by else _("Udvekslingen er ikke godkendt. En anden end den, der byggede den, skal godkende den først.")
    )
    context = {"u": row, "filer": row.files.select_related("blob").order_by("number"), "ark": row.sheet, "hvorfor_ikke": why}
    return render(request, "web/renoweb_overfoersel.html", context)


@kraever(Roller.KOER, TEKN)
@require_POST
def register_overfoersel_pakke(request: HttpRequest, nummer: int) -> HttpResponse:
    """The package; that somebody took it is kept."""
    row = _find(nummer)
    try:
        data = koersel.pakke(row)
    except ProblemsError as error:
        for problem in error.problems:
            messages.error(request, problem.message)
        return redirect("register_overfoersel", nummer)
    audit.record(HENTET, request.user.get_username(), row, filer=row.files.count())
    disposition = content_disposition_header(True, f"RENOWEB_{row.kommune}_{row.pk}.zip") or "attachment"
    return HttpResponse(data, content_type="application/zip", headers={"Content-Disposition": disposition})


def _find(nummer: int) -> Exchange:
    row = Exchange.objects.filter(interface=koersel.SNITFLADE, pk=nummer).first()
    if row is None:
        raise Http404(_("Overførslen findes ikke."))
    return row
