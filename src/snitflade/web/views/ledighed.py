"""A jobseeker's card (pages 530 and 543): contacts, match group, exemptions, quarantine, and what else is registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from snitflade.folk.gaeldende import gaeldende
from snitflade.folk.models import Person
from snitflade.folk.personopslag import Spoerger
from snitflade.led import bopael, henvendelser
from snitflade.led import kort as kortene
from snitflade.led.models import STEMPLING, Art, Gruppe, Henvendelse, Ledighedskort
from snitflade.web.forms import Formular
from snitflade.web.models import Roller
from snitflade.web.opslag import set_person
from snitflade.web.paakort import Paakort, mangler_rolle, udfoer, vist
from snitflade.web.registre.ledighed import GRUPPER, LED, STAND, TONER, ledige, stand
from snitflade.web.regler import kraever
from snitflade.web.steder import steder
from snitflade.web.views.ledighed_former import (
    AnnullerForm,
    AnvisForm,
    GruppeForm,
    HenvendForm,
    PeriodeForm,
    RetForm,
    UddannelseForm,
)

FORMAAL = "Ledighedskort"
"""What the log says; it is in one language whoever looks."""
MOST = 50
SVAR: dict[str, bool | None] = {"": None, "ja": True, "nej": False}
Given = Mapping[str, Any]


@kraever(Roller.LAES, LED)
@require_safe
def register_ledighedskort(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card; whoever opens it is written down."""
    return _kort(request, _find(nummer))


@kraever(Roller.KOER, LED)
@require_POST
def register_ledighedskort_henvend(request: HttpRequest, nummer: int) -> HttpResponse:
    """Register a contact; pressed twice it is there once."""
    row, form = _find(nummer), HenvendForm(request.POST, prefix="henvend")

    def gem(given: Given) -> str:
        what = (given["dato"], given["kode"], given["lokalitet"], given["kontor"], request.user.get_username())
        new = henvendelser.registrer(row, *what, naeste_kontrol=given["naeste_kontrol"])
        return _("Henvendelsen er registreret.") if new else _("Den er registreret i forvejen.")

    return _svar(request, row, "henvend", form, gem)


@kraever(Roller.KOER, LED)
@require_POST
def register_ledighedskort_gruppe(request: HttpRequest, nummer: int) -> HttpResponse:
    """Let a match group hold from a day on."""
    row, form = _find(nummer), GruppeForm(request.POST, prefix="gruppe")
    return _svar(request, row, "gruppe", form, _sat(request, kortene.saet_gruppe, row, "gruppe", "fra"))


@kraever(Roller.KOER, LED)
@require_POST
def register_ledighedskort_periode(request: HttpRequest, nummer: int) -> HttpResponse:
    """Add a period, e.g. an exemption or a quarantine, or give one its end."""
    row, form = _find(nummer), PeriodeForm(request.POST, prefix="periode")
    return _svar(request, row, "periode", form, _sat(request, kortene.tilfoej_periode, row, "art", "fra", "til", "tekst"))


@kraever(Roller.KOER, LED)
@require_POST
def register_ledighedskort_uddannelse(request: HttpRequest, nummer: int) -> HttpResponse:
    """Add an education, or change one."""
    row, form = _find(nummer), UddannelseForm(request.POST, prefix="uddannelse")
    return _svar(request, row, "uddannelse", form, _sat(request, kortene.tilfoej_uddannelse, row, "kode", "tekst", "afsluttet"))


@kraever(Roller.KOER, LED)
@require_POST
def register_ledighedskort_anvis(request: HttpRequest, nummer: int) -> HttpResponse:
    """Refer to work, or say what came of it."""
    row, form = _find(nummer), AnvisForm(request.POST, prefix="anvis")
    return _svar(request, row, "anvis", form, _sat(request, kortene.tilfoej_anvisning, row, "dato", "arbejdsgiver", "resultat"))


@kraever(Roller.KOER, LED)
@require_POST
def register_ledighedskort_ret(request: HttpRequest, nummer: int) -> HttpResponse:
    """Change the card's own fields."""
    row, form = _find(nummer), RetForm(request.POST, prefix="ret")

    def gem(given: Given) -> str:
        texts = {name: given[name] for name in kortene.FELTER}
        af = request.user.get_username()
        return _sagt(kortene.ret(row, given["naeste_kontrol"], SVAR[given["vejledning"]], texts, af))

    return _svar(request, row, "ret", form, gem)


@kraever(Roller.KOER, LED)
@require_POST
def register_ledighedskort_annuller(request: HttpRequest, nummer: int) -> HttpResponse:
    """Let a contact not count any longer."""
    row = _find(nummer)
    form = AnnullerForm(request.POST, prefix="annuller", kort=row.pk)

    def gem(given: Given) -> str:
        henvendelser.annuller(given["henvendelse"].pk, given["grund"], request.user.get_username())
        return _("Henvendelsen er annulleret og tæller ikke.")

    return _svar(request, row, "annuller", form, gem)


