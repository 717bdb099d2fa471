"""CPR's deliveries and our subscriptions: the notice list of a delivery, one subscription, and asking for it again."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from snitflade.folk.abonnement import handlinger
from snitflade.folk.models import Abonnement, Advis, CprLeverance, Person
from snitflade.formats.cpr_koder import HAENDELSE
from snitflade.web.adgang import har
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.regler import kraever
from snitflade.web.tabel import Celle, Kolonne, Tabel
from snitflade.web.views.person import FOLK, ser_beskyttede

ADVIS = "Advisliste"
_ADRESSEFELTER = frozenset(
    {
        *("vejkode", "husnr", "etage", "sidedoer", "bnr", "adressenoegle", "conavn", "supplerende_adresse", "adresselinje"),
        *("lokalitet", "bynavn", "postnr", "postdistrikt", "vejnavn", "kontaktadresse", "udlandsadresse", "kommunekode"),
    }
)
_SKJULT = "…"


@kraever(Roller.LAES, FOLK)
@require_safe
def register_advis(request: HttpRequest, nummer: int) -> HttpResponse:
    """Who changed in a delivery, and what: a page at a time, everybody on it noted as looked up."""
    leverance = CprLeverance.objects.filter(pk=nummer).first()
    if leverance is None:
        raise Http404(_("Leverancen findes ikke."))
    maa_se = ser_beskyttede(request)
    rows = Advis.objects.filter(leverance=leverance).select_related("person").order_by("person__soegenavn", "pk")
    shown: list[Person] = []

    def celler(row: Advis) -> list[Celle | object]:
        shown.append(row.person)
        what = ", ".join(HAENDELSE.betydning(code) for code in row.haendelser.split())
        card = reverse("register_person", args=[row.person_id])
        name = row.person.navn or row.person.adresseringsnavn or _("Uden navn")
        return [Celle(name, card), row.person.personnummer, what, _aendringer(row, maa_se)]

    with transaction.atomic():
        tabel = Tabel.af(
            request,
            rows,
            overskrift=_("Advisliste"),
            kolonner=[
                Kolonne(_("Navn"), dansk=True),
                Kolonne(_("CPR-nummer")),
                Kolonne(_("Hændelser"), dansk=True),
                Kolonne(_("Ændringer"), dansk=True),
            ],
            raekke=celler,
            tom=_("Ingen er på listen."),
        )
        # One more than is shown has been read, to know whether there is another page; nobody has seen it.
        seen = shown[: len(tabel.raekker)]
        if seen:
            set_person(request, *seen, formaal=ADVIS)
    return render(request, "web/advis.html", {"leverance": leverance, "tabel": tabel})


def _aendringer(row: Advis, maa_se: bool) -> str:
    if row.ny:
        return "Ny i registret"
    skjult = row.person.adressebeskyttet and not maa_se
    parts = []
    for felt, before, after in row.aendringer:
        if skjult and felt in _ADRESSEFELTER:
            before = after = _SKJULT
        parts.append(f"{felt.replace('_', ' ')}: {_vist(before)} → {_vist(after)}")
    return "; ".join(parts)


def _vist(value: object) -> str:
    return "ja" if value is True else "nej" if value is False else str(value or "–").replace("\n", ", ")


@kraever(Roller.LAES, FOLK)
@require_safe
def register_abonnement(request: HttpRequest, nummer: int) -> HttpResponse:
    """One subscription: why, and everything CPR was asked and has answered."""
    row = Abonnement.objects.filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Abonnementet findes ikke."))
    lines = row.linjer.select_related("exchange", "svaret_af").order_by("-pk")
    context = {"abonnement": row, "linjer": lines, "maa_proeve": har(request.user, Roller.KOER, FOLK)}
    return render(request, "web/abonnement.html", context)


@kraever(Roller.KOER, FOLK)
@require_POST
def register_abonnement_igen(request: HttpRequest, nummer: int) -> HttpResponse:
    """Ask CPR again with the next file."""
    if not Abonnement.objects.filter(pk=nummer).exists():
        raise Http404(_("Abonnementet findes ikke."))
    handlinger.proev_igen(nummer, request.user.get_username())
    messages.success(request, _("CPR spørges igen med den næste fil."))
    return redirect("register_abonnement", nummer)
