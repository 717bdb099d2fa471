"""An art of social payments: its marks, account and tax with their history, and new terms from a day on (pages 350, 353)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.formats.text import konto_tekst
from snitflade.soc.models import Ydelsesart, Ydelsesvilkaar
from snitflade.soc.udbetalinger import arter
from snitflade.soc.udbetalinger.arter import Vilkaar
from snitflade.soc.udbetalinger.models import Indkomsttype, Kolonne
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, Paakort, mangler_rolle, udfoer, vist
from snitflade.web.registre.sociale import skat_tekst
from snitflade.web.regler import kraever
from snitflade.web.views.sociale_felter import SOC, idag

_SKAT = {"": None, "J": True, "N": False}


class VilkaarForm(Formular):
    """Terms from a day on."""

    fra = DagFelt(label=lazy("Gælder fra"))
    socudb = forms.BooleanField(label=lazy("Må udbetales (SOCUDB)"), required=False)
    spec = forms.IntegerField(
        label=lazy("Højst dage siden stempling"), required=False, min_value=0, help_text=lazy("Tomt: intet krav om stempling.")
    )
    konto = forms.CharField(
        label=lazy("Konto"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    modregnes = forms.BooleanField(label=lazy("Må modregnes"), required=False)
    skattepligtig = forms.ChoiceField(
        label=lazy("Skattepligtig"),
        required=False,
        choices=[("", lazy("Ikke angivet")), ("J", lazy("Ja")), ("N", lazy("Nej"))],
        help_text=lazy("Årets A11 kan ikke laves, før det er angivet for hver art."),
    )
    kolonne = forms.ChoiceField(label=lazy("Kolonne i A11"), required=False, choices=[("", "–"), *Kolonne.choices])
    indkomst = forms.ChoiceField(label=lazy("A- eller B-indkomst"), required=False, choices=[("", "–"), *Indkomsttype.choices])

    def vilkaar(self) -> Vilkaar:
        """What was filled in."""
        given = self.cleaned_data
        return Vilkaar(
            fra=given["fra"],
            konto=given["konto"].replace("-", "").replace(" ", ""),
            socudb=given["socudb"],
            spec=given["spec"],
            modregnes=given["modregnes"],
            skattepligtig=_SKAT[given["skattepligtig"]],
            kolonne=given["kolonne"],
            indkomst=given["indkomst"],
        )


class NyArtForm(VilkaarForm):
    """A new art."""

    nummer = forms.CharField(label=lazy("Artnummer"), max_length=10)
    navn = forms.CharField(label=lazy("Navn"), max_length=60)
    field_order = ("nummer", "navn")


@kraever(Roller.ADMINISTRER, SOC)
@require_http_methods(["GET", "HEAD", "POST"])
def register_socialart_ny(request: HttpRequest) -> HttpResponse:
    """Make an art."""
    form = NyArtForm(request.POST or None, initial={"fra": idag(), "socudb": True, "modregnes": True})
    made: list[Ydelsesart] = []

    def gem(given: Mapping[str, Any]) -> str:
        made.append(arter.opret(given["nummer"].strip(), given["navn"], form.vilkaar(), request.user.get_username()))
        return _("Arten er oprettet.")

    if request.method == "POST" and udfoer(request, form, gem):
        return redirect("register_socialart", made[0].pk)
    context = {"form": form, "titel": _("Ny art"), "knap": _("Opret"), "tilbage": "sociale-arter"}
    return render(request, "web/erhv_ny.html", context, status=422 if request.method == "POST" else 200)


@kraever(Roller.LAES, SOC)
@require_safe
def register_socialart(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    return _kort(request, _find(nummer))


@kraever(Roller.ADMINISTRER, SOC)
@require_POST
def register_socialart_vilkaar(request: HttpRequest, nummer: int) -> HttpResponse:
    """Let new terms hold from a day on; the old ones stay in the history."""
    art, form = _find(nummer), VilkaarForm(request.POST, prefix="v")

    def gem(given: Mapping[str, Any]) -> str:
        new = arter.saet_vilkaar(art, form.vilkaar(), request.user.get_username())
        return _("De gælder fra den dag, du valgte.") if new else _("De gælder allerede. Intet er ændret.")

    return redirect("register_socialart", nummer) if udfoer(request, form, gem) else _kort(request, art, form)


def _find(nummer: int) -> Ydelsesart:
    row = Ydelsesart.objects.filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Arten findes ikke."))
    return row


def _kort(request: HttpRequest, art: Ydelsesart, form: VilkaarForm | None = None) -> HttpResponse:
    rows = list(Ydelsesvilkaar.objects.filter(art=art).order_by("-fra", "-pk"))
    today = idag()
    holds = next((row for row in rows if row.fra <= today), None)
    handlinger = [
        Paakort(
            reverse("register_socialart_vilkaar", args=[art.pk]),
            _("Nye vilkår"),
            "edit",
            _("De gælder linjer, der betales fra dagen. Skat følger den dag, der er betalt."),
            form or VilkaarForm(prefix="v", initial={**_udfyldt(holds), "fra": today}),
            mangler_rolle(request.user, Roller.ADMINISTRER, SOC),
        )
    ]
    context = {
        "art": art,
        "vilkaar": [
            {
                "row": row,
                "nu": holds is not None and row.pk == holds.pk,
                "senere": row.fra > today,
                "konto": konto_tekst(row.konto),
                "skat": skat_tekst(row.skattepligtig, row.kolonne),
            }
            for row in rows
        ],
        **vist(handlinger),
    }
    return render(request, "web/sociale_art.html", context, status=422 if form else 200)


def _udfyldt(row: Ydelsesvilkaar | None) -> dict[str, Any]:
    """The form as the terms that hold fill it in."""
    if row is None:
        return {"socudb": True, "modregnes": True}
    names = ("socudb", "spec", "konto", "modregnes", "kolonne", "indkomst")
    tax = next(text for text, value in _SKAT.items() if value is row.skattepligtig)
    return {**{name: getattr(row, name) for name in names}, "skattepligtig": tax}
