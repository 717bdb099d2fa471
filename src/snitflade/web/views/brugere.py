"""Brugere og roller: who may sign in and what they may do in which Delsystem."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.exchange.models import AuditEvent
from snitflade.web.forms import Formular
from snitflade.web.models import ALLE, Bruger, Roller, delsystemer
from snitflade.web.regler import kraever
from snitflade.web.signin import brugere as konti
from snitflade.web.signin import sessions
from snitflade.web.tabel import Celle, Kolonne, Tabel
from snitflade.web.templatetags.side import tidspunkt

MOST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Felt:
    """One box of the roles: its value, and whether it is given."""

    vaerdi: str
    navn: str
    givet: bool


class NyBrugerForm(Formular):
    """A new user. The password is made and shown once."""

    brugernavn = forms.CharField(
        label=lazy("Brugernavn"),
        max_length=60,
        help_text=lazy("Det, der logges ind med, og det, der står i loggen. Det kan ikke ændres senere."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    navn = forms.CharField(label=lazy("Navn"), max_length=120, required=False)
    email = forms.EmailField(label=lazy("E-mail"), required=False)


@kraever(Roller.ADMINISTRER, ALLE)
@require_safe
def brugere(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in, and those who no longer may."""
    names = delsystemer()
    tabel = Tabel.af(
        request,
        Bruger.objects.prefetch_related("roller").select_related("tofaktor").order_by("brugernavn"),
        overskrift=_("Brugere"),
        kolonner=(
            Kolonne(_("Brugernavn"), sorter="brugernavn"),
            Kolonne(_("Navn"), sorter="navn"),
            Kolonne(_("Roller")),
            Kolonne(_("To-faktor")),
            Kolonne(_("Sidst logget ind"), sorter="last_login"),
            Kolonne(_("Tilstand"), sorter="is_active"),
        ),
        raekke=lambda row: (
            Celle(row.brugernavn, reverse("brugere_en", args=[row.pk])),
            row.navn,
            _roller(row, names),
            Celle(_("Ja"), tone="godt") if sessions.har_tofaktor(row) else _("Nej"),
            tidspunkt(row.last_login) or _("Aldrig"),
            Celle(_("Kan logge ind"), tone="godt") if row.is_active else Celle(_("Spærret"), tone="advarsel"),
        ),
        tom=_("Ingen brugere."),
    )
    return render(request, "web/brugere.html", {"tabel": tabel})


