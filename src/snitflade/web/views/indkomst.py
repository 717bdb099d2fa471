"""A person's incomes: looked up with a purpose, fetched now, overridden and cancelled; and a file for another municipality."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from snitflade.exchange.configuration import ConfigurationError
from snitflade.exchange.locks import BusyError
from snitflade.exchange.states import State
from snitflade.exchange.transports.errors import TransportError
from snitflade.folk.models import Person
from snitflade.formats.problems import ProblemsError
from snitflade.skat import indkomst, maaneder
from snitflade.skat.aar import fordeling
from snitflade.skat.kommuner import navn
from snitflade.skat.models import Aarsindkomst, AktuelIndkomst, Fordeling, Indkomstsvar, Overskrivning
from snitflade.skat.overskriv import handlinger
from snitflade.web.adgang import har
from snitflade.web.forsegling import spoergsmaal
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.regler import kraever
from snitflade.web.views.person import LAENGSTE_FORMAAL, formaal_kraeves, ser_beskyttede

SKAT, KORT = "skat", "Indkomstkort"
"""The Delsystem, and what the log says where nobody said more."""
VIST = 24
"""Months on the card."""
_Kilde = type[Aarsindkomst] | type[Indkomstsvar] | type[Overskrivning]
_KILDER: dict[str, _Kilde] = {"aar": Aarsindkomst, "aktuel": Indkomstsvar, "overskrevet": Overskrivning}


@kraever(Roller.LAES, SKAT)
@require_http_methods(["GET", "HEAD", "POST"])
def register_indkomst_soeg(request: HttpRequest) -> HttpResponse:
    """Find a person by number. It is posted, since addresses of pages end up in logs and numbers must not."""
    cpr = _cifre(request.POST.get("nummer", ""))
    formaal = _formaal(request.POST.get("formaal", ""))
    context: dict[str, Any] = {
        "nummer": cpr,
        "formaal": formaal,
        "formaal_kraeves": formaal_kraeves(),
        "maa_hente": har(request.user, Roller.KOER, SKAT),
    }
    if request.method != "POST":
        return render(request, "web/indkomst_soeg.html", context)
    fejl = "" if len(cpr) == 10 else _("Skriv hele CPR-nummeret, ti cifre.")
    if not fejl and formaal_kraeves() and not formaal:
        fejl = _("Skriv, hvad opslaget skal bruges til.")
    if not fejl and request.POST.get("hent") == "ja":
        if not har(request.user, Roller.KOER, SKAT):
            fejl = _("At hente hos tjenesten kræver rollen «Køre» for Skat.")
        else:
            fejl = _hent(request, cpr)
    if not fejl:
        found = _adresse(request, cpr, formaal)
        if found:
            return redirect(found)
        fejl = _("Der er ingen indkomst for personen her. Hent den hos tjenesten, hvis der er et formål med det.")
    return render(request, "web/indkomst_soeg.html", context | {"fejl": fejl}, status=422)


def _cifre(text: str) -> str:
    found = text.replace("-", "").replace(" ", "")
    return found if found.isascii() and found.isdigit() and len(found) <= 10 else ""


def _formaal(text: str) -> str:
    return " ".join(text.split())[:LAENGSTE_FORMAAL]


def _adresse(request: HttpRequest, cpr: str, formaal: str) -> str:
    """The address of the person's card; empty where nothing is known."""
    query = spoergsmaal(request.user, {"formaal": formaal}) if formaal else ""
    for art in ("aktuel", "aar"):
        number = _KILDER[art].objects.filter(cpr=cpr).order_by("-pk").values_list("pk", flat=True).first()
        if number is not None:
            return reverse("register_indkomst", args=[art, number]) + query
    return ""


