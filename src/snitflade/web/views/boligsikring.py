"""Boligsikring's month: the trial run, recalculation, letters and the yearly roll-over; and working through the advis list."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.exchange.taken_back import numbers
from snitflade.formats.problems import ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.soc.boligsikring import aarsskifte, advis, breve, proeve
from snitflade.soc.boligsikring.modul import TILDELT
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Advis, Ansoegning, Beregning, Bevilling, Lejefil
from snitflade.web.adgang import har
from snitflade.web.forms import Formular
from snitflade.web.maanedsvalg import valgt
from snitflade.web.models import Roller
from snitflade.web.nav import adresse
from snitflade.web.opslag import set_person
from snitflade.web.paakort import mangler_rolle
from snitflade.web.registre.boligsikring import RESULTATER
from snitflade.web.regler import kraever

SOC = "soc"
BREVE, ADVISLISTE = "Breve om boligsikring", "Advisliste for boligsikring"


class MaanedForm(Formular):
    """Municipality and month."""

    kommune = forms.CharField(label=lazy("Kommune"), max_length=4, min_length=4)
    maaned = forms.CharField(label=lazy("Måned (ÅÅÅÅMM)"), max_length=6, min_length=6)


class GrundForm(Formular):
    """Why."""

    begrundelse = forms.CharField(label=lazy("Begrundelse"), max_length=200)


def sig(request: HttpRequest, error: ProblemsError) -> None:
    """Show everything that was wrong."""
    for problem in error.problems:
        messages.error(request, problem.message)


@kraever(Roller.LAES, SOC)
@require_safe
def register_boligsikring(request: HttpRequest) -> HttpResponse:
    """The month: what has come in, what was calculated, what is open, what was granted."""
    kommune, maaned = valgt(request.GET, Ansoegning)
    name = str(maaned)
    results = Beregning.objects.filter(maaned=name, ansoegning__kommune=kommune).order_by()
    granted = Bevilling.objects.filter(maaned=name, ansoegning__kommune=kommune).exclude(exchange__in=numbers())
    open_ = Advis.objects.filter(kommune=kommune, maaned=name, status="aaben")
    context = {
        "kommune": kommune,
        "maaned": maaned,
        "form": MaanedForm(initial={"kommune": kommune, "maaned": name}),
        "filer": Lejefil.objects.filter(kommune=kommune, maaned=name).select_related("udlejer", "exchange"),
        "resultater": [
            (RESULTATER[kind], count, beloeb_tekst(total or 0))
            for kind, count, total in results.values_list("resultat").annotate(Count("pk"), Sum("beloeb")).order_by("resultat")
        ],
        "bevilget": granted.aggregate(antal=Count("pk"), beloeb=Sum("beloeb")),
        "aabne": open_.count(),
        "blokerer": open_.filter(blokerer=True).count(),
        "maa": har(request.user, Roller.KOER, SOC),
        "koer": adresse("snitflade", TILDELT),
        "naeste_aar": maaned.aar + 1,
    }
    return render(request, "web/boligsikring.html", context)


def _tilbage(kommune: str, maaned: object) -> HttpResponse:
    return redirect(f"{reverse('register_boligsikring')}?kommune={kommune}&maaned={maaned}")


@kraever(Roller.KOER, SOC)
@require_POST
def register_boligsikring_proeve(request: HttpRequest) -> HttpResponse:
    """The trial run."""
    kommune, maaned = valgt(request.POST, Ansoegning)
    try:
        found = proeve.proeveberegn(kommune, maaned, request.user.get_username())
    except ProblemsError as error:
        sig(request, error)
    else:
        text = _("Prøveberegning af %(maaned)s. Ansøgninger: %(antal)s, i alt %(beloeb)s kr. Åbne punkter på listen: %(aabne)s.")
        values = {"maaned": maaned.tekst, "antal": found.antal.total(), "beloeb": beloeb_tekst(found.beloeb), "aabne": found.aabne}
        messages.success(request, text % values)
    return _tilbage(kommune, maaned)


@kraever(Roller.KOER, SOC)
@require_POST
def register_boligsikring_efterberegn(request: HttpRequest) -> HttpResponse:
    """Calculate the booked months of the year again, up to the one shown."""
    kommune, maaned = valgt(request.POST, Ansoegning)
    try:
        differ = proeve.efterberegn(kommune, Maaned(maaned.aar, 1), maaned, request.user.get_username())
    except ProblemsError as error:
        sig(request, error)
    else:
        messages.success(request, _("Årets måneder er beregnet igen. Forskelle på advislisten: %(antal)s.") % {"antal": differ})
    return _tilbage(kommune, maaned)


@kraever(Roller.KOER, SOC)
@require_POST
def register_boligsikring_aarsskifte(request: HttpRequest) -> HttpResponse:
    """Make next year's applications."""
    kommune, maaned = valgt(request.POST, Ansoegning)
    found = aarsskifte.overfoer(kommune, maaned.aar + 1, request.user.get_username())
    text = _("Ansøgninger overført til %(aar)s: %(nye)s, heraf %(husleje)s med udlejerens husleje. I forvejen: %(findes)s.")
    values = {"nye": found.nye, "aar": maaned.aar + 1, "husleje": found.husleje_fra_udlejer, "findes": found.findes}
    messages.success(request, text % values)
    return _tilbage(kommune, maaned)


