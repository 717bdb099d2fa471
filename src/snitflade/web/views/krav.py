"""A claim's card, and letting it wait: deferral and instalments, given and ended, each with who and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.inka import afdragsplan, henstand
from snitflade.inka.models import Afdragskrav, Henstand, Regning
from snitflade.web import kravkort, sti
from snitflade.web.adgang import mine
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, KronerFelt, Paakort, grund_felt, mangler_rolle, skjult, uden_form, udfoer, vist
from snitflade.web.registre.regninger import regninger_i
from snitflade.web.regler import kraever

INKA = "inka"
HENSTAND_AENDRET = ProblemKind(
    "HENSTAND_AENDRET", "Henstanden er ændret, siden siden blev hentet. Intet er gjort; se den nye og prøv igen."
)
AFDRAG_VALG = ProblemKind("AFDRAG_VALG", "Skriv enten hvor mange rater eller hvor stor en rate.")


class HenstandForm(Formular):
    """Until when, and why."""

    til = DagFelt(label=lazy("Skal ikke betales før"))
    grund = grund_felt()
    set = skjult()


class AfdragForm(Formular):
    """So many instalments, or so much a month; of this claim, or of all the debtor's open ones."""

    antal = forms.IntegerField(
        label=lazy("Antal rater"),
        required=False,
        min_value=1,
        error_messages={"invalid": lazy("Skriv et helt tal."), "min_value": lazy("Skriv mindst 1.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    rate = KronerFelt(label=lazy("Eller kroner om måneden"), required=False)
    foerste = DagFelt(label=lazy("Første rate"))
    alle = forms.BooleanField(label=lazy("Alle debitorens åbne krav"), required=False)
    grund = grund_felt()


@kraever(Roller.LAES)
@require_safe
def register_regning(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    return _kort(request, _find(request, nummer))


@kraever(Roller.KOER, INKA)
@require_POST
def register_regning_henstand(request: HttpRequest, nummer: int) -> HttpResponse:
    """Give a deferral; the form is one of the page as it was, so that sent twice it gives one."""
    row = _find(request, nummer)
    form = HenstandForm(request.POST, prefix="h")

    def giv(given: Mapping[str, Any]) -> str:
        if given["set"] != _set(row):
            problems = Problems()
            problems.add(HENSTAND_AENDRET)
            raise ProblemsError(problems)
        made = henstand.giv(row, given["til"], given["grund"], request.user.get_username())
        return _("Kravet skal ikke betales før %(dag)s.") % {"dag": f"{made.til:%d-%m-%Y}"}

    if udfoer(request, form, giv):
        return redirect("register_regning", nummer)
    return _kort(request, row, henstand_form=form)


@kraever(Roller.KOER, INKA)
@require_POST
def register_regning_henstand_slut(request: HttpRequest, nummer: int) -> HttpResponse:
    """End the deferral."""
    row = _find(request, nummer)
    now = row.henstande.filter(ophoert_tid=None).first() or row.henstande.order_by("-pk").first()
    if now is None:
        raise Http404(_("Kravet har ingen henstand."))

    def slut() -> str:
        henstand.ophoer(now, request.user.get_username())
        return _("Henstanden er ophørt. Kravet har sin egen forfaldsdato igen.")

    uden_form(request, slut)
    return redirect("register_regning", nummer)


@kraever(Roller.KOER, INKA)
@require_POST
def register_regning_afdrag(request: HttpRequest, nummer: int) -> HttpResponse:
    """Agree on instalments; a claim is in one plan at a time, so that the form sent twice makes one."""
    row = _find(request, nummer)
    form = AfdragForm(request.POST, prefix="a")

    def aftal(given: Mapping[str, Any]) -> str:
        claims = list(_aabne(row)) if given["alle"] else [row]
        whole = sum(one.rest for one in claims)
        if (given["antal"] is None) == (given["rate"] is None):
            problems = Problems()
            problems.add(AFDRAG_VALG, field="antal")
            raise ProblemsError(problems)
        if given["antal"] is not None:
            rates = afdragsplan.lige_store(whole, given["antal"], given["foerste"])
        else:
            rates = afdragsplan.lige_rater(whole, given["rate"], given["foerste"])
        made = henstand.afdrag(row.debitor, claims, rates, timezone.localdate(), given["grund"], request.user.get_username())
        return _("Afdragsordning %(nummer)s er lavet med %(antal)s rater.") % {"nummer": made.pk, "antal": len(rates)}

    if udfoer(request, form, aftal):
        return redirect("register_regning", nummer)
    return _kort(request, row, afdrag_form=form)


@kraever(Roller.KOER, INKA)
@require_POST
def register_regning_afdrag_slut(request: HttpRequest, nummer: int) -> HttpResponse:
    """End the instalment plan that the claim is in, for all its claims."""
    row = _find(request, nummer)
    plan = Afdragskrav.objects.filter(regning=row).select_related("ordning").order_by("-gaelder", "-pk").first()
    if plan is None:
        raise Http404(_("Kravet er ikke i nogen afdragsordning."))

    def slut() -> str:
        henstand.ophoer(plan.ordning, request.user.get_username())
        return _("Afdragsordningen er ophørt. Dens krav har deres egne forfaldsdatoer igen.")

    uden_form(request, slut)
    return redirect("register_regning", nummer)


def _find(request: HttpRequest, nummer: int) -> Regning:
    """The claim, if the reader may see it. Raises Http404."""
    row = regninger_i(mine(request.user)).filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Kravet findes ikke, eller det hører ikke til dine Delsystemer."))
    return row


def _aabne(row: Regning) -> Any:
    """The debtor's open claims that no plan has."""
    free = Regning.objects.filter(debitor=row.debitor_id, kommune=row.kommune, rest__gt=0, betales_fra_konto="")
    return free.exclude(afdragskrav__gaelder=True).order_by("forfaldsdato", "nummer")


def _set(row: Regning) -> str:
    """The newest deferral: what a form for another one was made beside."""
    return str(Henstand.objects.filter(regning=row).aggregate(last=Max("pk"))["last"] or 0)


def _kort(
    request: HttpRequest, row: Regning, *, henstand_form: HenstandForm | None = None, afdrag_form: AfdragForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    allocations = list(row.fordelinger.select_related("indbetaling").order_by("-pk")[: kravkort.MOST])
    context = {
        "regning": row,
        "stamdata": [(name, value, isinstance(value, dt.date)) for name, value in kravkort.stamdata(row, today)],
        "linjer": row.tekstlinjer.split("\n") if row.tekstlinjer else [],
        "fordelinger": kravkort.fordelinger(allocations, "indbetaling"),
        "henstande": row.henstande.order_by("-pk"),
        "ordninger": kravkort.ordninger(row, today),
        "opkraevninger": kravkort.opkraevninger(row),
        "skridt": sti.skridt(row.exchange, bool(row.betales_fra_konto)),
        "taeller": sti.taeller(row.exchange),
        **vist(_handlinger(request, row, today, henstand_form, afdrag_form)),
    }
    return render(request, "web/krav.html", context, status=422 if henstand_form or afdrag_form else 200)


def _handlinger(
    request: HttpRequest, row: Regning, today: dt.date, henstand_form: HenstandForm | None, afdrag_form: AfdragForm | None
) -> list[Paakort]:
    may = mangler_rolle(request.user, Roller.KOER, INKA)
    closed = may or ("" if row.rest > 0 else _("Der er intet åbent at vente med."))
    plan = Afdragskrav.objects.filter(regning=row, gaelder=True).first()
    deferred = row.henstande.filter(ophoert_tid=None).exists()
    first = {"til": row.forfaldsdato + dt.timedelta(days=30), "set": _set(row)}
    return [
        Paakort(
            reverse("register_regning_henstand", args=[row.pk]),
            _("Giv henstand"),
            "calendar-month",
            _("Kravet opkræves og rykkes ikke før dagen. En tidligere henstand ophører."),
            henstand_form or HenstandForm(prefix="h", initial=first),
            closed,
        ),
        Paakort(
            reverse("register_regning_henstand_slut", args=[row.pk]),
            _("Ophør henstand"),
            "close",
            grund=may or ("" if deferred else _("Kravet har ingen henstand.")),
        ),
        Paakort(
            reverse("register_regning_afdrag", args=[row.pk]),
            _("Aftal afdrag"),
            "list-bulleted",
            _("Rater på samme dag hver måned. Det, der er åbent nu, bliver fordelt til sidste øre."),
            afdrag_form
            or AfdragForm(prefix="a", initial={"foerste": (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)}),
            closed or ("" if plan is None else _("Kravet er allerede i en afdragsordning.")),
        ),
        Paakort(
            reverse("register_regning_afdrag_slut", args=[row.pk]),
            _("Ophør afdragsordning"),
            "close",
            _("For alle krav i ordningen."),
            grund=may or ("" if plan else _("Kravet er ikke i nogen afdragsordning.")),
        ),
    ]
