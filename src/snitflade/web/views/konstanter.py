"""System constants: what each is now, what it will be, what it was, and setting a new value from a day on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.exchange.konstanter import KONSTANTER, Konstant
from snitflade.exchange.konstanter import saet as saet_konstant
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import AuditEvent
from snitflade.formats.problems import ProblemsError
from snitflade.web.adgang import har
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.registre.stamdata import vaerdi as vist_vaerdi
from snitflade.web.regler import kraever

MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class Linje:
    """One constant: its declaration, the value that applies today, whether that is only its default, and the next one."""

    nummer: str
    konstant: Konstant
    vaerdi: str
    standard: bool
    fra: dt.date | None
    naeste: Systemkonstant | None
    ugyldig: bool


class VaerdiForm(Formular):
    """A new value and the day it applies from."""

    vaerdi = forms.CharField(label=lazy("Ny værdi"), max_length=saet_konstant.WIDEST)
    gyldig_fra = forms.DateField(
        label=lazy("Gælder fra"),
        help_text=lazy("I dag eller senere."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, konstant: Konstant, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vaerdi"].help_text = konstant.tilladt
        if konstant.valg:
            self.fields["vaerdi"] = forms.ChoiceField(
                label=lazy("Ny værdi"),
                choices=[(value, value) for value in konstant.valg],
                widget=forms.Select(attrs={"class": "form-select"}),
            )


@kraever(Roller.ADMINISTRER)
@require_safe
def indstilling_konstanter(request: HttpRequest) -> HttpResponse:
    """All of them."""
    return render(request, "web/konstanter.html", {"linjer": _linjer(timezone.localdate())})


@kraever(Roller.ADMINISTRER)
@require_http_methods(["GET", "HEAD", "POST"])
def indstilling_konstant(request: HttpRequest, nummer: str) -> HttpResponse:
    """One of them with its history; whoever administers Bogh sets a new value."""
    declared = KONSTANTER.get(nummer)
    if declared is None:
        raise Http404(_("Systemkonstanten «%(nummer)s» findes ikke.") % {"nummer": nummer})
    today = timezone.localdate()
    allowed = har(request.user, Roller.ADMINISTRER, "bogh")
    form = VaerdiForm(declared, request.POST or None, initial={"gyldig_fra": today}) if allowed else None
    status = 200
    if request.method == "POST":
        if form is None:
            return _ikke_bogh(request, nummer)
        status = 422
        if form.is_valid():
            try:
                given = form.cleaned_data
                saet_konstant.saet(nummer, given["vaerdi"], given["gyldig_fra"], request.user.get_username(), today)
            except ProblemsError as error:
                for problem in error.problems:
                    form.add_error(problem.field if problem.field in form.fields else None, problem.message)
            else:
                messages.success(request, _("Værdien er sat. Den gamle står stadig i historien."))
                return redirect("indstilling_konstant", nummer)
    rows = list(Systemkonstant.objects.filter(nummer=nummer))
    rows.sort(key=lambda row: row.gyldig_fra or dt.date.min, reverse=True)
    events = AuditEvent.objects.filter(event__in=(saet_konstant.SAT, saet_konstant.FJERNET), detail__nummer=nummer)
    context = {
        "linje": next(line for line in _linjer(today) if line.nummer == nummer),
        "raekker": [(row, vist_vaerdi(row.vaerdi), row.gyldig_fra is not None and row.gyldig_fra > today) for row in rows],
        "haendelser": events.order_by("-number")[:MOST_EVENTS],
        "form": form,
        "maa": allowed,
    }
    return render(request, "web/konstant.html", context, status=status)


@kraever(Roller.ADMINISTRER, "bogh")
@require_POST
def indstilling_konstant_fjern(request: HttpRequest, nummer: str) -> HttpResponse:
    """Take back a value that does not apply yet."""
    if nummer not in KONSTANTER:
        raise Http404(_("Systemkonstanten «%(nummer)s» findes ikke.") % {"nummer": nummer})
    try:
        first = dt.date.fromisoformat(request.POST.get("gyldig_fra", ""))
    except ValueError:
        raise Http404(_("Der er ingen værdi fra den dag.")) from None
    try:
        saet_konstant.fjern(nummer, first, request.user.get_username(), timezone.localdate())
    except ProblemsError as error:
        for problem in error.problems:
            messages.error(request, problem.message)
    else:
        messages.success(request, _("Værdien er taget tilbage, før den kom til at gælde."))
    return redirect("indstilling_konstant", nummer)


def _ikke_bogh(request: HttpRequest, nummer: str) -> HttpResponse:
    messages.error(request, _("Kun den, der administrerer Bogh, kan sætte systemkonstanter. Intet er ændret."))
    return redirect("indstilling_konstant", nummer)


def _linjer(today: dt.date) -> Sequence[Linje]:
    rows: defaultdict[str, list[Systemkonstant]] = defaultdict(list)
    for row in Systemkonstant.objects.all():
        rows[row.nummer].append(row)
    found = []
    for nummer, declared in KONSTANTER.items():
        own = sorted(rows[nummer], key=lambda row: row.gyldig_fra or dt.date.min)
        past = [row for row in own if row.gyldig_fra is None or row.gyldig_fra <= today]
        later = [row for row in own if row.gyldig_fra is not None and row.gyldig_fra > today]
        value = past[-1].vaerdi if past else declared.standard or ""
        found.append(
            Linje(
                nummer=nummer,
                konstant=declared,
                vaerdi=vist_vaerdi(value),
                standard=not past and declared.standard is not None,
                fra=past[-1].gyldig_fra if past else None,
                naeste=later[0] if later else None,
                ugyldig=bool(past) and not declared.gyldig(value),
            )
        )
    return found
