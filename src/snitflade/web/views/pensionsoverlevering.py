"""A hand-over to payroll: its lines beside last month's, approving it, and fetching the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.formats.problems import ProblemsError
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Overlevering, Pensionist
from snitflade.soc.pension import overlevering
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.paakort import Paakort, mangler_rolle, uden_form, vist
from snitflade.web.regler import kraever
from snitflade.web.tabel import Celle, Kolonne, Tabel
from snitflade.web.templatetags.side import kroner

SOC, FORMAAL = "soc", "Pension til lønsystemet"


@kraever(Roller.LAES, SOC)
@require_safe
def register_pensionsoverlevering(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    row = _find(nummer)
    closed = _("Overleveringen er kasseret.") if row.kasseret_af else _("Overleveringen er godkendt.") if row.godkendt_af else ""
    own = _("Du har selv lavet den. En anden skal godkende den.") if row.lavet_af == request.user.get_username() else ""
    actions = [
        Paakort(
            reverse("register_pensionsoverlevering_godkend", args=[row.pk]),
            lazy("Godkend overleveringen"),
            "check",
            grund=mangler_rolle(request.user, Roller.GODKEND, SOC) or closed or own,
            vigtig=True,
        ),
        Paakort(
            reverse("register_pensionsoverlevering_hent", args=[row.pk]),
            lazy("Hent filen"),
            "download",
            om=lazy("Filen har personnumre. At du henter den, står i loggen."),
            grund=mangler_rolle(request.user, Roller.KOER, SOC) or ("" if row.godkendt_af else _("Den er ikke godkendt.")),
            vigtig=True,
            igen=True,
        ),
        Paakort(
            reverse("register_pensionsoverlevering_kasser", args=[row.pk]),
            lazy("Kassér overleveringen"),
            "close",
            grund=mangler_rolle(request.user, Roller.KOER, SOC) or closed,
        ),
    ]
    tabel = Tabel.af(
        request,
        row.overleveringslinjer.select_related("pensionist").order_by("pk"),
        overskrift=_("Overleveringens linjer"),
        kolonner=[
            Kolonne(_("Pensionist")),
            Kolonne(_("Pension")),
            Kolonne(_("Konto")),
            Kolonne(_("Beløb"), tal=True),
            Kolonne(_("Før"), tal=True),
            Kolonne(_("Forskel"), tal=True),
            Kolonne(_("Forrige måned"), tal=True),
        ],
        raekke=lambda one: [
            Celle(one.pensionist.cpr, adresse=reverse("register_pensionist", args=[one.pensionist_id])),
            one.get_art_display(),
            one.konto,
            kroner(one.beloeb),
            kroner(one.foer),
            kroner(one.forskel),
            kroner(one.forrige),
        ],
        tom=_("Ingen linjer."),
    )
    context = {"overlevering": row, "maaned": Maaned.laes(row.maaned), "tabel": tabel, **vist(actions)}
    return render(request, "web/pensionsoverlevering.html", context)


@kraever(Roller.GODKEND, SOC)
@require_POST
def register_pensionsoverlevering_godkend(request: HttpRequest, nummer: int) -> HttpResponse:
    """Approve it."""
    row = _find(nummer)

    def approve() -> str:
        overlevering.godkend(row.pk, request.user.get_username())
        return _("Overleveringen er godkendt. Filen kan hentes.")

    uden_form(request, approve)
    return redirect("register_pensionsoverlevering", nummer)


@kraever(Roller.KOER, SOC)
@require_POST
def register_pensionsoverlevering_kasser(request: HttpRequest, nummer: int) -> HttpResponse:
    """Throw it away."""
    row = _find(nummer)

    def discard() -> str:
        overlevering.kasser(row.pk, request.user.get_username())
        return _("Overleveringen er kasseret.")

    uden_form(request, discard)
    return redirect("register_pensionsoverlevering", nummer)


@kraever(Roller.KOER, SOC)
@require_POST
def register_pensionsoverlevering_hent(request: HttpRequest, nummer: int) -> HttpResponse:
    """The file; everybody in it is noted as looked up."""
    row = _find(nummer)
    try:
        name, data = overlevering.hent(row.pk, request.user.get_username())
    except ProblemsError as error:
        for problem in error.problems:
            messages.error(request, problem.message)
        return redirect("register_pensionsoverlevering", nummer)
    set_person(request, *Pensionist.objects.filter(overleveringslinjer__overlevering=row), formaal=FORMAAL)
    answer = HttpResponse(data, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _find(nummer: int) -> Overlevering:
    row = Overlevering.objects.filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Overleveringen findes ikke."))
    return row
