"""Indstillinger: how this installation is set up and whether it is well. What is secret is named, never shown."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import django
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

import snitflade
from snitflade.exchange import alarms, configuration, health, keys
from snitflade.exchange.catalogue import rows
from snitflade.exchange.models import Alarm, Worker
from snitflade.exchange.rhythm import watches
from snitflade.formats.problems import ProblemsError
from snitflade.web.adgang import delsystem_af, har, mine
from snitflade.web.models import ALLE, Roller
from snitflade.web.nav import adresse
from snitflade.web.ord import uden_kommandoer
from snitflade.web.regler import kraever

MOST_ALARMS = 20
KONTROLLER = {"database": lazy("Database"), "tabeller": lazy("Tabeller"), "hjem": lazy("Hjem"), "noegler": lazy("Nøgler")}
"""What each check is called."""
_VIST = {"host": 0, "port": 1, "inbox": 2, "outbox": 2, "folder": 2, "path": 2, "recipients": 2}
"""What of a connection is shown beside its kind, and in which order; everything else may be or hold a secret."""


@dataclass(frozen=True, slots=True)
class Forbindelse:
    """One way a file goes: interface, format or ``ind``, the connection's name and kind, and where it leads."""

    nr: int | None
    snitflade: str
    adresse: str
    vej: str
    navn: str
    slags: str
    hvorhen: str
    fejl: str


@kraever(Roller.ADMINISTRER)
@require_safe
def indstillinger(request: HttpRequest) -> HttpResponse:
    """The page; users, tokens and the whole installation only for who administers all of it."""
    everything = har(request.user, Roller.ADMINISTRER, ALLE)
    found, wrong = _forbindelser(mine(request.user, Roller.ADMINISTRER))
    context: dict[str, Any] = {"alt": everything, "forbindelser": found, "forbindelser_fejl": wrong, "adgange": ""}
    context["loenret"] = har(request.user, Roller.ADMINISTRER, "lon")
    if everything:
        context |= {
            "adgange": adresse("indstilling_adgange") if apps.is_installed("snitflade.api") else "",
            "alarmer": _alarmer(),
            "aabne": Alarm.objects.filter(closed_at=None).order_by("-opened_at")[:MOST_ALARMS],
            "noegler": _noegler(),
            "arbejdere": _arbejdere(),
            "kontroller": [(KONTROLLER.get(name, name), uden_kommandoer(sentence)) for name, sentence in health.ready().items()],
            "versioner": _versioner(),
        }
    return render(request, "web/indstillinger.html", context)


def _forbindelser(where: frozenset[str]) -> tuple[list[Forbindelse], str]:
    """The connections of the interfaces one may see, and why the file cannot be read."""
    try:
        loaded = configuration.load()
    except configuration.ConfigurationError as error:
        return [], str(error)
    connections: Mapping[str, Mapping[str, Any]] = loaded.get("forbindelser", {})
    found = []
    for id, ways in loaded.get("snitflader", {}).items():
        if delsystem_af(id) not in where:
            continue
        row = rows().get(id)
        for way, name in ways.items():
            entry = connections.get(name)
            found.append(
                Forbindelse(
                    nr=row.nr if row else None,
                    snitflade=row.integration if row else id,
                    adresse=adresse("snitflade", id) if row else "",
                    vej=str(way),
                    navn=str(name),
                    slags=str(entry.get("type", "")) if entry else "",
                    hvorhen=_hvorhen(entry) if entry else "",
                    fejl="" if entry else _("Forbindelsen findes ikke under [forbindelser]."),
                )
            )
    return found, ""


def _hvorhen(entry: Mapping[str, Any]) -> str:
    """Where a connection leads. Of an address only the host: the rest may hold a key."""
    parts = [_tekst(entry[name]) for name in sorted(_VIST.keys() & entry.keys(), key=lambda name: (_VIST[name], name))]
    for value in entry.values():
        nested = value.get("base_url") or value.get("url") if isinstance(value, dict) else value
        if isinstance(nested, str) and nested.startswith(("http://", "https://")):
            host = urlsplit(nested).hostname
            parts += [host] if host else []
    return " ".join(part for part in parts if part and "secret://" not in part)


def _tekst(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _alarmer() -> dict[str, Any]:
    """Whether alarms reach anybody, and what is wrong with their set-up."""
    try:
        setup = alarms.load()
    except ProblemsError as error:
        return {"fejl": [problem.message for problem in error.problems], "kanaler": []}
    if setup is None:
        return {"fejl": [], "kanaler": [], "ingen": True}
    return {
        "fejl": [],
        "kanaler": [type(channel).__name__ for channel in setup.channels],
        "fra": setup.least.value,
        "ikke_sagt": alarms.untold().count(),
    }


def _noegler() -> Sequence[tuple[str, bool]]:
    """The keys' names, the newest first; it seals, the others only open."""
    names = [path.stem for path in reversed(keys.key_files())]
    return [(name, at == 0) for at, name in enumerate(names)]


def _arbejdere() -> list[tuple[Worker, bool]]:
    now = timezone.now()
    return [(worker, now - worker.beat_at <= watches.STILL) for worker in Worker.objects.order_by("slot")]


def _versioner() -> list[tuple[str, str]]:
    database = f"{connection.vendor} {'.'.join(map(str, _database_version()))}"
    return [
        ("snitflade", snitflade.__version__),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        (_("Database"), database),
        (_("Hjem"), str(settings.HOME)),
        (_("Tidszone"), settings.TIME_ZONE),
    ]


def _database_version() -> tuple[int, ...]:
    version = connection.get_database_version()
    return tuple(version)
