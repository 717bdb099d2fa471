"""A payee's card (side 360): its bank account now, before and to come, and what it is to have; a new account from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.bogh.udbetaling import modtagere
from snitflade.bogh.udbetaling.models import Modtager, Nummerart
from snitflade.bogh.udbetaling.modul import moduler
from snitflade.bogh.udbetaling.stand import hvorfor_ikke, med_stand, stand
from snitflade.folk.beskyttelse import beskyttet
from snitflade.web.adgang import IngenAdgangError, delsystem_af, mine
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.paakort import DagFelt, Paakort, udfoer, vist
from snitflade.web.registre.udbetalinger import ARTER, BOGH, NAVNE, TONER, kontonummer, modtagere_i, poster_i
from snitflade.web.regler import kraever

FORMAAL = "Modtagerkort"
"""What the log says; it is in one language whoever looks."""
MOST = 100


class KontoForm(Formular):
    """The account and the day it holds from."""

    konto = forms.CharField(
        label=lazy("Bankkonto"),
        required=False,
        max_length=20,
        help_text=lazy("Reg.nr. og kontonr., fx 6471 1000206. Tomt: ingen konto fra dagen."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    fra = DagFelt(label=lazy("Gælder fra"))


@kraever(Roller.LAES)
@require_safe
def register_modtager(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card; whoever opens a person's is written down."""
    return _kort(request, _find(request, nummer))


@kraever(Roller.KOER)
@require_POST
def register_modtager_konto(request: HttpRequest, nummer: int) -> HttpResponse:
    """Let another account hold from a day on; the old one stays in the history. Who runs payouts may."""
    row = _find(request, nummer)
    if not _maa(request):
        raise IngenAdgangError(Roller.KOER, BOGH)
    form = KontoForm(request.POST, prefix="k")

    def gem(given: Mapping[str, Any]) -> str:
        modtagere.gem(row.art, row.nummer, row.navn, given["konto"], given["fra"], request.user.get_username())
        if not given["konto"]:
            return _("Modtageren har ingen konto fra %(dag)s.") % {"dag": f"{given['fra']:%d-%m-%Y}"}
        return _("Kontoen gælder fra %(dag)s. Kørsler, der er bygget før, skal bygges igen.") % {"dag": f"{given['fra']:%d-%m-%Y}"}

    return redirect("register_modtager", nummer) if udfoer(request, form, gem) else _kort(request, row, form)


def _maa(request: HttpRequest) -> bool:
    """Whether the reader runs payouts of any module: payees are shared by all of them."""
    runs = mine(request.user, Roller.KOER)
    return BOGH in runs or any(delsystem_af(modul.snitflade) in runs for modul in moduler())


def _find(request: HttpRequest, nummer: int) -> Modtager:
    row = modtagere_i(mine(request.user)).filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Modtageren findes ikke, eller den hører ikke til dine Delsystemer."))
    return row


def _kort(request: HttpRequest, row: Modtager, form: KontoForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    person = row.art == Nummerart.CPR
    items = med_stand(poster_i(mine(request.user)), today).filter(modtager=row)
    with transaction.atomic():
        if person:
            set_person(request, row, formaal=FORMAAL)
        accounts = list(row.konti.order_by("-fra", "-pk"))
        holds = next((one.pk for one in accounts if one.fra <= today), None)
        context = {
            "modtager": row,
            "art": ARTER[row.art],
            "er_person": person,
            "beskyttet": person and beskyttet(row.nummer),
            "konti": [
                {"konto": one, "tekst": kontonummer(one.konto), "nu": one.pk == holds, "senere": one.fra > today}
                for one in accounts
            ],
            "poster": [
                {"post": one, "tilstand": NAVNE[stand(one)], "tone": TONER.get(stand(one), ""), "hvorfor": hvorfor_ikke(one)}
                for one in items[:MOST]
            ],
            **vist(_handlinger(request, row, form)),
        }
    return render(request, "web/modtager.html", context, status=422 if form else 200)


def _handlinger(request: HttpRequest, row: Modtager, form: KontoForm | None) -> list[Paakort]:
    return [
        Paakort(
            reverse("register_modtager_konto", args=[row.pk]),
            _("Ny bankkonto"),
            "edit",
            _("Den, der godkender næste kørsel, kan se, hvem der skrev kontoen."),
            form or KontoForm(prefix="k", initial={"fra": timezone.localdate()}),
            "" if _maa(request) else _("Det kræver rollen «Køre» for et Delsystem, der udbetaler."),
        )
    ]
