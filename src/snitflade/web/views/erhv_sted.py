"""A place of purchase: its terms now, before and to come; a new place, and new percentages and accounts from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.erhv import steder
from snitflade.erhv.models import Indhandlingssted, Stedart, Vilkaar
from snitflade.erhv.steder import Betingelser
from snitflade.formats.text import beloeb_tekst, konto_tekst
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, KronerFelt, Paakort, mangler_rolle, udfoer, vist
from snitflade.web.registre.erhv import ARTER, procent
from snitflade.web.regler import kraever
from snitflade.web.views.erhv_felter import ERHV, KontoFelt, ProcentFelt, idag

SATSER = ("skat", "knapk", "lokal", "drift")
_KONTI = (
    ("konto_salg", lazy("Konto for køb")),
    ("konto_afregning", lazy("Afregningskonto (det, sælgerne har til gode)")),
    ("konto_skat", lazy("Konto for skat")),
    ("konto_knapk", lazy("Konto for KNAPK")),
    ("konto_lokal", lazy("Konto for lokalforening")),
    ("konto_drift", lazy("Konto for driftsbidrag")),
    ("konto_transport", lazy("Konto for transport")),
    ("konto_leje", lazy("Konto for leje (kun institutioner)")),
)


class StedForm(Formular):
    """A place."""

    navn = forms.CharField(label=lazy("Navn"), max_length=60)
    kommune = forms.CharField(label=lazy("Kommune"), max_length=4, help_text=lazy("Fire cifre, fx 0956."))
    art = forms.ChoiceField(label=lazy("Art"), choices=list(ARTER.items()))
    lukket_fra = DagFelt(label=lazy("Lukket fra"), required=False)


class NytStedForm(StedForm):
    """A new place, with its code."""

    kode = forms.CharField(label=lazy("Kode"), max_length=10, help_text=lazy("Store bogstaver, fx NAN."))
    field_order = ("kode", "navn", "kommune", "art")


class VilkaarForm(Formular):
    """Percentages and accounts from a day on."""

    fra = DagFelt(label=lazy("Gælder fra"))
    skat = ProcentFelt(label=lazy("Skat, procent"), required=False)
    knapk = ProcentFelt(label=lazy("KNAPK, procent"), required=False)
    lokal = ProcentFelt(label=lazy("Lokalforening, procent"), required=False)
    drift = ProcentFelt(label=lazy("Driftsbidrag, procent"), required=False)
    transport = KronerFelt(label=lazy("Transport, kr. pr. tur"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in _KONTI:
            self.fields[name] = KontoFelt(label=text, required=name in ("konto_salg", "konto_afregning"))
            self.fields[name].widget.attrs["class"] = "form-input"

    def betingelser(self) -> Betingelser:
        """What was filled in."""
        given = self.cleaned_data
        rates: dict[str, Any] = {name: given[name] or 0 for name in (*SATSER, "transport")}
        accounts: dict[str, Any] = {name: given[name] for name, _text in _KONTI}
        return Betingelser(given["fra"], **rates, **accounts)


@kraever(Roller.LAES, ERHV)
@require_safe
def register_sted(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    return _kort(request, _find(nummer))


@kraever(Roller.ADMINISTRER, ERHV)
@require_http_methods(["GET", "HEAD", "POST"])
def register_sted_ny(request: HttpRequest) -> HttpResponse:
    """Make a place."""
    form = NytStedForm(request.POST or None)

    def gem(given: Mapping[str, Any]) -> str:
        steder.gem_sted(given["kode"], given["navn"], given["kommune"], given["art"], request.user.get_username(), nyt=True)
        return _("Stedet er oprettet. Sæt nu dets satser og konti.")

    if request.method == "POST" and udfoer(request, form, gem):
        return redirect("register_sted", Indhandlingssted.objects.get(kode=form.cleaned_data["kode"]).pk)
    context = {"form": form, "titel": _("Nyt indhandlingssted"), "knap": _("Opret stedet"), "tilbage": "indhandlingssteder"}
    return render(request, "web/erhv_ny.html", context, status=422 if request.method == "POST" else 200)


@kraever(Roller.ADMINISTRER, ERHV)
@require_POST
def register_sted_ret(request: HttpRequest, nummer: int) -> HttpResponse:
    """Change a place."""
    sted, form = _find(nummer), StedForm(request.POST, prefix="s")

    def gem(given: Mapping[str, Any]) -> str:
        by, closed = request.user.get_username(), given["lukket_fra"]
        steder.gem_sted(sted.kode, given["navn"], given["kommune"], given["art"], by, nyt=False, lukket_fra=closed)
        return _("Stedet er rettet.")

    return redirect("register_sted", nummer) if udfoer(request, form, gem) else _kort(request, sted, ret=form)


@kraever(Roller.ADMINISTRER, ERHV)
@require_POST
def register_sted_vilkaar(request: HttpRequest, nummer: int) -> HttpResponse:
    """Let new terms hold from a day on; the old ones stay in the history."""
    sted, form = _find(nummer), VilkaarForm(request.POST, prefix="v")

    def gem(given: Mapping[str, Any]) -> str:
        new = steder.saet_vilkaar(sted, form.betingelser(), request.user.get_username())
        return _("Satser og konti gælder fra den dag, du valgte.") if new else _("De gælder allerede. Intet er ændret.")

    return redirect("register_sted", nummer) if udfoer(request, form, gem) else _kort(request, sted, vilkaar=form)


def _find(nummer: int) -> Indhandlingssted:
    row = Indhandlingssted.objects.filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Stedet findes ikke."))
    return row


def _kort(
    request: HttpRequest, sted: Indhandlingssted, *, ret: StedForm | None = None, vilkaar: VilkaarForm | None = None
) -> HttpResponse:
    rows = list(Vilkaar.objects.filter(sted=sted).order_by("-fra", "-pk"))
    today = idag()
    holds = next((row for row in rows if row.fra <= today), None)
    why = mangler_rolle(request.user, Roller.ADMINISTRER, ERHV)
    sted_form = ret or StedForm(
        prefix="s", initial={"navn": sted.navn, "kommune": sted.kommune, "art": sted.art, "lukket_fra": sted.lukket_fra}
    )
    handlinger = [
        Paakort(
            reverse("register_sted_vilkaar", args=[sted.pk]),
            _("Nye satser og konti"),
            "edit",
            _("De gælder salg fra dagen. En dag, der er afregnet, beholder sine."),
            vilkaar or VilkaarForm(prefix="v", initial={**_udfyldt(holds), "fra": today}),
            why,
            vigtig=not rows,
        ),
        Paakort(reverse("register_sted_ret", args=[sted.pk]), _("Ret stedet"), "edit", "", sted_form, why),
    ]
    context = {
        "sted": sted,
        "art": ARTER[sted.art],
        "institution": sted.art == Stedart.INSTITUTION,
        "vilkaar": [
            {
                "row": row,
                "nu": holds is not None and row.pk == holds.pk,
                "senere": row.fra > today,
                "satser": [procent(getattr(row, name)) for name in SATSER],
                "konti": [(text, konto_tekst(getattr(row, name))) for name, text in _KONTI if getattr(row, name)],
            }
            for row in rows
        ],
        **vist(handlinger),
    }
    return render(request, "web/erhv_sted.html", context, status=422 if ret or vilkaar else 200)


def _udfyldt(row: Vilkaar | None) -> dict[str, str]:
    """The form as the terms that hold fill it in."""
    if row is None:
        return {}
    names = asdict(Betingelser(row.fra, "", "")).keys() - {"fra", "transport"}
    shown = {name: str(getattr(row, name)) for name in names if name.startswith("konto_")}
    return {**shown, **{name: procent(getattr(row, name)) for name in SATSER}, "transport": beloeb_tekst(row.transport)}
