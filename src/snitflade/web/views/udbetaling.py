"""A payout's card: where it stands, what reduced it, how it was paid; holding it back, withdrawing it, taking in its return."""

from __future__ import annotations

import datetime as dt
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

from snitflade.bogh.udbetaling import modregning
from snitflade.bogh.udbetaling import retur as returnering
from snitflade.bogh.udbetaling.models import Modregning, Nedsaettelsesart, Udbetaling, Udbetalingspost
from snitflade.bogh.udbetaling.modul import der_venter, find
from snitflade.bogh.udbetaling.poster import Status
from snitflade.bogh.udbetaling.stand import hvorfor_ikke, med_stand, stand
from snitflade.formats.text import konto_tekst
from snitflade.formats.udbetalinger import Maade
from snitflade.krdi.modregning.opslag import forloeb
from snitflade.web.adgang import delsystem_af, mine
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, GrundForm, Paakort, grund_felt, kr, mangler_rolle, som_beskeder, uden_form, udfoer, vist
from snitflade.web.registre.udbetalinger import NAVNE, TONER, kontonummer, poster_i
from snitflade.web.regler import kraever

NEDSAT = {Nedsaettelsesart.MODREGNET.value: lazy("Modregnet"), Nedsaettelsesart.ANNULLERET.value: lazy("Annulleret")}
MAADER = {Maade.KONTO: lazy("Bankoverførsel"), Maade.NEMKONTO: lazy("NemKonto")}


