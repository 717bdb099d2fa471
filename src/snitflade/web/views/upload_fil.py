"""A large file that was laid up: how its check goes, what it was found to be, and how it is taken. Asks again by itself."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange import asked, journal
from snitflade.exchange.engine import EngineError
from snitflade.web import filtjek, tagimod, tjekker, venteplads
from snitflade.web.gang import arbejder_lever
from snitflade.web.models import Roller
from snitflade.web.regler import kraever
from snitflade.web.venteplads import Papir, Plads, VentetForLaengeError
from snitflade.web.views.upload import foer, ikke, til, vis

_FEJL: dict[str, Promise] = {
    "tid": lazy("Det blev stoppet, fordi det tog for lang tid."),
    "hukommelse": lazy("Der er ikke hukommelse nok på maskinen til en fil af den størrelse."),
    "stoppet": lazy("Det blev afbrudt to gange, før det var færdigt. Måske er der ikke hukommelse nok på maskinen til filen."),
    "program": lazy("Der er en fejl i programmet. Sporet står i sidens log; send det til den, der passer systemet."),
}
"""Why there is no answer."""
_RAAD = {
    "tid": lazy("Del filen i mindre, og læg dem op en ad gangen, eller prøv igen, når der er mere ro på maskinen."),
    "hukommelse": lazy("Del filen i mindre, og læg dem op en ad gangen, eller bed den, der driver systemet, om mere hukommelse."),
    "stoppet": lazy("Prøv igen. Sker det samme, så del filen i mindre, og læg dem op en ad gangen."),
}
"""What to do about it."""


@kraever(Roller.KOER)
@require_safe
def upload_fil(request: HttpRequest, maerke: str) -> HttpResponse:
    """The page of one file."""
    try:
        place = venteplads.find(maerke, request.user.get_username())
        about = place.laes(Papir.OPGAVE)
        if about is None:
            raise VentetForLaengeError
    except VentetForLaengeError as error:
        return _hel(request) or ikke(request, str(error), 404)
    ordered = place.laes(Papir.BESTILT)
    if ordered is not None:
        return _tages(request, maerke, place, about, ordered)
    told = place.laes(Papir.SVAR)
    if told is None:
        at = tjekker.paa_gang()
        told = place.laes(Papir.SVAR)  # which may have been told just now
        if told is None:
            return _venter(request, maerke, place, about, _("Filen tjekkes") if at == place.navn else _("Filen venter på sin tur"))
    if "fejl" in told:
        return _hel(request) or _ikke_muligt(request, maerke, about, _("Filen kunne ikke tjekkes"), told)
    return _hel(request) or vis(request, about["navn"], filtjek.af_json(told), maerke)


def _tages(request: HttpRequest, mark: str, place: Plads, about: dict[str, Any], ordered: dict[str, Any]) -> HttpResponse:
    """How a file that was confirmed is taken; to its exchange, once it is one."""
    done, works = place.laes(Papir.MODTAGET), ordered["arbejder"]
    failed = {name: ordered[name] for name in ("fejl", "saetning") if ordered.get(name)}
    at = "" if failed else tagimod.saet_i_gang(place)
    if done is not None and (works or at != place.navn):
        return _til(request, {**done, **failed}, works=works)
    if works and done is None:
        work = tagimod.arbejde(place)
        if work is not None and work.state not in asked.IN_HAND and work.message:
            failed = {"fejl": "kendt", "saetning": work.message}
    if failed:
        return _hel(request) or _ikke_muligt(request, mark, about, _("Filen kunne ikke modtages"), failed)
    title = _("Filen modtages") if works or at == place.navn else _("Filen venter på sin tur")
    return _venter(request, mark, place, about, title, arbejder=not works or arbejder_lever())


def _til(request: HttpRequest, done: dict[str, Any], *, works: bool) -> HttpResponse:
    exchange = journal.get(done["udveksling"])
    if request.headers.get("HX-Request"):  # a part of a page is not redirected: the whole page goes on
        return HttpResponse(headers={"HX-Refresh": "true"})
    if not done["ny"]:
        foer(request, exchange)
    if why := _grund(done):
        messages.warning(request, why)
    return redirect("udveksling", exchange.pk) if works else til(request, exchange)


def _hel(request: HttpRequest) -> HttpResponse | None:
    """What a part of a page that waited gets when it is over: the whole page anew."""
    return HttpResponse(headers={"HX-Refresh": "true"}) if request.headers.get("HX-Request") else None


def _venter(
    request: HttpRequest, mark: str, place: Plads, about: dict[str, Any], title: str, *, arbejder: bool = True
) -> HttpResponse:
    begun = (place.laes(Papir.FORSOEG) or {}).get("begyndt")
    seconds = max(0, int(time.time() - begun)) if begun else None
    return render(
        request,
        "web/upload_venter.html",
        {
            "titel": title,
            "maerke": mark,
            "navn": about["navn"],
            "stoerrelse": about["stoerrelse"],
            "minutter": None if seconds is None else seconds // 60,
            "sekunder": None if seconds is None else seconds % 60,
            "arbejder": arbejder,
        },
    )


def _grund(told: dict[str, Any]) -> str:
    """Why it did not go, as a sentence."""
    return str(told.get("saetning") or _FEJL.get(told.get("fejl", ""), ""))


def _ikke_muligt(request: HttpRequest, mark: str, about: dict[str, Any], title: str, told: dict[str, Any]) -> HttpResponse:
    context = {
        "titel": title,
        "maerke": mark,
        "navn": about["navn"],
        "stoerrelse": about["stoerrelse"],
        "grund": _grund(told),
        "raad": _RAAD.get(told["fejl"], ""),
        "forbi": True,
    }
    return render(request, "web/upload_venter.html", context)


@kraever(Roller.KOER)
@require_POST
def upload_igen(request: HttpRequest, maerke: str) -> HttpResponse:
    """Check or take it once more."""
    try:
        place = venteplads.find(maerke, request.user.get_username())
        if not place.har(Papir.OPGAVE):
            raise VentetForLaengeError
        tagimod.proev_igen(place)
    except VentetForLaengeError as error:
        return ikke(request, str(error), 409)
    except EngineError as error:
        messages.error(request, str(error))
    return redirect(reverse("upload_fil", args=[maerke]))
