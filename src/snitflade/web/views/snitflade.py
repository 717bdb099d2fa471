"""Snitflade: one interface: what it does, its run, its history, what is set up, who may do what; and its layout, printed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from snitflade.exchange import catalogue, configuration, rhythm
from snitflade.exchange.catalogue import Interface, InterfaceState, Row
from snitflade.exchange.models import Exchange
from snitflade.exchange.rhythm import Cause, Kind, Severity
from snitflade.formats import registry
from snitflade.web import katalog, ord, tilstande
from snitflade.web.adgang import delsystem_af, har
from snitflade.web.feltnavne import feltnavn
from snitflade.web.koersel import KoerselForm, til_arbejderen
from snitflade.web.models import ALLE, Rolle, Roller
from snitflade.web.regler import af_snitflade, kraever
from snitflade.web.tabel import Celle, Kolonne, Tabel
from snitflade.web.templatetags.side import tidspunkt


def find(id: str) -> tuple[Row, Interface | None]:
    """The row with this id, number or old page number, and what is declared of it. Raises Http404."""
    declared = {interface.id: interface for interface in catalogue.declared()}
    for row in catalogue.rows().values():
        interface = declared.get(row.id)
        if id in row.names or (interface and id in interface.pages):
            return row, interface
    raise Http404(_("Snitfladen «%(navn)s» findes ikke.") % {"navn": id})


@kraever(Roller.LAES, af_snitflade("id"))
@require_safe
def snitflade(request: HttpRequest, id: str) -> HttpResponse:
    """The page. An old page number leads to the interface's own address."""
    row, interface = find(id)
    if id != row.id:
        return redirect("snitflade", row.id)
    form = KoerselForm(interface) if interface and interface.build else None
    return render(request, "web/snitflade.html", sammenhaeng(request, row, interface, form))


def sammenhaeng(request: HttpRequest, row: Row, interface: Interface | None, form: KoerselForm | None) -> dict[str, Any]:
    """What the page shows, also when a run of it has just been tried."""
    state = catalogue.state(row.id)
    where = delsystem_af(row.id)
    now = timezone.now()
    causes, upcoming = rhythm.overview(now)
    due = next((moment for found, moment in upcoming if found.id == row.id), None)
    return {
        "row": row,
        "snitflade": interface,
        "tilstand": tilstande.SNITFLADER[state],
        "mangler": state is InterfaceState.MANGLER,
        "retning": tilstande.RETNINGER[row.retning],
        "udloest_af": _UDLOEST.get(row.udloest_af, row.udloest_af),
        "rytme": katalog.rytme(interface, row),
        "naeste": ord.naar(due, now) if due else "",
        "nu": [_sag(cause, now) for cause in causes if cause.interface == row.id],
        "form": form,
        "maa_koere": har(request.user, Roller.KOER, where),
        "tager_filer": bool(interface and interface.apply),
        "til_arbejderen": bool(form and interface and til_arbejderen(interface)),
        "formater": [(name, _titel(name)) for name in interface.formats] if interface else [],
        "forbindelser": _forbindelser(interface) if interface else [],
        "hvem": _hvem(where),
        "historie": _historie(request, row),
        "historie_om": "",
    }


_UDLOEST = {"Scheduled task": lazy("Af sig selv, efter rytmen"), "Ekstern": lazy("Modparten"), "Operatør": lazy("Operatør")}
"""The catalogue's words for what sets an interface off, as they are said to who reads the page."""


def _sag(cause: Cause, now: dt.datetime) -> dict[str, Any]:
    """One thing that is the matter with the interface, as I dag says it, and what about it can be closed by a person."""
    return {
        "noegle": cause.key,
        "maerke": ord.SLAGS[cause.kind],
        "tone": _TONER[cause.severity],
        "frist": ord.frist(cause.deadline, now) if cause.deadline else "",
        "tekst": ord.aarsag(cause, now, knap=cause.exchange is not None),
        "udveksling": cause.exchange,
        "kan_lukkes": cause.kind in (Kind.FORSINKET, Kind.TAVS),
    }


