"""A hunter's or fisher's card (side 415): the year's sales and deductions, what is to be paid, and what can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.erhv import saelgere
from snitflade.erhv.aarsopgoerelse import aar_med_salg, opgoerelse
from snitflade.erhv.models import Saelger, Saelgerskat, Stedart
from snitflade.erhv.saelgere import NySaelger
from snitflade.folk.beskyttelse import beskyttet
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.paakort import DagFelt, Paakort, mangler_rolle, udfoer, vist
from snitflade.web.registre.erhv import SALGSARTER, procent
from snitflade.web.regler import kraever
from snitflade.web.views.erhv_felter import ERHV, ProcentFelt, idag, med_steder, sted_valg

FORMAAL = "Fanger/fisker-kort"
"""What the log says; it is in one language whoever looks."""
MOST = 50


class RetForm(Formular):
    """What can be changed of a seller."""

    sted = sted_valg()
    initialer = forms.CharField(label=lazy("Initialer"), max_length=5, required=False)
    telefon = forms.CharField(label=lazy("Telefon"), max_length=20, required=False)
    mobil = forms.CharField(label=lazy("Mobil"), max_length=20, required=False)
    email = forms.CharField(label=lazy("E-mail"), max_length=254, required=False)
    transport = forms.BooleanField(label=lazy("Har transport, når intet andet siges"), required=False)
    ophoert = DagFelt(label=lazy("Ophørt fra"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        med_steder(self)


class NyForm(RetForm):
    """A new seller."""

    nummer = forms.CharField(label=lazy("Fanger/fisker-nummer"), max_length=15, help_text=lazy("Som i kasseapparatet, fx F0117."))
    art = forms.ChoiceField(label=lazy("Art"), choices=Nummerart.choices)
    modtager = forms.CharField(
        label=lazy("CPR-, CVR- eller kundenummer"), max_length=11, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    navn = forms.CharField(
        label=lazy("Navn"),
        max_length=140,
        required=False,
        help_text=lazy("Kun når folkeregistret ikke kender personen, og for firmaer."),
    )
    konto = forms.CharField(
        label=lazy("Bankkonto"),
        max_length=20,
        required=False,
        help_text=lazy("Reg.nr. og kontonr., fx 6471 1000206. Tomt: som nu."),
    )
    field_order = ("nummer", "art", "modtager", "navn", "sted", "konto", "transport")


class SkatForm(Formular):
    """A tax percentage of the seller's own."""

    skat = ProcentFelt(label=lazy("Skat, procent"), required=False, help_text=lazy("Tomt: stedets procent igen."))
    fra = DagFelt(label=lazy("Gælder fra"))


