"""The rows SBSYS reads, as a service for systems without access to the database: row 11. Source: sbsys.md 4, point 7."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field, create_model

from snitflade.api import service
from snitflade.api.access import Adgang, offered
from snitflade.api.errors import ServiceError
from snitflade.api.scopes import Scope, Verb
from snitflade.exchange import seals
from snitflade.folk.personopslag import REGISTER
from snitflade.folk.sbsys import raekker
from snitflade.folk.sbsys.interfaces import SBSYS
from snitflade.formats.problems import ProblemKind

SBSYS_UKENDT = ProblemKind("SBSYS_UKENDT", "{raw} er ikke i registret. Kontrollér nummeret.")
SBSYS_SIDE = ProblemKind("SBSYS_SIDE", "Adressen på siden kan ikke åbnes mere. Begynd forfra uden efter, og følg naeste.")
LAES = Scope(SBSYS.id, Verb.LAES)
SIDE = "sbsys efter"
"""What a page's beginning is sealed for: it is a person's number, and the address of the next page is followed by programs."""
MOST = 500
"""Rows on a page."""

router = Router(tags=["SBSYS"])

_KOLONNER: dict[str, Any] = dict.fromkeys(raekker.NAVNE, (str | int | None, ...))
SbsysRaekke: type[BaseModel] = create_model("SbsysRaekke", __doc__="Kolonnerne i DTTOTAL.", **_KOLONNER)
Pnr = Annotated[str, Path(pattern=r"^[0-9]{10}$", description="Personnummer, 10 cifre.")]
Efter = Annotated[
    str,
    Query(pattern=rf"^([0-9]{{10}}|{seals.SHAPE})$", description="Kun numre efter dette; står forseglet i naeste."),
]
Antal = Annotated[int, Query(ge=1, le=MOST, description="Højst så mange på siden.")]
FOERST = "0000000000"


class SbsysOpslag(BaseModel):
    """Hvem der spørges efter."""

    model_config = ConfigDict(extra="forbid")
    pnr: str = Field(pattern=r"^[0-9]{10}$", description="Personnummer, 10 cifre.")


class SbsysSide(BaseModel):
    """En side af rækker i numrenes orden."""

    raekker: list[dict[str, str | int | None]] = Field(max_length=MOST)
    naeste: str | None = Field(description="Adressen på næste side; null på den sidste.")


@router.get(
    "/v1/personer",
    response={200: SbsysSide},
    operation_id="hent_sbsys_personer",
    summary="DTTOTAL, en side ad gangen",
    **offered(Adgang(LAES), {404: [SBSYS_SIDE.code]}, person=True),
)
def hent_sbsys_personer(request: HttpRequest, efter: Efter = FOERST, antal: Antal = MOST) -> SbsysSide:
    """Alle rækker i numrenes orden: følg naeste, til den er null. Hver person på siden står i loggen."""
    found = _side(request, efter, antal)
    return SbsysSide(raekker=found.raekker, naeste=_naeste(request, found, antal))


def _csv() -> dict[str, Any]:
    offer = offered(Adgang(LAES), {404: [SBSYS_SIDE.code]}, person=True)
    offer["openapi_extra"]["responses"][200] = {
        "description": "Rækkerne med overskrifter, semikolon og UTF-8. Hovedet Link fører til næste side.",
        "headers": {"Link": {"schema": {"type": "string"}, "description": "Næste side (rel=next); ikke på den sidste."}},
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
    return offer


@router.get("/v1/personer.csv", operation_id="hent_sbsys_csv", summary="DTTOTAL som CSV, en side ad gangen", **_csv())
def hent_sbsys_csv(request: HttpRequest, efter: Efter = FOERST, antal: Antal = MOST) -> HttpResponse:
    """De samme rækker som CSV. Hver person på siden står i loggen."""
    found = _side(request, efter, antal)
    response = HttpResponse(raekker.som_csv(found.raekker), content_type="text/csv; charset=utf-8")
    onward = _naeste(request, found, antal)
    if onward:
        response.headers["Link"] = f'<{onward}>; rel="next"'
    return response


@router.get(
    "/v1/personer/{pnr}",
    response={200: SbsysRaekke},
    operation_id="hent_sbsys_person",
    summary="Én række i DTTOTAL",
    **offered(Adgang(LAES), {404: [SBSYS_UKENDT.code]}, person=True),
)
def hent_sbsys_person(request: HttpRequest, pnr: Pnr) -> dict[str, str | int | None]:
    """Rækken med nummeret, også et tidligere. Opslaget står i loggen, også når ingen findes. Slå hellere op med POST /v1/opslag:
    der står nummeret ikke i adressen."""
    return _slaaet_op(request, pnr)


@router.post(
    "/v1/opslag",
    response={200: SbsysRaekke},
    operation_id="slaa_sbsys_person_op",
    summary="Én række i DTTOTAL, uden nummer i adressen",
    **offered(Adgang(LAES), {404: [SBSYS_UKENDT.code]}, person=True, body=True),
)
def slaa_sbsys_person_op(request: HttpRequest, krop: SbsysOpslag) -> dict[str, str | int | None]:
    """Den samme række med nummeret i kroppen. Ændrer intet, og står i loggen, også når ingen findes."""
    return _slaaet_op(request, krop.pnr)


def _slaaet_op(request: HttpRequest, pnr: str) -> dict[str, str | int | None]:
    with transaction.atomic():
        found = raekker.en(pnr)
    service.shown(request, SBSYS.id, REGISTER, [found[0] if found else None])
    if found is None:
        raise ServiceError(404, SBSYS_UKENDT, raw=pnr)
    return found[1]


def _side(request: HttpRequest, efter: str, antal: int) -> raekker.Side:
    behind = seals.opened(efter, SIDE) if efter.startswith(seals.MARK) else efter
    if behind is None:
        raise ServiceError(404, SBSYS_SIDE)
    with transaction.atomic():
        found = raekker.side(behind, antal)
    service.shown(request, SBSYS.id, REGISTER, found.personer)
    return found


def _naeste(request: HttpRequest, found: raekker.Side, antal: int) -> str | None:
    return f"{request.path}?{urlencode({'efter': seals.seal(found.naeste, SIDE), 'antal': antal})}" if found.naeste else None
