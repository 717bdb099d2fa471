"""Payroll data for spreadsheets (page 405) by each user's rights (page 406). Every extract is in the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange import audit
from snitflade.lon import udtraek
from snitflade.lon.models import Loendata, Loenperiode, Loenret
from snitflade.web.eksport import Filtype, Oere, fil
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import udfoer
from snitflade.web.regler import kraever

LON = "lon"
MOST_GROUPS = 200
"""Rows of the page; the file has every line."""
UDTRAEK = "lønudtræk"
"""The event in the log."""
FELTER = (
    *("KOMMUNENR", "INSTITUTION", "CPR", "NAVN", "STILLING", "AFLOENNING", "LOENART", "LOENARTTEKST", "PERIODE"),
    *("TIMER", "SATS", "BELOEB", "KONTO"),
)
"""The payroll system's own headings."""


class Valg(forms.Form):
    """What is taken out; every field may be empty."""

    fra = forms.RegexField(r"^\d{6}$", required=False)
    til = forms.RegexField(r"^\d{6}$", required=False)
    institution = forms.CharField(max_length=20, required=False)
    konto = forms.CharField(max_length=21, required=False)
    loenart = forms.CharField(max_length=10, required=False)


class RetForm(Formular):
    """Who may take out what."""

    bruger = forms.CharField(label=lazy("Bruger"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    institution = forms.CharField(label=lazy("Institution, eller * for alle"), max_length=20, initial="*")
    konto = forms.CharField(label=lazy("Konto, eller * for alle"), max_length=21, initial="*")


@kraever(Roller.LAES, LON)
@require_safe
def register_loenudtraek(request: HttpRequest) -> HttpResponse:
    """What the user may take out, chosen by month, institution, account and pay type. The persons are not shown here."""
    rows, chosen = _valgte(request, request.GET)
    sums = rows.aggregate(antal=Count("pk"), timer=Sum("timer"), beloeb=Sum("beloeb"))
    grouped = (
        rows.order_by()
        .values("periode__kommune", "periode__periode", "institution", "konto", "loenart", "loenarttekst")
        .annotate(antal=Count("pk"), ialt=Sum("beloeb"))
        .order_by("-periode__periode", "institution", "konto", "loenart")
    )
    context = {
        "grupper": list(grouped[:MOST_GROUPS]),
        "flere": grouped.count() > MOST_GROUPS,
        "valgt": chosen,
        "sums": sums,
        "perioder": _perioder(),
    }
    return render(request, "web/loenudtraek.html", context)


@kraever(Roller.LAES, LON)
@require_POST
def register_loenudtraek_fil(request: HttpRequest) -> HttpResponseBase:
    """The chosen lines with the persons, and their sums at the end; who took what is in the log."""
    rows, chosen = _valgte(request, request.POST)
    filtype = Filtype.XLSX if request.POST.get("filtype") == "xlsx" else Filtype.CSV
    sums = rows.aggregate(antal=Count("pk"), timer=Sum("timer"), beloeb=Sum("beloeb"))
    audit.record(UDTRAEK, request.user.get_username(), antal=sums["antal"], filtype=filtype.value, valg=chosen)

    def lines() -> Iterator[list[object]]:
        for row in rows.select_related("periode").order_by("periode__periode", "periode__kommune", "linje").iterator(2_000):
            whose = (row.periode.kommune, row.institution, row.cpr, row.navn, row.stilling, row.afloenning)
            what = (
                row.loenart,
                row.loenarttekst,
                row.periode.periode,
                _oere(row.timer),
                _oere(row.sats),
                Oere(row.beloeb),
                row.konto,
            )
            yield [*whose, *what]
        blanks = [""] * (len(FELTER) - 5)
        yield [_("I alt"), *blanks, Oere(sums["timer"] or 0), None, Oere(sums["beloeb"] or 0), ""]

    return fil(filtype, _("Løndata"), FELTER, lines(), personer=True)


@kraever(Roller.ADMINISTRER, LON)
@require_safe
def indstilling_loenret(request: HttpRequest) -> HttpResponse:
    """Everybody's rights."""
    return _retside(request, RetForm())


@kraever(Roller.ADMINISTRER, LON)
@require_POST
def indstilling_loenret_giv(request: HttpRequest) -> HttpResponse:
    """Give one."""
    form = RetForm(request.POST)

    def giv(given: Mapping[str, Any]) -> str:
        udtraek.giv(given["bruger"], given["institution"], given["konto"], request.user.get_username())
        return _("Retten er givet.")

    if udfoer(request, form, giv):
        return redirect("indstilling_loenret")
    return _retside(request, form, 422)


@kraever(Roller.ADMINISTRER, LON)
@require_POST
def indstilling_loenret_tag(request: HttpRequest, nummer: int) -> HttpResponse:
    """Take one away."""
    udtraek.tag(nummer, request.user.get_username())
    return redirect("indstilling_loenret")


def _retside(request: HttpRequest, form: RetForm, status: int = 200) -> HttpResponse:
    return render(request, "web/loenret.html", {"form": form, "rettigheder": Loenret.objects.all()}, status=status)


def _valgte(request: HttpRequest, given: Any) -> tuple[QuerySet[Loendata], dict[str, str]]:
    """The rows the user may take out and has chosen; a choice that cannot be read chooses nothing."""
    form = Valg(given)
    rows = udtraek.maa_se(request.user.get_username())
    chosen = {name: value for name, value in form.data.items() if name in form.fields and value}
    if not form.is_valid():
        return rows.none(), chosen
    lookups = {
        "fra": "periode__periode__gte",
        "til": "periode__periode__lte",
        "institution": "institution",
        "konto": "konto",
        "loenart": "loenart",
    }
    return rows.filter(**{lookups[name]: form.cleaned_data[name] for name in chosen}), chosen


def _perioder() -> list[str]:
    return sorted(set(Loenperiode.objects.order_by().values_list("periode", flat=True)), reverse=True)


def _oere(value: int | None) -> Oere | None:
    return None if value is None else Oere(value)
