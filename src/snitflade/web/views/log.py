"""Log: the audit trail with search, whether it holds, who looked at which person, and what other systems have asked for."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from snitflade.exchange import audit, catalogue
from snitflade.exchange.models import AuditEvent, AuditHead, Exchange
from snitflade.exchange.skipping import distinct
from snitflade.folk.models import Opslag
from snitflade.formats.problems import mask_cpr
from snitflade.inka.models import Debitor
from snitflade.web import kaede, ord
from snitflade.web.adgang import Person, har, mine
from snitflade.web.eksport import Filtype, fil
from snitflade.web.feltnavne import feltnavn
from snitflade.web.models import ALLE, Roller, delsystemer
from snitflade.web.nav import adresse
from snitflade.web.regler import kraever
from snitflade.web.tabel import Celle, Kolonne, Tabel
from snitflade.web.templatetags.side import haendelse, tidspunkt

MOST_IN_FILE = 200_000
OF_LATE = 20_000
"""Events whose kinds are offered to choose from: looking through all of them takes too long."""


@kraever(Roller.LAES)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The audit trail: events of the exchanges one may see, and to whoever administers all of it every event."""
    rows, wrong = _soegt(request, _synlige(request.user))
    for sentence in wrong:
        messages.error(request, sentence)
    tabel = Tabel.af(
        request,
        rows.select_related("exchange"),
        overskrift=_("Hændelser"),
        kolonner=(
            Kolonne(_("Nr."), tal=True),
            Kolonne(_("Hvornår")),
            Kolonne(_("Hvem")),
            Kolonne(_("Hvad")),
            Kolonne(_("Udveksling"), dansk=True),
            Kolonne(_("Nærmere"), dansk=True),
        ),
        raekke=_celler,
        tom=_("Ingen hændelser passer. Søg bredere."),
    )
    everything = har(request.user, Roller.ADMINISTRER, ALLE)
    context = {
        "tabel": tabel,
        "soegt": {name: request.GET.get(name, "") for name in ("hvem", "hvad", "udveksling", "fra", "til")},
        "haendelser": [(event, haendelse(event)) for event in _slags()] if everything else [],
        "alt": everything,
        "kaede": kaede.tilstand() if everything else None,
        "valgt": "log",
    }
    return render(request, "web/log.html", context, status=422 if wrong else 200)


@kraever(Roller.ADMINISTRER, ALLE)
@require_POST
def log_efterproev(request: HttpRequest) -> HttpResponse:
    """Check the whole chain now."""
    wrong = kaede.efterproev(request.user.get_username())
    if not wrong:
        messages.success(request, _("Revisionssporet er efterprøvet led for led. Intet er ændret, fjernet eller skudt ind."))
    for sentence in wrong:
        messages.error(request, sentence)
    return redirect("log")


@kraever(Roller.ADMINISTRER, ALLE)
@require_safe
def log_opslag(request: HttpRequest) -> HttpResponse:
    """Who looked at which person, when, with what and why."""
    rows, wrong = _opslag(request)
    for sentence in wrong:
        messages.error(request, sentence)
    tabel = Tabel.af(
        request,
        rows,
        overskrift=_("Opslag på personer"),
        kolonner=(
            *(Kolonne(text) for text in (_("Hvornår"), _("Hvem"), _("Person"), _("Hvormed"))),
            Kolonne(_("Formål"), dansk=True),
        ),
        raekke=lambda row: (
            tidspunkt(row.tidspunkt),
            row.af,
            Celle(_person(row), adresse("register_debitor", row.nummer) if _er_debitor(row) else ""),
            row.via,
            row.formaal,
        ),
        tom=_("Ingen opslag passer. Søg bredere."),
    )
    soegt = {name: request.GET.get(name, "") for name in ("hvem", "nummer", "formaal", "fra", "til")}
    return render(
        request,
        "web/log_opslag.html",
        {"tabel": tabel, "soegt": soegt, "valgt": "opslag", "alt": True},
        status=422 if wrong else 200,
    )


@kraever(Roller.ADMINISTRER, ALLE)
@require_POST
def log_hent(request: HttpRequest, hvad: str) -> HttpResponseBase:
    """What was searched for as a file; that it was taken is itself an event."""
    filtype = Filtype.XLSX if request.POST.get("filtype") == "xlsx" else Filtype.CSV
    if hvad == "opslag":
        rows, wrong = _opslag(request)
        heads = [_("Hvornår"), _("Hvem"), _("Register"), _("Nummer"), _("Hvormed"), _("Formål")]
        cells: list[list[object]] = [
            [row.tidspunkt, row.af, row.register, row.nummer, row.via, row.formaal] for row in rows[: MOST_IN_FILE + 1]
        ]
    else:
        events, wrong = _soegt(request, _synlige(request.user))
        heads = [_("Nr."), _("Hvornår"), _("Hvem"), _("Hvad"), _("Udveksling"), _("Nærmere"), "hash"]
        cells = [
            [row.number, row.at, row.by, row.event, row.exchange_id, _naermere(row), row.hash] for row in events[: MOST_IN_FILE + 1]
        ]
    if len(cells) > MOST_IN_FILE:
        wrong = [*wrong, _("Der er flere end %(antal)s rækker. Vælg en kortere periode.") % {"antal": MOST_IN_FILE}]
    if wrong:
        for sentence in wrong:
            messages.error(request, sentence)
        return redirect("log_opslag" if hvad == "opslag" else "log")
    audit.record("log hentet", request.user.get_username(), log=hvad, raekker=len(cells))
    return fil(filtype, _("Opslag") if hvad == "opslag" else _("Hændelser"), heads, cells)