@kraever(Roller.KOER, SOC)
@require_POST
def register_boligsikring_breve(request: HttpRequest) -> HttpResponse:
    """The letters' data as CSV; everybody in it is noted as looked up."""
    kommune, maaned = valgt(request.POST, Ansoegning)
    rows = Beregning.objects.filter(maaned=str(maaned), ansoegning__kommune=kommune).exclude(resultat="FEJL")
    applications = list(Ansoegning.objects.filter(pk__in=rows.values("ansoegning_id")))
    if not applications:
        messages.error(request, _("Der er ingen breve for måneden. Prøveberegn den først."))
        return _tilbage(kommune, maaned)
    set_person(request, *applications, formaal=BREVE)
    answer = HttpResponse(breve.fil(kommune, maaned), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{breve.filnavn(kommune, maaned)}"'
    return answer


@kraever(Roller.LAES, SOC)
@require_http_methods(["GET", "HEAD", "POST"])
def register_boligadvis(request: HttpRequest, nummer: int) -> HttpResponse:
    """One entry of the advis list: what both sides say, and accepting or rejecting it."""
    row = Advis.objects.select_related("ansoegning__udlejer", "lejemaal__fil__udlejer").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Punktet findes ikke."))
    allowed = har(request.user, Roller.KOER, SOC)
    form = GrundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not allowed:
            messages.error(request, _("Kun den, der må køre i Soc, kan afgøre punkter. Intet er ændret."))
            return redirect("register_boligadvis", nummer)
        if form.is_valid():
            decide = advis.accepter if request.POST.get("svar") == "accepter" else advis.afvis
            try:
                decide(row, form.cleaned_data["begrundelse"], request.user.get_username())
            except ProblemsError as error:
                sig(request, error)
            else:
                messages.success(request, _("Punktet er afgjort."))
            return redirect("register_boligadvis", nummer)
    rooms = row.kode == "BS-A04" or row.kode == "BS-A06"
    values = [("" if one is None else str(one) if rooms else f"{beloeb_tekst(one)} kr.") for one in (row.gammel, row.ny)]
    closed = "" if row.status == "aaben" else _("Punktet er ikke længere åbent.")
    context = {
        "advis": row,
        "form": form,
        "maa": allowed and row.status == "aaben",
        "hvorfor_ikke": closed or mangler_rolle(request.user, Roller.KOER, SOC),
        "overtages": row.kode in advis.AF_LEJEMAAL,
        "gammel": values[0],
        "ny": values[1],
    }
    return render(request, "web/boligadvis.html", context, status=422 if form.is_bound else 200)
