"""A report's card: who is in it, who is not and why, and what the receiver has answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.erhv.indberetning import NEGATIV, NUL, UKENDT
from snitflade.erhv.models_afregning import Indberettet, Modtagersvar
from snitflade.erhv.svar import svar
from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm.words import label
from snitflade.formats.problems import mask_cpr
from snitflade.web import sti
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.nav import adresse
from snitflade.web.paakort import Paakort, mangler_rolle, udfoer, vist
from snitflade.web.registre.erhv import SVAR, SVARTONER
from snitflade.web.regler import kraever
from snitflade.web.views.erhv_felter import ERHV

MOST = 500
GRUNDE = {UKENDT: lazy("Ikke i folkeregistret"), NEGATIV: lazy("Negativ sum"), NUL: lazy("Intet at indberette")}


class SvarForm(Formular):
    """What was read at the receiver."""

    svar = forms.ChoiceField(label=lazy("Modtageren siger"), choices=list(SVAR.items()))
    note = forms.CharField(label=lazy("Note"), max_length=200, required=False)


@kraever(Roller.LAES, ERHV)
@require_safe
def register_indberetning(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card; CPR numbers are masked."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, ERHV)
@require_POST
def register_indberetning_svar(request: HttpRequest, nummer: int) -> HttpResponse:
    """Note what the receiver says; rolled back or an error opens the period again."""
    row, form = _find(nummer), SvarForm(request.POST)

    def goer(given: Mapping[str, Any]) -> str:
        svar(row, given["svar"], given["note"], request.user.get_username())
        return _("Svaret er noteret.")

    return redirect("register_indberetning", nummer) if udfoer(request, form, goer) else _kort(request, row, form)


def _find(nummer: int) -> Exchange:
    row = Exchange.objects.filter(pk=nummer, interface__startswith=f"{ERHV}.").first()
    if row is None:
        raise Http404(_("Indberetningen findes ikke."))
    return row


def _kort(request: HttpRequest, row: Exchange, form: SvarForm | None = None) -> HttpResponse:
    lines = Indberettet.objects.filter(exchange=row).order_by("-holdt", "cpr")
    answers = list(Modtagersvar.objects.filter(exchange=row).order_by("-pk"))
    why = mangler_rolle(request.user, Roller.KOER, ERHV) or ("" if row.sent_at else _("Den er ikke sendt."))
    handlinger = [
        Paakort(
            reverse("register_indberetning_svar", args=[row.pk]),
            _("Notér modtagerens svar"),
            "edit",
            _("Er den rullet tilbage eller fejlet, skal perioden indberettes igen."),
            form or SvarForm(),
            why,
        )
    ]
    context = {
        "indberetning": row,
        "hvad": label(row.interface),
        "tilstand": (sti.navn(row), sti.tone(row)),
        "udveksling": adresse("udveksling", row.pk),
        "linjer": [(mask_cpr(one.cpr), one, GRUNDE.get(one.holdt, "")) for one in lines[:MOST]],
        "flere": max(0, lines.count() - MOST),
        "svarene": [(one, SVAR[one.svar], SVARTONER[one.svar]) for one in answers],
        **vist(handlinger),
    }
    return render(request, "web/erhv_indberetning.html", context, status=422 if form else 200)