@kraever(Roller.ADMINISTRER, ALLE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def brugere_ny(request: HttpRequest) -> HttpResponse:
    """Make a user; the password is shown once, on the answer itself."""
    form = NyBrugerForm(request.POST or None)
    chosen = request.POST.getlist("rolle")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user, password = konti.opret(
                given["brugernavn"], request.user.get_username(), navn=given["navn"], email=given["email"], roller=chosen
            )
        except konti.BrugerFejlError as error:
            form.add_error(None, str(error))
        else:
            return _vis(request, user, password, _("Brugeren er lavet"))
    context = {"form": form, "skema": _skema(set(chosen)), "roller": Roller.choices}
    return render(request, "web/bruger_ny.html", context, status=422 if request.method == "POST" else 200)


@kraever(Roller.ADMINISTRER, ALLE)
@require_http_methods(["GET", "HEAD", "POST"])
def brugere_en(request: HttpRequest, nr: int) -> HttpResponse:
    """One user; a POST gives and takes the roles that were ticked and unticked."""
    user = _bruger(nr)
    has = {str(role) for role in user.roller.all()}
    if request.method == "POST":
        wanted = set(request.POST.getlist("rolle"))
        by = request.user.get_username()
        try:
            with transaction.atomic():
                for role in sorted(wanted - has):
                    konti.giv(user, role, by)
                for role in sorted(has - wanted):
                    konti.tag(user, role, by)
        except konti.BrugerFejlError as error:
            messages.error(request, f"{error} {_('Intet er ændret.')}")
        else:
            messages.success(request, _("Rollerne gælder fra nu af.") if wanted != has else _("Rollerne er, som de var."))
        return redirect("brugere_en", nr)
    events = AuditEvent.objects.filter(exchange=None, detail__bruger=user.brugernavn).order_by("-number")[:MOST_EVENTS]
    context = {
        "bruger": user,
        "skema": _skema(has),
        "roller": Roller.choices,
        "tofaktor": sessions.har_tofaktor(user),
        "indlogninger": user.indlogninger.all(),
        "haendelser": events,
        "mig": request.user.pk == user.pk,
    }
    return render(request, "web/bruger.html", context)


@kraever(Roller.ADMINISTRER, ALLE)
@never_cache
@require_POST
def brugere_nulstil(request: HttpRequest, nr: int) -> HttpResponse:
    """A new password, shown once; it must be changed at the next sign-in."""
    user = _bruger(nr)
    password = konti.nulstil(user, request.user.get_username())
    return _vis(request, user, password, _("Ny adgangskode"))


@kraever(Roller.ADMINISTRER, ALLE)
@require_POST
def brugere_tofaktor(request: HttpRequest, nr: int) -> HttpResponse:
    """Take a lost second factor away."""
    user = _bruger(nr)
    if konti.fjern_tofaktor(user, request.user.get_username()):
        messages.success(request, _("To-faktor er fjernet. Brugeren tager den i brug igen på Min konto."))
    else:
        messages.info(request, _("Brugeren havde ingen to-faktor."))
    return redirect("brugere_en", nr)


@kraever(Roller.ADMINISTRER, ALLE)
@require_POST
def brugere_spaer(request: HttpRequest, nr: int) -> HttpResponse:
    """Let a user sign in no more."""
    return _aendr(request, nr, konti.spaer, _("Brugeren er spærret og logget ud alle steder."))


@kraever(Roller.ADMINISTRER, ALLE)
@require_POST
def brugere_aabn(request: HttpRequest, nr: int) -> HttpResponse:
    """Let a user in again."""
    return _aendr(request, nr, konti.aabn, _("Brugeren kan logge ind igen."))


def _aendr(request: HttpRequest, nr: int, change: Callable[[Bruger, str], None], done: str) -> HttpResponse:
    user = _bruger(nr)
    try:
        change(user, request.user.get_username())
    except konti.BrugerFejlError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("brugere_en", nr)


def _bruger(nr: int) -> Bruger:
    user = Bruger.objects.prefetch_related("roller").select_related("tofaktor").filter(pk=nr).first()
    if user is None:
        raise Http404(_("Brugeren findes ikke."))
    return user


def _vis(request: HttpRequest, user: Bruger, password: str, heading: str) -> HttpResponse:
    context = {
        "overskrift": heading,
        "om": _("Giv adgangskoden til %(navn)s på en sikker måde. Den skal skiftes ved første indlogning.")
        % {"navn": user.brugernavn},
        "hemmelig": password,
        "tilbage": reverse("brugere_en", args=[user.pk]),
    }
    return render(request, "web/hemmelighed.html", context)


def _skema(has: set[str]) -> Sequence[tuple[str | Promise, Sequence[Felt]]]:
    """The roles as boxes: a row for all Delsystemer and one for each."""
    rows: list[tuple[str, str | Promise]] = [(ALLE, lazy("Alle Delsystemer")), *delsystemer().items()]
    return [
        (name, [Felt(f"{where}:{role}", f"{name}: {role.label}", f"{where}:{role}" in has) for role in Roller])
        for where, name in rows
    ]


def _roller(user: Bruger, names: dict[str, str]) -> str:
    found: dict[str, list[str]] = {}
    for role in user.roller.all():
        found.setdefault(role.delsystem, []).append(str(role.get_rolle_display()))
    return "; ".join(f"{names.get(where, _('Alle'))}: {', '.join(roles)}" for where, roles in found.items())
