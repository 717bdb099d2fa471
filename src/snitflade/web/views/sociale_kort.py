"""A periodic card (page 563): what it has paid and pays next; making, changing and stopping it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.folk.beskyttelse import beskyttet
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.models import Ydelseskort
from snitflade.soc.udbetalinger import kort as kortene
from snitflade.soc.udbetalinger.datoer import naeste, om_tre_maaneder
from snitflade.soc.udbetalinger.kort import Plan
from snitflade.soc.udbetalinger.models import Enhed
from snitflade.soc.udbetalinger.regler import mangler_konto
from snitflade.soc.udbetalinger.stand import med_stand, stand
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.paakort import DagFelt, GrundForm, KronerFelt, Paakort, mangler_rolle, udfoer, vist
from snitflade.web.registre.sociale import ENHEDER, STANDE, TONER
from snitflade.web.regler import kraever
from snitflade.web.views.sociale_felter import SOC, HvemForm, idag, ny_noegle, sig

FORMAAL = "Socialt kort"
"""What the log says; it is in one language whoever looks."""
KOMMENDE, MOST = 6, 100


class _PlanFelter(Formular):
    """What a card pays, and when."""

    beloeb = KronerFelt(label=lazy("Beløb, kr."))
    naeste = DagFelt(label=lazy("Næste udbetaling"))
    interval = forms.IntegerField(label=lazy("Interval"), min_value=1, max_value=366)
    enhed = forms.ChoiceField(label=lazy("Enhed"), choices=list(ENHEDER.items()))
    start = DagFelt(label=lazy("Start"))
    slut = DagFelt(label=lazy("Slut"))

    def plan(self) -> Plan:
        """What was filled in."""
        given = self.cleaned_data
        return Plan(**{name: given[name] for name in ("beloeb", "naeste", "start", "slut", "interval", "enhed")})


class NytKortForm(HvemForm, _PlanFelter):
    """A new card."""

    field_order = (
        *("kommune", "ydelse", "modtager", "vedroerer", "beloeb", "naeste", "interval", "enhed", "start", "slut"),
        *("tekst", "note"),
    )


class RetKortForm(_PlanFelter):
    """What can be changed of a card."""

    tekst = forms.CharField(label=lazy("Tekst til modtageren"), max_length=140, required=False)
    note = forms.CharField(label=lazy("Note"), max_length=200, required=False)


@kraever(Roller.KOER, SOC)
@require_http_methods(["GET", "HEAD", "POST"])
def register_socialkort_ny(request: HttpRequest) -> HttpResponse:
    """Make a card: 14 days, from today, for three months, unless something else is said."""
    today = idag()
    standard = {"interval": 14, "enhed": Enhed.DAGE, "start": today, "naeste": today, "slut": om_tre_maaneder(today)}
    form = NytKortForm(request.POST or None, initial={**standard, "noegle": ny_noegle()})
    made: list[Ydelseskort] = []

    def gem(given: Mapping[str, Any]) -> str:
        row, told = kortene.opret(given["noegle"], form.hvem(), form.plan(), request.user.get_username())
        made.append(row)
        sig(request, told)
        return _("Kort %(nr)s er oprettet.") % {"nr": row.pk}

    if request.method == "POST" and udfoer(request, form, gem):
        return redirect("register_socialkort", made[0].pk)
    context = {"form": form, "titel": _("Nyt periodisk kort"), "knap": _("Opret"), "tilbage": "sociale-kort"}
    return render(request, "web/erhv_ny.html", context, status=422 if request.method == "POST" else 200)


@kraever(Roller.LAES, SOC)
@require_safe
def register_socialkort(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card; whoever opens it is written down."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, SOC)
@require_POST
def register_socialkort_ret(request: HttpRequest, nummer: int) -> HttpResponse:
    """Give the card another plan."""
    row, form = _find(nummer), RetKortForm(request.POST, prefix="r")

    def gem(given: Mapping[str, Any]) -> str:
        changed = kortene.ret(row, form.plan(), given["tekst"], given["note"], request.user.get_username())
        return _("Kortet er rettet.") if changed else _("Det står der allerede. Intet er ændret.")

    return redirect("register_socialkort", nummer) if udfoer(request, form, gem) else _kort(request, row, ret=form)


@kraever(Roller.KOER, SOC)
@require_POST
def register_socialkort_stop(request: HttpRequest, nummer: int) -> HttpResponse:
    """Let the card pay no more."""
    row, form = _find(nummer), GrundForm(request.POST, prefix="s")

    def gem(given: Mapping[str, Any]) -> str:
        kortene.stop(row, request.user.get_username(), given["grund"])
        return _("Kortet er stoppet.")

    return redirect("register_socialkort", nummer) if udfoer(request, form, gem) else _kort(request, row, stop=form)


def _find(nummer: int) -> Ydelseskort:
    row = Ydelseskort.objects.select_related("art", "modtager").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Kortet findes ikke."))
    return row


def _kort(request: HttpRequest, row: Ydelseskort, *, ret: RetKortForm | None = None, stop: GrundForm | None = None) -> HttpResponse:
    with transaction.atomic():
        set_person(request, row.modtager, formaal=FORMAAL)
        lines = med_stand(row.linjer.order_by("-dato", "-pk"))[:MOST]
        context = {
            "kort": row,
            "beskyttet": beskyttet(row.vedroerer),
            "enhed": ENHEDER[row.enhed],
            "uden_konto": row.naeste is not None and mangler_konto(row.modtager, row.kommune, row.naeste),
            "kommende": _kommende(row),
            "linjer": [(one, STANDE[stand(one)], TONER.get(stand(one), "")) for one in lines],
            **vist(_handlinger(request, row, ret, stop)),
        }
    return render(request, "web/sociale_kort.html", context, status=422 if ret or stop else 200)


def _kommende(row: Ydelseskort) -> list[dt.date]:
    """When it pays next, as far as it does."""
    found: list[dt.date] = []
    day = row.naeste
    while day is not None and day <= row.slut and len(found) < KOMMENDE:
        found.append(day)
        day = naeste(day, row.interval, row.enhed, row.dag)
    return found


def _handlinger(request: HttpRequest, row: Ydelseskort, ret: RetKortForm | None, stop: GrundForm | None) -> list[Paakort]:
    why = mangler_rolle(request.user, Roller.KOER, SOC) or (_("Kortet er stoppet.") if row.stoppet_tid else "")
    names = ("interval", "enhed", "start", "slut", "tekst", "note")
    now = {**{name: getattr(row, name) for name in names}, "beloeb": beloeb_tekst(row.beloeb), "naeste": row.naeste or idag()}
    return [
        Paakort(
            reverse("register_socialkort_ret", args=[row.pk]),
            _("Ret kortet"),
            "edit",
            _("Den, der retter, står for det, kortet betaler fra nu af, og kan ikke selv lave kørslen."),
            ret or RetKortForm(prefix="r", initial=now),
            why,
        ),
        Paakort(
            reverse("register_socialkort_stop", args=[row.pk]),
            _("Stop kortet"),
            "delete",
            _("Linjer, der er lavet, står stadig; tag dem tilbage på deres egne kort."),
            stop or GrundForm(prefix="s"),
            why,
        ),
    ]
