"""A child's card: how the amount of a month came about, undtagelseskort, what was granted. Opening it is noted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.folk.models import Person
from snitflade.formats.problems import Problems
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boernetilskud import kort
from snitflade.soc.boernetilskud.beregn import beregn_barn
from snitflade.soc.boernetilskud.fakta import personer
from snitflade.soc.boernetilskud.kort import Indhold
from snitflade.soc.boernetilskud.models_kort import Ret, Samliv
from snitflade.soc.boernetilskud.regn import trinvis
from snitflade.soc.boernetilskud.sager import Sag
from snitflade.soc.boernetilskud.satser import gaeldende
from snitflade.soc.husstand import navne
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Tildeling, Undtagelseskort
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.paakort import DagFelt, KronerFelt, Paakort, grund_felt, mangler_rolle, uden_form, udfoer, vist
from snitflade.web.registre.boligsikring import RESULTAT_TONER, RESULTATER
from snitflade.web.regler import kraever

SOC, FORMAAL = "soc", "Børnetilskudskort"
MOST = 60
"""Grants on the card: five years of months."""


class CprFelt(forms.CharField):
    """A CPR number, written with or without its hyphen."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=11, required=False, **options)

    def clean(self, value: Any) -> str:
        """Ten digits, or nothing."""
        return str(super().clean(value)).replace("-", "").replace(" ", "")


class KortForm(Formular):
    """What holds for the child instead of what the system finds; only what differs is filled in."""

    fra = forms.CharField(label=lazy("Fra måned (ÅÅÅÅMM)"), max_length=6)
    til = forms.CharField(label=lazy("Til måned (tom: indtil videre)"), max_length=6, required=False)
    ret = forms.ChoiceField(label=lazy("Ret til børnetilskud"), choices=Ret.choices, required=False)
    modtager = CprFelt(label=lazy("Modtagerens CPR-nummer (tomt: efter reglerne)"))
    samliv = forms.ChoiceField(label=lazy("Lever modtageren sammen med nogen?"), choices=Samliv.choices, required=False)
    samlever = CprFelt(label=lazy("Samleverens CPR-nummer"))
    samlever_siden = DagFelt(label=lazy("Samlevende siden"), required=False)
    forventet = KronerFelt(label=lazy("Forventet indkomst pr. år for alle, hvis indkomst tæller, kr."), required=False)
    indkomstaar = forms.IntegerField(
        label=lazy("Indkomstår"), required=False, min_value=2000, max_value=2199, widget=forms.TextInput()
    )
    beloeb = KronerFelt(label=lazy("Fast beløb pr. måned, kr. (tomt: beregnes)"), required=False)
    begrundelse = grund_felt()


@kraever(Roller.LAES, SOC)
@require_safe
def register_boernetilskudsbarn(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, SOC)
@require_POST
def register_boernetilskudsbarn_kort(request: HttpRequest, nummer: int) -> HttpResponse:
    """Make an undtagelseskort; pressed twice it is made once."""
    row = _find(nummer)
    form = KortForm(request.POST)

    def make(given: Mapping[str, Any]) -> str:
        kort.opret([row.personnummer], Indhold(**given), request.user.get_username())
        return _("Undtagelseskortet er gemt. Det tæller med fra næste kørsel.")

    if udfoer(request, form, make):
        return redirect("register_boernetilskudsbarn", nummer)
    return _kort(request, row, form)


@kraever(Roller.KOER, SOC)
@require_POST
def register_boernetilskudsbarn_ophaev(request: HttpRequest, nummer: int, kortnummer: int) -> HttpResponse:
    """Withdraw an undtagelseskort."""
    row = _find(nummer)
    if not Undtagelseskort.objects.filter(pk=kortnummer, barn=row.personnummer).exists():
        raise Http404(_("Kortet findes ikke."))

    def withdraw() -> str:
        kort.ophaev(kortnummer, request.user.get_username())
        return _("Undtagelseskortet er ophævet.")

    uden_form(request, withdraw)
    return redirect("register_boernetilskudsbarn", nummer)


def _find(nummer: int) -> Person:
    row = Person.objects.filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Barnet findes ikke."))
    return row


def _maaned(request: HttpRequest) -> Maaned:
    try:
        return Maaned.laes(request.GET.get("maaned", ""))
    except ValueError:
        return Maaned.af(timezone.localdate())


def _kort(request: HttpRequest, row: Person, form: KortForm | None = None) -> HttpResponse:
    maaned, problems = _maaned(request), Problems()
    set_person(request, row, formaal=FORMAAL)
    lives = personer([row.personnummer], maaned.foerste).get(row.personnummer)
    sag = beregn_barn(lives.kommune, maaned, row.personnummer, problems) if lives else None
    lines = Tildeling.objects.filter(barn=row.personnummer)
    make = Paakort(
        reverse("register_boernetilskudsbarn_kort", args=[row.pk]),
        lazy("Lav undtagelseskort"),
        "edit",
        om=lazy("Udfyld kun det, der er anderledes. Det yngste kort for en måned gælder."),
        form=form or KortForm(initial={"fra": str(maaned)}),
        grund=mangler_rolle(request.user, Roller.KOER, SOC),
    )
    context = {
        "her": reverse("register_boernetilskudsbarn", args=[row.pk]),
        "barn": row,
        "maaned": maaned,
        "forrige_maaned": maaned.plus(-1),
        "naeste_maaned": maaned.plus(1),
        "bor": lives,
        "sag": sag,
        "udfald": (RESULTATER[sag.udfald], RESULTAT_TONER[sag.udfald]) if sag else None,
        "beloeb": beloeb_tekst(sag.beloeb) if sag else "",
        "trin": _trin(sag, maaned) if sag else [],
        "problemer": problems.sorted(5),
        "kortene": Undtagelseskort.objects.filter(barn=row.personnummer),
        "tildelinger": lines.order_by("-maaned", "-pk")[:MOST],
        **vist([make]),
    }
    return render(request, "web/boernetilskudsbarn.html", context, status=422 if form is not None else 200)


def _trin(sag: Sag, maaned: Maaned) -> list[tuple[str, str]]:
    """How the amount came about; names instead of numbers."""
    named = navne([*sag.grundlag, *([sag.modtager.cpr] if sag.modtager else [])])
    rows = [("Modtager", named.get(sag.modtager.cpr, "Uden navn i CPR-kopien") if sag.modtager else "Ingen")]
    if sag.grundlag:
        rows.append(("Hvis indkomst tæller", ", ".join(named.get(cpr, "Uden navn i CPR-kopien") for cpr in sag.grundlag)))
    if sag.kort:
        rows.append(("Undtagelseskort", f"{sag.kort.pk}: {sag.kort.begrundelse}"))
    if sag.fastholdt:
        rows.append(("Ændringen er under grænsen", "Sidste måneds indkomst gælder stadig"))
    now = gaeldende(maaned, Problems())
    if now is not None and sag.indkomst is not None:
        rows += trinvis(now.satser, sag.indkomst, sag.boern)
    return rows
