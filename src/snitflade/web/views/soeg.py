"""The search in the header: interfaces by number, old page number, id or words; exchanges by number; what pages add to `FIND`.

A page adds its own registers by appending a function to `FIND`: it takes the text and the request and gives hits, only of what the
user may see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from snitflade.exchange import catalogue
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.web.adgang import delsystem_af, mine
from snitflade.web.models import Roller
from snitflade.web.nav import adresse
from snitflade.web.ord import TILSTAND
from snitflade.web.regler import kraever

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Fund:
    """One hit. `praecis`: what was typed names exactly this, so that a single one is opened at once. `dansk`: it is called so in
    whatever language the page is."""

    slags: str | Promise
    titel: str
    om: str
    adresse: str = ""
    praecis: bool = False
    dansk: bool = False


Find = Callable[[str, HttpRequest], Iterable[Fund]]


def snitflader(text: str, request: HttpRequest) -> Iterable[Fund]:
    """Interfaces of the Delsystemer the user may see."""
    where = mine(request.user)
    pages = {interface.id: interface.pages for interface in catalogue.declared()}
    wanted = text.casefold().split()
    for row in catalogue.rows().values():
        if delsystem_af(row.id) not in where:
            continue
        exact = text in (*row.names, *pages.get(row.id, ()))
        words = " ".join((row.id, row.delsystem, row.modul, row.ekstern, row.integration)).casefold()
        if exact or (not text.isdecimal() and all(word in words for word in wanted)):
            about = f"{row.delsystem} – {row.modul} – {row.ekstern}"
            yield Fund(lazy("Snitflade"), row.title, about, adresse("snitflade", row.id), exact, dansk=True)


def udvekslinger(text: str, request: HttpRequest) -> Iterable[Fund]:
    """The exchange with this number, if it belongs to a Delsystem the user may see."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        return
    exchange = Exchange.objects.filter(pk=int(text)).first()
    if exchange is not None and delsystem_af(exchange.interface) in mine(request.user):
        row = catalogue.rows().get(exchange.interface)
        title = _("Udveksling %(nummer)s") % {"nummer": exchange.pk}
        about = f"{row.integration if row else exchange.interface} · {TILSTAND[State(exchange.state)]}"
        yield Fund(lazy("Udveksling"), title, about, adresse("udveksling", exchange.pk), praecis=True)


FIND: list[Find] = [snitflader, udvekslinger]


@kraever(Roller.LAES)
@require_safe
def soeg(request: HttpRequest) -> HttpResponse:
    """What was found; a single exact hit is opened."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    hits = [hit for find in FIND for hit in find(text, request)] if text else []
    exact = [hit for hit in hits if hit.praecis and hit.adresse]
    if len(hits) == len(exact) == 1:
        return redirect(exact[0].adresse)
    return render(request, "web/soeg.html", {"q": text, "fund": sorted(hits, key=lambda hit: not hit.praecis)})