_TONER = {Severity.KRITISK: "kritisk", Severity.ADVARSEL: "advarsel", Severity.OPLYSNING: "oplysning"}


def _titel(format: str) -> str:
    found = registry.FORMATS.get(format)
    return found.title if found else format


def _forbindelser(interface: Interface) -> list[dict[str, str]]:
    """Each way of the interface, and the connection that is set up for it: its name and kind, never its secrets."""
    written = [name for name in interface.formats if name not in registry.PROFILES or registry.PROFILES[name].direction != "ind"]
    ways = [*(written if interface.build else ()), *(("ind",) if interface.apply else ())]
    try:
        found = configuration.load()
    except configuration.ConfigurationError:
        return [{"vej": way, "tekst": _("Opsætningen kan ikke læses"), "tone": "kritisk"} for way in ways]
    mine = found.get("snitflader", {}).get(interface.id, {})
    shown = []
    for way in ways:
        name = mine.get(way)
        kind = found.get("forbindelser", {}).get(name, {}).get("type") if name else None
        if kind:
            shown.append({"vej": way, "tekst": f"{name} ({kind})", "tone": "godt"})
        else:
            text = _("Forbindelsen %(navn)s findes ikke") % {"navn": name} if name else _("Ingen; filen bæres med hånden")
            shown.append({"vej": way, "tekst": text, "tone": "kritisk" if name else ""})
    return shown


def _hvem(delsystem: str) -> list[tuple[str, list[str]]]:
    """Who may do what in the Delsystem: each role with its people."""
    rows = Rolle.objects.filter(Q(delsystem=delsystem) | Q(delsystem=ALLE), bruger__is_active=True).select_related("bruger")
    people: dict[str, set[str]] = {role: set() for role in Roller.values}
    for row in rows:
        people[row.rolle].add(str(row.bruger))
    return [(str(role.label), sorted(people[role.value])) for role in Roller]


def _historie(request: HttpRequest, row: Row) -> Tabel:
    """The interface's exchanges, the newest first."""
    return Tabel.af(
        request,
        Exchange.objects.filter(interface=row.id).order_by("-pk"),
        overskrift=_("Historie"),
        tom=_("Ingen udvekslinger endnu."),
        kolonner=(Kolonne(_("Nummer")), Kolonne(_("Tilstand")), Kolonne(_("Hvornår")), Kolonne(_("Af")), Kolonne(_("Godkendt af"))),
        raekke=lambda e: (
            Celle(e.pk, adresse=reverse("udveksling", args=[e.pk])),
            tilstande.celle(e),
            tidspunkt(e.created_at),
            e.created_by,
            e.approved_by or "–",
        ),
        per=12,
        talt=False,
    )


@kraever(Roller.LAES, af_snitflade("id"))
@require_safe
def snitflade_layout(request: HttpRequest, id: str, format: str) -> HttpResponse:
    """A format's layout, printed from its declaration."""
    row, interface = find(id)
    declared = registry.FORMATS.get(format)
    if interface is None or format not in interface.formats or declared is None:
        raise Http404(_("Formatet %(format)s hører ikke til snitfladen.") % {"format": format})
    titles = {record.key: record.title for record in getattr(declared, "records", ())}
    records: dict[str, list[dict[str, str]]] = {}
    for found in registry.describe(declared):
        line = {name: getattr(found, name) for name in ("place", "width", "kind", "name", "default", "allowed", "meaning")}
        records.setdefault(found.record, []).append(line | {"label": feltnavn(found.name)})
    return render(
        request,
        "web/snitflade_layout.html",
        {
            "row": row,
            "format": declared,
            "ubekraeftet": not interface.confirmed,
            "om": [part.strip() for part in registry.documentation(declared).split("\n\n") if part.strip()],
            "records": [{"noegle": key, "titel": titles.get(key, ""), "felter": fields} for key, fields in records.items()],
        },
    )