def _cpr(art: str, nummer: int) -> str:
    """Whose card it is. Raises Http404."""
    kilde = _KILDER.get(art)
    cpr = kilde.objects.filter(pk=nummer).values_list("cpr", flat=True).first() if kilde else None
    if cpr is None:
        raise Http404(_("Indkomsten findes ikke."))
    return str(cpr)


@kraever(Roller.LAES, SKAT)
@require_safe
def register_indkomst(request: HttpRequest, art: str, nummer: int) -> HttpResponse:
    """The card."""
    cpr = _cpr(art, nummer)
    formaal = _formaal(request.GET.get("formaal", ""))
    if formaal_kraeves() and not formaal:
        return render(request, "web/indkomst_formaal.html", {"art": art, "nummer": nummer})
    return _kort(request, cpr, art, nummer, formaal)


def _kort(
    request: HttpRequest, cpr: str, art: str, nummer: int, formaal: str, *, fejl: str = "", skrevet: dict[str, str] | None = None
) -> HttpResponse:
    person = Person.objects.filter(personnummer=cpr).first()
    with transaction.atomic():
        # Who is not in the register of persons is noted by the row that was opened.
        shown = person if person is not None else _KILDER[art].objects.get(pk=nummer)
        set_person(request, shown, formaal=f"{KORT}: {formaal}" if formaal else KORT)
        held = handlinger.nuvaerende(cpr)
        context = {
            "cpr": f"{cpr[:6]}-{cpr[6:]}",
            "art": art,
            "nummer": nummer,
            "formaal": formaal,
            "fejl": fejl,
            "skrevet": skrevet or {},
            "navn": _navn(request, person),
            "beskyttet": person is not None and person.adressebeskyttet,
            "svar": Indkomstsvar.objects.filter(cpr=cpr).first(),
            "maaneder": _maaneder(cpr),
            "aar": [(row, navn(row.kommune)) for row in _aar(cpr)],
            "overskrivninger": Overskrivning.objects.filter(cpr=cpr).select_related("exchange", "aendrer").order_by("-pk"),
            "klar_til_at_sendes": (State.GODKENDT, State.AFSENDES),
            "nu": held,
            "maa_koere": har(request.user, Roller.KOER, SKAT),
        }
    return render(request, "web/indkomst.html", context, status=422 if fejl else 200)


def _navn(request: HttpRequest, person: Person | None) -> str:
    if person is None:
        return _("Ikke i personregistret")
    if person.adressebeskyttet and not ser_beskyttede(request):
        return _("Beskyttet")
    return person.navn or person.adresseringsnavn or _("Uden navn")


def _maaneder(cpr: str) -> list[indkomst.Maaned]:
    """The months something is known of, the newest first."""
    newest = AktuelIndkomst.objects.filter(cpr=cpr).order_by("-seneste_maaned").values_list("seneste_maaned", flat=True).first()
    if newest is None:
        return []
    found = indkomst.maanedsindkomst(cpr, maaneder.flyt(newest, 1 - VIST), newest)
    return [
        one for one in reversed(found) if one.modtaget is not None or one.efter_fradrag is not None or one.overskrevet is not None
    ]


def _aar(cpr: str) -> list[Aarsindkomst]:
    rows = Aarsindkomst.objects.filter(cpr=cpr).select_related("fil")
    return list(rows.order_by("-indkomstaar", "kommune", "-gaelder", "-udtraek", "-pk"))


def _hent(request: HttpRequest, cpr: str) -> str:
    """Ask the service now; gives why it could not be done, or nothing."""
    try:
        handlinger.hent_nu(cpr, request.user.get_username())
    except (TransportError, ConfigurationError, BusyError) as error:
        return str(error)
    return ""


