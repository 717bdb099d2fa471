"""One's own account: password, second factor, and where one is signed in."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.exchange import audit
from snitflade.web.forms import AdgangskodeForm, KodeForm, SkiftForm
from snitflade.web.models import Bruger, Indlogning, delsystemer
from snitflade.web.regler import indlogget
from snitflade.web.signin import sessions, throttle, totp


@indlogget
@require_safe
def konto(request: HttpRequest) -> HttpResponse:
    """What one may do, and what one can change."""
    user = _mig(request)
    names = delsystemer()
    return render(
        request,
        "web/konto.html",
        {
            "roller": [
                (names.get(where, _("Alle Delsystemer")), ", ".join(row.get_rolle_display().lower() for row in some))
                for where, some in groupby(user.roller.all(), key=attrgetter("delsystem"))
            ],
            "har_tofaktor": sessions.har_tofaktor(user),
            "nodkoder": user.noedkoder.filter(brugt=None).count(),
            "har_adgangskode": user.has_usable_password(),
            "indlogninger": Indlogning.objects.filter(bruger=user),
            "denne": request.session.get("indlogning"),
            "bekraeft": AdgangskodeForm(),
        },
    )


@indlogget
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def skift_adgangskode(request: HttpRequest) -> HttpResponse:
    """A new password; the sign-ins in other places end."""
    user = _mig(request)
    if not user.has_usable_password():
        raise Http404(_("Du logger ind gennem kommunens eget login; adgangskoden skiftes dér."))
    form = SkiftForm(user, request.POST or None)
    status = 200
    if request.method == "POST":
        try:
            throttle.kode(user.pk)
        except throttle.ForMangeForsoegError as error:
            form.add_error(None, str(error))
            status = 429
        else:
            if form.is_valid():
                _skift(request, form)
                throttle.kode_lykkedes(user.pk)
                messages.success(request, _("Adgangskoden er skiftet, og du er logget ud alle andre steder."))
                return redirect("i_dag")
            if not form.has_error("old_password"):
                throttle.kode_lykkedes(user.pk)
    return render(request, "web/skift_adgangskode.html", {"form": form}, status=status)


def _skift(request: HttpRequest, form: SkiftForm) -> None:
    with transaction.atomic():
        user = form.save()
        Bruger.objects.filter(pk=user.pk).update(skal_skifte=False)
        sessions.andre(request)
        audit.record("adgangskode skiftet", user.get_username())
    update_session_auth_hash(request, user)


@indlogget
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tofaktor(request: HttpRequest) -> HttpResponse:
    """Take a second factor into use: read the picture with an app, type the code it shows."""
    user = _mig(request)
    if sessions.har_tofaktor(user):
        return redirect("konto")
    form = KodeForm(request.POST or None)
    secret = totp.begynd(user)
    if request.method == "POST" and form.is_valid():
        codes = totp.bekraeft(user, form.cleaned_data["kode"])
        if codes:
            sessions.andre(request)
            return render(request, "web/noedkoder.html", {"koder": codes})
        form.add_error("kode", _("Koden passer ikke. Se, om telefonens ur går rigtigt, og skriv den kode, der står nu."))
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    required = sessions.kraever_tofaktor(user)
    return render(request, "web/tofaktor.html", {"form": form, "hemmelighed": groups, "kraevet": required})


@indlogget
@never_cache
@require_safe
def tofaktor_billede(request: HttpRequest) -> HttpResponse:
    """The picture an app reads, while the second factor is being taken into use and never after."""
    user = _mig(request)
    if sessions.har_tofaktor(user):
        raise Http404
    return HttpResponse(totp.billede(user, totp.begynd(user)), content_type="image/svg+xml")


@indlogget
@sensitive_post_parameters()
@require_POST
def fjern_tofaktor(request: HttpRequest) -> HttpResponse:
    """Take the second factor away; takes the password."""
    user = _mig(request)
    if _bekraeftet(request, user) and totp.fjern(user, user.brugernavn):
        messages.success(request, _("To-faktor er fjernet. Du logger nu ind med adgangskoden alene."))
    return redirect("konto")


@indlogget
@never_cache
@sensitive_post_parameters()
@require_POST
def nye_koder(request: HttpRequest) -> HttpResponse:
    """New recovery codes; takes the password."""
    user = _mig(request)
    if not sessions.har_tofaktor(user) or not _bekraeftet(request, user):
        return redirect("konto")
    return render(request, "web/noedkoder.html", {"koder": totp.nye_koder(user)})


@indlogget
@require_POST
def log_andre_ud(request: HttpRequest) -> HttpResponse:
    """End one's sign-ins in all other places."""
    sessions.andre(request)
    messages.success(request, _("Du er logget ud alle andre steder."))
    return redirect("konto")


def _mig(request: HttpRequest) -> Bruger:
    if not isinstance(request.user, Bruger):
        raise TypeError("the rule let nobody in")
    return request.user


def _bekraeftet(request: HttpRequest, user: Bruger) -> bool:
    """Whether the password stands in the form; throttled. Who has none has proved who they are at the municipality's sign-in."""
    if not user.has_usable_password():
        return True
    form = AdgangskodeForm(request.POST)
    try:
        throttle.kode(user.pk)
    except throttle.ForMangeForsoegError as error:
        messages.error(request, str(error))
        return False
    if form.is_valid() and user.check_password(form.cleaned_data["adgangskode"]):
        throttle.kode_lykkedes(user.pk)
        return True
    messages.error(request, _("Adgangskoden er forkert. Intet er ændret."))
    return False
