"""Upload: drop a file; the page says what it is by its content, checks it, and only then takes it, when told to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from snitflade.exchange import asked, catalogue, inbound, tasks
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.exchange.transports.port import shown_name
from snitflade.formats.problems import Problems
from snitflade.web import venteplads
from snitflade.web.adgang import delsystem_af, kraev
from snitflade.web.afkodning import Fil
from snitflade.web.gang import arbejder_lever
from snitflade.web.koersel import er_stor
from snitflade.web.models import Roller
from snitflade.web.modtagelse import MOST, Graense, Mulig, Svar, er_ukendt, format_af, genkend, indhold, kontroller, laes
from snitflade.web.problemliste import grupper
from snitflade.web.regler import kraever
from snitflade.web.tilstande import navn

SESSION = "upload"
"""Where the session keeps the name and the interface of a file that waits, by its mark."""
_ROOM = 100_000
"""Bytes of a request beside its file."""
MOST_READ = 2000
"""Problems that are shown, grouped."""
FOERSTE = 20
"""Lines of the file that are shown."""


@kraever(Roller.KOER)
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """The page. Its size is checked before anything of a file is read, so the form's token is checked inside."""
    if request.method != "POST":
        return render(request, "web/upload.html", {"mest": MOST})
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST + _ROOM:
        return _ikke(request, _for_stor(), 413)
    limit = Graense(request)
    request.upload_handlers = [limit]
    return _modtag(request, limit)


def _for_stor() -> str:
    return _("Filen er for stor. Den må fylde højst %(mest)s. Del den, eller bed den, der administrerer systemet, om hjælp.") % {
        "mest": filesizeformat(MOST)
    }


def _ikke(request: HttpRequest, sentence: str, status: int = 422) -> HttpResponse:
    return render(request, "web/upload.html", {"mest": MOST, "fejl": sentence}, status=status)


@csrf_protect
def _modtag(request: HttpRequest, limit: Graense) -> HttpResponse:
    uploaded = request.FILES.get("fil")
    if limit.for_stor:
        return _ikke(request, _for_stor(), 413)
    if uploaded is None:
        return _ikke(request, _("Vælg en fil først."))
    name, wanted = shown_name(uploaded.name or ""), request.GET.get("snitflade") or request.POST.get("snitflade") or ""
    if not wanted and er_ukendt(uploaded):
        return render(request, "web/upload.html", {"mest": MOST, "navn": name, "stoerrelse": uploaded.size})
    data = indhold(uploaded)
    if not data:
        return _ikke(request, _("Filen er tom (0 bytes). Hent den igen, eller spørg den, der sendte den."))
    found = genkend(data, name, request.user)
    if wanted:
        interface = _tager(request, wanted)
        known = [possible for possible in found.mulige if possible.interface.id == interface.id]
        chosen = known[0] if known else Mulig(interface, format_af(interface, data, name), True, "")
        return _vis(request, data, name, Svar(found.gaet, [chosen]), chosen)
    return _vis(request, data, name, found, found.mulige[0] if found.mulige else None)


def _tager(request: HttpRequest, id: str) -> Interface:
    """The interface that is to take a file. Raises Http404, IngenAdgangError."""
    interface = catalogue.get(id)
    if interface is None or interface.apply is None:
        raise Http404(_("Snitfladen «%(navn)s» tager ikke filer.") % {"navn": id})
    kraev(request.user, Roller.KOER, delsystem_af(interface.id))
    return interface


def _vis(request: HttpRequest, data: bytes, name: str, found: Svar, chosen: Mulig | None) -> HttpResponse:
    """What the file is, and what is wrong with it. One that an interface takes waits to be confirmed."""
    format = chosen.format if chosen else found.gaet[0].format if found.gaet else ""
    takes = bool(chosen and chosen.tager)
    problems = laes(chosen.interface, data, name) if chosen and takes else kontroller(format, data) if format else Problems()
    context: dict[str, Any] = {
        "mest": MOST,
        "navn": name,
        "stoerrelse": len(data),
        "fundet": found,
        "valgt": chosen,
        "kendt": bool(format),
        "antal_fejl": problems.errors,
        "antal_advarsler": problems.warnings,
        "problemer": grupper(problems.sorted(MOST_READ)),
    }
    if format:
        content = Fil(data, format)
        if content.format is not None:
            shown = problems.sorted(MOST_READ)
            context |= {"linjer": content.laes(range(1, FOERSTE + 1), shown), "antal_linjer": content.antal, "raa": False}
    if takes and chosen:
        mark = venteplads.gem(data, request.user.get_username())
        waiting = {possible.interface.id for possible in found.mulige if possible.tager}
        request.session[SESSION] = {mark: [name, *sorted(waiting)]}
        context |= {"maerke": mark, "kan_tage": [possible for possible in found.mulige if possible.tager]}
    return render(request, "web/upload.html", context)


@kraever(Roller.KOER)
@require_POST
def upload_anvend(request: HttpRequest) -> HttpResponse:
    """Take the file that waits: keep it as an exchange and apply it."""
    mark, by = request.POST.get("maerke", ""), request.user.get_username()
    name, *known = request.session.get(SESSION, {}).get(mark, [""])
    try:
        interface = _tager(request, request.POST.get("snitflade", ""))
        if interface.id not in known:
            raise venteplads.VentetForLaengeError
        data = venteplads.hent(mark, by)
    except venteplads.VentetForLaengeError as error:
        return _ikke(request, str(error), 409)
    received = inbound.receive(interface, name, data, by, origin=_("lagt op på siden"))
    venteplads.slet(mark, by)
    request.session.pop(SESSION, None)
    exchange = received.exchange
    if not received.new:
        messages.info(
            request,
            _("De samme bytes er modtaget før, som udveksling %(nummer)s. De anvendes ikke to gange.") % {"nummer": exchange.pk},
        )
    if er_stor(exchange) and arbejder_lever():
        asked.ask(asked.APPLY, exchange, by)
        return redirect("udveksling", exchange.pk)
    inbound.apply(exchange, interface, by)
    exchange.refresh_from_db()
    tasks.try_held_later(exchange)
    return _til(request, exchange)


def _til(request: HttpRequest, exchange: Exchange) -> HttpResponse:
    said = _("Udveksling %(nummer)s er nu «%(tilstand)s».") % {"nummer": exchange.pk, "tilstand": navn(exchange)}
    (messages.success if exchange.state == State.ANVENDT else messages.warning)(request, said)
    return redirect("udveksling", exchange.pk)
