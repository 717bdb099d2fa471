"""The frame around every page: the navigation, and what else the base template shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from snitflade.web import register
from snitflade.web.adgang import ET_ELLER_FLERE, har
from snitflade.web.models import Roller


@dataclass(frozen=True, slots=True)
class Punkt:
    """One entry of the navigation: the name of its address, its text, its icon, and who sees it.

    `afsnit`: what a page's address name begins with when it belongs under this entry.
    """

    navn: str
    tekst: Promise
    ikon: str
    afsnit: tuple[str, ...]
    rolle: Roller = Roller.LAES
    hvor: str = ET_ELLER_FLERE


PUNKTER = (
    Punkt("i_dag", _("I dag"), "calendar-month", ("i_dag",)),
    Punkt("snitflader", _("Snitflader"), "sync", ("snitflade", "udveksling", "karantaene")),
    Punkt("upload", _("Upload"), "upload", ("upload",), Roller.KOER),
    Punkt("registre", _("Registre"), "database", ("registre", "register")),
    Punkt("afstemning", _("Afstemning"), "analytics", ("afstemning",)),
    Punkt("log", _("Log"), "list-bulleted", ("log",)),
    Punkt("indstillinger", _("Indstillinger"), "settings", ("indstilling", "brugere"), Roller.ADMINISTRER),
)
"""The navigation. An entry is shown to who may open it, once its page has an address."""


def adresse(name: str, *args: object) -> str:
    """The address of this name; empty while there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def ovenover(path: str) -> str:
    """The nearest page above an address: that of the card or list whose button has it. A register that is not there is no page."""
    parts = path.strip("/").split("/")
    for count in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:count])
        try:
            match = resolve(above)
        except Resolver404:
            continue
        if match.view_name != "register" or register.find(match.kwargs["navn"]):
            return above
    return "/"


def ramme(request: HttpRequest) -> dict[str, Any]:
    """What the base template needs, for every page."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    here = (match.url_name or "") if match else ""
    entries = []
    if user is not None and user.is_authenticated:
        for entry in PUNKTER:
            address = adresse(entry.navn)
            if address and har(user, entry.rolle, entry.hvor):
                current = here.startswith(entry.afsnit)
                entries.append(
                    {"tekst": entry.tekst, "ikon": entry.ikon, "adresse": address, "her": current, "praecis": here == entry.navn}
                )
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "punkter": entries,
        "kan_slippe": user is not None and user.is_authenticated and bool(adresse("upload")) and har(user, Roller.KOER),
        "sprog": language,
        # Greenlandic has its catalogue and few translations; a reader that speaks aloud must be told what most of a page is in.
        "sidens_sprog": "da" if language == "kl" else language,
        "sprogene": [{"kode": code, "navn": name, "valgt": code == language} for code, name in settings.LANGUAGES],
        "delvis": getattr(request, "htmx", None) and request.headers.get("HX-Target"),
    }
