"""What holds for every page: nothing opens without a rule, nothing is fetched from elsewhere, nobody stays signed in unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _

from snitflade.web import regler
from snitflade.web.adgang import IngenAdgangError
from snitflade.web.models import Bruger
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
    """A view without a rule opens for nobody. Rules of views below this app are held here; our own hold theirs themselves."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuses where there is no rule."""
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
