"""Settling sales (side 417): what it will be, before it is; a settlement's card; and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.erhv import afregning as afregningen
from snitflade.erhv.beregning import Beregnet, Ordre, beregn_afregning
from snitflade.erhv.models import Indhandlingssted, Saelger
from snitflade.erhv.models_afregning import Afregning, Konteringsart
from snitflade.erhv.tilbage import tag_tilbage
from snitflade.exchange.bankdage import BANKEN, naeste_bankdag
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.formats.text import beloeb_tekst
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, GrundForm, Paakort, kr, mangler_rolle, skjult, udfoer, vist
from snitflade.web.regler import kraever
from snitflade.web.views.erhv_felter import ERHV, idag

MOST = 500
AFREGNING_AENDRET = ProblemKind(
    "AFREGNING_AENDRET",
    "Der er kommet eller ophævet salg, siden siden blev vist: det var {foer} kr., og nu er det {nu} kr. "
    "Se det igennem, og afregn så.",
)
NAVNE = {
    Konteringsart.SKAT: lazy("Skat"),
    Konteringsart.KNAPK: lazy("KNAPK"),
    Konteringsart.LOKAL: lazy("Lokalforening"),
    Konteringsart.DRIFT: lazy("Driftsbidrag"),
    Konteringsart.TRANSPORT: lazy("Transport"),
    Konteringsart.SALG: lazy("Køb"),
    Konteringsart.LEJE: lazy("Leje"),
    Konteringsart.AFREGNING: lazy("Til sælgerne"),
}


class OrdreForm(Formular):
    """What is settled. `set`: what the page showed, so that nobody settles what they have not seen."""

    kommune = forms.ChoiceField(label=lazy("Kommune"))
    til = DagFelt(label=lazy("Salg til og med"))
    dato = DagFelt(label=lazy("Afregningsdag"))
    forfaldsdato = DagFelt(label=lazy("Udbetales"))
    set = skjult()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kommune"]
        if isinstance(field, forms.ChoiceField):
            known = Indhandlingssted.objects.order_by("kommune").values_list("kommune", flat=True).distinct()
            field.choices = [(kommune, kommune) for kommune in known]

    def ordre(self) -> Ordre:
        """What was filled in."""
        given = self.cleaned_data
        return Ordre(given["kommune"], given["til"], given["dato"], given["forfaldsdato"])


@kraever(Roller.KOER, ERHV)
@require_http_methods(["GET", "HEAD", "POST"])
def register_afregning_ny(request: HttpRequest) -> HttpResponse:
    """What the settlement will be; a POST that has seen just that settles."""
    if request.method == "POST":
        form = OrdreForm(request.POST)
        made: list[Afregning] = []

        def goer(given: Mapping[str, Any]) -> str:
            ordre = form.ordre()
            _uaendret(given["set"], beregn_afregning(ordre))
            row, found = afregningen.afregn(ordre, request.user.get_username())
            made.append(row)
            return _("Afregning %(nr)s er bogført: %(netto)s til sælgerne. De udbetales med kreditorafregningen.") % {
                "nr": str(row),
                "netto": kr(found.netto),
            }

        if udfoer(request, form, goer):
            return redirect("register_afregning", made[0].pk)
        return _vis(request, form, status=422)
    asked = {name: request.GET[name] for name in ("kommune", "til", "dato", "forfaldsdato") if request.GET.get(name)}
    return _vis(request, OrdreForm({**_standard(), **asked}))


def _standard() -> dict[str, str]:
    """Today, paid on the next bank day; the municipality that has the first place."""
    today = idag()
    kommune = Indhandlingssted.objects.order_by("kommune").values_list("kommune", flat=True).first() or ""
    paid = naeste_bankdag(today + dt.timedelta(days=1), BANKEN)
    return {"kommune": kommune, "til": today.isoformat(), "dato": today.isoformat(), "forfaldsdato": paid.isoformat()}


def _stempel(found: Beregnet) -> str:
    """What was shown: how many sales, gross and net."""
    return f"{len(found.linjer)}/{found.brutto}/{found.netto}"


def _uaendret(seen: str, found: Beregnet) -> None:
    """Raises ProblemsError where what is settled now is not what was shown."""
    if found.problemer.errors or seen == _stempel(found):
        return
    problems = Problems()
    before = seen.split("/")[1] if seen.count("/") == 2 and seen.split("/")[1].lstrip("-").isdecimal() else "0"
    problems.add(AFREGNING_AENDRET, foer=beloeb_tekst(int(before)), nu=beloeb_tekst(found.brutto))
    raise ProblemsError(problems)


def _vis(request: HttpRequest, form: OrdreForm, status: int = 200) -> HttpResponse:
    found = beregn_afregning(form.ordre()) if form.is_valid() or _laest(form) else None
    context: dict[str, Any] = {"form": form, "fundet": found}
    if found is not None:
        given = form.data.dict() if isinstance(form.data, QueryDict) else form.data
        form.data = {**given, "set": _stempel(found)}
        numre = dict(Saelger.objects.filter(pk__in={saelger for saelger, _konto in found.poster}).values_list("pk", "nummer"))
        poster = sorted((numre[saelger], oere) for (saelger, _konto), oere in found.poster.items())
        context |= {
            "problemer": found.problemer.sorted(),
            "kan": not found.problemer.errors and bool(found.linjer),
            "fradrag": [(NAVNE[art], oere) for art, oere in found.fradrag.items() if oere],
            "poster": poster[:MOST],
            "flere": max(0, len(poster) - MOST),
        }
    return render(request, "web/erhv_afregning_ny.html", context, status=status)


def _laest(form: OrdreForm) -> bool:
    """Whether the order itself could be read, whatever was then wrong with it."""
    return all(isinstance(form.cleaned_data.get(name), dt.date) for name in ("til", "dato", "forfaldsdato")) and bool(
        form.cleaned_data.get("kommune")
    )


@kraever(Roller.LAES, ERHV)
@require_safe
def register_afregning(request: HttpRequest, nummer: int) -> HttpResponse:
    """A settlement's card."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, ERHV)
