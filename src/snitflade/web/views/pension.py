"""Pension's new rates beside last year's, and the month: calculate, look for changes, hand over to payroll."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Genberegning, Overlevering, Pensionist, Pensionsberegning
from snitflade.soc.pension import beregning, genberegning, kort, overlevering, satsgang
from snitflade.soc.pension.koder import KODER
from snitflade.soc.pension.models_pension import Afgoerelse, Art, Niveau, Samliv
from snitflade.soc.pension.models_sats import Pensionssats
from snitflade.soc.pension.proev import sammenlign
from snitflade.soc.pension.satser import godkendte
from snitflade.web.forms import Formular
from snitflade.web.maanedsvalg import valgt
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, KronerFelt, Paakort, grund_felt, kr, mangler_rolle, skjult, uden_form, udfoer, vist
from snitflade.web.regler import kraever

SOC = "soc"
MOST = 50
"""Problems shown at once."""


class GodkendForm(Formular):
    """What was seen, and why it is right where there is a warning."""

    maerke = skjult()
    bemaerkning = forms.CharField(label=lazy("Bemærkning (skal skrives, når der er advarsler)"), max_length=200, required=False)


class AfvisForm(Formular):
    """What was seen, and why it is not used."""

    maerke = skjult()
    grund = grund_felt()


class MaanedForm(Formular):
    """Municipality and month."""

    kommune = forms.CharField(label=lazy("Kommune"), max_length=4)
    maaned = forms.CharField(label=lazy("Måned (ÅÅÅÅMM)"), max_length=6)


class OpretForm(Formular):
    """A new card."""

    kommune = forms.CharField(label=lazy("Kommune"), max_length=4)
    cpr = forms.CharField(label=lazy("CPR-nummer"), max_length=11, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    art = forms.ChoiceField(label=lazy("Pension"), choices=Art.choices)
    niveau = forms.ChoiceField(label=lazy("Niveau (kun førtidspension)"), choices=[("", "–"), *Niveau.choices], required=False)
    samliv = forms.ChoiceField(label=lazy("Samliv"), choices=Samliv.choices)
    fra = DagFelt(label=lazy("Fra den 1. i måneden"))
    kendt_pension = KronerFelt(label=lazy("Pension pr. måned før den første overlevering herfra, kr."), required=False)


@kraever(Roller.LAES, SOC)
@require_safe
def register_pensionssatser_nye(request: HttpRequest) -> HttpResponse:
    """The rates that wait, each beside the one before it."""
    return _satser(request)


@kraever(Roller.GODKEND, SOC)
@require_POST
def register_pensionssatser_godkend(request: HttpRequest) -> HttpResponse:
    """Take them into use."""
    form = GodkendForm(request.POST)

    def accept(given: Mapping[str, Any]) -> str:
        count = satsgang.godkend(given["maerke"], given["bemaerkning"], request.user.get_username())
        return _("Satser godkendt: %(antal)s. De gælder fra deres dato.") % {"antal": count}

    if udfoer(request, form, accept):
        return redirect("register_pensionssatser_nye")
    return _satser(request, godkend=form)


@kraever(Roller.GODKEND, SOC)
@require_POST
def register_pensionssatser_afvis(request: HttpRequest) -> HttpResponse:
    """Put them aside."""
    form = AfvisForm(request.POST)

    def reject(given: Mapping[str, Any]) -> str:
        count = satsgang.afvis(given["maerke"], given["grund"], request.user.get_username())
        return _("Satser afvist: %(antal)s. De gamle gælder stadig.") % {"antal": count}

    if udfoer(request, form, reject):
        return redirect("register_pensionssatser_nye")
    return _satser(request, afvis=form)


def _satser(request: HttpRequest, godkend: GodkendForm | None = None, afvis: AfvisForm | None = None) -> HttpResponse:
    rows = satsgang.ventende()
    seen = {"maerke": satsgang.maerke(rows)}
    refused = mangler_rolle(request.user, Roller.GODKEND, SOC) or ("" if rows else _("Ingen satser venter."))
    actions = [
        Paakort(
            reverse("register_pensionssatser_godkend"),
            lazy("Godkend og tag i brug"),
            "check",
            form=godkend or GodkendForm(initial=seen),
            grund=refused,
            vigtig=True,
        ),
        Paakort(
            reverse("register_pensionssatser_afvis"), lazy("Afvis"), "close", form=afvis or AfvisForm(initial=seen), grund=refused
        ),
    ]
    compared = []
    for one in sammenlign(rows, godkendte()):
        if isinstance(one.ny, Pensionssats):
            before = one.foer.vist if isinstance(one.foer, Pensionssats) else ""
            compared.append((one.ny, one.ny.tekst or KODER[one.ny.kode].tekst, before, one.procent))
    context = {
        "her": reverse("register_pensionssatser_nye"),
        "raekker": compared,
        "problemer": satsgang.bemaerk(rows).sorted(MOST) if rows else [],
        "udvekslinger": sorted({row.exchange_id for row in rows if row.exchange_id}),
        **vist(actions),
    }
    return render(request, "web/pensionssatser.html", context, status=422 if godkend or afvis else 200)


@kraever(Roller.LAES, SOC)
@require_safe
def register_pension(request: HttpRequest) -> HttpResponse:
    """The month."""
    return _maanedsside(request, *_valgt(request.GET))


@kraever(Roller.KOER, SOC)
@require_POST
def register_pension_beregn(request: HttpRequest) -> HttpResponse:
    """Calculate it."""
    kommune, maaned = _valgt(request.POST)

    def calculate() -> str:
        done = beregning.beregn_maaned(kommune, maaned, request.user.get_username())
        for problem in done.problemer.sorted(MOST):
            messages.warning(request, problem.message)
        text = _("Pensioner beregnet: %(antal)s, i alt %(beloeb)s. Nye eller ændrede: %(nye)s. Kan ikke beregnes: %(mangler)s.")
        return text % {"antal": done.antal, "beloeb": kr(done.beloeb), "nye": done.nye, "mangler": len(done.problemer)}

    return _goer(request, kommune, maaned, calculate)


@kraever(Roller.KOER, SOC)
@require_POST
def register_pension_find(request: HttpRequest) -> HttpResponse:
    """Look for what has changed."""
    kommune, maaned = _valgt(request.POST)

    def look() -> str:
        count = genberegning.find(kommune, timezone.localdate())
        return _("Nye punkter på genberegningslisten: %(antal)s.") % {"antal": count}

    return _goer(request, kommune, maaned, look)


@kraever(Roller.KOER, SOC)
@require_POST
def register_pension_overlever(request: HttpRequest) -> HttpResponse:
    """Make the hand-over."""
    kommune, maaned = _valgt(request.POST)

    def hand_over() -> str:
        made = overlevering.lav(kommune, maaned, request.user.get_username())
        text = _("Overlevering nr. %(nummer)s er lavet. Linjer: %(antal)s, i alt %(beloeb)s. En anden skal godkende den.")
        return text % {"nummer": made.nummer, "antal": made.antal, "beloeb": kr(made.forskel)}

    return _goer(request, kommune, maaned, hand_over)


@kraever(Roller.KOER, SOC)
@require_POST
def register_pension_opret(request: HttpRequest) -> HttpResponse:
    """Make a card."""
    form = OpretForm(request.POST)
    made: list[Pensionist] = []

    def create(given: Mapping[str, Any]) -> str:
        values = {**given, "cpr": given["cpr"].replace("-", "").replace(" ", "")}
        made.append(kort.opret(kort.Nyt(**values), request.user.get_username()))
        return _("Kortet er oprettet.")

    if udfoer(request, form, create):
        return redirect("register_pensionist", made[0].pk)
    return _maanedsside(request, *_valgt(request.POST), form)


def _valgt(values: Mapping[str, Any]) -> tuple[str, Maaned]:
    """The municipality and month asked for, else that of the newest card, and this month."""
    return valgt(values, Pensionist, frem=0)


def _goer(request: HttpRequest, kommune: str, maaned: Maaned, do: Callable[[], str]) -> HttpResponse:
    uden_form(request, do)
    return redirect(f"{reverse('register_pension')}?kommune={kommune}&maaned={maaned}")


def _maanedsside(request: HttpRequest, kommune: str, maaned: Maaned, form: OpretForm | None = None) -> HttpResponse:
    name = str(maaned)
    held = Pensionsberegning.objects.filter(gaelder=True, maaned=name, pensionist__kommune=kommune)
    told = Overlevering.objects.filter(kommune=kommune, maaned=name, kasseret_af="")
    opret = Paakort(
        reverse("register_pension_opret"),
        lazy("Opret en pensionist"),
        "plus",
        form=form or OpretForm(initial={"kommune": kommune, "fra": maaned.foerste}),
        grund=mangler_rolle(request.user, Roller.KOER, SOC),
    )
    context = {
        "her": reverse("register_pension"),
        "kommune": kommune,
        "maaned": maaned,
        "form": MaanedForm(initial={"kommune": kommune, "maaned": name}),
        "beregnet": held.aggregate(antal=Count("pk"), beloeb=Sum("beloeb")),
        "loebende": beregning.loebende(kommune, maaned).count(),
        "overleveringer": told.order_by("nummer"),
        "aabne": Genberegning.objects.filter(status=Afgoerelse.AABEN, pensionist__kommune=kommune).count(),
        "venter": len(satsgang.ventende()),
        "maa": not mangler_rolle(request.user, Roller.KOER, SOC),
        **vist([opret]),
    }
    return render(request, "web/pension.html", context, status=422 if form is not None else 200)
