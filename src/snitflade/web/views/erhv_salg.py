"""Sales at the board: the day's slips typed one after the other, what each gives, and cancelling one that was wrong.

After each slip the page stands ready for the next: same place, same day, the cursor in the seller's number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from snitflade.bogh.udbetaling.models import Nummerart
from snitflade.erhv import salg as salgene
from snitflade.erhv.fradrag import Udregning, Vilkaarsbog, beregn
from snitflade.erhv.models import Indhandlingssted, Salg
from snitflade.erhv.models_afregning import Afregningslinje
from snitflade.erhv.salg import NytSalg
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, KronerFelt, kr, mangler_rolle, skjult, uden_form, udfoer
from snitflade.web.registre.erhv import SALGSARTER
from snitflade.web.regler import kraever
from snitflade.web.views.erhv_felter import ERHV, idag, med_steder, sted_valg

MOST = 300
"""Slips of a day and place that are shown."""


class SalgForm(Formular):
    """One slip."""

    sted = sted_valg()
    dato = DagFelt(label=lazy("Salgsdag"))
    saelger = forms.CharField(
        label=lazy("Fanger/fisker-nummer"),
        max_length=15,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )
    beloeb = KronerFelt(label=lazy("Beløb, kr."))
    ture = forms.IntegerField(
        label=lazy("Ture"),
        required=False,
        min_value=0,
        help_text=lazy("Tomt: som sælgeren plejer, én om dagen."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    art = forms.ChoiceField(label=lazy("Art"), choices=list(SALGSARTER.items()))
    tekst = forms.CharField(label=lazy("Tekst"), max_length=60, required=False, help_text=lazy("Fx varen."))
    noegle = skjult()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        med_steder(self)


@kraever(Roller.KOER, ERHV)
@require_http_methods(["GET", "HEAD", "POST"])
def register_braetsalg(request: HttpRequest) -> HttpResponse:
    """The form and the day's slips; a POST registers one, once however often it is sent."""
    form = SalgForm(request.POST) if request.method == "POST" else SalgForm(initial=_begyndelse(request))

    def gem(given: Mapping[str, Any]) -> str:
        one = NytSalg(**{**given, "noegle": given["noegle"] or uuid4().hex, "saelger": given["saelger"].strip()})
        made = salgene.registrer([one], request.user.get_username())
        if not made.nye:
            return _("Bonen er registreret allerede. Intet er registreret igen.")
        return _("%(saelger)s: %(beloeb)s er registreret.") % {"saelger": one.saelger, "beloeb": kr(one.beloeb)}

    if request.method == "POST" and udfoer(request, form, gem):
        given = form.cleaned_data
        asked = urlencode({"sted": given["sted"], "dato": given["dato"].isoformat(), "art": given["art"]})
        return redirect(f"{reverse('register_braetsalg')}?{asked}")
    sted, dag = _valgt(form)
    rows = _dagens(sted, dag)
    context = {
        "form": form,
        "sted": sted,
        "dag": dag,
        "raekker": rows,
        "brutto": sum(row["salg"].beloeb for row in rows),
        "netto": sum(row["udregning"].netto for row in rows if row["udregning"]),
        "her": f"{reverse('register_braetsalg')}?{urlencode({'sted': sted.kode if sted else '', 'dato': dag.isoformat()})}",
        "maa_oprette_sted": not mangler_rolle(request.user, Roller.ADMINISTRER, ERHV),
    }
    return render(request, "web/erhv_salg.html", context, status=422 if form.is_bound else 200)


def _begyndelse(request: HttpRequest) -> dict[str, object]:
    """The place and day of the slip before, and a key of its own."""
    asked, dag = request.GET.get("dato", ""), idag()
    try:
        dag = dt.date.fromisoformat(asked) if asked else dag
    except ValueError:
        dag = idag()
    return {"sted": request.GET.get("sted", ""), "dato": dag, "art": request.GET.get("art", ""), "noegle": uuid4().hex}


def _valgt(form: SalgForm) -> tuple[Indhandlingssted | None, dt.date]:
    """The place and day whose slips are shown."""
    given = getattr(form, "cleaned_data", None) or form.initial
    kode = str(given.get("sted") or "")
    rows = Indhandlingssted.objects.order_by("kode")
    dag = given.get("dato")
    return rows.filter(kode=kode).first() or rows.first(), dag if isinstance(dag, dt.date) else idag()


def _dagens(sted: Indhandlingssted | None, dag: dt.date) -> list[dict[str, Any]]:
    """The slips of a place and day, the last first, each with what it gives."""
    if sted is None:
        return []
    rows = list(
        Salg.objects.filter(sted=sted, dato=dag).select_related("saelger", "saelger__modtager", "sted").order_by("-pk")[:MOST]
    )
    lines = Afregningslinje.objects.filter(salg__in=rows, gaelder=True).values_list("salg_id", *Udregning._fields)
    settled = {number: Udregning(*values) for number, *values in lines}
    cancelled = set(Salg.objects.filter(ophaever__in=rows).values_list("ophaever_id", flat=True))
    bog = Vilkaarsbog()
    found = []
    for row in rows:
        udregning = settled.get(row.pk)
        vilkaar = bog.vilkaar(sted.pk, dag)
        if udregning is None and vilkaar is not None:
            person = row.saelger.modtager.art == Nummerart.CPR
            udregning = beregn(row.beloeb, row.ture, vilkaar, bog.skat(row.saelger_id, dag, vilkaar, person=person, art=sted.art))
        found.append(
            {
                "salg": row,
                "art": SALGSARTER[row.art],
                "udregning": udregning,
                "afregnet": row.pk in settled,
                "ophaevet": row.pk in cancelled or row.ophaever_id is not None,
            }
        )
    return found


@kraever(Roller.KOER, ERHV)
@require_POST
def register_salg_ophaev(request: HttpRequest, nummer: int) -> HttpResponse:
    """Cancel a sale; the next settlement takes back what the seller got for it."""
    row = Salg.objects.select_related("sted").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Salget findes ikke."))

    def goer() -> str:
        salgene.ophaev(row, request.user.get_username())
        return _("Salget på %(beloeb)s er ophævet. Registrér det rigtige.") % {"beloeb": kr(row.beloeb)}

    uden_form(request, goer)
    back = request.POST.get("tilbage", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    messages.info(request, _("Salg på dagen vises her."))
    return redirect(f"{reverse('register_braetsalg')}?{urlencode({'sted': row.sted.kode, 'dato': row.dato.isoformat()})}")
