"""Adgange: the tokens with which other systems call. A token is shown once, when it is made, and can be revoked at any time."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.api import scopes, tokens
from snitflade.api.models import Token
from snitflade.exchange import catalogue
from snitflade.exchange.konstanter import konstant
from snitflade.formats.problems import ProblemsError
from snitflade.web.forms import Formular
from snitflade.web.models import ALLE, Roller
from snitflade.web.regler import kraever
from snitflade.web.tabel import Celle, Kolonne, Tabel
from snitflade.web.templatetags.side import tidspunkt

TILSTANDE = {
    "gyldig": (lazy("Gyldig"), "godt"),
    "udløbet": (lazy("Udløbet"), "advarsel"),
    "tilbagekaldt": (lazy("Tilbagekaldt"), ""),
}
MOST_CALLS = 20


class TokenForm(Formular):
    """What a new token is for."""

    system = forms.CharField(label=lazy("System"), max_length=50, help_text=lazy("Det navn, der står i loggen, fx RenoWeb."))
    kommune = forms.CharField(label=lazy("Kommune"), max_length=4, help_text=lazy("Kommunenummer med 4 cifre."))
    formaal = forms.CharField(
        label=lazy("Formål"), max_length=200, help_text=lazy("Hvorfor systemet må slå personer op. Det står ved hvert opslag.")
    )
    adgang = forms.CharField(
        label=lazy("Adgang"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=lazy(
            "Én pr. linje: snitflade:handling, fx inka.debitor-opslag:laes. Handlingerne er laes, fil, kvitter og skriv."
        ),
    )
    dage = forms.IntegerField(label=lazy("Gælder i dage"), initial=tokens.DAYS)
    pr_minut = forms.IntegerField(label=lazy("Højst kald i minuttet"), initial=tokens.PER_MINUTE)
    certifikat = forms.CharField(
        label=lazy("Klientcertifikat"),
        required=False,
        max_length=120,
        help_text=lazy("SHA-256-fingeraftryk af det certifikat, den skal komme med."),
    )


@kraever(Roller.ADMINISTRER, ALLE)
@require_safe
def indstilling_adgange(request: HttpRequest) -> HttpResponse:
    """Every token there is or was."""
    tabel = Tabel.af(
        request,
        Token.objects.annotate(kald=Count("calls")).order_by("-pk"),
        overskrift=_("Adgange"),
        kolonner=(
            Kolonne(_("Begynder med")),
            Kolonne(_("System"), sorter="system"),
            Kolonne(_("Adgang")),
            Kolonne(_("Udløber"), sorter="expires_at"),
            Kolonne(_("Sidst brugt"), sorter="last_used_at"),
            Kolonne(_("Kald"), tal=True, sorter="kald"),
            Kolonne(_("Tilstand")),
        ),
        raekke=lambda row: (
            Celle(f"snf_{row.prefix}", reverse("indstilling_adgang", args=[row.prefix])),
            row.system,
            ", ".join(row.scopes),
            tidspunkt(row.expires_at),
            tidspunkt(row.last_used_at) or _("Aldrig"),
            getattr(row, "kald", 0),
            Celle(TILSTANDE[row.state][0], tone=TILSTANDE[row.state][1]),
        ),
        tom=_("Ingen andre systemer har adgang endnu."),
    )
    return render(request, "web/adgange.html", {"tabel": tabel})


@kraever(Roller.ADMINISTRER, ALLE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def indstilling_adgang_ny(request: HttpRequest) -> HttpResponse:
    """Make a token; it is shown once, on the answer itself."""
    form = TokenForm(request.POST or None, initial={"kommune": konstant("renoweb.kommune", timezone.localdate())})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            token, text = tokens.create(
                given["system"],
                given["kommune"],
                given["formaal"],
                given["adgang"].split(),
                request.user.get_username(),
                days=given["dage"],
                certificate=given["certifikat"],
                per_minute=given["pr_minut"],
            )
        except ProblemsError as error:
            for problem in error.problems:
                form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        else:
            shown = {
                "overskrift": _("Adgangen er lavet"),
                "om": _("Giv den til %(system)s på en sikker måde. Den gemmes ikke her.") % {"system": token.system},
                "hemmelig": text,
                "tilbage": reverse("indstilling_adgange"),
            }
            return render(request, "web/hemmelighed.html", shown)
    services = [(declared.id, declared.row.integration) for declared in catalogue.declared()]
    context = {"form": form, "snitflader": services, "handlinger": [verb.value for verb in scopes.Verb]}
    return render(request, "web/adgang_ny.html", context, status=422 if request.method == "POST" else 200)


@kraever(Roller.ADMINISTRER, ALLE)
@require_safe
def indstilling_adgang(request: HttpRequest, prefix: str) -> HttpResponse:
    """One token with its last calls."""
    token = Token.objects.filter(prefix=prefix).first()
    if token is None:
        raise Http404(_("Der er ingen adgang, der begynder sådan."))
    tilstand, tone = TILSTANDE[token.state]
    context = {"token": token, "tilstand": tilstand, "tone": tone, "kald": token.calls.order_by("-pk")[:MOST_CALLS]}
    return render(request, "web/adgang.html", context)


@kraever(Roller.ADMINISTRER, ALLE)
@require_POST
def indstilling_adgang_tilbagekald(request: HttpRequest, prefix: str) -> HttpResponse:
    """Let a token open no more, from this moment."""
    try:
        token = tokens.revoke(prefix, request.user.get_username())
    except tokens.NoTokenError:
        raise Http404(_("Der er ingen adgang, der begynder sådan.")) from None
    messages.success(request, _("Adgangen for %(system)s er tilbagekaldt og åbner ikke mere.") % {"system": token.system})
    return redirect("indstilling_adgang", prefix)
