"""Registre: which there are, one of them as a list, and one taken away as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import snitflade.web.registre  # noqa: F401  they declare themselves
from snitflade.exchange import audit
from snitflade.folk import opslag
from snitflade.inka.debitorkort import kort
from snitflade.inka.models import Debitor
from snitflade.web import register as erklaering
from snitflade.web.adgang import IngenAdgangError, mine
from snitflade.web.eksport import Filtype, ForMangeRaekkerError, fil
from snitflade.web.forsegling import spoergsmaal
from snitflade.web.models import Roller, delsystemer
from snitflade.web.register import Register, Side
from snitflade.web.regler import kraever
from snitflade.web.tabel import Tabel

LONGEST = 100
"""Characters of a search."""
PURPOSE = 200
BATCH = 2_000


@kraever(Roller.LAES)
@require_safe
def registre(request: HttpRequest) -> HttpResponse:
    """The pages and registers the reader may see, under the Delsystem that keeps them."""
    where = mine(request.user)
    names = delsystemer()
    found: dict[str, list[Register | Side]] = {}
    entries: list[Register | Side] = [*erklaering.sider(where), *erklaering.registre(where)]
    for one in entries:
        found.setdefault(one.delsystemer[0], []).append(one)
    context = {"grupper": [(names[name], found[name]) for name in names if name in found]}
    return render(request, "web/registre.html", context)


@kraever(Roller.LAES)
@require_safe
def register(request: HttpRequest, navn: str) -> HttpResponse:
    """One register: searched, filtered, sorted, a page at a time."""
    declared = _mit(request, navn)
    rows, chosen = _raekker(request, declared, request.GET)
    shown = [one for one in declared.felter if one.i_liste]
    tabel = Tabel.af(
        request,
        rows,
        overskrift=declared.titel,
        kolonner=[one.kolonne for one in shown],
        raekke=lambda row: [one.celle(row) for one in shown],
        tom=_("Intet passer. Søg efter mindre, eller nulstil valgene.") if chosen else _("Her er intet endnu."),
    )
    filters = [
        {"filter": one, "valg": [(value, text, chosen.get(one.navn) == value) for value, text in one.valg()]}
        for one in declared.filtre
    ]
    context = {
        "register": declared,
        "tabel": tabel,
        "filtre": filters,
        "kan_soege": declared.soeg is not None,
        "q": chosen.get("q", ""),
        "valgt": chosen,
    }
    return render(request, "web/register.html", context)


@kraever(Roller.LAES)
@require_POST
def register_eksport(request: HttpRequest, navn: str) -> HttpResponseBase:
    """The chosen rows as a file. With CPR numbers in clear only where the purpose is said; it and every person are logged."""
    declared = _mit(request, navn)
    rows, chosen = _raekker(request, declared, request.POST)
    purpose = " ".join(request.POST.get("formaal", "").split())
    in_clear = bool(declared.personer) and request.POST.get("personnumre") == "ja"
    address = reverse("register", args=[navn]) + spoergsmaal(request.user, chosen)
    if in_clear and not 0 < len(purpose) <= PURPOSE:
        messages.error(request, _("Skriv, hvad CPR-numrene skal bruges til, med højst 200 tegn. Det står i loggen."))
        return redirect(address)
    filtype = Filtype.XLSX if request.POST.get("filtype") == "xlsx" else Filtype.CSV
    shown = [one for one in declared.felter if one.i_liste or in_clear]
    user = request.user.get_username()
    with transaction.atomic():
        # What is written down is what is handed out: the rows are read once, inside the same transaction.
        found = list(rows)
        if in_clear:
            _noter(user, f"side:register_eksport:{navn}"[:60], purpose, {_person(row, declared) for row in found})
        audit.record(
            "register hentet", user, register=navn, raekker=len(found), filtype=filtype.value, personnumre=in_clear, formaal=purpose
        )
    titles = [str(one.titel) for one in shown]
    try:
        return fil(filtype, str(declared.titel), titles, ([one.vaerdi(row) for one in shown] for row in found), personer=in_clear)
    except ForMangeRaekkerError as error:
        messages.error(request, str(error))
        return redirect(address)


def _mit(request: HttpRequest, navn: str) -> Register:
    """The register of this name, if the reader may see it. Raises Http404, IngenAdgangError."""
    declared = erklaering.find(navn)
    if declared is None:
        raise Http404(_("Der er ikke noget register, der hedder «%(navn)s».") % {"navn": navn})
    if not mine(request.user).intersection(declared.delsystemer):
        raise IngenAdgangError(Roller.LAES, declared.delsystemer[0])
    return declared


def _raekker(request: HttpRequest, declared: Register, given: Any) -> tuple[QuerySet[Any], dict[str, str]]:
    """The rows that are asked for, and what was chosen. A value that no filter offers is passed over."""
    rows = declared.raekker(mine(request.user))
    chosen: dict[str, str] = {}
    text = " ".join(given.get("q", "").split())[:LONGEST]
    if text and declared.soeg:
        rows, chosen["q"] = declared.soeg(rows, text), text
    for one in declared.filtre:
        value = given.get(one.navn, "")
        if value and value in {offered for offered, _text in one.valg()}:
            rows, chosen[one.navn] = one.anvend(rows, value), value
    return rows, chosen


def _person(row: Any, declared: Register) -> int:
    return int(attrgetter(declared.personer.replace("__", "."))(row))


def _noter(user: str, via: str, purpose: str, debitorer: set[int]) -> None:
    """Log each person among these debtors."""
    for some in _batches(sorted(debitorer)):
        persons: list[int | None] = [one.id for one in kort(list(Debitor.objects.filter(pk__in=some))) if one.er_person]
        opslag.noter(user, via, purpose, Debitor._meta.label_lower, persons)


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(numbers), BATCH):
        yield numbers[at : at + BATCH]
