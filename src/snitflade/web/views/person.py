"""Persons: the search, and a person's card. Everybody who is shown is written down, with the purpose where one is asked for."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from snitflade.exchange.konstanter import konstant
from snitflade.folk.models import Opslag, Person
from snitflade.web import personkort
from snitflade.web.adgang import har
from snitflade.web.forsegling import spoergsmaal
from snitflade.web.models import ALLE, Roller
from snitflade.web.opslag import set_person
from snitflade.web.personsoegning import LONGEST, MOST, Soegning
from snitflade.web.regler import kraever

FOLK = "folk"
SOEGNING, KORT = "Personsøgning", "Personkort"
"""What the log says where nobody said more; it is in one language whoever looks."""
LAENGSTE_FORMAAL = 150
MOST_LOOKUPS = 20
_SER_BESKYTTEDE = (Roller.KOER, Roller.GODKEND, Roller.ADMINISTRER)


def ser_beskyttede(request: HttpRequest) -> bool:
    """Whether the reader may see protected addresses: whoever may do more than look in Folk."""
    return any(har(request.user, role, FOLK) for role in _SER_BESKYTTEDE)


def formaal_kraeves() -> bool:
    """Whether the house asks why."""
    return konstant("folk.opslag.formaal", timezone.localdate()) == "J"


@kraever(Roller.LAES, FOLK)
@require_http_methods(["GET", "HEAD", "POST"])
def register_personer(request: HttpRequest) -> HttpResponse:
    """The search. Questions are posted, since addresses of pages end up in logs and numbers must not."""
    given = {name: " ".join(request.POST.get(name, "").split())[:LONGEST] for name in ("nummer", "navn", "adresse")}
    asked = Soegning(**given, tidligere=request.POST.get("tidligere") == "ja")
    formaal = _formaal(request.POST.get("formaal", ""))
    context: dict[str, Any] = {"soegning": asked, "formaal": formaal, "formaal_kraeves": formaal_kraeves(), "most": MOST}
    if request.method != "POST":
        return render(request, "web/personer.html", context)
    fejl = asked.fejl() or (_("Skriv, hvad opslaget skal bruges til.") if formaal_kraeves() and not formaal else "")
    if fejl:
        return render(request, "web/personer.html", context | {"fejl": fejl}, status=422)
    maa_se = ser_beskyttede(request)
    with transaction.atomic():
        found = asked.find(beskyttede=maa_se)
        if found:
            set_person(request, *found[:MOST], formaal=_sagt(SOEGNING, formaal))
    exact = len(found) == 1 and len(asked.cifre) == 10
    if exact:
        return redirect(_kortadresse(request, found[0], formaal))
    rows = [_raekke(request, one, formaal, maa_se) for one in found[:MOST]]
    return render(request, "web/personer.html", context | {"fundet": rows, "flere": len(found) > MOST})


def _raekke(request: HttpRequest, person: Person, formaal: str, maa_se: bool) -> dict[str, object]:
    skjult = person.adressebeskyttet and not maa_se
    lines = (person.adresselinje or personkort.boligtekst(person), person.postnr, person.postdistrikt)
    return {
        "person": person,
        "nummer": personkort.nummer(person.personnummer),
        "navn": person.navn or person.adresseringsnavn or _("Uden navn"),
        "adresse": "" if skjult else " ".join(line for line in lines if line),
        "skjult": skjult,
        "kort": _kortadresse(request, person, formaal),
    }


def _kortadresse(request: HttpRequest, person: Person, formaal: str) -> str:
    query = spoergsmaal(request.user, {"formaal": formaal}) if formaal else ""
    return reverse("register_person", args=[person.pk]) + query


def _formaal(text: str) -> str:
    return " ".join(text.split())[:LAENGSTE_FORMAAL]


def _sagt(what: str, formaal: str) -> str:
    return f"{what}: {formaal}" if formaal else what


@kraever(Roller.LAES, FOLK)
@require_safe
def register_person(request: HttpRequest, nummer: int) -> HttpResponse:
    """The card, now or as of a day."""
    person = Person.objects.filter(pk=nummer).first()
    if person is None:
        raise Http404(_("Personen er ikke i registret."))
    formaal = _formaal(request.GET.get("formaal", ""))
    if formaal_kraeves() and not formaal:
        return render(request, "web/person_formaal.html", {"nummer": nummer})
    dato, fejl = None, ""
    if wanted := request.GET.get("dato", ""):
        with suppress(ValueError):
            dato = dt.date.fromisoformat(wanted)
        fejl = "" if dato else _("Skriv dagen som ÅÅÅÅ-MM-DD.")
    with transaction.atomic():
        shown = personkort.kort(person, dato, maa_se=ser_beskyttede(request))
        set_person(request, *shown.vist, formaal=_sagt(KORT, formaal))
    context: dict[str, Any] = {
        "person": person,
        "navn": person.navn or person.adresseringsnavn or _("Uden navn"),
        "kort": shown,
        "dato": dato,
        "fejl": fejl,
        "formaal": formaal,
    }
    if har(request.user, Roller.ADMINISTRER, ALLE):
        rows = Opslag.objects.filter(register=Person._meta.label_lower, nummer=person.pk)
        context["opslag"] = rows.order_by("-tidspunkt")[:MOST_LOOKUPS]
    return render(request, "web/person.html", context)
