"""The legal grounds for IPIS: one proposes, another approves, and what is revoked stays to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.soc.handicap import grundlag
from snitflade.soc.handicap.models import Ipisgrundlag, Produkt
from snitflade.web.adgang import har
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, GrundForm, mangler_rolle, som_beskeder, uden_form, udfoer
from snitflade.web.registre.handicap import PRODUKTER
from snitflade.web.regler import kraever

SOC = "soc"


class GrundlagForm(Formular):
    """A ground to be proposed."""

    kommune = forms.CharField(
        label=lazy("Kommune, fire cifre"), max_length=4, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    produkt = forms.ChoiceField(label=lazy("Hvad må hentes?"), choices=[(one.value, name) for one, name in PRODUKTER.items()])
    hjemmel = forms.CharField(
        label=lazy("Hjemmel: lov eller aftale, dato og sagsnummer"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    medtag_cpr = forms.ChoiceField(label=lazy("CPR-numre"), choices=[("N", lazy("Uden CPR-numre")), ("J", lazy("Med CPR-numre"))])
    fra = DagFelt(label=lazy("Gælder fra"))
    til = DagFelt(label=lazy("Gælder til og med"), required=False)


@dataclass(frozen=True, slots=True)
class Linje:
    """One ground as it is shown. `kan_godkende`: this reader may approve it."""

    row: Ipisgrundlag
    produkt: str | Promise
    stand: str
    tone: str
    kan_godkende: bool
    kan_ophaeve: bool
    hvorfor_ikke: str
    """Why the reader can do nothing with one that is not revoked."""
    ophaev: GrundForm
    """Its own form, so that no two of the page have the same ids."""


@kraever(Roller.LAES, SOC)
@require_safe
def register_ipisgrundlag(request: HttpRequest) -> HttpResponse:
    """All of them."""
    return _side(request, GrundlagForm(initial={"fra": timezone.localdate()}))


@kraever(Roller.KOER, SOC)
@require_POST
def register_ipisgrundlag_foreslaa(request: HttpRequest) -> HttpResponse:
    """Propose one; pressed twice it is proposed once."""
    form = GrundlagForm(request.POST)

    def propose(given: Mapping[str, Any]) -> str:
        grundlag.foreslaa(
            given["kommune"],
            Produkt(given["produkt"]),
            given["hjemmel"],
            given["fra"],
            given["til"],
            request.user.get_username(),
            medtag_cpr=given["medtag_cpr"] == "J",
        )
        return _("Retsgrundlaget er foreslået. En anden skal godkende det, før det gælder.")

    if udfoer(request, form, propose):
        return redirect("register_ipisgrundlag")
    return _side(request, form, 422)


@kraever(Roller.GODKEND, SOC)
@require_POST
def register_ipisgrundlag_godkend(request: HttpRequest, nummer: int) -> HttpResponse:
    """Approve one."""
    row = _find(nummer)

    def approve() -> str:
        grundlag.godkend(row.pk, request.user.get_username())
        return _("Retsgrundlaget er godkendt.")

    uden_form(request, approve)
    return redirect("register_ipisgrundlag")


@kraever(Roller.GODKEND, SOC)
@require_POST
def register_ipisgrundlag_ophaev(request: HttpRequest, nummer: int) -> HttpResponse:
    """Revoke one; from now on nothing is given out on it."""
    row, form = _find(nummer), GrundForm(request.POST)

    def revoke(given: Mapping[str, Any]) -> str:
        grundlag.ophaev(row.pk, request.user.get_username(), given["grund"])
        return _("Retsgrundlaget er ophævet.")

    if not udfoer(request, form, revoke):
        som_beskeder(request, form)
    return redirect("register_ipisgrundlag")


def _find(nummer: int) -> Ipisgrundlag:
    row = Ipisgrundlag.objects.filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Retsgrundlaget findes ikke."))
    return row


def _side(request: HttpRequest, form: GrundlagForm, status: int = 200) -> HttpResponse:
    refused = mangler_rolle(request.user, Roller.GODKEND, SOC)
    lines = [_linje(row, request.user.get_username(), refused) for row in Ipisgrundlag.objects.order_by("-pk")]
    context = {"form": form, "linjer": lines, "maa": har(request.user, Roller.KOER, SOC)}
    return render(request, "web/ipisgrundlag.html", context, status=status)


def _linje(row: Ipisgrundlag, who: str, refused: str) -> Linje:
    today, approves = timezone.localdate(), not refused
    if row.ophaevet_af:
        state, tone = _("Ophævet"), ""
    elif not row.godkendt_af:
        state, tone = _("Venter på godkendelse"), "advarsel"
    elif row.gaelder(today):
        state, tone = _("Gælder"), "godt"
    else:
        state, tone = (_("Ikke begyndt"), "oplysning") if row.fra > today else (_("Udløbet"), "")
    waits = not row.ophaevet_af and not row.godkendt_af
    own = _("Du har selv foreslået det. En anden skal godkende det.") if waits and row.foreslaaet_af == who else ""
    return Linje(
        row,
        PRODUKTER[Produkt(row.produkt)],
        state,
        tone,
        approves and waits and row.foreslaaet_af != who,
        approves and not row.ophaevet_af,
        "" if row.ophaevet_af else refused or own,
        GrundForm(auto_id=f"id_{row.pk}_%s"),
    )