def _synlige(person: Person) -> QuerySet[AuditEvent]:
    """The events `person` may see, the newest first."""
    rows = AuditEvent.objects.order_by("-number")
    if har(person, Roller.ADMINISTRER, ALLE):
        return rows
    where = mine(person)
    if where >= delsystemer().keys():
        return rows.exclude(exchange=None)
    ids = [row.id for row in catalogue.rows().values() if row.id.partition(".")[0] in where]
    return rows.filter(exchange__interface__in=ids)


def _soegt(request: HttpRequest, rows: QuerySet[AuditEvent]) -> tuple[QuerySet[AuditEvent], list[str]]:
    """The events that are asked for, and what of the question cannot be read."""
    given = request.GET if request.method in ("GET", "HEAD") else request.POST
    wrong: list[str] = []
    who, what, number = (given.get(name, "").strip()[:60] for name in ("hvem", "hvad", "udveksling"))
    if who:
        rows = rows.filter(by__in=_hvem(AuditEvent, "by", who))
    if what:
        rows = rows.filter(event=what)
    if number:
        if number.isascii() and number.isdigit() and len(number) < 19:
            rows = rows.filter(exchange=int(number))
        else:
            wrong.append(_("«%(nummer)s» er intet udvekslingsnummer. Skriv kun cifre.") % {"nummer": number})
    return _tid(rows, given, "at", wrong), wrong


def _opslag(request: HttpRequest) -> tuple[QuerySet[Opslag], list[str]]:
    given = request.GET if request.method in ("GET", "HEAD") else request.POST
    wrong: list[str] = []
    rows = Opslag.objects.order_by("-pk")
    who, number, purpose = (given.get(name, "").strip()[:60] for name in ("hvem", "nummer", "formaal"))
    if who:
        rows = rows.filter(af__in=_hvem(Opslag, "af", who))
    if purpose:
        rows = rows.filter(formaal__in=_hvem(Opslag, "formaal", purpose))
    if number:
        if number.isascii() and number.isdigit() and len(number) < 19:
            rows = rows.filter(register=Debitor._meta.label_lower, nummer=int(number))
        else:
            wrong.append(
                _("«%(nummer)s» er intet nummer. Det står på debitorens kort, og er ikke kundenummeret.")
                % {"nummer": mask_cpr(number)}
            )
    return _tid(rows, given, "tidspunkt", wrong), wrong


def _hvem(table: type[Model], field: str, text: str) -> list[str]:
    """The values of an indexed column that the text stands in: there are few of them, and very many rows."""
    return [value for value in distinct(table, field) if text.casefold() in value.casefold()]


def _tid(rows: QuerySet[Any], given: Any, field: str, wrong: list[str]) -> QuerySet[Any]:
    """Only what happened from the first to the last day, by the municipality's own clock."""
    for name, days, test in (("fra", 0, "gte"), ("til", 1, "lt")):
        text = given.get(name, "").strip()
        if not text:
            continue
        try:
            day = dt.date.fromisoformat(text) + dt.timedelta(days=days)
            moment = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        except (ValueError, OverflowError):
            wrong.append(_("«%(dato)s» er ingen dato. Skriv den som 2018-03-31.") % {"dato": text[:40]})
            continue
        # In the order of the moments, so that one index leads to them and through them.
        rows = rows.filter(**{f"{field}__{test}": moment}).order_by(f"-{field}", "-pk")
    return rows


def _celler(row: AuditEvent) -> tuple[object, ...]:
    number: Exchange | None = row.exchange
    link = Celle(f"{number.pk} {ord.navn(number.interface)}", adresse("udveksling", number.pk)) if number else ""
    return (row.number, tidspunkt(row.at), row.by, haendelse(row.event), link, Celle(_naermere(row)))


def _naermere(row: AuditEvent) -> str:
    """The event's details in words: name and value."""
    known = ((name, value) for name, value in row.detail.items() if name != "fakta" and value not in _INTET)
    return mask_cpr(", ".join(f"{feltnavn(name)}: {_vaerdi(value)}" for name, value in known))


_INTET: tuple[object, ...] = ("", None, [], {})


def _vaerdi(value: Any) -> str:
    if isinstance(value, dict):
        return " · ".join(f"{feltnavn(name) if name.isidentifier() else name} {_vaerdi(one)}" for name, one in value.items())
    if isinstance(value, str):
        return f"{value[:12]}…" if len(value) == 64 else value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return " ".join(_vaerdi(one) for one in value)
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return json.dumps(value, ensure_ascii=False)


def _er_debitor(row: Opslag) -> bool:
    return row.register == Debitor._meta.label_lower and row.nummer is not None


def _person(row: Opslag) -> str:
    if row.nummer is None:
        return _("Ingen fundet")
    return _("Debitor nr. %(nummer)s") % {"nummer": row.nummer} if _er_debitor(row) else f"{row.register} {row.nummer}"


def _slags() -> list[str]:
    """The kinds of events there have been of late, to choose from."""
    newest = AuditHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    rows = AuditEvent.objects.filter(number__gt=newest - OF_LATE)
    return list(rows.order_by("event").values_list("event", flat=True).distinct())
