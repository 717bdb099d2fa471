"""Jobseekers with contacts, as the sample of social-teknik.md 6.1 has them, and a month built of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.udvekslinger import koder as koder

from snitflade.exchange import blobs, catalogue, integrity, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.models import Exchange
from snitflade.led import henvendelser
from snitflade.led import kort as kortene
from snitflade.led.models import Art, Ledighedskort

SISIMIUT, MANIITSOQ = "8207919003", "7104669005"
SAMPLE = (
    "Kommunenr;Periode;Cpr;Lokalitet;Henvendelsesdato;Henvendelseskode;Matchgruppe;Ledig_fra;Ledig_til;Uddannelse;Karantaene_til;Kontor\r\n"
    "0957;202503;8207919003;0800;20250304;STP;1;20250217;;0010;;SISIMIUT\r\n"
    "0957;202503;7104669005;0700;20250311;STP;2;20241101;;;20250401;MANIITSOQ\r\n"
    "0957;202503;8207919003;0800;20250318;STP;1;20250217;;0010;;SISIMIUT\r\n"
    "TOTAL;3;2\r\n"
).encode("cp1252")
"""The sample's lines, in the order of days."""


def d(tekst: str) -> dt.date:
    """A day written ``ÅÅÅÅMMDD``."""
    return dt.date.fromisoformat(tekst)


def kort(cpr: str, kommune: str = "0957", gruppe: str = "1") -> Ledighedskort:
    """A card, with a match group from 2020 on; ``0`` for none."""
    found, _ = kortene.opret(kommune, cpr, "anna")
    if gruppe != "0":
        kortene.saet_gruppe(found, gruppe, d("20200101"), "anna")
    return found


def henvend(row: Ledighedskort, *dage: str, kode: str = "STP", lokalitet: str = "0800", kontor: str = "SISIMIUT") -> None:
    """Contacts on these days."""
    for dag in dage:
        henvendelser.registrer(row, d(dag), kode, lokalitet, kontor, "anna")


def eksempel() -> tuple[Ledighedskort, Ledighedskort]:
    """The two persons of the sample."""
    et = kort(SISIMIUT)
    kortene.tilfoej_periode(et, Art.LEDIG, d("20250217"), None, "", "anna")
    kortene.tilfoej_uddannelse(et, "0010", "Folkeskole", None, "anna")
    henvend(et, "20250304", "20250318")
    to = kort(MANIITSOQ, gruppe="2")
    kortene.tilfoej_periode(to, Art.LEDIG, d("20241101"), None, "", "anna")
    kortene.tilfoej_periode(to, Art.KARANTAENE, d("20250301"), d("20250401"), "Afslag på arbejde", "anna")
    henvend(to, "20250311", lokalitet="0700", kontor="MANIITSOQ")
    return et, to


def byg(maaned: str = "202503", kommune: str = "0957", **mere: Any) -> tuple[Exchange | None, Built]:
    """Build a month; complete unless said otherwise."""
    options = {"kommune": kommune, "maaned": maaned, "komplet": "ja", "mangler": None} | mere
    return outbound.build(catalogue.find("led.statistik"), options, "anna")


def bygget(maaned: str = "202503", **mere: Any) -> Exchange:
    """A month that there was something to send of."""
    exchange, _ = byg(maaned, **mere)
    assert exchange is not None
    return exchange


def indhold(exchange: Exchange) -> bytes:
    """The bytes of its one file."""
    return blobs.get(exchange.files.get().blob)


def i_orden() -> bool:
    """Whether `verify` finds nothing."""
    return list(integrity.broken()) == []
