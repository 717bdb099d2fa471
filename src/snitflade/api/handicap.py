"""What IPIS downloads over https, row 35; the rules are `soc.handicap.ipis`'s. Source: social-teknik.md 4."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from ninja import Query, Router

from snitflade.api import service
from snitflade.api.access import Adgang, offered
from snitflade.api.scopes import Scope, Verb
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError
from snitflade.soc.handicap import grundlag, ipis
from snitflade.soc.handicap.interfaces import HANDICAP_IPIS
from snitflade.soc.handicap.models import Handicapkort, Produkt

LAES = Scope(HANDICAP_IPIS.id, Verb.LAES)
REGISTER = Handicapkort._meta.label_lower
IPS_DATO = ProblemKind("IPS_DATO", "«{raw}» er ikke en dato. Skriv ÅÅÅÅ-MM-DD, fx 2026-11-20.")

router = Router(tags=["Handicap"])

service.STATUS |= {
    grundlag.IPS_INTET_GRUNDLAG.code: 403,
    ipis.IPS_KOMMUNE.code: 403,
    ipis.IPS_KODE.code: 409,
    ipis.IPS_UKENDT_PERSON.code: 409,
    ipis.IPS_DAG.code: 422,
    IPS_DATO.code: 422,
}

Kommune = Annotated[
    str | None, Query(pattern=r"^[0-9]{4}$", description="Kommunen, fire cifre; ellers den, token'en er givet for.")
]
Dato = Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="Dagen, filen fortæller om; ellers i dag.")]


def _fil(*, person: bool) -> dict[str, Any]:
    codes = {403: ["IPS-E01", "IPS-E02"], 409: ["IPS-E03", ipis.IPS_UKENDT_PERSON.code]}
    offer = offered(Adgang(LAES), codes, person=person)
    offer["openapi_extra"]["responses"][200] = {
        "description": "Filen: UTF-8 med BOM, semikolon, overskrift og TOTAL til sidst.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
    return offer


@router.get("/v1/antal.csv", operation_id="hent_handicap_antal", summary="Antal personer", **_fil(person=False))
def hent_handicap_antal(request: HttpRequest, kommune: Kommune = None, dato: Dato = None) -> HttpResponse:
    """Antal personer efter lokalitet, alder, køn, handicaptype og foranstaltning. Under 3 skrives som -1."""
    return _svar(request, Produkt.ANTAL, kommune, dato)


@router.get("/v1/personer.csv", operation_id="hent_handicap_personer", summary="Personer og foranstaltninger", **_fil(person=True))
def hent_handicap_personer(request: HttpRequest, kommune: Kommune = None, dato: Dato = None) -> HttpResponse:
    """En linje for hver person og foranstaltning; kræver et retsgrundlag for personer. Hver person står i loggen."""
    return _svar(request, Produkt.PERSON, kommune, dato)


def _svar(request: HttpRequest, produkt: Produkt, kommune: str | None, dato: str | None) -> HttpResponse:
    caller = service.the_caller(request)
    own = caller.token.kommune
    asked = ipis.Spoerger(caller.actor, caller.purpose, own)
    found = ipis.hent(produkt, asked, own if kommune is None else kommune, _dag(dato))
    if found.kort:
        service.shown(request, HANDICAP_IPIS.id, REGISTER, found.kort)
    disposition = content_disposition_header(True, found.navn) or "attachment"
    return HttpResponse(found.data, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def _dag(text: str | None) -> dt.date:
    if text is None:
        return timezone.localdate()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        problems = Problems()
        problems.add(IPS_DATO, field="dato", raw=text)
        raise ProblemsError(problems) from None
