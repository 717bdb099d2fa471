"""What the authority answered: a file's receipt, a difference and its explanation, a month and its signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange.models import Exchange
from snitflade.inka.inddrivelse import afvigelser, kvittering
from snitflade.inka.inddrivelse.models import Fordring, Nedskrivning, Tilstand
from snitflade.inka.inddrivelse.models_ind import Afstemning, Afvigelse
from snitflade.inka.inddrivelse.opsaetning import SNITFLADE
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.paakort import GrundForm, Paakort, mangler_rolle, uden_form, udfoer, vist
from snitflade.web.regler import kraever

INKA = "inka"
MOST = 500
LONGEST = 5_000_000
"""Characters of a pasted receipt."""


def _linjer() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"})


class KvitteringForm(Formular):
    """The receipt's lines."""

    kvittering = forms.CharField(
        label=lazy("Kvitteringens linjer: sagsnummer;record-id, eller sagsnummer;;fejltekst"),
        max_length=LONGEST,
        strip=False,
        widget=_linjer(),
        error_messages={"required": lazy("Sæt kvitteringens linjer ind.")},
    )
    hel = forms.BooleanField(label=lazy("Det er hele kvitteringen: det, der ikke står i den, er afvist"), required=False)


class AfvistForm(Formular):
    """The list with which the site refuses a whole file."""

    kvittering = forms.CharField(
        label=lazy("Hjemmesidens liste: række;besked, én pr. linje (dens første række er 2)"),
        max_length=LONGEST,
        strip=False,
        required=False,
        widget=_linjer(),
    )
    fil = forms.IntegerField(label=lazy("Filens nummer i udvekslingen"), min_value=1, initial=1)


@kraever(Roller.LAES, INKA)
@require_safe
def register_kvittering(request: HttpRequest, nummer: int) -> HttpResponse:
    """What has been answered of a file."""
    return _fil(request, _udveksling(nummer))


@kraever(Roller.KOER, INKA)
@require_POST
def register_kvittering_svar(request: HttpRequest, nummer: int) -> HttpResponse:
    """Register the receipt; sent twice, what is answered already is told and nothing changes."""
    row, form = _udveksling(nummer), KvitteringForm(request.POST, prefix="k")

    def goer(given: Mapping[str, Any]) -> str:
        done = kvittering.registrer(row, given["kvittering"], given["hel"], request.user.get_username())
        numbers = {"modtaget": done.modtaget, "afvist": done.afvist, "venter": done.venter}
        return _("%(modtaget)s er modtaget, %(afvist)s er afvist, og %(venter)s venter på svar.") % numbers

    return redirect("register_kvittering", nummer) if udfoer(request, form, goer) else _fil(request, row, svar=form)


@kraever(Roller.KOER, INKA)
@require_POST
def register_kvittering_afvist(request: HttpRequest, nummer: int) -> HttpResponse:
    """Register that the site refused the whole file."""
    row, form = _udveksling(nummer), AfvistForm(request.POST, prefix="a")

    def goer(given: Mapping[str, Any]) -> str:
        done = kvittering.fil_afvist(row, given["kvittering"], request.user.get_username(), given["fil"])
        return _("Filens %(antal)s linjer er ikke modtaget. Ret de navngivne, og byg en ny fil.") % {"antal": done.afvist}

    return redirect("register_kvittering", nummer) if udfoer(request, form, goer) else _fil(request, row, afvist=form)


def _udveksling(nummer: int) -> Exchange:
    row = Exchange.objects.filter(pk=nummer, interface=SNITFLADE).first()
    if row is None:
        raise Http404(_("Filen findes ikke."))
    return row


