"""What falls due of social payments: lines that are ready or held, cards that wait; making lines of cards (page 561)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.skat.kommuner import navn
from snitflade.soc.models import Ydelseskort, Ydelseslinje
from snitflade.soc.udbetalinger.dan import dan
from snitflade.soc.udbetalinger.modul import BANK
from snitflade.soc.udbetalinger.stand import Stand, i_stand, med_stand
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, Paakort, mangler_rolle, udfoer, vist
from snitflade.web.regler import kraever
from snitflade.web.views.sociale_felter import SOC, idag, sig

MOST = 100


class DanForm(Formular):
    """Whose cards, and up to which day."""

    kommune = forms.ChoiceField(label=lazy("Kommune"))
    til = DagFelt(label=lazy("Kort, der forfalder til og med"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kommune"]
        if isinstance(field, forms.ChoiceField):
            known = Ydelseskort.objects.order_by("kommune").values_list("kommune", flat=True).distinct()
            field.choices = [(kommune, f"{kommune} {navn(kommune)}") for kommune in known]


@kraever(Roller.LAES, SOC)
@require_safe
def register_sociale(request: HttpRequest) -> HttpResponse:
    """What falls due."""
    return _side(request)


@kraever(Roller.KOER, SOC)
@require_POST
def register_sociale_dan(request: HttpRequest) -> HttpResponse:
    """Make the lines of the cards that fall due; pressed twice they are made once."""
    form = DanForm(request.POST)

    def goer(given: Mapping[str, Any]) -> str:
        made = dan(given["kommune"], given["til"], request.user.get_username())
        sig(request, made.problemer)
        return _("Linjer lavet af kort: %(antal)s.") % {"antal": len(made.linjer)}

    return redirect("register_sociale") if udfoer(request, form, goer) else _side(request, form)


def _side(request: HttpRequest, form: DanForm | None = None) -> HttpResponse:
    today = idag()
    alive = med_stand(Ydelseslinje.objects.filter(tilbage_tid=None)).order_by("dato", "pk")
    ready = alive.filter(dato__lte=today)
    sums = {
        name: i_stand(ready, stand).order_by().aggregate(antal=Count("pk"), beloeb=Sum("beloeb"))
        for name, stand in (("klar", Stand.KLAR), ("bogfoert", Stand.BOGFOERT), ("retur", Stand.AFVIST))
    }
    cards = Ydelseskort.objects.filter(naeste__lte=today).select_related("art", "modtager").order_by("naeste", "pk")
    handlinger = [
        Paakort(
            reverse("register_sociale_dan"),
            _("Lav linjer af kort"),
            "refresh",
            _("Kørslen gør det også selv. Gør du det her, kan linjerne ses igennem først."),
            form or DanForm(initial={"til": today}),
            mangler_rolle(request.user, Roller.KOER, SOC),
        )
    ]
    context = {
        "sums": sums,
        "kort": list(cards[:MOST]),
        "antal_kort": cards.count(),
        "holdt": list(i_stand(alive, Stand.TILBAGEHOLDT)[:MOST]),
        "snitflade": BANK,
        "maa": not mangler_rolle(request.user, Roller.KOER, SOC),
        **vist(handlinger),
    }
    return render(request, "web/sociale.html", context, status=422 if form else 200)
