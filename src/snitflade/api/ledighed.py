"""IT Reg's look-ups of jobseekers in REST, row 22; the rules are `led.itreg`'s. Source: social-teknik.md 6.2."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from snitflade.api import service
from snitflade.api.access import Adgang, offered
from snitflade.api.scopes import Scope, Verb
from snitflade.api.validation import Tidspunkt
from snitflade.formats.problems import ProblemsError
from snitflade.led import itreg
from snitflade.led.interfaces import ITREG
from snitflade.led.itreg import Personen
from snitflade.led.models import Art, Gruppe, Ledighedskort

LAES = Scope(ITREG.id, Verb.LAES)
REGISTER = Ledighedskort._meta.label_lower
router = Router(tags=["Ledighed"])

service.STATUS |= {
    itreg.LED_ITREG_KOMMUNE.code: 403,
    itreg.LED_ITREG_UKENDT.code: 404,
    itreg.LED_ITREG_GAMMEL.code: 410,
}


class LedighedAdresseUd(BaseModel):
    """En adresse i et register. Det, der ikke kendes, er null."""

    kommunenr: str = Field(max_length=4)
    lokalitet: str | None = Field(max_length=4, description="Lokalitetens kode; null, hvor vejkoden ikke siger hvilken.")
    vejnavn: str | None
    husnr: str | None = Field(max_length=4)
    bnr: str | None = Field(max_length=4)
    lejlighed: str | None = Field(max_length=4)
    fra: dt.date | None
    til: dt.date | None = Field(description="null på den nuværende adresse.")


class UddannelseUd(BaseModel):
    """En uddannelse."""

    kode: str = Field(max_length=4)
    tekst: str = Field(max_length=60)
    afsluttet: dt.date | None


class UdelukketUd(BaseModel):
    """En tid, hvor personen er udelukket fra sociale ydelser (karantæne)."""

    aarsag: str = Field(max_length=60)
    fra: dt.date
    til: dt.date | None


class YdelseUd(BaseModel):
    """En ydelse."""

    type: str = Field(max_length=60)
    fra: dt.date
    til: dt.date | None


class AnvistUd(BaseModel):
    """Arbejde, personen er anvist."""

    dato: dt.date
    arbejdsgiver: str = Field(max_length=66)
    resultat: str = Field(max_length=60)


class AktivitetUd(BaseModel):
    """En aktivitet."""

    type: str = Field(max_length=60)
    start: dt.date
    slut: dt.date | None


class LedigUd(BaseModel):
    """En tid, personen har været ledig."""

    start: dt.date
    slut: dt.date | None


class HenvendelseUd(BaseModel):
    """En henvendelse."""

    dato: dt.date
    kode: str = Field(max_length=3, description="STP er stempling.")
    kontor: str = Field(max_length=10)


class ArbejdssoegendeUd(BaseModel):
    """En arbejdssøgende, med det, bekendtgørelse 20/2007 nævner."""

    cpr: str = Field(pattern=r"^[0-9]{10}$", description="Det nummer, der gælder nu.")
    adresser: list[LedighedAdresseUd] = Field(description="Nuværende og tidligere; tom på beskyttede personer.")
    hjemmeboende_boern: int | None = Field(ge=0, description="Egne børn under 18 på adressen; null, når adressen ikke kendes.")
    uddannelse: list[UddannelseUd]
    skolegang: str
    kompetencer: list[str]
    udelukket: list[UdelukketUd]
    ydelser: list[YdelseUd]
    behov: str
    anvist_arbejde: list[AnvistUd]
    aktiviteter: list[AktivitetUd]
    ledighed: list[LedigUd]
    vejledning: bool | None = Field(description="null, når ingen har sagt det.")
    matchgruppe: Gruppe = Field(description="0 ikke oplyst, 1 jobklar, 2 indsatsklar, 3 midlertidig passiv.")
    naeste_kontrol: dt.date | None
    henvendelser: list[HenvendelseUd]


class LedighedOpslag(BaseModel):
    """Hvem der spørges efter."""

    model_config = ConfigDict(extra="forbid")
    cpr: str = Field(pattern=r"^[0-9]{10}$", description="CPR-nummer, 10 cifre.")


class LedighedSide(BaseModel):
    """En side af ændrede arbejdssøgende."""

    personer: list[ArbejdssoegendeUd] = Field(max_length=itreg.SIDE)
    side: int
    flere: bool = Field(description="Om der er en side til.")
    naeste: str | None = Field(description="Adressen på næste side; null på den sidste.")
    naeste_siden: dt.datetime | None = Field(
        description="Spørg næste gang med aendret_siden sat til dette. Følger med i naeste; null på en senere side uden."
    )


@router.get(
    "/v1/personer/{cpr}",
    response={200: ArbejdssoegendeUd},
    operation_id="hent_arbejdssoegende",
    summary="Én arbejdssøgende",
    **offered(Adgang(LAES), {403: ["LED-E11"], 404: ["LED-E10"], 410: ["LED-E12"]}, person=True),
)
def hent_arbejdssoegende(
    request: HttpRequest, cpr: Annotated[str, Path(pattern=r"^[0-9]{10}$", description="CPR-nummer, 10 cifre.")]
) -> ArbejdssoegendeUd:
    """Personen i adgangens egen kommune, også under et tidligere nummer. Opslaget står i loggen, også når ingen findes. Slå
    hellere op med POST /v1/opslag: der står nummeret ikke i adressen."""
    return _slaaet_op(request, cpr)


@router.post(
    "/v1/opslag",
    response={200: ArbejdssoegendeUd},
    operation_id="slaa_arbejdssoegende_op",
    summary="Én arbejdssøgende, uden nummer i adressen",
    **offered(Adgang(LAES), {403: ["LED-E11"], 404: ["LED-E10"], 410: ["LED-E12"]}, person=True, body=True),
)
def slaa_arbejdssoegende_op(request: HttpRequest, krop: LedighedOpslag) -> ArbejdssoegendeUd:
    """Det samme opslag med nummeret i kroppen. Ændrer intet, og står i loggen, også når ingen findes."""
    return _slaaet_op(request, krop.cpr)


def _slaaet_op(request: HttpRequest, cpr: str) -> ArbejdssoegendeUd:
    try:
        found = itreg.slaa_op(service.the_caller(request).token.kommune, cpr)
    except ProblemsError:
        service.shown(request, ITREG.id, REGISTER, [None])
        raise
    service.shown(request, ITREG.id, REGISTER, [found.kort.pk])
    return _ud(found)


@router.get(
    "/v1/personer",
    response={200: LedighedSide},
    operation_id="hent_arbejdssoegende_aendret",
    summary="Ændrede arbejdssøgende, 500 på en side",
    **offered(Adgang(LAES), {403: ["LED-E11"]}, person=True),
)
def hent_arbejdssoegende_aendret(
    request: HttpRequest,
    aendret_siden: Annotated[Tidspunkt, Query(description="Personer, der er ændret på dette tidspunkt eller senere.")],
    kommune: Annotated[str, Query(pattern=r"^[0-9]{4}$", description="Kommunens nummer, 4 cifre.")],
    side: Annotated[int, Query(ge=1, le=100_000, description="Siden, fra 1.")] = 1,
    til: Annotated[Tidspunkt | None, Query(description="naeste_siden fra side 1; står i naeste.")] = None,
    efter: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="Hvor siden begynder; står i naeste.")] = None,
) -> LedighedSide:
    """Følg naeste, til flere er falsk, og spørg næste gang fra naeste_siden. Hver person på siden står i loggen."""
    itreg.tjek_kommune(service.the_caller(request).token.kommune, kommune)
    found = itreg.aendringer(kommune, aendret_siden, side, til, efter)
    service.shown(request, ITREG.id, REGISTER, [one.kort.pk for one in found.personer])
    onward = {"aendret_siden": aendret_siden.isoformat(), "kommune": kommune, "side": str(side + 1), "efter": str(found.sidste)}
    if found.naeste_siden is not None:
        onward["til"] = found.naeste_siden.isoformat()
    return LedighedSide(
        personer=[_ud(one) for one in found.personer],
        side=side,
        flere=found.flere,
        naeste=f"{request.path}?{urlencode(onward)}" if found.flere else None,
        naeste_siden=found.naeste_siden,
    )


def _ud(found: Personen) -> ArbejdssoegendeUd:
    card, periods = found.kort, found.perioder
    return ArbejdssoegendeUd(
        cpr=found.cpr,
        adresser=[
            LedighedAdresseUd(
                kommunenr=one.kommunenr,
                lokalitet=one.lokalitet or None,
                vejnavn=one.vejnavn or None,
                husnr=one.husnr or None,
                bnr=one.bnr or None,
                lejlighed=one.lejlighed or None,
                fra=one.fra,
                til=one.til,
            )
            for one in found.adresser
        ],
        hjemmeboende_boern=found.hjemmeboende_boern,
        uddannelse=[UddannelseUd(kode=one.kode, tekst=one.tekst, afsluttet=one.afsluttet) for one in found.uddannelse],
        skolegang=card.skolegang,
        kompetencer=card.kompetencer.splitlines(),
        udelukket=[UdelukketUd(aarsag=one.tekst, fra=one.fra, til=one.til) for one in periods[Art.KARANTAENE]],
        ydelser=[YdelseUd(type=one.tekst, fra=one.fra, til=one.til) for one in periods[Art.YDELSE]],
        behov=card.behov,
        anvist_arbejde=[
            AnvistUd(dato=one.dato, arbejdsgiver=one.arbejdsgiver, resultat=one.resultat) for one in found.anvist_arbejde
        ],
        aktiviteter=[AktivitetUd(type=one.tekst, start=one.fra, slut=one.til) for one in periods[Art.AKTIVITET]],
        ledighed=[LedigUd(start=one.fra, slut=one.til) for one in periods[Art.LEDIG]],
        vejledning=card.vejledning,
        matchgruppe=Gruppe(found.matchgruppe),
        naeste_kontrol=card.naeste_kontrol,
        henvendelser=[HenvendelseUd(dato=one.dato, kode=one.kode, kontor=one.kontor) for one in found.henvendelser],
    )
