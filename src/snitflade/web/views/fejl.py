"""What is shown where something cannot be shown or done: one page, one sentence, and a way on."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from snitflade.exchange.known import KnownError, Refusal
from snitflade.formats.problems import mask_cpr
from snitflade.web.nav import ovenover
from snitflade.web.ord import uden_kommandoer

log = logging.getLogger("snitflade.web")


def _side(request: HttpRequest, status: int, heading: str, sentence: str, videre: str = "") -> HttpResponse:
    """The page of an error. For a part of a page the sentence alone, which is put where the part would have been.

    `videre`: the address that was probably meant.
    """
    context = {"overskrift": heading, "saetning": mask_cpr(sentence), "status": status, "videre": videre}
    if request.headers.get("HX-Request") == "true":
        html = loader.render_to_string("web/dele/fejl.html", context, request)
        return HttpResponse(html, status=status, headers={"HX-Retarget": "#beskeder", "HX-Reswap": "innerHTML"})
    return HttpResponse(loader.render_to_string("web/fejl.html", context, request), status=status)


def ingen_adgang(request: HttpRequest, sentence: str) -> HttpResponse:
    """403 with the reason."""
    return _side(request, 403, _("Du har ikke adgang"), sentence)


def kendt(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """404 or 409 for what the product itself refuses, with its own sentence; None for what is nobody's fault but ours."""
    if not isinstance(error, KnownError):
        return None
    sentence = uden_kommandoer(str(error))
    if error.refusal is Refusal.NOT_FOUND:
        return _side(request, 404, _("Findes ikke"), sentence)
    # Somebody else was first, or the page is from before: the way on is the page the button stands on, as it is now.
    return _side(
        request, 409, _("Det kan ikke gøres nu"), sentence, ovenover(request.path_info) if request.method == "POST" else ""
    )


def ikke_tilladt(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 from the framework."""
    return ingen_adgang(request, _("Siden er ikke for dig, eller anmodningen blev ændret undervejs."))


def findes_ikke(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. A reason of our own is shown; the framework's, which names paths, is not."""
    reason = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    sentence = (
        uden_kommandoer(reason) if reason else _("Siden findes ikke. Måske er adressen skrevet forkert, eller siden er flyttet.")
    )
    return _side(request, 404, _("Findes ikke"), sentence)


def kun_tryk(request: HttpRequest, videre: str) -> HttpResponse:
    """405: the address of a button was opened, e.g. by changing the language of a page that had just refused something."""
    sentence = _("Adressen hører til en knap og kan ikke åbnes. Gå til siden, knappen står på. Intet er ændret.")
    return _side(request, 405, _("Her er ingen side"), sentence, videre)


def daarlig(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _side(
        request, 400, _("Anmodningen kan ikke læses"), _("Browseren sendte noget, der ikke kan læses. Gå tilbage, og prøv igen.")
    )


def fejl(request: HttpRequest) -> HttpResponse:
    """500. The number is in the log beside the traceback. Made without the database, which may be what is wrong."""
    number = secrets.token_hex(4)
    log.error("the error shown as %s", number)
    try:
        html = loader.render_to_string("web/500.html", {"nummer": number})
    except Exception:  # the looks may be what is missing
        html = loader.render_to_string("web/500.html", {"nummer": number, "naturlig": True})
    return HttpResponse(html, status=500)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old, or not ours."""
    log.warning("a form was refused: %s", reason)
    sentence = _("Formularen er for gammel, eller browseren gemmer ikke cookies. Gå tilbage, hent siden igen, og send den så.")
    return _side(request, 403, _("Formularen kunne ikke tages imod"), sentence)
