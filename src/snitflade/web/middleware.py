"""What holds for every page: nothing opens without a rule, nothing is fetched from elsewhere, nobody stays signed in unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _

from snitflade.web import regler
from snitflade.web.adgang import IngenAdgangError
from snitflade.web.models import Bruger
from snitflade.web.nav import ovenover
from snitflade.web.signin import sessions
from snitflade.web.views import fejl

Answer = Callable[[HttpRequest], HttpResponseBase]

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # what a stylesheet holds inside itself
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)
"""Only what this site itself serves; nothing written into a page runs, neither script nor style."""
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


class Hoveder:
    """The headers of every answer. A page with data in it stays in no cache."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        # A part of a page and the whole page have one address.
        patch_vary_headers(response, ("HX-Request",))
        return response


class Indlogget:
    """Ends a sign-in that was idle too long, lasted too long or was ended elsewhere; sends on whoever must do something first."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, Bruger) and (reason := sessions.slut(request)):
            logout(request)
            messages.info(request, reason)
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """The page to see before any other."""
        name = sessions.foerst(request.user) if isinstance(request.user, Bruger) else None
        if name is None or request.resolver_match is None or request.resolver_match.url_name in sessions.ALTID:
            return None
        rule = regler.regel_af(view, request.resolver_match.view_name, request.resolver_match.route)
        return None if rule in (regler.OFFENTLIG, regler.LOKAL, regler.EGEN) else redirect(name)


class RegelForAlt:
    """A view without a rule opens for nobody. Rules of views below this app are held here; our own hold theirs themselves.

    Who opens the address of a button is told so, and where its page is.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = "\0" in request.path_info or _nul(request.GET)
        if asked and not request.path_info.startswith("/api/"):  # the services refuse in their own form
            return fejl.daarlig(request, ValueError("NUL"))
        response = self.answer(request)
        match = request.resolver_match
        if response.status_code != 405 or request.method != "GET" or match is None or regler.regel_af(match.func) is None:
            return response
        page = fejl.kun_tryk(request, ovenover(request.path_info))
        page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuses where there is no rule, and what cannot be text. A view that reads its form itself is left to."""
        if not getattr(view, "csrf_exempt", False) and _nul(request.POST):
            return fejl.daarlig(request, ValueError("NUL"))
        match = request.resolver_match or resolve(request.path_info)
        rule = regler.regel_af(view, match.view_name, match.route)
        if rule is None:
            return fejl.ingen_adgang(request, _("Siden har ingen regel for, hvem der må se den, og vises derfor for ingen."))
        if rule is regler.EGEN or rule is regler.regel_af(view):
            return None
        return regler.afvist(rule, request, kwargs)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What a person can do something about, as a page with the sentence."""
        match = request.resolver_match
        if match is not None and regler.regel_af(match.func, match.view_name, match.route) is regler.EGEN:
            return None
        if isinstance(error, IngenAdgangError):
            return fejl.ingen_adgang(request, str(error))
        return fejl.kendt(request, error)


def _nul(given: QueryDict) -> bool:
    """Whether something that is asked or typed holds the character that no text has, and that one of the databases refuses."""
    return any("\0" in value for _name, values in given.lists() for value in values)