def _fil(request: HttpRequest, row: Exchange, **formularer: Formular) -> HttpResponse:
    claims = Fordring.objects.filter(exchange=row).select_related("exchange").order_by("linje")
    downs = Nedskrivning.objects.filter(exchange=row).select_related("fordring").order_by("linje")
    waiting = claims.filter(tilstand=Tilstand.I_FIL).exists() or downs.filter(tilstand=Nedskrivning.Tilstand.I_FIL).exists()
    why = mangler_rolle(request.user, Roller.KOER, INKA)
    why = why or ("" if row.sent_at else _("Filen er ikke sendt.")) or ("" if waiting else _("Alt i filen er besvaret."))
    actions = [
        Paakort(
            reverse("register_kvittering_svar", args=[row.pk]),
            _("Registrér kvittering"),
            "check",
            _("Det, der har et record-id, er modtaget og sendes aldrig igen."),
            formularer.get("svar") or KvitteringForm(prefix="k"),
            why,
            vigtig=True,
        ),
        Paakort(
            reverse("register_kvittering_afvist", args=[row.pk]),
            _("Hele filen blev afvist"),
            "close",
            _("Hjemmesiden sendte intet videre. De navngivne er afvist, de andre kommer med i den næste fil."),
            formularer.get("afvist") or AfvistForm(prefix="a"),
            why,
        ),
    ]
    lines = [(one.linje, one.ekstern_sagsnummer, one.regning_id, one.hovedstol, one.vist, one.aarsag) for one in claims[:MOST]]
    lines += [
        (one.linje, one.fordring.ekstern_sagsnummer, one.fordring.regning_id, one.beloeb, one.get_tilstand_display(), one.tekst)
        for one in downs[:MOST]
    ]
    context = {"udveksling": row, "linjer": lines, "flere": claims.count() + downs.count() - len(lines), **vist(actions)}
    return render(request, "web/kvittering.html", context, status=422 if formularer else 200)


@kraever(Roller.LAES, INKA)
@require_safe
def register_afvigelse(request: HttpRequest, nummer: int) -> HttpResponse:
    """A difference."""
    return _afvigelse(request, _find_afvigelse(nummer))


@kraever(Roller.KOER, INKA)
@require_POST
def register_afvigelse_luk(request: HttpRequest, nummer: int) -> HttpResponse:
    """Close a difference; the second of two finds it closed."""
    row, form = _find_afvigelse(nummer), GrundForm(request.POST, prefix="l")

    def goer(given: Mapping[str, Any]) -> str:
        afvigelser.luk(row, given["grund"], request.user.get_username())
        return _("Afvigelsen er lukket.")

    return redirect("register_afvigelse", nummer) if udfoer(request, form, goer) else _afvigelse(request, row, form)


def _find_afvigelse(nummer: int) -> Afvigelse:
    row = Afvigelse.objects.select_related("fordring", "exchange").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Afvigelsen findes ikke."))
    return row


def _afvigelse(request: HttpRequest, row: Afvigelse, form: Formular | None = None) -> HttpResponse:
    why = mangler_rolle(request.user, Roller.KOER, INKA) or (_("Den er lukket.") if row.lukket_tid else "")
    action = Paakort(
        reverse("register_afvigelse_luk", args=[row.pk]),
        _("Luk med forklaring"),
        "check",
        _("Ret først det, der er galt. Intet bogføres ved at lukke den."),
        form or GrundForm(prefix="l"),
        why,
        vigtig=True,
    )
    return render(request, "web/afvigelse.html", {"afvigelse": row, **vist([action])}, status=422 if form else 200)


@kraever(Roller.LAES, INKA)
@require_safe
def register_inddrivelse_maaned(request: HttpRequest, nummer: int) -> HttpResponse:
    """A month's reconciliation, with the differences that are left."""
    row = _find_maaned(nummer)
    found = Afvigelse.objects.filter(exchange=row.exchange_id).order_by("lukket_tid", "pk")
    open_ = found.filter(lukket_tid=None).count()
    why = mangler_rolle(request.user, Roller.KOER, INKA)
    if row.underskrevet_af:
        why = why or _("Måneden er underskrevet.")
    if row.erstattet_af_id:
        why = why or _("En nyere fil gælder for måneden.")
    if open_:
        why = why or _("Der er afvigelser, som ikke er lukket.")
    action = Paakort(
        reverse("register_inddrivelse_underskriv", args=[row.pk]), _("Underskriv måneden"), "check", grund=why, vigtig=True
    )
    context = {"maaned": row, "afvigelser": found[:MOST], "aabne": open_, **vist([action])}
    return render(request, "web/inddrivelse_maaned.html", context)


@kraever(Roller.KOER, INKA)
@require_POST
def register_inddrivelse_underskriv(request: HttpRequest, nummer: int) -> HttpResponse:
    """Sign a month off."""
    row = _find_maaned(nummer)

    def goer() -> str:
        afvigelser.underskriv(row, request.user.get_username())
        return _("Måneden er underskrevet.")

    uden_form(request, goer)
    return redirect("register_inddrivelse_maaned", nummer)


def _find_maaned(nummer: int) -> Afstemning:
    row = Afstemning.objects.select_related("exchange").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Afstemningen findes ikke."))
    return row
