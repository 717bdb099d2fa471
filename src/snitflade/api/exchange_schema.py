"""How exchanges look from outside."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

from snitflade.exchange import catalogue
from snitflade.exchange.models import Direction, Exchange
from snitflade.exchange.states import State


class FilUd(BaseModel):
    """En fil i en udveksling."""

    nummer: int = Field(description="Filens plads i udvekslingen, fra 1.")
    navn: str
    format: str
    bytes: int
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    afleveret: dt.datetime | None
    taget: dt.datetime | None


class UdvekslingUd(BaseModel):
    """En udveksling."""

    id: int
    snitflade: str
    retning: Direction
    tilstand: State
    kommune: str
    penge: bool
    oprettet: dt.datetime
    tilstand_siden: dt.datetime
    afsendt: dt.datetime | None
    totaler: dict[str, int] = Field(description="Kontrolsummer; beløb i øre.")
    problemer: int = Field(description="Antal problemer.")
    filer: list[FilUd]


class UdvekslingerUd(BaseModel):
    """En side af udvekslinger, de nyeste først."""

    udvekslinger: list[UdvekslingUd]
    naeste: int | None = Field(description="Send dette som foer for at få næste side; null på den sidste.")


class KvitteringInd(BaseModel):
    """En kvittering."""

    model_config = ConfigDict(extra="forbid")
    kvittering: str = Field(
        max_length=1000,
        pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$",
        description="Modtagerens kvittering: en tekst på én linje.",
    )


class KvitteringUd(BaseModel):
    """Hvad der nu står."""

    id: int
    tilstand: State
    kvitteret_nu: bool = Field(description="Falsk, når den samme kvittering stod der i forvejen.")


def plain(exchange: Exchange) -> UdvekslingUd:
    """An exchange from a query set that has `problem_count` and its files with their blobs."""
    return UdvekslingUd(
        id=exchange.pk,
        snitflade=exchange.interface,
        retning=Direction(exchange.direction),
        tilstand=State(exchange.state),
        kommune=exchange.kommune,
        penge=catalogue.moves_money(exchange),
        oprettet=exchange.created_at,
        tilstand_siden=exchange.state_at,
        afsendt=exchange.sent_at,
        totaler=exchange.totals,
        problemer=exchange.__dict__["problem_count"],
        filer=[
            FilUd(
                nummer=file.number,
                navn=file.name,
                format=file.format,
                bytes=file.blob.size,
                sha256=file.blob_id,
                afleveret=file.delivered_at,
                taget=file.taken_at,
            )
            for file in exchange.files.all()
        ],
    )
