"""A payment line (page 561): typed, seen with where its money is, released, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.folk.beskyttelse import beskyttet
from snitflade.soc.models import Ydelseslinje
from snitflade.soc.udbetalinger import linjer as linjerne
from snitflade.soc.udbetalinger.arter import Gaeldende
from snitflade.soc.udbetalinger.linjer import NyLinje
from snitflade.soc.udbetalinger.regler import mangler_konto
from snitflade.soc.udbetalinger.stand import Stand, med_stand, stand
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.paakort import DagFelt, GrundForm, KronerFelt, Paakort, mangler_rolle, udfoer, vist
from snitflade.web.registre.sociale import STANDE, TONER, skat_tekst
from snitflade.web.regler import kraever
from snitflade.web.views.sociale_felter import SOC, HvemForm, idag, ny_noegle, sig

FORMAAL = "Social betalingslinje"
"""What the log says; it is in one language whoever looks."""
KAN_TILBAGE = (Stand.KLAR, Stand.TILBAGEHOLDT, Stand.BOGFOERT, Stand.AFVIST)


class NyLinjeForm(HvemForm):
    """A payment to be made once."""

    beloeb = KronerFelt(label=lazy("Beløb, kr."))
    dato = DagFelt(label=lazy("Betales"))
    fra = DagFelt(label=lazy("Periode fra"), required=False, help_text=lazy("Tomt: den dag, der betales."))
    til = DagFelt(label=lazy("Periode til"), required=False)
    field_order = ("kommune", "ydelse", "modtager", "vedroerer", "beloeb", "dato", "fra", "til", "tekst", "note")


class TilbageForm(GrundForm):
    """On which day, and why."""

    dato = DagFelt(label=lazy("Posteringsdato"))
    field_order = ("dato", "grund")


@kraever(Roller.KOER, SOC)
@require_http_methods(["GET", "HEAD", "POST"])
def register_sociallinje_ny(request: HttpRequest) -> HttpResponse:
    """Type a line."""
    form = NyLinjeForm(request.POST or None, initial={"dato": idag(), "noegle": ny_noegle()})
    made: list[Ydelseslinje] = []

    def gem(given: Mapping[str, Any]) -> str:
        ny = NyLinje(given["noegle"], form.hvem(), given["beloeb"], given["dato"], given["fra"], given["til"])
        row, told = linjerne.opret(ny, request.user.get_username())
        made.append(row)
        sig(request, told)
        return _("Linje %(nr)s er oprettet.") % {"nr": row.pk}

    if request.method == "POST" and udfoer(request, form, gem):
        return redirect("register_sociallinje", made[0].pk)
    context = {"form": form, "titel": _("Ny betalingslinje"), "knap": _("Opret"), "tilbage": "sociale-linjer"}
    return render(request, "web/erhv_ny.html", context, status=422 if request.method == "POST" else 200)


@kraever(Roller.LAES, SOC)
@require_safe
def register_sociallinje(request: HttpRequest, nummer: int) -> HttpResponse:
    """The line's card; whoever opens it is written down."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, SOC)
@require_POST
def register_sociallinje_frigiv(request: HttpRequest, nummer: int) -> HttpResponse:
    """Let a held line be paid."""
    row, form = _find(nummer), GrundForm(request.POST, prefix="f")

    def gem(given: Mapping[str, Any]) -> str:
        linjerne.frigiv(row, request.user.get_username(), given["grund"])
        return _("Linjen er frigivet og betales i næste kørsel.")

    return redirect("register_sociallinje", nummer) if udfoer(request, form, gem) else _kort(request, row, frigiv=form)


@kraever(Roller.KOER, SOC)
@require_POST
def register_sociallinje_tilbage(request: HttpRequest, nummer: int) -> HttpResponse:
    """Withdraw a line that is not paid."""
    row, form = _find(nummer), TilbageForm(request.POST, prefix="t")

    def gem(given: Mapping[str, Any]) -> str:
        linjerne.tag_tilbage(row, request.user.get_username(), given["dato"], given["grund"])
        return _("Linjen er taget tilbage.")

    return redirect("register_sociallinje", nummer) if udfoer(request, form, gem) else _kort(request, row, tilbage=form)


def _find(nummer: int) -> Ydelseslinje:
    row = med_stand(Ydelseslinje.objects.filter(pk=nummer)).first()
    if row is None:
        raise Http404(_("Linjen findes ikke."))
    return row


def _kort(
    request: HttpRequest, row: Ydelseslinje, *, frigiv: GrundForm | None = None, tilbage: TilbageForm | None = None
) -> HttpResponse:
    stands, terms = stand(row), Gaeldende([row.art_id]).paa(row.art_id, row.dato)
    with transaction.atomic():
        set_person(request, row.modtager, formaal=FORMAAL)
        context = {
            "linje": row,
            "stand": STANDE[stands],
            "tone": TONER.get(stands, ""),
            "beskyttet": beskyttet(row.vedroerer),
            "vilkaar": terms,
            "skat": skat_tekst(terms.skattepligtig, terms.kolonne) if terms else "",
            "uden_konto": row.post is None and mangler_konto(row.modtager, row.kommune, row.dato),
            **vist(_handlinger(request, row, stands, frigiv, tilbage)),
        }
    return render(request, "web/sociale_linje.html", context, status=422 if frigiv or tilbage else 200)


def _handlinger(
    request: HttpRequest, row: Ydelseslinje, stands: Stand, frigiv: GrundForm | None, tilbage: TilbageForm | None
) -> list[Paakort]:
    role = mangler_rolle(request.user, Roller.KOER, SOC)
    release = "" if stands is Stand.TILBAGEHOLDT else _("Linjen er ikke tilbageholdt.")
    if not release and row.tastet_af == request.user.get_username():
        release = _("Du har selv tastet den. En anden skal frigive den.")
    back = "" if stands in KAN_TILBAGE else _("Linjen er betalt, i en kørsel, modregnet eller taget tilbage.")
    return [
        Paakort(
            reverse("register_sociallinje_frigiv", args=[row.pk]),
            _("Frigiv linjen"),
            "check",
            _("Den betales i næste kørsel, selv om stemplingen mangler."),
            frigiv or GrundForm(prefix="f"),
            role or release,
        ),
        Paakort(
            reverse("register_sociallinje_tilbage", args=[row.pk]),
            _("Tag linjen tilbage"),
            "delete",
            _("Er den bogført, bliver bogføringen ført tilbage på dagen."),
            tilbage or TilbageForm(prefix="t", initial={"dato": idag()}),
            role or back,
        ),
    ]
