"""Udveksling: one exchange: its way, its control sheet, its files, what was wrong with it, and what can be done."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from snitflade.exchange import catalogue, configuration, journal, rhythm, tasks
from snitflade.exchange.catalogue import Interface
from snitflade.exchange.models import AuditEvent, Exchange
from snitflade.exchange.rhythm import Kind
from snitflade.exchange.states import State
from snitflade.formats.problems import mask_cpr
from snitflade.formats.text import beloeb_tekst, konto_tekst
from snitflade.web import ord
from snitflade.web.adgang import delsystem_af, har
from snitflade.web.eksport import Filtype, fil
from snitflade.web.feltnavne import feltnavn
from snitflade.web.gang import i_gang, svar
from snitflade.web.handlinger import handlinger
from snitflade.web.models import Roller
from snitflade.web.nav import adresse
from snitflade.web.problemliste import HOVED, grupper, raekker
from snitflade.web.regler import af_udveksling, kraever
from snitflade.web.tabel import Celle, Kolonne, Tabel
from snitflade.web.tilstande import navn, tone
from snitflade.web.trin import trin
from snitflade.web.udvekslingsider import sider

MOST_EVENTS = 200
MOST_PROBLEMS = 2000
"""Problems read to be grouped on the page; the file to be fetched has them all."""
OERE = frozenset({"beloeb", "pris"})
"""Fields of rows that hold øre."""


def declared(exchange: Exchange) -> Interface | None:
    """What is declared of the exchange's interface; None when nothing is any longer."""
    return catalogue.get(exchange.interface)


def forbundet(exchange: Exchange) -> bool | None:
    """Whether its files have connections to go by; None when the set-up cannot be read."""
    try:
        return tasks.connected(exchange)
    except configuration.ConfigurationError:
        return None


@kraever(Roller.LAES, af_udveksling("nr"))
@require_safe
def udveksling(request: HttpRequest, nr: int) -> HttpResponse:
    """The page."""
    return render(request, "web/udveksling.html", sammenhaeng(request, journal.get(nr)))


def sammenhaeng(request: HttpRequest, exchange: Exchange) -> dict[str, Any]:
    """What the page shows."""
    interface, row = declared(exchange), catalogue.rows().get(exchange.interface)
    events = list(exchange.events.order_by("-number")[:MOST_EVENTS])[::-1]
    may = handlinger(exchange, request.user, interface, forbundet(exchange))
    under_way = i_gang(exchange)
    count, lukket = exchange.problems.count(), rhythm.closed(exchange)
    return {
        "u": exchange,
        "row": row,
        "tilstand": navn(exchange),
        "tone": tone(exchange),
        "trin": trin(exchange, interface, events),
        "ubekraeftet": interface is not None and not interface.confirmed,
        "penge": catalogue.moves_money(exchange),
        "kan": [action for action in may if not action.grund],
        "kan_ikke": [action for action in may if action.grund],
        "naeste": next(
            (action for action in may if action.vigtig and action.grund and exchange.state in _NEXT.get(action.navn, ())), None
        ),
        "filer": list(exchange.files.select_related("blob")),
        "ankomster": list(exchange.arrivals.all()[:20]),
        "problemer": grupper(exchange.problems.all()[:MOST_PROBLEMS]) if count else [],
        "antal_problemer": count,
        "karantaene": _karantaene(exchange),
        "raekker": [_raekker(exchange, rows) for rows in exchange.made()],
        "haendelser": [_haendelse(event) for event in reversed(events)],
        "parametre": [(feltnavn(name), mask_cpr(_dag(str(value)))) for name, value in exchange.options.items()],
        "gang": under_way,
        "note_i_gang": bool(under_way and exchange.note and exchange.note in under_way.tekst),
        "svar": svar(exchange),
        "lukket": lukket,
        "sag": _sag(exchange),
        "lukket_hvorfor": mask_cpr(str(lukket.detail.get("grund", ""))) if lukket else "",
        "sider": sider(exchange),
        "maa_koere": har(request.user, Roller.KOER, delsystem_af(exchange.interface)),
    }


def _sag(exchange: Exchange) -> str:
    """What I dag says of it, where that says whom to ask: who presses its button shall not have to go back for that."""
    now = timezone.now()
    causes = [cause for cause in rhythm.of_exchange(exchange.pk, now) if cause.kind in _SPOERG]
    return ord.aarsag(causes[0], now) if causes else ""


_SPOERG = (Kind.UKLAR, Kind.IKKE_TAGET, Kind.IKKE_KVITTERET, Kind.VENTER_PAA_HAAND)
"""Causes whose sentence names somebody outside."""
_NEXT = {
    "udveksling_godkend": (State.BYGGET,),
    "udveksling_aflever": (State.GODKENDT, State.AFSENDES),
    "udveksling_kvitter": (State.VENTER, State.UKLAR),
    "udveksling_anvend": (State.MODTAGET, State.HOLDT, State.KARANTAENE, State.AFVIST),
}
"""In which states an action is the next step, so that it is said why it cannot be done."""


