"""I dag: what is due, late, silent or stuck, the most urgent first, each with its one next thing to do. The pattern of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from snitflade.exchange import catalogue, rhythm
from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm import Cause, Kind, Severity
from snitflade.web import ord
from snitflade.web.adgang import Person, delsystem_af, har, mine
from snitflade.web.models import Roller
from snitflade.web.nav import adresse
from snitflade.web.regler import kraever

MOST_UPCOMING = 12


@dataclass(frozen=True, slots=True)
class Kort:
    """One cause as it is shown: `handling` is the text of its button, `adresse` where it leads (empty: nothing to press)."""

    cause: Cause
    titel: str
    nr: int | None
    maerke: str | Promise
    tekst: str
    frist: str
    handling: str | Promise = ""
    adresse: str = ""


@kraever(Roller.LAES)
@require_safe
def i_dag(request: HttpRequest) -> HttpResponse:
    """The page; htmx asks for it again every minute and exchanges the list."""
    now = timezone.now()
    where = mine(request.user)
    found, due_next = rhythm.overview(now)
    causes = [cause for cause in found if not cause.interface or delsystem_af(cause.interface) in where]
    own = _built_by(request.user, causes)
    cards = [_kort(cause, request.user, now, cause.exchange in own) for cause in causes]
    upcoming = [(interface, due) for interface, due in due_next if delsystem_af(interface.id) in where]
    return render(
        request,
        "web/i_dag.html",
        {
            "grupper": [
                {"alvor": severity.value, "tekst": ord.ALVOR[severity], "kort": some}
                for severity in Severity
                if (some := [card for card in cards if card.cause.severity is severity])
            ],
            "antal": len(cards),
            "naeste": [
                {"naar": ord.naar(due, now), "titel": interface.row.integration, "adresse": adresse("snitflade", interface.id)}
                for interface, due in upcoming[:MOST_UPCOMING]
            ],
            "nu": now,
        },
    )


def _built_by(person: Person, causes: Sequence[Cause]) -> frozenset[int]:
    """Of the exchanges that wait for approval, those that `person` has built and that need two people."""
    waiting = [cause.exchange for cause in causes if cause.kind is Kind.VENTER_PAA_ANDEN and cause.exchange]
    return frozenset(
        Exchange.objects.filter(pk__in=waiting, needs_two=True, created_by=person.get_username()).values_list("pk", flat=True)
    )


def _kort(cause: Cause, person: Person, now: dt.datetime, own: bool) -> Kort:
    row = catalogue.rows().get(cause.interface)
    action, address, badge = _handling(cause, person, own)
    return Kort(
        cause=cause,
        titel=row.integration if row else str(_("Hele installationen")),
        nr=row.nr if row else None,
        maerke=badge or ord.SLAGS[cause.kind],
        tekst=ord.aarsag(cause, now, knap=bool(address)),
        frist=ord.frist(cause.deadline, now) if cause.deadline else "",
        handling=action if address else "",
        adresse=address,
    )


def _handling(cause: Cause, person: Person, own: bool) -> tuple[str | Promise, str, str | Promise]:
    """The one next thing to do: its text, where it is done, and the badge where the kind's own does not say enough."""
    where = delsystem_af(cause.interface)
    if cause.exchange is None:
        address = adresse("snitflade", cause.interface) if cause.interface else ""
        runs = cause.kind in (Kind.I_DAG, Kind.FORSINKET) and har(person, Roller.KOER, where) and _is_built(cause.interface)
        return (_("Kør den") if runs else _("Se snitfladen")), address, ""
    address = adresse("udveksling", cause.exchange)
    if cause.kind is Kind.VENTER_PAA_ANDEN:
        if own:
            return _("Se den"), address, _("Venter på en anden")
        if har(person, Roller.GODKEND, where):
            return _("Gennemse og godkend"), address, _("Venter på dig")
        return _("Se den"), address, ""
    return _TEXTS.get(cause.kind, _("Se hvorfor")), address, ""


def _is_built(interface: str) -> bool:
    return bool((declared := catalogue.get(interface)) and declared.build)


_TEXTS = {
    Kind.FORSINKET: _("Aflevér den"),
    Kind.IKKE_TAGET: _("Se udvekslingen"),
    Kind.IKKE_KVITTERET: _("Skriv kvittering"),
    Kind.VENTER_PAA_HAAND: _("Aflevér og kvittér"),
    Kind.UKLAR: _("Afklar"),
    Kind.KARANTAENE: _("Ret linjerne"),
}