class AnnullerForm(Formular):
    """Why, and for an item that was booked elsewhere the account against which it is withdrawn."""

    grund = grund_felt()
    konto = forms.CharField(
        label=lazy("Konto"),
        required=False,
        max_length=21,
        help_text=lazy("Kun når posten er bogført et andet sted: kontoen, den annulleres mod."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class ReturForm(Formular):
    """When and why the bank sent it back."""

    dato = DagFelt(label=lazy("Bankens dato"))
    grund = grund_felt(lazy("Bankens grund"))


def af_udbetaling(given: Mapping[str, Any]) -> str:
    """The Delsystem of the item in the address. Raises Http404."""
    navn = Udbetalingspost.objects.filter(pk=given["nummer"]).values_list("modul", flat=True).first()
    if navn is None:
        raise Http404(_("Udbetalingen findes ikke."))
    return delsystem_af(find(navn).snitflade)


@kraever(Roller.LAES)
@require_safe
def register_udbetalingspost(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    return _kort(request, _find(request, nummer))


@kraever(Roller.KOER, af_udbetaling)
@require_POST
def register_udbetalingspost_hold(request: HttpRequest, nummer: int) -> HttpResponse:
    """Let no run take it."""
    row = _find(request, nummer)
    form = GrundForm(request.POST, prefix="h")

    def hold(given: Mapping[str, Any]) -> str:
        modregning.tilbagehold(row, given["grund"], request.user.get_username())
        return _("Udbetaling %(nummer)s er holdt tilbage.") % {"nummer": nummer}

    return redirect("register_udbetalingspost", nummer) if udfoer(request, form, hold) else _kort(request, row, hold=form)


@kraever(Roller.KOER, af_udbetaling)
@require_POST
def register_udbetalingspost_frigiv(request: HttpRequest, nummer: int) -> HttpResponse:
    """Let runs take it again."""
    row = _find(request, nummer)

    def frigiv() -> str:
        modregning.frigiv(row, request.user.get_username())
        return _("Udbetaling %(nummer)s er frigivet og kommer med i næste kørsel.") % {"nummer": nummer}

    uden_form(request, frigiv)
    return redirect("register_udbetalingspost", nummer)


@kraever(Roller.KOER, af_udbetaling)
@require_POST
def register_udbetalingspost_annuller(request: HttpRequest, nummer: int) -> HttpResponse:
    """Withdraw what is open of it."""
    row = _find(request, nummer)
    form = AnnullerForm(request.POST, prefix="a")

    def annuller(given: Mapping[str, Any]) -> str:
        konto = given["konto"].replace("-", "").replace(" ", "")
        made = modregning.annuller(row, request.user.get_username(), timezone.localdate(), given["grund"], konto=konto)
        return _("%(beloeb)s af udbetaling %(nummer)s er annulleret.") % {"beloeb": kr(made.beloeb), "nummer": nummer}

    return redirect("register_udbetalingspost", nummer) if udfoer(request, form, annuller) else _kort(request, row, annuller=form)


@kraever(Roller.KOER, af_udbetaling)
@require_POST
def register_udbetalingspost_ophaev(request: HttpRequest, nummer: int, modregnet: int) -> HttpResponse:
    """Undo a set-off or a withdrawal."""
    row = _find(request, nummer)
    found = Modregning.objects.filter(post=row, pk=modregnet).first()
    if found is None:
        raise Http404(_("Modregningen findes ikke på udbetalingen."))
    form = GrundForm(request.POST, prefix=f"m{modregnet}")

    def ophaev(given: Mapping[str, Any]) -> str:
        modregning.ophaev(found, request.user.get_username(), timezone.localdate(), given["grund"])
        return _("%(beloeb)s er åbent igen.") % {"beloeb": kr(found.beloeb)}

    if not udfoer(request, form, ophaev):
        som_beskeder(request, form)
    return redirect("register_udbetalingspost", nummer)


@kraever(Roller.KOER, af_udbetaling)
@require_POST
def register_udbetalingspost_retur(request: HttpRequest, nummer: int, betaling: int) -> HttpResponse:
    """The bank has sent a payment back."""
    row = _find(request, nummer)
    paid = Udbetaling.objects.filter(post=row, pk=betaling).first()
    if paid is None:
        raise Http404(_("Betalingen findes ikke på udbetalingen."))
    form = ReturForm(request.POST, prefix=f"r{betaling}")

    def retur(given: Mapping[str, Any]) -> str:
        returnering.returner(paid.betalings_id, given["dato"], given["grund"], request.user.get_username())
        return _("Betaling %(id)s er kommet retur. Udbetalingen er åben igen.") % {"id": paid.betalings_id}

    if not udfoer(request, form, retur):
        som_beskeder(request, form)
    return redirect("register_udbetalingspost", nummer)


def _find(request: HttpRequest, nummer: int) -> Any:
    row = med_stand(poster_i(mine(request.user)), timezone.localdate()).filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Udbetalingen findes ikke, eller den hører ikke til dine Delsystemer."))
    return row


def _kort(request: HttpRequest, row: Any, *, hold: GrundForm | None = None, annuller: AnnullerForm | None = None) -> HttpResponse:
    status = stand(row)
    may = not mangler_rolle(request.user, Roller.KOER, delsystem_af(find(row.modul).snitflade))
    payments = row.udbetalinger.select_related("exchange", "returnering").order_by("-pk")
    context = {
        "post": row,
        "modul": find(row.modul),
        "tilstand": (NAVNE[status], TONER.get(status, "")),
        "hvorfor": hvorfor_ikke(row) or (der_venter(row.modul, [row.pk]).get(row.pk, "") if status is Status.AABEN else ""),
        "forloeb": forloeb(row),
        "stamdata": [(name, value, isinstance(value, dt.date)) for name, value in _stamdata(row)],
        "betalinger": [
            {
                "betaling": one,
                "maade": MAADER.get(Maade(one.maade), one.maade),
                "konto": kontonummer(one.konto) if len(one.konto) == 14 else one.konto,
                "form": ReturForm(prefix=f"r{one.pk}", initial={"dato": timezone.localdate()})
                if may and one.gaelder and one.exchange.sent_at
                else None,
            }
            for one in payments
        ],
        "modregninger": _modregninger(row, may),
        "tilbageholdelser": row.tilbageholdelser.order_by("-pk"),
        **vist(_handlinger(request, row, status, hold, annuller)),
    }
    return render(request, "web/udbetaling.html", context, status=422 if hold or annuller else 200)


def _modregninger(row: Any, may: bool) -> list[dict[str, Any]]:
    rows = list(row.modregninger.order_by("-pk"))
    undone = {one.ophaever_id for one in rows if one.ophaever_id}
    return [
        {
            "modregning": one,
            "navn": _("Ophævet") if one.ophaever_id else NEDSAT[one.art],
            "form": GrundForm(prefix=f"m{one.pk}") if may and one.ophaever_id is None and one.pk not in undone else None,
        }
        for one in rows
    ]


def _stamdata(row: Any) -> list[tuple[str, object]]:
    way = MAADER.get(Maade(row.maade), _("Indbetalingskort %(kort)s") % {"kort": row.maade})
    known: list[tuple[str, object]] = [
        (_("Modul"), row.modul),
        (_("Kommune"), row.kommune),
        (_("Nøgle"), row.noegle),
        (_("Forfald"), row.forfaldsdato),
        (_("Betales med"), f"{way} {row.kortkonto} {row.kortreference}".strip()),
        (_("Tekst til modtageren"), row.besked),
        (_("Meddelelse"), row.meddelelse),
        (_("Fakturanummer"), row.fakturanummer),
        (_("Vedrører"), row.vedroerer),
        (_("Står på konto"), konto_tekst(row.konto)),
        (_("Debiteret konto"), konto_tekst(row.modkonto)),
        (_("Må modregnes"), _("Ja") if row.modregnes else _("Nej")),
        (_("Oprettet af"), row.oprettet_af),
    ]
    return [(name, value) for name, value in known if value]


def _handlinger(
    request: HttpRequest, row: Any, status: Status, hold: GrundForm | None, annuller: AnnullerForm | None
) -> list[Paakort]:
    may = mangler_rolle(request.user, Roller.KOER, delsystem_af(find(row.modul).snitflade))
    closed = "" if row.rest else _("Der er intet åbent på den.")
    held = status is Status.AFVENTER
    return [
        Paakort(
            reverse("register_udbetalingspost_hold", args=[row.pk]),
            _("Hold tilbage"),
            "lock",
            _("Ingen kørsel tager den, før den er frigivet."),
            hold or GrundForm(prefix="h"),
            may or closed or (_("Den er allerede holdt tilbage.") if held else ""),
        ),
        Paakort(
            reverse("register_udbetalingspost_frigiv", args=[row.pk]),
            _("Frigiv"),
            "check",
            _("Den kommer med i næste kørsel."),
            None,
            may or ("" if held else _("Den er ikke holdt tilbage.")),
            vigtig=True,
        ),
        Paakort(
            reverse("register_udbetalingspost_annuller", args=[row.pk]),
            _("Annullér"),
            "close",
            _("Det åbne beløb føres tilbage på den konto, det kom fra."),
            annuller or AnnullerForm(prefix="a"),
            may or closed,
        ),
    ]
