"""A delivery to Betalingsservice: its deadline, what was answered, a later due date, and freeing what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange import journal
from snitflade.exchange.models import Exchange
from snitflade.inka.betalingsservice import byg, frist, handlinger
from snitflade.inka.models_bs import BSOpkraevning, BSStatus
from snitflade.web.forms import Formular
from snitflade.web.kravkort import BS_NAVNE, BS_TONE
from snitflade.web.models import Roller
from snitflade.web.paakort import DagFelt, GrundForm, Paakort, grund_felt, mangler_rolle, udfoer, vist
from snitflade.web.regler import af_udveksling, kraever
from snitflade.web.tilstande import navn, tone

INKA = "inka"


class FlytForm(Formular):
    """The day to be collected on instead."""

    forfaldsdato = DagFelt(label=lazy("Ny forfaldsdato"))


class FrigivForm(GrundForm):
    """What Betalingsservice said."""

    grund = grund_felt(lazy("Hvad sagde Betalingsservice?"))


@kraever(Roller.LAES, af_udveksling("nr"))
@require_safe
def udveksling_opkraevninger(request: HttpRequest, nr: int) -> HttpResponse:
    """The page."""
    return _side(request, _find(nr))


@kraever(Roller.KOER, af_udveksling("nr"))
@require_POST
def udveksling_opkraevninger_flyt(request: HttpRequest, nr: int) -> HttpResponse:
    """Build it anew with a later due date; the old one is replaced."""
    exchange = _find(nr)
    form = FlytForm(request.POST, prefix="d")
    made: list[Exchange] = []

    def flyt(given: Mapping[str, Any]) -> str:
        new, built = handlinger.flyt(exchange, given["forfaldsdato"], request.user.get_username())
        made.append(new)
        for note in built.notes:
            messages.info(request, note)
        return _("Udveksling %(ny)s er bygget i stedet for %(gammel)s.") % {"ny": new.pk, "gammel": nr}

    return redirect("udveksling", made[0].pk) if udfoer(request, form, flyt) else _side(request, exchange, flyt=form)


@kraever(Roller.GODKEND, af_udveksling("nr"))
@require_POST
def udveksling_opkraevninger_frigiv(request: HttpRequest, nr: int) -> HttpResponse:
    """Free the claims of what Betalingsservice refused as a whole."""
    exchange = _find(nr)
    form = FrigivForm(request.POST, prefix="f")

    def frigiv(given: Mapping[str, Any]) -> str:
        count = handlinger.frigiv(exchange, request.user.get_username(), given["grund"])
        return _("%(antal)s opkrævninger er taget tilbage. Kravene kan opkræves igen.") % {"antal": count}

    return redirect("udveksling_opkraevninger", nr) if udfoer(request, form, frigiv) else _side(request, exchange, frigiv=form)


def _find(nr: int) -> Exchange:
    exchange = journal.get(nr)
    if exchange.interface != handlinger.SNITFLADE:
        raise Http404(_("Udveksling %(nummer)s har ingen opkrævninger.") % {"nummer": nr})
    return exchange


def _side(
    request: HttpRequest, exchange: Exchange, *, flyt: FlytForm | None = None, frigiv: FrigivForm | None = None
) -> HttpResponse:
    rows = BSOpkraevning.objects.filter(exchange=exchange).order_by()
    due = rows.aggregate(first=Min("forfaldsdato"))["first"]
    states = rows.values_list("status").annotate(Count("pk"), Sum("beloeb")).order_by("status")
    context = {
        "u": exchange,
        "tilstand": (navn(exchange), tone(exchange)),
        "forfald": due,
        "frist": frist.frist(due) if due else None,
        "for_sent": byg.maa_afgaa(exchange, timezone.now()) if exchange.sent_at is None else "",
        "ubesvarede": handlinger.ubesvarede(exchange) if exchange.sent_at else 0,
        "stande": [(BS_NAVNE[state], BS_TONE.get(BSStatus(state), ""), count, total) for state, count, total in states],
        **vist(_handlinger(request, exchange, flyt, frigiv)),
    }
    return render(request, "web/opkraevninger.html", context, status=422 if flyt or frigiv else 200)


def _handlinger(request: HttpRequest, exchange: Exchange, flyt: FlytForm | None, frigiv: FrigivForm | None) -> list[Paakort]:
    sent = exchange.sent_at is not None
    gone = _("Udvekslingen er «%(tilstand)s».") % {"tilstand": navn(exchange)}
    open_ = exchange.state in ("bygget", "godkendt", "venter")
    own = exchange.created_by == request.user.get_username()
    return [
        Paakort(
            reverse("udveksling_opkraevninger_flyt", args=[exchange.pk]),
            _("Flyt forfaldsdatoen"),
            "calendar-month",
            _("Bygger leverancen igen med en senere dag, fx når fristen er overskredet. Denne erstattes og sendes aldrig."),
            flyt or FlytForm(prefix="d", initial={"forfaldsdato": frist.naeste_forfald(timezone.now())}),
            mangler_rolle(request.user, Roller.KOER, INKA) or ("" if open_ and not sent else gone),
        ),
        Paakort(
            reverse("udveksling_opkraevninger_frigiv", args=[exchange.pk]),
            _("Frigiv kravene"),
            "refresh",
            _("Kun når Betalingsservice har afvist hele leverancen: ellers bliver der opkrævet to gange."),
            frigiv or FrigivForm(prefix="f"),
            mangler_rolle(request.user, Roller.GODKEND, INKA)
            or ("" if sent else _("Den er ikke sendt. Annullér den i stedet."))
            or ("" if handlinger.ubesvarede(exchange) else _("Der er intet, der mangler svar."))
            or (_("Du har selv bygget den. En anden skal gøre det.") if own else ""),
        ),
    ]
