"""Snitflader: the catalogue as Winformatik's people know it, by Delsystem, with how each interface is doing."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from snitflade.web import katalog
from snitflade.web.adgang import mine
from snitflade.web.models import Roller
from snitflade.web.regler import kraever

NAVNE = {"ekstern": _("Modpart"), "retning": _("Retning"), "rytme": _("Hvor tit"), "tilstand": _("Tilstand")}
LONGEST = 100


@kraever(Roller.LAES)
@require_safe
def snitflader(request: HttpRequest) -> HttpResponse:
    """The list; its filters stand in the address."""
    where = mine(request.user)
    chosen = {name: request.GET.get(name, "") for name in katalog.FILTRE}
    text = " ".join(request.GET.get("ord", "").split())[:LONGEST]
    lines = katalog.linjer(where, chosen, text)
    options = katalog.valg(where)
    return render(
        request,
        "web/snitflader.html",
        {
            "grupper": [
                {"navn": name, "linjer": list(some)}
                for name, some in groupby(sorted(lines, key=lambda line: line.row.delsystem), key=lambda line: line.row.delsystem)
            ],
            "antal": len(lines),
            "filtre": [
                {"navn": name, "tekst": NAVNE[name], "valgt": chosen[name], "valg": options[name]} for name in katalog.FILTRE
            ],
            "ord": text,
            "filtreret": bool(text or any(chosen.values())),
        },
    )
