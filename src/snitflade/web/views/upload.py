"""Upload: drop a file; the page says what it is by its content, checks it, and only then takes it, when told to.

A large file is checked by a process beside the site; until that is done its own page (`upload_fil`) says how it goes.
"""

from __future__ import annotations

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
from snitflade.web import filtjek, tagimod, tjekker, venteplads
from snitflade.web.adgang import delsystem_af, kraev, mine
from snitflade.web.filtjek import Tjek
from snitflade.web.gang import arbejder_lever
from snitflade.web.koersel import er_stor
from snitflade.web.models import Roller
from snitflade.web.oplagt import MOST, Modtager
from snitflade.web.overfoersel import ForMangePaaVejError, PaaVej
from snitflade.web.problemliste import grupper
from snitflade.web.regler import kraever
from snitflade.web.tilstande import navn
from snitflade.web.venteplads import Papir, Plads

SESSION = "upload"
"""Where the session keeps the name and the interface of a small file that waits, by its mark."""
_ROOM = 100_000
"""Bytes of a request beside its file."""


@kraever(Roller.KOER)
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """The page. Its size is checked before anything of a file is read, so the form's token is checked inside."""
    if request.method != "POST":
        return render(request, "web/upload.html", {"mest": MOST})
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST + _ROOM:
        return ikke(request, _for_stor(), 413)
    taker = Modtager(request, request.user.get_username())
    request.upload_handlers = [taker]
    try:
        with PaaVej(int(length)):
            return _modtag(request, taker)
    except ForMangePaaVejError as error:
        return ikke(request, str(error), 503)
    finally:
        taker.slip()


def _for_stor() -> str:
    return _("Filen er for stor. Den må fylde højst %(mest)s. Del den, eller bed den, der administrerer systemet, om hjælp.") % {
        "mest": filesizeformat(MOST)
    }


def ikke(request: HttpRequest, sentence: str, status: int = 422) -> HttpResponse:
    """The page with why it was not to be."""
    return render(request, "web/upload.html", {"mest": MOST, "fejl": sentence}, status=status)


@csrf_protect
def _modtag(request: HttpRequest, taker: Modtager) -> HttpResponse:
    wanted = request.GET.get("snitflade") or request.POST.get("snitflade") or ""
    len(request.FILES)  # whoever asks for them has the form read
    came = taker.kom
    if taker.for_stor:
        return ikke(request, _for_stor(), 413)
    if taker.fejl:
        return ikke(
            request, _("Filen kan ikke gemmes: %(grund)s. Sig det til den, der driver systemet.") % {"grund": taker.fejl}, 507
        )
    if came is None:
        return ikke(request, _("Vælg en fil først."))
    name = shown_name(came.navn)
    if not wanted and came.er_ukendt:
        return render(request, "web/upload.html", {"mest": MOST, "navn": name, "stoerrelse": came.laengde})
    if not came.laengde:
        return ikke(request, _("Filen er tom (0 bytes). Hent den igen, eller spørg den, der sendte den."))
    interface, where = _tager(request, wanted) if wanted else None, mine(request.user, Roller.KOER)
    if came.plads is None:
        return _lille(request, came.data, name, filtjek.tjek(came.data, name, where, interface))
    about = {"navn": name, "stoerrelse": came.laengde, "til": interface.id if interface else "", "hvor": sorted(where)}
    came.plads.skriv(Papir.OPGAVE, about)
    taker.behold()
    tjekker.paa_gang()
    return redirect("upload_fil", came.maerke)


def _tager(request: HttpRequest, id: str) -> Interface:
    """The interface that is to take a file. Raises Http404, IngenAdgangError."""
    interface = catalogue.get(id)
    if interface is None or interface.apply is None:
        raise Http404(_("Snitfladen «%(navn)s» tager ikke filer.") % {"navn": id})
    kraev(request.user, Roller.KOER, delsystem_af(interface.id))
    return interface


def _lille(request: HttpRequest, data: bytes, name: str, found: Tjek) -> HttpResponse:
    """A small file: what it is. One that an interface takes waits to be confirmed."""
    mark = ""
    if found.tages:
        mark = venteplads.gem(data, request.user.get_username())
        request.session[SESSION] = {mark: [name, *sorted({one.interface.id for one in found.kan_tage})]}
    return vis(request, name, found, mark)


def vis(request: HttpRequest, name: str, found: Tjek, mark: str) -> HttpResponse:
    """What a file is, what is wrong with it and how it begins; with a `mark` it can be taken."""
    context = {
        "mest": MOST,
        "navn": name,
        "stoerrelse": found.stoerrelse,
        "fundet": found,
        "valgt": found.valgt,
        "kendt": found.kendt,
        "antal_fejl": found.fejl,
        "antal_advarsler": found.advarsler,
        "problemer": grupper(found.problemer),
    }
    if found.linjer is not None:
        context |= {"linjer": found.linjer, "antal_linjer": found.antal_linjer, "raa": False}
    if mark and found.tages:
        context |= {"maerke": mark, "kan_tage": found.kan_tage}
    return render(request, "web/upload.html", context)


@kraever(Roller.KOER)
@require_POST
def upload_anvend(request: HttpRequest) -> HttpResponse:
    """Take the file that waits: keep it as an exchange and apply it; a large one is left to who is not the site."""
    mark, by = request.POST.get("maerke", ""), request.user.get_username()
    try:
        interface = _tager(request, request.POST.get("snitflade", ""))
        place = venteplads.find(mark, by)
        if place.har(Papir.OPGAVE):
            return _stor(request, mark, place, interface)
        name, *known = request.session.get(SESSION, {}).get(mark, [""])
        if interface.id not in known:
            raise venteplads.VentetForLaengeError
        data = place.hent()
    except venteplads.VentetForLaengeError as error:
        return ikke(request, str(error), 409)
    received = inbound.receive(interface, name, data, by, origin=_("lagt op på siden"))
    place.slet()
    request.session.pop(SESSION, None)
    exchange = received.exchange
    if not received.new:
        foer(request, exchange)
    if er_stor(exchange) and arbejder_lever():
        asked.ask(asked.APPLY, exchange, by)
        return redirect("udveksling", exchange.pk)
    inbound.apply(exchange, interface, by)
    exchange.refresh_from_db()
    tasks.try_held_later(exchange)
    return til(request, exchange)


def _stor(request: HttpRequest, mark: str, place: Plads, interface: Interface) -> HttpResponse:
    """Order a large file to be taken. Raises VentetForLaengeError for one that was not found to be this interface's."""
    found = place.laes(Papir.SVAR)
    if not found or "fejl" in found:
        raise venteplads.VentetForLaengeError
    if interface.id not in {one.interface.id for one in filtjek.af_json(found).kan_tage}:
        raise venteplads.VentetForLaengeError
    tagimod.bestil(place, interface, request.user.get_username())
    return redirect("upload_fil", mark)


def foer(request: HttpRequest, exchange: Exchange) -> None:
    """Tell that the file had come before."""
    messages.info(
        request,
        _("De samme bytes er modtaget før, som udveksling %(nummer)s. De anvendes ikke to gange.") % {"nummer": exchange.pk},
    )


def til(request: HttpRequest, exchange: Exchange) -> HttpResponse:
    """To the exchange that it has become."""
    said = _("Udveksling %(nummer)s er nu «%(tilstand)s».") % {"nummer": exchange.pk, "tilstand": navn(exchange)}
    (messages.success if exchange.state == State.ANVENDT else messages.warning)(request, said)
    return redirect("udveksling", exchange.pk)