def _sat(request: HttpRequest, goer: Callable[..., bool], row: Ledighedskort, *felter: str) -> Callable[[Given], str]:
    """What a form does whose fields are what a rule of the card takes."""

    def gem(given: Given) -> str:
        return _sagt(goer(row, *(given[name] for name in felter), request.user.get_username()))

    return gem


def _sagt(new: bool) -> str:
    return _("Gemt.") if new else _("Det stod der i forvejen. Intet er ændret.")


def _svar(request: HttpRequest, row: Ledighedskort, navn: str, form: Formular, gem: Callable[[Given], str]) -> HttpResponse:
    return redirect("register_ledighedskort", row.pk) if udfoer(request, form, gem) else _kort(request, row, {navn: form})


def _find(nummer: int) -> Ledighedskort:
    row: Ledighedskort | None = ledige(frozenset({LED})).filter(pk=nummer).first()
    if row is None:
        raise Http404(_("Kortet findes ikke."))
    return row


def _kort(request: HttpRequest, row: Any, former: Mapping[str, Formular] | None = None) -> HttpResponse:
    with transaction.atomic():
        set_person(request, row, formaal=FORMAAL)
        contacts = list(row.henvendelser.order_by("-dato", "-pk")[:MOST])
        handlinger = _handlinger(request, row, contacts, former or {})
        now = stand(row)
        places = steder({one.lokalitet for one in contacts})
        context = {
            "kort": row,
            "person": Person.objects.filter(personnummer=gaeldende(row.cpr)).first(),
            "stand": STAND.get(now, ""),
            "tone": TONER.get(now, ""),
            "gruppe": GRUPPER[row.gruppe or Gruppe.INGEN.value],
            "grupper": [(one.fra, GRUPPER[one.gruppe], one.oprettet_af) for one in row.grupper.order_by("-fra")],
            "henvendelser": [(one, henvendelser.koder().get(one.kode, one.kode), places[one.lokalitet]) for one in contacts],
            "perioder": [(Art(one.art).label, one) for one in row.perioder.order_by("-fra", "-pk")],
            "uddannelser": row.uddannelser.all(),
            "anvisninger": row.anvisninger.order_by("-dato"),
            "kompetencer": row.kompetencer.splitlines(),
            **vist(handlinger),
        }
    return render(request, "web/ledighedskort.html", context, status=422 if former else 200)


def _handlinger(request: HttpRequest, row: Any, contacts: list[Henvendelse], former: Mapping[str, Formular]) -> list[Paakort]:
    today, missing = timezone.localdate(), mangler_rolle(request.user, Roller.KOER, LED)
    own = {name: getattr(row, name) for name in ("naeste_kontrol", *kortene.FELTER)}
    said = next(text for text, value in SVAR.items() if value is row.vejledning)
    begin: dict[str, tuple[Any, str, Callable[[], Formular]]] = {
        "henvend": (
            lazy("Registrér henvendelse"),
            "check",
            lambda: HenvendForm(prefix="henvend", initial=_forslag(request, row, contacts)),
        ),
        "gruppe": (lazy("Sæt matchgruppe"), "edit", lambda: GruppeForm(prefix="gruppe", initial={"fra": today})),
        "periode": (
            lazy("Tilføj en periode"),
            "plus",
            lambda: PeriodeForm(prefix="periode", initial={"fra": today}),
        ),
        "anvis": (lazy("Anvis arbejde"), "plus", lambda: AnvisForm(prefix="anvis", initial={"dato": today})),
        "uddannelse": (lazy("Tilføj en uddannelse"), "plus", lambda: UddannelseForm(prefix="uddannelse")),
        "ret": (lazy("Ret oplysninger"), "edit", lambda: RetForm(prefix="ret", initial={**own, "vejledning": said})),
        "annuller": (lazy("Annullér en henvendelse"), "close", lambda: AnnullerForm(prefix="annuller", kort=row.pk)),
    }
    found = []
    for navn, (tekst, ikon, form) in begin.items():
        none = (
            _("Der er ingen henvendelser, der gælder.")
            if navn == "annuller" and not any(not one.annulleret for one in contacts)
            else ""
        )
        reason = missing or none
        made = former.get(navn) or (None if reason else form())
        found.append(
            Paakort(
                reverse(f"register_ledighedskort_{navn}", args=[row.pk]),
                tekst,
                ikon,
                form=made,
                grund=reason,
                vigtig=navn == "henvend",
            )
        )
    return found


def _forslag(request: HttpRequest, row: Ledighedskort, contacts: list[Henvendelse]) -> dict[str, Any]:
    """Today's contact as it most likely is: where the person lives, and the office of whoever registers."""
    today = timezone.localdate()
    page = request.resolver_match.view_name if request.resolver_match else ""
    place = bopael.lokalitet(row.cpr, today, Spoerger(request.user.get_username(), f"side:{page}"[:60], FORMAAL))
    mine = Henvendelse.objects.filter(oprettet_af=request.user.get_username()).order_by("-pk").first()
    return {
        "dato": today,
        "kode": STEMPLING,
        "lokalitet": place or (contacts[0].lokalitet if contacts else ""),
        "kontor": mine.kontor if mine else "",
    }
