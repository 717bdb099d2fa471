"""An application's card: home, household, incomes, rents, the calculation step by step, what was granted. Opening it is noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange.taken_back import numbers
from snitflade.formats.cells import Amount, CellFault
from snitflade.formats.problems import ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boligsikring import kort
from snitflade.soc.boligsikring.afgoer import Afgoerelse, afgoer_maaned
from snitflade.soc.boligsikring.grundlag import Indkomst
from snitflade.soc.boligsikring.regn import trinvis
from snitflade.soc.husstand import beboere
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Ansoegning, Bevilling, Medlem
from snitflade.web.adgang import har
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.registre.boligsikring import RESULTAT_TONER, RESULTATER
from snitflade.web.regler import kraever
from snitflade.web.steder import sted, vej
from snitflade.web.views.boligsikring import SOC, sig

FORMAAL = "Boligsikringskort"
MOST = 60
"""Grants on the card: five years of months."""


class BeloebField(forms.CharField):
    """Kroner as they are written in Danish; gives øre, None for nothing."""

    def clean(self, value: Any) -> Any:
        """The amount. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return Amount().read(text)
        except CellFault:
            raise forms.ValidationError(_("Skriv beløbet i kroner med komma og uden punktum, fx 4500,00.")) from None


class IndkomstForm(Formular):
    """A member's expected yearly income."""

    medlem = forms.IntegerField(widget=forms.HiddenInput())
    beloeb = BeloebField(label=lazy("Forventet indkomst pr. år, kr. (tom: aktuel indkomst)"), max_length=15, required=False)
    fra = forms.DateField(label=lazy("Fra"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class HuslejeForm(Formular):
    """A rent from a day on."""

    beloeb = BeloebField(label=lazy("Husleje pr. måned uden forbrug, kr."), max_length=12)
    fra = forms.DateField(label=lazy("Fra"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class DispensationForm(Formular):
    """A time without the room rule."""

    fra = forms.DateField(label=lazy("Fra"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    til = forms.DateField(label=lazy("Til"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


@dataclass(frozen=True, slots=True)
class Beboer:
    """One line of the household."""

    medlem: Medlem
    navn: str
    barn: bool
    indkomst: str
    form: IndkomstForm


def _find(nummer: int) -> Ansoegning:
    found = Ansoegning.objects.select_related("udlejer", "forrige").filter(pk=nummer).first()
    if found is None:
        raise Http404(_("Ansøgningen findes ikke."))
    return found


@kraever(Roller.LAES, SOC)
@require_safe
def register_boligansoegning(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card, in the month asked for."""
    row = _find(nummer)
    maaned = _maaned(request, row)
    set_person(request, row, formaal=FORMAAL)
    found = afgoer_maaned(row.kommune, maaned, Ansoegning.objects.filter(pk=row.pk))
    result = found.afgoerelser[0] if found.afgoerelser else None
    steps = []
    if result is not None and result.udregning is not None and found.gaeldende.satser is not None:
        base = result.grundlag
        steps = _indkomsttrin(result) + trinvis(
            found.gaeldende.satser, result.udregning, base.husleje or 0, result.indkomst, base.boern
        )
    granted = Bevilling.objects.filter(ansoegning=row).exclude(exchange__in=numbers()).select_related("overfoersel__udlejer")
    allowed = har(request.user, Roller.KOER, SOC)
    road = f"{vej(row.kommune, row.vejkode)} {row.husnr}".strip() if row.vejkode else ""
    parts = (road, f"B-{row.bnr.removeprefix('B-')}" if row.bnr else "", row.lejlighed, sted(row.lokalitet))
    context = {
        "adresse": ", ".join(part for part in parts if part),
        "ansoegning": row,
        "maaned": maaned,
        "forrige_maaned": maaned.plus(-1),
        "naeste_maaned": maaned.plus(1),
        "resultat": result,
        "resultatet": (RESULTATER[result.resultat], RESULTAT_TONER[result.resultat]) if result else None,
        "resultatets_beloeb": beloeb_tekst(result.beloeb) if result else "",
        "trin": steps,
        "husstand": _husstand(row, result, found.indkomster),
        "huslejer": [(one.fra, beloeb_tekst(one.beloeb), one.kilde) for one in row.huslejer.order_by("-fra")],
        "bevillinger": granted.order_by("-pk")[:MOST],
        "advis": row.advis.exclude(status="bortfaldet").order_by("-maaned", "kode")[:MOST],
        "maa": allowed,
        "husleje_form": HuslejeForm(initial={"fra": maaned.foerste}),
        "dispensation_form": DispensationForm(initial={"fra": row.dispensation_fra, "til": row.dispensation_til}),
    }
    return render(request, "web/boligansoegning.html", context)


def _maaned(request: HttpRequest, row: Ansoegning) -> Maaned:
    try:
        return Maaned.laes(request.GET.get("maaned", ""))
    except ValueError:
        now = Maaned.af(timezone.localdate())
        return now if now.aar == row.aar else Maaned(row.aar, 12 if now.aar > row.aar else 1)


def _indkomsttrin(result: Afgoerelse) -> list[tuple[str, str]]:
    """How the household's income came to be."""
    income = result.husstand
    if income is None:
        return []
    rows = [("De voksnes indkomst", f"{beloeb_tekst(income.brutto)} kr.")]
    if income.standardfradrag:
        rows.append(("Standardfradrag", f"-{beloeb_tekst(income.standardfradrag)} kr."))
    if income.pensionsfradrag:
        rows.append(("Fradrag for pensionister", f"-{beloeb_tekst(income.pensionsfradrag)} kr."))
    if result.fastholdt:
        rows.append(("Ændringen er under grænsen, så sidste måneds indkomst gælder stadig", f"{beloeb_tekst(result.indkomst)} kr."))
    return rows


def _husstand(row: Ansoegning, result: Afgoerelse | None, incomes: Mapping[str, Indkomst]) -> list[Beboer]:
    members = list(row.medlemmer.order_by("pk"))
    known = beboere([one.cpr for one in members])
    children = {one.cpr for one in result.grundlag.personer if one.barn} if result else set()
    found = []
    for one in members:
        income = ""
        if one.forventet is not None:
            income = _("forventet %(beloeb)s kr.") % {"beloeb": beloeb_tekst(one.forventet)}
        elif one.cpr in incomes:
            income = _("aktuel %(beloeb)s kr.") % {"beloeb": beloeb_tekst(incomes[one.cpr].beloeb)}
        amount = "" if one.forventet is None else beloeb_tekst(one.forventet).replace(".", "")
        form = IndkomstForm(initial={"medlem": one.pk, "beloeb": amount, "fra": one.forventet_fra}, prefix=f"m{one.pk}")
        found.append(Beboer(one, known[one.cpr].navn if one.cpr in known else "", one.cpr in children, income, form))
    return found


@kraever(Roller.KOER, SOC)
@require_POST
def register_boligansoegning_indkomst(request: HttpRequest, nummer: int, medlem: int) -> HttpResponse:
    """Set or take away a member's expected income."""
    row = _find(nummer)
    form = IndkomstForm(request.POST, prefix=f"m{medlem}")
    if _gyldig(request, form):
        oere, fra = form.cleaned_data["beloeb"], form.cleaned_data["fra"]
        _goer(request, lambda by: kort.saet_forventet(row, medlem, oere, fra, by))
    return redirect("register_boligansoegning", nummer)


@kraever(Roller.KOER, SOC)
@require_POST
def register_boligansoegning_husleje(request: HttpRequest, nummer: int) -> HttpResponse:
    """Set a rent."""
    row = _find(nummer)
    form = HuslejeForm(request.POST)
    if _gyldig(request, form):
        oere = form.cleaned_data["beloeb"]
        _goer(request, lambda by: kort.saet_husleje(row, oere, form.cleaned_data["fra"], by))
    return redirect("register_boligansoegning", nummer)


@kraever(Roller.KOER, SOC)
@require_POST
def register_boligansoegning_dispensation(request: HttpRequest, nummer: int) -> HttpResponse:
    """Set or take away a dispensation from the room rule."""
    row = _find(nummer)
    form = DispensationForm(request.POST)
    if _gyldig(request, form):
        _goer(request, lambda by: kort.saet_dispensation(row, form.cleaned_data["fra"], form.cleaned_data["til"], by))
    return redirect("register_boligansoegning", nummer)


def _gyldig(request: HttpRequest, form: forms.Form) -> bool:
    if form.is_valid():
        return True
    for name, errors in form.errors.items():
        label = str(form.fields[name].label) if name in form.fields else ""
        for error in errors:
            messages.error(request, f"{label}: {error}" if label else str(error))
    return False


def _goer(request: HttpRequest, what: Callable[[str], None]) -> None:
    try:
        what(request.user.get_username())
    except ProblemsError as error:
        sig(request, error)
    else:
        messages.success(request, _("Det er gemt. Prøveberegn måneden igen, så advislisten følger med."))
