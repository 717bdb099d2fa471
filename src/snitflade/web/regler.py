"""The rule of each page: who may open it. A page without one opens for nobody (`middleware.regel_for_alt`).

::

    @kraever(Roller.LAES)                                   # in any Delsystem; the page shows what is in adgang.mine(request.user)
    @kraever(Roller.KOER, "tekn")                           # in this Delsystem
    @kraever(Roller.GODKEND, af_udveksling("nr"))           # in the Delsystem of the exchange whose number is in the address
    @kraever(Roller.ADMINISTRER, ALLE)                      # for all of them
    @indlogget                                              # whoever is signed in: one's own account
    @offentlig                                              # everybody: signing in, choosing a language

A class-based view carries its rule on `dispatch`: ``@method_decorator(kraever(Roller.LAES), name="dispatch")``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import gettext as _

from snitflade.exchange import catalogue
from snitflade.exchange.models import Exchange
from snitflade.web import adgang, nav, proxy
from snitflade.web.adgang import ET_ELLER_FLERE, Person
from snitflade.web.models import Roller

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]
Hvor = str | Callable[[Mapping[str, Any]], str]
"""A Delsystem, or how it follows from the address."""

_REGEL = "regel"
"""Where a view carries its rule."""


@dataclass(frozen=True, slots=True)
class Regel:
    """The rule of a view. `hvem`: everybody, whoever is signed in, somebody with a role, or callers on this machine."""

    hvem: str
    rolle: Roller | None = None
    hvor: Hvor = ET_ELLER_FLERE

    def __str__(self) -> str:
        if self.rolle is None:
            return self.hvem
        where = getattr(self.hvor, "__name__", "?") if callable(self.hvor) else self.hvor or "mindst ét"
        return f"{self.hvem} {self.rolle.value} ({where})"

    def delsystem(self, given: Mapping[str, Any]) -> str:
        """The Delsystem that the address asks about. Raises Http404."""
        return self.hvor(given) if callable(self.hvor) else self.hvor

    def tillader(self, person: Person, given: Mapping[str, Any], request: HttpRequest) -> bool:
        """Whether `person` may. Raises Http404 where what is asked about does not exist, and IngenAdgangError with the reason."""
        if self.hvem == "offentlig":
            return True
        if self.hvem == "lokal":
            return proxy.er_lokal(request) or adgang.har(person, Roller.ADMINISTRER)
        if not person.is_authenticated:
            return False
        if self.rolle is not None:
            # Whoever may not even look in any Delsystem is told so before it is told what exists.
            adgang.kraev(person, self.rolle)
            adgang.kraev(person, self.rolle, self.delsystem(given))
        return True


OFFENTLIG = Regel("offentlig")
INDLOGGET = Regel("indlogget")
LOKAL = Regel("lokal")
EGEN = Regel("egen")
"""Views that check by themselves: the services for other systems, which know tokens and no users."""

ANDRES: dict[str, Regel] = {
    "healthz": OFFENTLIG,
    "readyz": LOKAL,
    "metrics": LOKAL,
}
"""The rules of views that belong to apps below this one, by the name of their address."""
ANDRES_STIER: dict[str, Regel] = {"api/": EGEN}
"""The same by how their path begins."""


def regel_af(view: object, navn: str = "", sti: str = "") -> Regel | None:
    """The rule of a view, None when nobody has declared one."""
    found = getattr(view, _REGEL, None)
    if isinstance(found, Regel):
        return found
    for begin, rule in ANDRES_STIER.items():
        if sti.startswith(begin):
            return rule
    return ANDRES.get(navn)


def kraever(rolle: Roller, hvor: Hvor = ET_ELLER_FLERE) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """Only for users with `rolle` in the Delsystem `hvor`."""
    return _med(Regel("rolle", rolle, hvor))


def offentlig(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """For everybody, also without signing in."""
    return _med(OFFENTLIG)(view)


def indlogget(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """For whoever is signed in, whatever their roles."""
    return _med(INDLOGGET)(view)


def _med(regel: Regel) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    def decorate(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request = args[0]
            if not isinstance(request, HttpRequest):
                raise TypeError("a rule stands on a view; on a class put it on dispatch with method_decorator")
            return afvist(regel, request, kwargs) or view(*args, **kwargs)

        setattr(checked, _REGEL, regel)
        return checked

    return decorate


def afvist(regel: Regel, request: HttpRequest, given: Mapping[str, Any]) -> HttpResponse | None:
    """What a caller gets whom the rule does not let in: the way to sign in. None for those it lets in. Raises IngenAdgangError."""
    if regel.tillader(request.user, given, request):
        return None
    if regel.hvem == "lokal":
        return HttpResponse(_("Kun for overvågning på denne maskine.") + "\n", status=403, content_type="text/plain; charset=utf-8")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": reverse("login")})
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path(), reverse("login"))
    if request.path_info != reverse("logud"):
        messages.warning(request, _("Du var logget ud, så det, du trykkede på, er ikke gjort. Log ind, og gør det igen."))
    return redirect_to_login(nav.ovenover(request.path_info), reverse("login"))


def af_snitflade(felt: str) -> Callable[[Mapping[str, Any]], str]:
    """The Delsystem of the interface that stands under `felt` in the address: its id, number or old page number."""

    def snitflade(given: Mapping[str, Any]) -> str:
        name = str(given[felt])
        for row in catalogue.rows().values():
            if name in row.names:
                return adgang.delsystem_af(row.id)
        try:
            return adgang.delsystem_af(catalogue.find(name).id)
        except (catalogue.UnknownInterfaceError, catalogue.MissingInterfaceError) as error:
            raise Http404(str(error)) from None

    return snitflade


def af_udveksling(felt: str) -> Callable[[Mapping[str, Any]], str]:
    """The Delsystem of the exchange whose number stands under `felt` in the address."""

    def udveksling(given: Mapping[str, Any]) -> str:
        number = given[felt]
        interface = Exchange.objects.filter(pk=number).values_list("interface", flat=True).first()
        if interface is None:
            raise Http404(_("Udveksling %(nummer)s findes ikke.") % {"nummer": number})
        return adgang.delsystem_af(interface)

    return udveksling


@dataclass(frozen=True, slots=True)
class Adresse:
    """One address of the site, with its rule."""

    sti: str
    navn: str
    view: View
    regel: Regel | None


def tabel() -> list[Adresse]:
    """Every address there is, in order: the authorisation table."""
    return list(_adresser(get_resolver().url_patterns))


def _adresser(patterns: list[Any], before: str = "", space: str = "") -> Iterator[Adresse]:
    for pattern in patterns:
        path = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _adresser(pattern.url_patterns, path, inner)
        elif isinstance(pattern, URLPattern):
            name = f"{space}{pattern.name or ''}"
            yield Adresse(path, name, pattern.callback, regel_af(pattern.callback, name, path))