def _karantaene(exchange: Exchange) -> list[dict[str, Any]]:
    """The lines set aside, without what stands in them; those that wait first."""
    rows = exchange.quarantine.order_by(models.F("applied_at").asc(nulls_first=True), "line")[:200]
    return [
        {
            "linje": row.line,
            "noegle": row.key,
            "antal": len(row.numbers),
            "kan_rettes": not row.shown_only,
            "grund": row.reason,
            "anvendt": row.applied_at,
            "ret": row.corrected is None,
            "rettet_af": row.corrected_by,
            "tekst": _("Anvendt") if row.applied_at else _("Rettet") if row.corrected is not None else _("Venter"),
            "tone": "godt" if row.applied_at else "oplysning" if row.corrected is not None else "advarsel",
        }
        for row in rows
    ]


def _raekker(exchange: Exchange, rows: models.QuerySet[Any]) -> dict[str, Any]:
    meta, count = rows.model._meta, rows.count()
    return {
        "navn": str(meta.verbose_name if count == 1 else meta.verbose_name_plural),
        "antal": count,
        "adresse": reverse("udveksling_raekker", args=[exchange.pk, meta.label_lower]),
    }


_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2})(?::[0-9]{2})?)?")


def _dag(text: str) -> str:
    """A date or moment as people here write it; any other text as it is.

    >>> _dag("2017-01-13"), _dag("2017-01-13 12:00:00"), _dag("2018K1")
    ('13.01.2017', '13.01.2017 12:00', '2018K1')
    """
    found = _ISO.fullmatch(text)
    return f"{found[3]}.{found[2]}.{found[1]} {found[4] or ''}".strip() if found else text


def _haendelse(event: AuditEvent) -> dict[str, Any]:
    details = [(feltnavn(name), mask_cpr(_plain(value))) for name, value in event.detail.items() if name not in ("fakta",)]
    return {"hvornaar": event.at, "hvem": event.by, "hvad": event.event, "detaljer": details, "nummer": event.number}


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    return str(value)


@kraever(Roller.LAES, af_udveksling("nr"))
@require_safe
def udveksling_fremdrift(request: HttpRequest, nr: int) -> HttpResponse:
    """How what a worker does with it is going; when it is over the whole page is fetched anew."""
    exchange = journal.get(nr)
    under_way = i_gang(exchange)
    if under_way is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "web/dele/fremdrift.html", {"u": exchange, "gang": under_way})


@kraever(Roller.LAES, af_udveksling("nr"))
@require_safe
def udveksling_problemer(request: HttpRequest, nr: int) -> HttpResponseBase:
    """All its problems as CSV."""
    exchange = journal.get(nr)
    return fil(Filtype.CSV, f"udveksling-{exchange.pk}-problemer", HOVED, raekker(exchange.problems.iterator(2000)))


@kraever(Roller.LAES, af_udveksling("nr"))
@require_safe
def udveksling_raekker(request: HttpRequest, nr: int, tabel: str) -> HttpResponse:
    """The rows of one table that the exchange made or took, each with a link to its register where there is one."""
    exchange = journal.get(nr)
    rows = next((rows for rows in exchange.made() if rows.model._meta.label_lower == tabel), None)
    if rows is None:
        raise Http404(_("Udveksling %(nummer)s har ingen rækker der.") % {"nummer": nr})
    name = str(rows.model._meta.verbose_name_plural)
    fields = [
        field
        for field in rows.model._meta.concrete_fields
        if not isinstance(field, models.BinaryField) and field.related_model is not Exchange and not field.primary_key
    ][:8]
    related = [field.name for field in fields if field.is_relation]
    shown = Tabel.af(
        request,
        rows.select_related(*related).order_by("pk"),
        overskrift=name.capitalize(),
        tom=_("Ingen rækker."),
        kolonner=[Kolonne(_("Nr."), tal=True), *(Kolonne(feltnavn(field.name), tal=field.name in OERE) for field in fields)],
        raekke=lambda one: [Celle(one.pk, adresse=_register(one)), *(_vaerdi(one, field) for field in fields)],
    )
    return render(
        request,
        "web/udveksling_raekker.html",
        {"u": exchange, "navn": name.capitalize(), "tabel": shown, "register": adresse("registre")},
    )


def _vaerdi(row: models.Model, field: models.Field[Any, Any]) -> Celle:
    """A field of a row as a cell; amounts as kroner, and with a link what has a page of its own."""
    value = getattr(row, field.name)
    if isinstance(value, models.Model):
        return Celle(str(value), adresse=_register(value))
    if field.name in OERE and isinstance(value, int):
        return Celle(beloeb_tekst(value))
    text = "" if value is None else konto_tekst(str(value)) if field.name == "konto" else str(value)
    return Celle(text if len(text) <= 120 else f"{text[:119]}…")


def _register(row: models.Model) -> str:
    """Where the register shows a row on a page of its own; empty where it does not."""
    return adresse(f"register_{row._meta.model_name}", row.pk)
