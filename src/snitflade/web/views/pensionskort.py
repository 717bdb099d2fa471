"""A pensioner's card: income in use, the calculation step by step, what was handed over, what waits for a decision.

Opening it is noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.soc.husstand import navne
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Genberegning, Overleveringslinje, Pensionist
from snitflade.soc.pension import genberegning, kort
from snitflade.soc.pension.models_pension import Aarsag, Afgoerelse, Niveau, Samliv
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.paakort import (
    DagFelt,
    GrundForm,
    KronerFelt,
    Paakort,
    grund_felt,
    mangler_rolle,
    som_beskeder,
    uden_form,
    udfoer,
    vist,
)
from snitflade.web.regler import kraever

SOC, FORMAAL = "soc", "Pensionskort"
MOST = 36
"""Months on the card."""


class RetForm(Formular):
    """What the calculation follows."""

    samliv = forms.ChoiceField(label=lazy("Samliv"), choices=Samliv.choices)
    niveau = forms.ChoiceField(label=lazy("Niveau (kun førtidspension)"), choices=[("", "–"), *Niveau.choices], required=False)
    kendt_pension = KronerFelt(label=lazy("Pension pr. måned før den første overlevering herfra, kr."), required=False)


class ForventForm(Formular):
    """An expected side income."""

    beloeb = KronerFelt(label=lazy("Forventet biindtægt pr. år, kr. (tom: aktuel indkomst)"), required=False)
    grund = grund_felt()


class StopForm(Formular):
    """The last day, and why."""

    til = DagFelt(label=lazy("Sidste dag i den sidste måned"))
    grund = grund_felt()


@kraever(Roller.LAES, SOC)
@require_safe
def register_pensionist(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, SOC)
@require_POST
def register_pensionist_ret(request: HttpRequest, nummer: int) -> HttpResponse:
    """Change what the calculation follows."""
    row, form = _find(nummer), RetForm(request.POST)

    def change(given: Mapping[str, Any]) -> str:
        kort.ret(row.pk, given["samliv"], given["niveau"], given["kendt_pension"], request.user.get_username())
        return _("Kortet er rettet. Beregn måneden igen.")

    return redirect("register_pensionist", nummer) if udfoer(request, form, change) else _kort(request, row, ret=form)


@kraever(Roller.KOER, SOC)
@require_POST
def register_pensionist_forvent(request: HttpRequest, nummer: int) -> HttpResponse:
    """Use an expected income, or no longer."""
    row, form = _find(nummer), ForventForm(request.POST)

    def expect(given: Mapping[str, Any]) -> str:
        kort.forvent(row.pk, given["beloeb"], given["grund"], request.user.get_username())
        return _("Indkomsten bruges fra den næste beregning.")

    return redirect("register_pensionist", nummer) if udfoer(request, form, expect) else _kort(request, row, forvent=form)


@kraever(Roller.KOER, SOC)
@require_POST
def register_pensionist_stop(request: HttpRequest, nummer: int) -> HttpResponse:
    """End the pension."""
    row, form = _find(nummer), StopForm(request.POST)

    def stop(given: Mapping[str, Any]) -> str:
        kort.stop(row.pk, given["til"], given["grund"], request.user.get_username())
        return _("Pensionen er stoppet. Det, der er overleveret for meget, kommer med i månedens næste overlevering.")

    return redirect("register_pensionist", nummer) if udfoer(request, form, stop) else _kort(request, row, stop=form)


@kraever(Roller.KOER, SOC)
@require_POST
def register_pensionist_genberegn(request: HttpRequest, nummer: int, punkt: int) -> HttpResponse:
    """Use the new income."""
    entry = _punkt(nummer, punkt)

    def use() -> str:
        genberegning.genberegn(entry.pk, request.user.get_username())
        return _("Den nye indkomst bruges fra den næste beregning.")

    uden_form(request, use)
    return redirect("register_pensionist", nummer)


@kraever(Roller.KOER, SOC)
@require_POST
def register_pensionist_behold(request: HttpRequest, nummer: int, punkt: int) -> HttpResponse:
    """Leave the pension as it is."""
    entry, form = _punkt(nummer, punkt), GrundForm(request.POST)

    def keep(given: Mapping[str, Any]) -> str:
        genberegning.behold(entry.pk, given["grund"], request.user.get_username())
        return _("Pensionen er uændret, og punktet er afgjort.")

    if not udfoer(request, form, keep):
        som_beskeder(request, form)
    return redirect("register_pensionist", nummer)


def _find(nummer: int) -> Pensionist:
    row = Pensionist.objects.filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Pensionisten findes ikke."))
    return row


def _punkt(nummer: int, punkt: int) -> Genberegning:
    return get_object_or_404(Genberegning, pk=punkt, pensionist=nummer)


def _kort(
    request: HttpRequest,
    row: Pensionist,
    ret: RetForm | None = None,
    forvent: ForventForm | None = None,
    stop: StopForm | None = None,
) -> HttpResponse:
    set_person(request, row, formaal=FORMAAL)
    entries = list(row.genberegninger.filter(status=Afgoerelse.AABEN))
    held = list(row.beregninger.filter(gaelder=True)[:MOST])
    told = Overleveringslinje.objects.filter(pensionist=row).exclude(overlevering__godkendt_af="").select_related("overlevering")
    context = {
        "pensionist": row,
        "navn": navne([row.cpr]).get(row.cpr, ""),
        "her": reverse("register_pensionist", args=[row.pk]),
        "genberegninger": entries,
        "beregninger": [(one, Maaned.laes(one.maaned).tekst) for one in held],
        "nyeste": held[0] if held else None,
        "nyeste_maaned": Maaned.laes(held[0].maaned).tekst if held else "",
        "linjer": told.order_by("-overlevering__maaned", "-pk")[:MOST],
        **vist([*_afgoer(request, row, entries), *_handlinger(request, row, ret, forvent, stop)]),
    }
    return render(request, "web/pensionist.html", context, status=422 if ret or forvent or stop else 200)


def _afgoer(request: HttpRequest, row: Pensionist, entries: list[Genberegning]) -> list[Paakort]:
    """The buttons of what waits for a decision."""
    refused = mangler_rolle(request.user, Roller.KOER, SOC)
    found = []
    for one in entries:
        if one.aarsag == Aarsag.INDKOMST:
            use = reverse("register_pensionist_genberegn", args=[row.pk, one.pk])
            found.append(Paakort(use, lazy("Brug den nye indkomst"), "check", om=one.tekst, grund=refused, vigtig=True))
        keep = reverse("register_pensionist_behold", args=[row.pk, one.pk])
        found.append(Paakort(keep, lazy("Lad pensionen være uændret"), "refresh", om=one.tekst, form=GrundForm(), grund=refused))
    return found


def _handlinger(
    request: HttpRequest, row: Pensionist, ret: RetForm | None, forvent: ForventForm | None, stop: StopForm | None
) -> list[Paakort]:
    refused = mangler_rolle(request.user, Roller.KOER, SOC) or (_("Pensionen er stoppet.") if row.til else "")
    known = {"samliv": row.samliv, "niveau": row.niveau, "kendt_pension": _kroner(row.kendt_pension)}
    expected = {"beloeb": _kroner(row.forventet_indkomst)}
    return [
        Paakort(
            reverse("register_pensionist_forvent", args=[row.pk]),
            lazy("Sæt forventet biindtægt"),
            "edit",
            om=lazy("Træder i stedet for aktuel indkomst, fra den næste beregning."),
            form=forvent or ForventForm(initial=expected),
            grund=refused,
        ),
        Paakort(
            reverse("register_pensionist_ret", args=[row.pk]),
            lazy("Ret kortet"),
            "edit",
            form=ret or RetForm(initial=known),
            grund=refused,
        ),
        Paakort(
            reverse("register_pensionist_stop", args=[row.pk]),
            lazy("Stop pensionen"),
            "close",
            form=stop or StopForm(),
            grund=refused,
        ),
    ]


def _kroner(oere: int | None) -> str:
    return "" if oere is None else f"{oere // 100},{oere % 100:02}"