@kraever(Roller.LAES, ERHV)
@require_safe
def register_fanger(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card; whoever opens a person's is written down."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, ERHV)
@require_http_methods(["GET", "HEAD", "POST"])
def register_fanger_ny(request: HttpRequest) -> HttpResponse:
    """Make a seller, with its payee."""
    form = NyForm(request.POST or None)

    def gem(given: Mapping[str, Any]) -> str:
        wanted = NySaelger(**{**given, "modtager": given["modtager"].replace("-", "")})
        saelgere.gem(wanted, request.user.get_username(), idag(), nyt=True)
        return _("Fangeren eller fiskeren er oprettet.")

    if request.method == "POST" and udfoer(request, form, gem):
        return redirect("register_fanger", Saelger.objects.get(nummer=form.cleaned_data["nummer"]).pk)
    context = {"form": form, "titel": _("Ny fanger/fisker"), "knap": _("Opret"), "tilbage": "fangere"}
    return render(request, "web/erhv_ny.html", context, status=422 if request.method == "POST" else 200)


@kraever(Roller.KOER, ERHV)
@require_POST
def register_fanger_ret(request: HttpRequest, nummer: int) -> HttpResponse:
    """Change a seller."""
    saelger, form = _find(nummer), RetForm(request.POST, prefix="r")

    def gem(given: Mapping[str, Any]) -> str:
        payee = saelger.modtager
        wanted = NySaelger(nummer=saelger.nummer, art=payee.art, modtager=payee.nummer, **given)
        saelgere.gem(wanted, request.user.get_username(), idag(), nyt=False)
        return _("Rettet.")

    return redirect("register_fanger", nummer) if udfoer(request, form, gem) else _kort(request, saelger, ret=form)


@kraever(Roller.ADMINISTRER, ERHV)
@require_POST
def register_fanger_skat(request: HttpRequest, nummer: int) -> HttpResponse:
    """Let a tax percentage of the seller's own hold from a day on."""
    saelger, form = _find(nummer), SkatForm(request.POST, prefix="p")

    def gem(given: Mapping[str, Any]) -> str:
        new = saelgere.saet_skat(saelger, given["fra"], given["skat"], request.user.get_username())
        return _("Procenten gælder fra den dag, du valgte.") if new else _("Den gælder allerede. Intet er ændret.")

    return redirect("register_fanger", nummer) if udfoer(request, form, gem) else _kort(request, saelger, skat=form)


def _find(nummer: int) -> Saelger:
    row = Saelger.objects.select_related("modtager", "sted").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Fangeren eller fiskeren findes ikke."))
    return row


def _kort(request: HttpRequest, saelger: Saelger, *, ret: RetForm | None = None, skat: SkatForm | None = None) -> HttpResponse:
    years = aar_med_salg(saelger)
    wanted = request.GET.get("aar", "")
    year = int(wanted) if wanted.isdecimal() and int(wanted[:4]) in years else max(years, default=idag().year)
    person = saelger.er_person
    items = saelger.afregninger.select_related("afregning", "post").order_by("-pk")
    with transaction.atomic():
        if person:
            set_person(request, saelger.modtager, formaal=FORMAAL)
        context = {
            "saelger": saelger,
            "er_person": person,
            "art": Nummerart(saelger.modtager.art).label,
            "beskyttet": person and beskyttet(saelger.modtager.nummer),
            "aar": year,
            "aarene": sorted(years, reverse=True),
            "braet": opgoerelse(saelger, year, Stedart.BRAET),
            "institution": opgoerelse(saelger, year, Stedart.INSTITUTION),
            "skatter": [(row, procent(row.skat)) for row in Saelgerskat.objects.filter(saelger=saelger).order_by("-fra", "-pk")],
            "aabent": saelger.afregninger.filter(post__rest__gt=0).aggregate(ialt=Sum("post__rest"))["ialt"] or 0,
            "afregninger": list(items[:MOST]),
            "salg": [(row, SALGSARTER[row.art]) for row in saelger.salg.select_related("sted").order_by("-dato", "-pk")[:MOST]],
            **vist(_handlinger(request, saelger, ret, skat)),
        }
    return render(request, "web/erhv_fanger.html", context, status=422 if ret or skat else 200)


def _handlinger(request: HttpRequest, saelger: Saelger, ret: RetForm | None, skat: SkatForm | None) -> list[Paakort]:
    now = {name: getattr(saelger, name) for name in ("initialer", "telefon", "mobil", "email", "transport", "ophoert")}
    found = [
        Paakort(
            reverse("register_fanger_ret", args=[saelger.pk]),
            _("Ret"),
            "edit",
            _("Bankkontoen rettes på modtagerens kort (side 360)."),
            ret or RetForm(prefix="r", initial={**now, "sted": saelger.sted.kode}),
            mangler_rolle(request.user, Roller.KOER, ERHV),
        )
    ]
    if saelger.er_person:
        found.append(
            Paakort(
                reverse("register_fanger_skat", args=[saelger.pk]),
                _("Individuel skatteprocent"),
                "edit",
                _("Den gælder i stedet for stedets, for salg fra dagen."),
                skat or SkatForm(prefix="p", initial={"fra": idag()}),
                mangler_rolle(request.user, Roller.ADMINISTRER, ERHV),
            )
        )
    return found
