"""A booked voucher's card: its lines, where it came from, and reversing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.bogh import kladdebetaling, kladder
from snitflade.bogh.bilag import TEKSTBREDDE
from snitflade.bogh.models import Bilag, Bilagskladde
from snitflade.exchange import catalogue
from snitflade.formats.problems import mask_line
from snitflade.web import ord
from snitflade.web.adgang import delsystem_af, mine
from snitflade.web.forms import Formular
from snitflade.web.kladder import kraev_en, sider
from snitflade.web.models import Roller, delsystemer
from snitflade.web.nav import adresse
from snitflade.web.paakort import DagFelt, Paakort, mangler_rolle, udfoer, vist
from snitflade.web.registre.bilag import BOGH, bilag_i, bilagskort, kort
from snitflade.web.regler import kraever

MOST_LINES = 500


class TilbageForm(Formular):
    """When and why; the reason is the other voucher's text."""

    dato = DagFelt(label=lazy("Dato"))
    tekst = forms.CharField(
        label=lazy("Hvorfor? Det bliver det nye bilags tekst"),
        max_length=TEKSTBREDDE,
        error_messages={"required": lazy("Skriv hvorfor."), "max_length": lazy("Skriv højst 60 tegn.")},
    )


@kraever(Roller.LAES)
@require_safe
def register_bilag(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    return _kort(request, _find(request, nummer))


@kraever(Roller.LAES)
@require_POST
def register_bilag_tilbagefoer(request: HttpRequest, nummer: int) -> HttpResponse:
    """Reverse it; a voucher is reversed once, so that the form sent twice makes one."""
    row = _find(request, nummer)
    kraev_en(request.user, (Roller.GODKEND,), _hvor(row))
    form = TilbageForm(request.POST, prefix="t")
    made: list[Bilag] = []

    def done(given: Mapping[str, Any]) -> str:
        made.append(kladder.tilbagefoer(row, request.user.get_username(), given["dato"], given["tekst"]))
        return _("Bilag %(nummer)s er tilbageført med %(andet)s.") % {"nummer": row.nummer, "andet": made[0].nummer}

    if udfoer(request, form, done):
        return redirect("register_bilag", made[0].pk)
    return _kort(request, row, form)


def _find(request: HttpRequest, nummer: int) -> Bilag:
    row = bilag_i(mine(request.user)).filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Bilaget findes ikke, eller det hører ikke til dine Delsystemer."))
    return row


def _hvor(row: Bilag) -> str:
    found = delsystem_af(row.kilde)
    return found if found in delsystemer() else BOGH


def _kort(request: HttpRequest, row: Bilag, form: TilbageForm | None = None) -> HttpResponse:
    kladde = Bilagskladde.objects.filter(bilag=row).first()
    other = Bilag.objects.filter(tilbagefoerer=row).first()
    payment = kladdebetaling.af_kladde(kladde) if kladde else None
    interface = catalogue.get(row.kilde)
    counterpart = other or row.tilbagefoerer
    context = {
        "b": row,
        "noegle": mask_line(row.noegle),
        "linjer": sider(row.posteringer.order_by("loebenr")[:MOST_LINES]),
        "flere": max(0, row.linjer - MOST_LINES),
        "kladde": kladde,
        "kladde_adresse": kort(kladde.pk) if kladde else "",
        "modpart": counterpart,
        "modpart_adresse": bilagskort(counterpart.pk) if counterpart else "",
        "er_tilbagefoert": other is not None,
        "post": payment.post_id if payment else None,
        "post_adresse": adresse("register_udbetalingspost", payment.post_id) if payment and payment.post_id else "",
        "snitflade": interface.id if interface else "",
        "kilde": ord.navn(row.kilde),
        **vist([_tilbagefoer(request, row, kladde, other, payment, form)]),
    }
    return render(request, "web/bilag.html", context, status=422 if form else 200)


def _tilbagefoer(
    request: HttpRequest, row: Bilag, kladde: Bilagskladde | None, other: Bilag | None, payment: Any, form: TilbageForm | None
) -> Paakort:
    why = mangler_rolle(request.user, Roller.GODKEND, _hvor(row))
    if not why and kladde is None:
        why = _("Bilaget er bogført af %(kilde)s. Tilbagefør det der, hvor det kommer fra.") % {"kilde": ord.navn(row.kilde)}
    if not why and other is not None:
        why = _("Det er tilbageført med bilag %(nummer)s.") % {"nummer": other.nummer}
    if not why and payment is not None and payment.post_id is not None:
        why = _("Det betales med udbetalingspost %(post)s. Annullér posten i stedet.") % {"post": payment.post_id}
    first = {"dato": timezone.localdate()}
    return Paakort(
        reverse("register_bilag_tilbagefoer", args=[row.pk]),
        _("Tilbagefør"),
        "refresh",
        _("Et nyt bilag med de samme linjer på den anden side. Kan ikke fortrydes."),
        form or TilbageForm(prefix="t", initial=first),
        why,
    )
