"""The debtor service in REST, rows 17 and 37. Source: social-teknik.md 10.2; the rules are `inka.debitoropslag`'s."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from snitflade.api import debitor_calls
from snitflade.api.access import Adgang, offered
from snitflade.api.debitor_calls import LAES, SKRIV
from snitflade.api.validation import Tidspunkt
from snitflade.inka.debitorkort import Debitortype
from snitflade.inka.debitoropslag import Noegle, Skrevet
from snitflade.inka.models import Sprog, Status

router = Router(tags=["Debitor"])

Kundenr = Annotated[str, Field(pattern=r"^[0-9]{10}$", description="Debitorens kundenummer (debitorID), 10 cifre.")]


class _Ud(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AdresseUd(_Ud):
    """Debitorens adresse. Det, der ikke kendes, er null."""

    vejnavn: str | None = Field(max_length=40)
    husnr: str | None = Field(max_length=5)
    bnr: str | None = Field(max_length=5, description="B-nummer; entydigt sammen med lokalitet.")
    lejlighed: str | None = Field(max_length=10, description="Etage og side eller dør, hvor der er flere.")
    lokalitet: str | None = Field(pattern=r"^[0-9]{4}$", description="Lokalitetens kode, 4 cifre, fx 0600 for Nuuk.")
    postnr: str | None = Field(max_length=10)
    by: str | None = Field(max_length=40)
    land: str | None = Field(max_length=40)
    co: str | None = Field(max_length=66)


class DebitorUd(_Ud):
    """En debitor."""

    kundenr: Kundenr
    type: Debitortype
    cpr: str | None = Field(pattern=r"^[0-9]{10}$", description="Kun for personer.")
    cvr: str | None = Field(pattern=r"^[0-9]{8}$")
    gln: str | None = Field(pattern=r"^[0-9]{13}$")
    navn: str = Field(max_length=66)
    navn_forkortet: bool = Field(description="Om navnet er længere end 66 tegn og her slutter efter det sidste hele ord.")
    adressebeskyttet: bool = Field(description="Om navn og adresse er beskyttet. Så er adresse altid null.")
    adresse: AdresseUd | None
    sprog: Sprog = Field(description="Sproget på regninger.")
    status: Status
    renoweb_kundeid: str | None = Field(max_length=20, description="RenoWebs egen nøgle, som den sidst er skrevet tilbage.")
    aendret: dt.datetime = Field(description="Hvornår debitoren sidst er ændret.")


class AendringerUd(_Ud):
    """En side af ændrede debitorer."""

    debitorer: list[DebitorUd] = Field(max_length=500)
    side: int
    flere: bool = Field(description="Om der er en side til.")
    naeste: str | None = Field(description="Adressen på næste side; null på den sidste.")
    naeste_siden: dt.datetime | None = Field(
        description=(
            "Spørg næste gang med siden sat til dette, så intet mangler; en debitor kan komme to gange. "
            "Følger med i naeste; null på en senere side, der er kaldt uden."
        )
    )


class RenowebInd(BaseModel):
    """RenoWebs nøgle på debitoren."""

    model_config = ConfigDict(extra="forbid")
    renoweb_kundeid: str = Field(
        pattern=r"^[!-~]([ -~]{0,18}[!-~])?$", description="1-20 synlige ASCII-tegn uden mellemrum først og sidst."
    )


class DebitorOpslag(BaseModel):
    """Hvem der spørges efter: præcis én af de tre."""

    model_config = ConfigDict(extra="forbid")
    cpr: str | None = Field(default=None, pattern=r"^[0-9]{10}$", description="CPR-nummer, 10 cifre.")
    cvr: str | None = Field(default=None, pattern=r"^[0-9]{8}$", description="CVR-nummer, 8 cifre.")
    kundenr: str | None = Field(default=None, pattern=r"^[0-9]{10}$", description="Kundenummer (debitorID), 10 cifre.")


class RenowebKunde(RenowebInd):
    """RenoWebs nøgle, og hvem den skrives på."""

    kundenr: Kundenr


class RenowebUd(_Ud):
    """Hvad der nu står."""

    kundenr: Kundenr
    renoweb_kundeid: str | None
    aendret: dt.datetime
    aendret_nu: bool = Field(description="Falsk, når nøglen stod der i forvejen.")


@router.get(
    "/v1",
    response={200: DebitorUd},
    operation_id="hent_debitor",
    summary="Én debitor",
    **offered(Adgang(*LAES), {400: ["RW-E01"], 403: ["RW-E04"], 404: ["RW-E02"], 409: ["DEBITOR_FLERE"]}, person=True),
)
def hent_debitor(
    request: HttpRequest,
    cpr: Annotated[str | None, Query(pattern=r"^[0-9]{10}$", description="CPR-nummer, 10 cifre.")] = None,
    cvr: Annotated[str | None, Query(pattern=r"^[0-9]{8}$", description="CVR-nummer, 8 cifre.")] = None,
    kundenr: Annotated[str | None, Query(pattern=r"^[0-9]{10}$", description="Kundenummer (debitorID), 10 cifre.")] = None,
) -> DebitorUd:
    """Præcis én af cpr, cvr og kundenr. Opslag af en person står i loggen med system og formål. Slå hellere op med POST
    /v1/opslag: der står nummeret ikke i adressen."""
    found = debitor_calls.hent(request, {Noegle.CPR: cpr, Noegle.CVR: cvr, Noegle.KUNDENR: kundenr})
    return DebitorUd.model_validate(found)


@router.post(
    "/v1/opslag",
    response={200: DebitorUd},
    operation_id="slaa_debitor_op",
    summary="Én debitor, uden nummer i adressen",
    **offered(Adgang(*LAES), {400: ["RW-E01"], 403: ["RW-E04"], 404: ["RW-E02"], 409: ["DEBITOR_FLERE"]}, person=True, body=True),
)
def slaa_debitor_op(request: HttpRequest, krop: DebitorOpslag) -> DebitorUd:
    """Præcis én af cpr, cvr og kundenr, i kroppen. Ændrer intet. Opslag af en person står i loggen med system og formål."""
    found = debitor_calls.hent(request, {Noegle.CPR: krop.cpr, Noegle.CVR: krop.cvr, Noegle.KUNDENR: krop.kundenr})
    return DebitorUd.model_validate(found)


@router.get(
    "/v1/aendringer",
    response={200: AendringerUd},
    operation_id="hent_aendringer",
    summary="Ændrede debitorer, 500 på en side",
    **offered(Adgang(*LAES), {403: ["RW-E04"]}, person=True),
)
def hent_aendringer(
    request: HttpRequest,
    siden: Annotated[Tidspunkt, Query(description="Debitorer, der er ændret på dette tidspunkt eller senere.")],
    side: Annotated[int, Query(ge=1, le=100_000, description="Siden, fra 1.")] = 1,
    til: Annotated[Tidspunkt | None, Query(description="naeste_siden fra side 1; står i naeste.")] = None,
    efter: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="Hvor siden begynder; står i naeste.")] = None,
) -> AendringerUd:
    """Følg naeste, til flere er falsk, og spørg næste gang fra naeste_siden. Hver person på siden står i loggen."""
    found = debitor_calls.aendringer(request, siden, side, til, efter)
    onward = {"siden": siden.isoformat(), "side": str(side + 1), "efter": str(found.sidste)}
    if found.naeste_siden is not None:
        onward["til"] = found.naeste_siden.isoformat()
    return AendringerUd(
        debitorer=[DebitorUd.model_validate(kort) for kort in found.debitorer],
        side=found.side,
        flere=found.flere,
        naeste=f"{request.path}?{urlencode(onward)}" if found.flere else None,
        naeste_siden=found.naeste_siden,
    )


@router.put(
    "/v1/{kundenr}/renoweb",
    response={200: RenowebUd},
    operation_id="saet_renoweb_kunde",
    summary="Skriv RenoWebs nøgle tilbage",
    **offered(Adgang(SKRIV), {403: ["RW-E04"], 404: ["RW-E02"], 409: ["RW-E03"]}, person=True, body=True),
)
def saet_renoweb_kunde(request: HttpRequest, kundenr: Annotated[str, Path(pattern=r"^[0-9]{10}$")], krop: RenowebInd) -> RenowebUd:
    """Den eneste ændring, der kan gøres. Den samme igen ændrer intet. Skriv hellere med PUT /v1/renoweb: et kundenummer kan være
    et CPR-nummer, og der står det ikke i adressen."""
    return _skrevet(debitor_calls.saet_renoweb(request, kundenr, krop.renoweb_kundeid))


@router.put(
    "/v1/renoweb",
    response={200: RenowebUd},
    operation_id="saet_renoweb",
    summary="Skriv RenoWebs nøgle tilbage, uden nummer i adressen",
    **offered(Adgang(SKRIV), {403: ["RW-E04"], 404: ["RW-E02"], 409: ["RW-E03"]}, person=True, body=True),
)
def saet_renoweb(request: HttpRequest, krop: RenowebKunde) -> RenowebUd:
    """Som den anden, med kundenummeret i kroppen. Den samme igen ændrer intet."""
    return _skrevet(debitor_calls.saet_renoweb(request, krop.kundenr, krop.renoweb_kundeid))


def _skrevet(found: Skrevet) -> RenowebUd:
    return RenowebUd(
        kundenr=found.kort.kundenr,
        renoweb_kundeid=found.kort.renoweb_kundeid,
        aendret=found.kort.aendret,
        aendret_nu=found.aendret_nu,
    )
