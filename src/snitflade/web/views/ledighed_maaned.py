"""The month of Led before it is sent: how many, in which match groups and places, what was sent; and finding or making a card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from snitflade.exchange import catalogue
from snitflade.exchange.konstanter import konstant
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.led import kort as kortene
from snitflade.led.grundlag import grundlag
from snitflade.led.models import Ledighedskort, Statistik
from snitflade.led.statistik import SNITFLADE
from snitflade.skat.maaneder import flyt, foerste, laes
from snitflade.web import sti
from snitflade.web.adgang import har
from snitflade.web.forms import Formular
from snitflade.web.koersel import KoerselForm
from snitflade.web.maanedsvalg import kommunen
from snitflade.web.models import Roller
from snitflade.web.paakort import mangler_rolle, udfoer
from snitflade.web.registre.ledighed import GRUPPER, LED
from snitflade.web.regler import kraever
from snitflade.web.steder import steder
from snitflade.web.views.ledighed_former import NyForm


class MaanedForm(Formular):
    """Municipality and month."""

    kommune = forms.CharField(label=lazy("Kommune"), max_length=4, min_length=4)
    maaned = forms.CharField(label=lazy("Måned (ÅÅÅÅMM)"), max_length=7, min_length=6)


@kraever(Roller.LAES, LED)
@require_safe
def register_ledighed_maaned(request: HttpRequest) -> HttpResponse:
    """A month: numbers alone, nobody is shown."""
    kommune, maaned = _valgt(request)
    now, before = grundlag(kommune, maaned), grundlag(kommune, flyt(maaned, -1))
    here, there = now.pr_lokalitet(), before.pr_lokalitet()
    built = Statistik.objects.filter(kommune=kommune, maaned=maaned).select_related("exchange").order_by("-pk")
    places = steder({*here, *there})
    context = {
        "kommune": kommune,
        "maaned": maaned,
        "form": MaanedForm(initial={"kommune": kommune, "maaned": f"{maaned:%Y%m}"}),
        "linjer": len(now.linjer),
        "personer": now.personer,
        "foer": before.personer,
        "grupper": [(GRUPPER[gruppe], antal) for gruppe, antal in now.grupper.items()],
        "lokaliteter": [(places[kode], here.get(kode, 0), there.get(kode, 0)) for kode in sorted(places)],
        "udenfor": [kode for kode in konstant("led.udenfor", maaned).split(",") if kode],
        "leverancer": [(row, sti.navn(row.exchange), sti.tone(row.exchange)) for row in built],
        "slut": flyt(maaned, 1) <= foerste(timezone.localdate()),
        "koer": _koer(kommune, maaned) if har(request.user, Roller.KOER, LED) else None,
        "snitflade": SNITFLADE,
    }
    return render(request, "web/ledighed_maaned.html", context)


def _koer(kommune: str, maaned: dt.date) -> KoerselForm:
    """The run of this month; whether it is complete is asked each time."""
    form = KoerselForm(catalogue.find(SNITFLADE))
    form.initial.update({"kommune": kommune, "maaned": f"{maaned:%Y%m}", "komplet": "", "mangler": ""})
    return form


def _valgt(request: HttpRequest) -> tuple[str, dt.date]:
    """The municipality and month asked for, else that of the last card, and last month."""
    try:
        found = laes(request.GET.get("maaned", "").replace("-", ""))
    except ValueError:
        found = None
    last = flyt(foerste(timezone.localdate()), -1)
    return kommunen(request.GET, Ledighedskort), found if found is not None and found.year >= 1900 else last


@kraever(Roller.LAES, LED)
@require_http_methods(["GET", "HEAD", "POST"])
def register_ledighed_ny(request: HttpRequest) -> HttpResponse:
    """Come to a person's card; who has none is given one by whoever may."""
    form = NyForm(request.POST or None, initial={"kommune": kommunen(request.GET, Ledighedskort)})
    found: list[Ledighedskort] = []

    def gem(given: Mapping[str, Any]) -> str:
        kommune, cpr = given["kommune"].strip(), given["cpr"].replace("-", "").strip()
        problems = Problems()
        kortene.tjek_nummer(kommune, cpr, problems)
        row = None if problems.errors else kortene.find(kommune, cpr)
        if row is None and not problems.errors and mangler_rolle(request.user, Roller.KOER, LED):
            kortene.kraev(kommune, cpr, problems)
        if problems.errors:
            raise ProblemsError(problems)
        made, new = (row, False) if row else kortene.opret(kommune, cpr, request.user.get_username())
        found.append(made)
        return _("Kortet er oprettet.") if new else _("Her er personens kort.")

    if request.method == "POST" and udfoer(request, form, gem):
        return redirect("register_ledighedskort", found[0].pk)
    context = {"form": form, "titel": _("Find eller opret ledighedskort"), "knap": _("Find eller opret"), "tilbage": "ledighed"}
    return render(request, "web/erhv_ny.html", context, status=422 if request.method == "POST" else 200)
