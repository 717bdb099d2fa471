"""Signing in and out. Name and password first; whoever has a second factor is asked for a code before the session is theirs."""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.exchange import audit
from snitflade.web import proxy
from snitflade.web.forms import KodeForm, LoginForm
from snitflade.web.models import Bruger
from snitflade.web.regler import indlogget, offentlig
from snitflade.web.signin import oidc, sessions, throttle, totp
from snitflade.web.signin.oidc_setup import Opsaetning

log = logging.getLogger("snitflade.web.login")

WAITING = "venter_paa_kode"
NEXT = "efter_kommunens_login"
WAIT_SECONDS = 5 * 60
"""How long the code may be asked for after the password was right."""
BACKEND = "django.contrib.auth.backends.ModelBackend"


@offentlig
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Name and password. What is wrong is said in the same words, whether the name exists or not."""
    if request.user.is_authenticated:
        return redirect(_naeste(request))
    form = LoginForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        name, address = form.cleaned_data["brugernavn"], proxy.sted(request)
        try:
            throttle.forsoeg(name, address)
        except throttle.ForMangeForsoegError as error:
            log.warning("too many attempts to sign in; the last one came from %s", address or "an unknown address")
            if error.ny:
                _fortael(name, address)
            form.add_error(None, str(error))
            status = 429
        else:
            user = auth.authenticate(request, username=name, password=form.cleaned_data["adgangskode"])
            if isinstance(user, Bruger):
                throttle.lykkedes(name, address)
                return _videre(request, user)
            form.add_error(None, _("Brugernavn eller adgangskode er forkert."))
    setup = oidc.opsaetning()
    context = {"form": form, "naeste": _naeste(request), "kommune": setup.navn if setup else ""}
    return render(request, "web/login.html", context, status=status)


@offentlig
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def kode(request: HttpRequest) -> HttpResponse:
    """The code from the app, or a recovery code."""
    waiting = request.session.get(WAITING)
    user = _ventende(waiting)
    if waiting is None or user is None:
        request.session.pop(WAITING, None)
        return redirect("login")
    form = KodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            throttle.kode(user.pk)
        except throttle.ForMangeForsoegError as error:
            form.add_error(None, str(error))
            status = 429
        else:
            if totp.rigtig(user, form.cleaned_data["kode"]):
                throttle.kode_lykkedes(user.pk)
                return ind(request, user, waiting["naeste"])
            form.add_error("kode", _("Koden er forkert eller brugt. Vent på den næste, eller brug en nødkode."))
    return render(request, "web/login_kode.html", {"form": form}, status=status)


@offentlig
@never_cache
@require_safe
def kommune(request: HttpRequest) -> HttpResponse:
    """On to the municipality's own sign-in."""
    setup = _kommune()
    try:
        response = oidc.begynd(request, setup, request.build_absolute_uri(reverse("login_kommune_svar")))
    except oidc.KommuneLoginError as error:
        messages.error(request, str(error))
        return redirect("login")
    request.session[NEXT] = _naeste(request)
    return response


@offentlig
@never_cache
@require_safe
def kommune_svar(request: HttpRequest) -> HttpResponse:
    """Back from the municipality's own sign-in; a second factor is its business."""
    setup = _kommune()
    where = request.session.get(NEXT) or reverse("i_dag")
    try:
        user = oidc.faerdig(request, setup)
    except oidc.KommuneLoginError as error:
        messages.error(request, str(error))
        return redirect("login")
    return ind(request, user, where)


def _kommune() -> Opsaetning:
    setup = oidc.opsaetning()
    if setup is None:
        raise Http404
    return setup


@indlogget
@require_POST
def logud(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    auth.logout(request)
    messages.success(request, _("Du er logget ud."))
    return redirect("login")


def ind(request: HttpRequest, user: Bruger, naeste: str) -> HttpResponse:
    """Make the session the user's: a new key, nothing kept from before."""
    request.session.flush()
    auth.login(request, user, backend=BACKEND)
    response = redirect(naeste)
    if user.sprog in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.sprog,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


def _videre(request: HttpRequest, user: Bruger) -> HttpResponse:
    """After the right password: in, or on to the code."""
    where = _naeste(request)
    if not sessions.har_tofaktor(user):
        return ind(request, user, where)
    request.session.flush()
    request.session[WAITING] = {"bruger": user.pk, "siden": time.time(), "naeste": where}
    return redirect("login_kode")


def _ventende(waiting: dict[str, object] | None) -> Bruger | None:
    """Whose password was right a moment ago."""
    if waiting is None or time.time() - float(str(waiting["siden"])) > WAIT_SECONDS:
        return None
    return Bruger.objects.filter(pk=int(str(waiting["bruger"])), is_active=True).first()


def _fortael(name: str, address: str) -> None:
    """Let those who look at the log see that somebody guesses. A name that is nobody's may be a password, and is not kept."""
    known = Bruger.objects.filter(brugernavn__iexact=name).values_list("brugernavn", flat=True).first()
    audit.record("for mange loginforsøg", "site", bruger=known or "", adresse=address)


def _naeste(request: HttpRequest) -> str:
    """Where to go afterwards: an address of this site, else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if here else reverse("i_dag")
