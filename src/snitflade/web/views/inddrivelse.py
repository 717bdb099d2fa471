"""A claim's card at the authority: its state step by step, why it is not handed over, and what can be done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.formats.problems import ProblemsError
from snitflade.inka.debitorkort import kort
from snitflade.inka.inddrivelse import handlinger, leveret, opsaetning, udvaelg
from snitflade.inka.inddrivelse.models import Fordring, Fordringsdata, Inddrivelsesvalg, Tilstand
from snitflade.inka.models import Regning
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.paakort import DagFelt, GrundForm, Paakort, grund_felt, mangler_rolle, uden_form, udfoer, vist
from snitflade.web.registre.inddrivelse import TONER
from snitflade.web.regler import kraever

INKA = "inka"
FORMAAL = "Inddrivelse"
"""What the log says; it is in one language whoever looks."""


class OplysForm(Formular):
    """What the authority must know of a claim."""

    barns_cpr = forms.CharField(label=lazy("Barnets CPR-nummer"), required=False, max_length=20)
    meddebitorer = forms.CharField(
        label=lazy("Meddebitorer, CPR- eller CVR-numre med komma mellem"), required=False, max_length=300
    )
    note = forms.CharField(label=lazy("Note til myndigheden"), required=False, max_length=600)


class UdsendtForm(Formular):
    """That a bill, or all of its run, was delivered; when, and who says so."""

    dato = DagFelt(label=lazy("Udsendt den"))
    hele = forms.BooleanField(label=lazy("Hele kørslens regninger"), required=False)
    grund = grund_felt(lazy("Hvor ved I det fra?"))


class DebitorForm(Formular):
    """What is decided of a debtor."""

    egen = forms.BooleanField(label=lazy("Kommunen inddriver selv"), required=False)
    bo_behandlet = forms.BooleanField(label=lazy("Boet er behandlet"), required=False)
    grund = grund_felt()


@kraever(Roller.LAES, INKA)
@require_safe
def register_fordring(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, INKA)
@require_POST
def register_fordring_igen(request: HttpRequest, nummer: int) -> HttpResponse:
    """Put it in the queue again; pressed twice it is there once."""
    row = _find(nummer)

    def goer() -> str:
        made = handlinger.igen(_nyeste(row), request.user.get_username())
        return _("%(sag)s sendes med den næste fil.") % {"sag": made.ekstern_sagsnummer}

    uden_form(request, goer)
    return redirect("register_fordring", nummer)


@kraever(Roller.KOER, INKA)
@require_POST
def register_fordring_tilbagekald(request: HttpRequest, nummer: int) -> HttpResponse:
    """Withdraw it."""
    row, form = _find(nummer), GrundForm(request.POST, prefix="t")

    def goer(given: Mapping[str, Any]) -> str:
        handlinger.tilbagekald(_nyeste(row), given["grund"], request.user.get_username())
        return _("Den tilbagekaldes med den næste fil med nedskrivninger. Til den er besvaret, er kravet myndighedens.")

    return redirect("register_fordring", nummer) if udfoer(request, form, goer) else _kort(request, row, tilbagekald=form)


@kraever(Roller.KOER, INKA)
@require_POST
def register_fordring_oplys(request: HttpRequest, nummer: int) -> HttpResponse:
    """Say what the authority must know."""
    row, form = _find(nummer), OplysForm(request.POST, prefix="o")

    def goer(given: Mapping[str, Any]) -> str:
        handlinger.oplys(row, given["barns_cpr"], given["meddebitorer"], given["note"], request.user.get_username())
        return _("Oplysningerne er gemt. De kommer med, næste gang kravet sendes.")

    return redirect("register_fordring", nummer) if udfoer(request, form, goer) else _kort(request, row, oplys=form)


@kraever(Roller.KOER, INKA)
@require_POST
def register_fordring_udsendt(request: HttpRequest, nummer: int) -> HttpResponse:
    """Confirm that the bill was delivered."""
    row, form = _find(nummer), UdsendtForm(request.POST, prefix="u")
    today = timezone.localdate()

    def goer(given: Mapping[str, Any]) -> str:
        who, dato, grund = request.user.get_username(), given["dato"], given["grund"]
        if given["hele"]:
            count = leveret.bekraeft_koersel(row.modul, row.koersel, dato, grund, who, today)
            return _("Det er bekræftet for kørslens %(antal)s krav.") % {"antal": count}
        leveret.bekraeft(row, dato, grund, who, today)
        return _("Det er bekræftet for kravet.")

    return redirect("register_fordring", nummer) if udfoer(request, form, goer) else _kort(request, row, udsendt=form)


@kraever(Roller.KOER, INKA)
@require_POST
def register_fordring_debitor(request: HttpRequest, nummer: int) -> HttpResponse:
    """Decide of the debtor."""
    row, form = _find(nummer), DebitorForm(request.POST, prefix="d")

    def goer(given: Mapping[str, Any]) -> str:
        handlinger.vaelg(row.debitor, given["egen"], given["bo_behandlet"], given["grund"], request.user.get_username())
        return _("Valget er gemt og gælder alle debitorens krav.")

    return redirect("register_fordring", nummer) if udfoer(request, form, goer) else _kort(request, row, debitor=form)


def _find(nummer: int) -> Regning:
    row = Regning.objects.select_related("debitor", "exchange").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Kravet findes ikke."))
    return row


def _nyeste(row: Regning) -> Fordring:
    found = Fordring.objects.filter(regning=row).select_related("exchange").order_by("-nummer").first()
    if found is None:
        raise Http404(_("Kravet har ikke været hos myndigheden."))
    return found


def _kort(request: HttpRequest, row: Regning, **formularer: Formular) -> HttpResponse:
    if kort([row.debitor])[0].er_person:
        set_person(request, row.debitor, formaal=FORMAAL)
    claims = list(row.fordringer.select_related("exchange").order_by("-nummer"))
    newest = claims[0] if claims else None
    context = {
        "regning": row,
        "fordring": newest,
        "tone": TONER.get(Tilstand(newest.tilstand), "") if newest else "",
        "fakta": _fakta(row, newest),
        "hvorfor": _hvorfor(row, newest),
        "haendelser": [one for claim in claims for one in claim.haendelser.select_related("exchange").order_by("-pk")],
        "nedskrivninger": [one for claim in claims for one in claim.nedskrivninger.order_by("-pk")],
        "afregninger": [one for claim in claims for one in claim.afregningslinjer.order_by("-pk")],
        "afvigelser": [one for claim in claims for one in claim.afvigelser.order_by("-pk")],
        **vist(_handlinger(request, row, newest, formularer)),
    }
    return render(request, "web/fordring.html", context, status=422 if formularer else 200)


def _fakta(row: Regning, claim: Fordring | None) -> list[tuple[str, object]]:
    """What is known, each with its name; what is not known is left out."""
    data = Fordringsdata.objects.filter(regning=row).first()
    choice = Inddrivelsesvalg.objects.filter(debitor=row.debitor_id).first()
    sent = claim.exchange.sent_at if claim and claim.exchange else None
    known: list[tuple[str, object]] = [
        (_("Sagsnummer"), claim.ekstern_sagsnummer if claim else ""),
        (_("Sekvensnummer"), claim.sekvensnummer if claim else ""),
        (_("Record-id"), claim.record_id if claim else ""),
        (_("Type"), f"{claim.fordringsgruppe} {claim.fordringstype}" if claim else ""),
        (_("Sendt"), f"{timezone.localdate(sent):%d-%m-%Y}" if sent else ""),
        (_("Forsøg"), claim.forsoeg if claim else ""),
        (_("Afvist fordi"), claim.aarsag if claim else ""),
        (_("Tilbagekaldes fordi"), claim.tilbagekaldes if claim else ""),
        (_("Barn"), data.barns_cpr if data else ""),
        (_("Meddebitorer"), data.meddebitorer if data else ""),
        (_("Note"), data.note if data else ""),
        (_("Kommunen inddriver selv"), _("Ja") if choice and choice.egen else ""),
        (_("Boet er behandlet"), _("Ja") if choice and choice.bo_behandlet else ""),
        (_("Besluttet fordi"), choice.grund if choice else ""),
    ]
    return [(name, value) for name, value in known if value]


def _hvorfor(row: Regning, claim: Fordring | None) -> str:
    """Why it is not handed over with the next file; empty where it is, or where the authority has it."""
    if claim is not None and claim.ude:
        return ""
    today = timezone.localdate()
    try:
        claimant, days = opsaetning.fordringshaver(row.kommune, today), opsaetning.antal(opsaetning.DAGE, today)
    except ProblemsError as error:
        return " ".join(problem.message for problem in error.problems)
    if row.rest <= 0:
        return _("Kravet har intet åbent.")
    if row.forfaldsdato >= today - dt.timedelta(days):
        return _("Fristen er ikke gået: %(dage)s dage efter %(forfald)s.") % {
            "dage": days,
            "forfald": f"{row.forfaldsdato:%d-%m-%Y}",
        }
    found = udvaelg.grund_for(row, claimant, today, days)
    return found.value if found else ""


def _handlinger(request: HttpRequest, row: Regning, claim: Fordring | None, forms_: Mapping[str, Formular]) -> list[Paakort]:
    may = mangler_rolle(request.user, Roller.KOER, INKA)
    out = bool(claim and claim.ude)
    never = may or ("" if claim else _("Kravet har ikke været hos myndigheden."))
    again = never or (_("Myndigheden har den.") if out else "")
    again = again or (_("Den er allerede i kø.") if claim and claim.tilstand == Tilstand.KOE else "")
    data = Fordringsdata.objects.filter(regning=row).first()
    choice = Inddrivelsesvalg.objects.filter(debitor=row.debitor_id).first()
    known = {"barns_cpr": data.barns_cpr, "meddebitorer": data.meddebitorer, "note": data.note} if data else {}
    decided = {"egen": choice.egen, "bo_behandlet": choice.bo_behandlet} if choice else {}

    def til(navn: str) -> str:
        return reverse(f"register_fordring_{navn}", args=[row.pk])

    return [
        Paakort(
            til("igen"), _("Send igen"), "sync", _("Ret først det, den blev afvist for. Den sendes med den næste fil."), grund=again
        ),
        Paakort(
            til("tilbagekald"),
            _("Tilbagekald"),
            "close",
            _("Hele det, de har tilbage, nedskrives med den næste fil med nedskrivninger."),
            forms_.get("tilbagekald") or GrundForm(prefix="t"),
            never or ("" if out else _("Myndigheden har den ikke.")),
        ),
        Paakort(
            til("udsendt"),
            _("Bekræft, at regningen er udsendt"),
            "check",
            _("Kun når I ved det, fx fra trykkeriet. Uden det overgives kravet ikke."),
            forms_.get("udsendt") or UdsendtForm(prefix="u", initial={"dato": row.posteringsdato}),
            may,
        ),
        Paakort(
            til("oplys"),
            _("Oplysninger til myndigheden"),
            "edit",
            "",
            forms_.get("oplys") or OplysForm(prefix="o", initial=known),
            may,
        ),
        Paakort(
            til("debitor"),
            _("Valg for debitoren"),
            "person",
            _("Gælder alle debitorens krav."),
            forms_.get("debitor") or DebitorForm(prefix="d", initial=decided),
            may,
        ),
    ]