@kraever(Roller.KOER, SKAT)
@require_POST
def register_indkomst_hent(request: HttpRequest, art: str, nummer: int) -> HttpResponse:
    """Fetch the person's present income."""
    cpr = _cpr(art, nummer)
    formaal = _formaal(request.POST.get("formaal", ""))
    fejl = _hent(request, cpr)
    if fejl:
        messages.error(request, fejl)
    else:
        row = Indkomstsvar.objects.get(cpr=cpr)
        messages.success(request, _("Tjenesten har svaret: %(svar)s.") % {"svar": row.get_udfald_display().lower()})
    query = spoergsmaal(request.user, {"formaal": formaal}) if formaal else ""
    return redirect(reverse("register_indkomst", args=[art, nummer]) + query)


@kraever(Roller.KOER, SKAT)
@require_POST
def register_indkomst_overskriv(request: HttpRequest, art: str, nummer: int) -> HttpResponse:
    """Override the income, or cancel an override: built here, sent when a second person has approved it."""
    cpr = _cpr(art, nummer)
    given = {name: request.POST.get(name, "").strip() for name in ("beloeb", "begrundelse", "sagsnummer", "handling", "formaal")}
    by = request.user.get_username()
    try:
        if given["handling"] == "annuller":
            row = handlinger.annuller(cpr, given["begrundelse"], given["sagsnummer"], by)
        else:
            row = handlinger.overskriv(
                cpr,
                _kroner(given["beloeb"]),
                given["begrundelse"],
                given["sagsnummer"],
                by,
                bekraeftet=request.POST.get("bekraeftet") == "ja",
            )
    except ProblemsError as error:
        sentences = " ".join(problem.message for problem in error.problems.sorted())
        return _kort(request, cpr, art, nummer, _formaal(given["formaal"]), fejl=sentences, skrevet=given)
    messages.success(request, _("Overskrivning %(nr)s er lavet. En anden skal godkende den, før den sendes.") % {"nr": row.pk})
    return redirect("udveksling", row.exchange_id)


def _kroner(text: str) -> int | None:
    """Whole kroner, with or without points for thousands; None for anything else."""
    digits = text.replace(".", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None


@kraever(Roller.KOER, SKAT)
@require_POST
def register_indkomst_send(request: HttpRequest, nummer: int) -> HttpResponse:
    """Tell the service now of an override that is approved. Pressed twice it is told once."""
    row = Overskrivning.objects.filter(pk=nummer, exchange__isnull=False).first()
    if row is None or row.exchange_id is None:
        raise Http404(_("Overskrivningen findes ikke."))
    try:
        handlinger.send(row.exchange_id, request.user.get_username())
    except (TransportError, ConfigurationError) as error:
        messages.error(request, str(error))
    else:
        row.refresh_from_db()
        messages.success(request, _("Overskrivning %(nr)s: %(hvad)s.") % {"nr": row.pk, "hvad": row.get_tilstand_display().lower()})
    return redirect("register_indkomst", "overskrevet", nummer)


@kraever(Roller.LAES, SKAT)
@require_safe
def register_fordeling(request: HttpRequest, nummer: int) -> HttpResponse:
    """One file for another municipality's installation: where it stands, and its receipt."""
    row = Fordeling.objects.select_related("exchange").filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Fordelingen findes ikke."))
    may = har(request.user, Roller.GODKEND, SKAT)
    return render(request, "web/indkomst_fordeling.html", {"fordeling": row, "kommune": navn(row.kommune), "maa_frigive": may})


@kraever(Roller.GODKEND, SKAT)
@require_POST
def register_fordeling_frigiv(request: HttpRequest, nummer: int) -> HttpResponse:
    """Answer for a file that is held there: the worker hands it on within ten minutes."""
    grund = " ".join(request.POST.get("grund", "").split())
    if not Fordeling.objects.filter(pk=nummer).exists():
        raise Http404(_("Fordelingen findes ikke."))
    if not grund:
        messages.error(request, _("Skriv, hvorfor filen er i orden."))
    else:
        fordeling.frigiv(nummer, request.user.get_username(), grund)
        messages.success(request, _("Filen afleveres inden for ti minutter."))
    return redirect("register_fordeling", nummer)