@require_POST
def register_afregning_tilbage(request: HttpRequest, nummer: int) -> HttpResponse:
    """Take a settlement back, while nothing of it is paid."""
    row, form = _find(nummer), GrundForm(request.POST)

    def goer(given: Mapping[str, Any]) -> str:
        tag_tilbage(row, request.user.get_username(), given["grund"])
        return _("Afregningen er taget tilbage, og dens salg er åbne igen.")

    return redirect("register_afregning", nummer) if udfoer(request, form, goer) else _kort(request, row, form)


def _find(nummer: int) -> Afregning:
    row = Afregning.objects.filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Afregningen findes ikke."))
    return row


def _kort(request: HttpRequest, row: Afregning, form: GrundForm | None = None) -> HttpResponse:
    sums = row.linjer.aggregate(antal=Count("pk"), brutto=Sum("brutto"), netto=Sum("netto"))
    booked = row.konteringer.values_list("maaned", "sted__kode", "art", "konto", "beloeb", "bilag_id").order_by("pk")
    posts = row.poster.select_related("saelger", "saelger__modtager", "post").order_by("saelger__nummer")
    why = mangler_rolle(request.user, Roller.KOER, ERHV) or (_("Den er taget tilbage.") if row.tilbage_tid else "")
    handlinger = [
        Paakort(
            reverse("register_afregning_tilbage", args=[row.pk]),
            _("Tag afregningen tilbage"),
            "delete",
            _("Bogføringen tilbageføres, og salgene kan afregnes igen. Det går kun, så længe intet er udbetalt."),
            form or GrundForm(),
            why,
        )
    ]
    context = {
        "afregning": row,
        "sums": sums,
        "konteringer": [(f"{maaned:%Y-%m}", sted, NAVNE[Konteringsart(art)], *rest) for maaned, sted, art, *rest in booked],
        "poster": list(posts[:MOST]),
        **vist(handlinger),
    }
    return render(request, "web/erhv_afregning.html", context, status=422 if form else 200)
