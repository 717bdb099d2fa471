"""Inddrivelse in a small world: the claimant of the specification's samples, claims that are overdue, and the authority's files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.inka import verden
from tests.inka.bs_verden import klokken

from snitflade.exchange import blobs, catalogue, delivery, inbound, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.inka.inddrivelse import leveret
from snitflade.inka.inddrivelse.models import Fordring, Fordringsart
from snitflade.inka.inddrivelse.models_ind import Afvigelse
from snitflade.inka.krav import Koersel, NytKrav, opret
from snitflade.inka.models import Debitor, Regning

KOMMUNE, HAVER = "0960", "37AK"
MODUL = "tekn.prøve"
UD, AFREGNINGER, AFVISTE = "inka.fordringer", "inka.afregninger", "inka.afviste"
NU = dt.datetime(2025, 6, 2, 12, tzinfo=dt.UTC)
STIFTET, FORFALD = dt.date(2025, 4, 1), dt.date(2025, 5, 1)
MELLEM, RENTE, GEBYR, AFKLARING = "9005005005", "9006006006", "9007007007", "9008008008"
SVENDSEN, ANDEN = "3112999999", "3112999998"
"""The specification's persons."""


def saet_op() -> None:
    """Accounts, claimant ids, and what claims are called."""
    verden.konti()
    values = {
        "inddrivelse.fordringshavere": f"{KOMMUNE}={HAVER}",
        "inddrivelse.mellemregningskonto": MELLEM,
        "inddrivelse.rentekonto": RENTE,
        "inddrivelse.gebyrkonto": GEBYR,
        "inddrivelse.afklaringskonto": AFKLARING,
    }
    for nummer, vaerdi in values.items():
        Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)
    art("", "12RENO", "RENOVATION", "Renovation")
    art("dag", "11DAGINST", "DAGINST", "Daginstitution", barn=True)


def art(navn: str, gruppe: str, type: str, tekst: str, barn: bool = False, aar: int = 5) -> None:
    """What claims of an art (none: of the module) are called."""
    Fordringsart.objects.create(
        kommune=KOMMUNE,
        art=navn or MODUL,
        fordringsgruppe=gruppe,
        fordringstype=type,
        kraever_barn=barn,
        foraeldelse_aar=aar,
        tekst=tekst,
    )


def kunde(nummer: str = SVENDSEN, **felter: Any) -> Debitor:
    """A debtor."""
    return Debitor.objects.get_or_create(kundenummer=nummer, defaults={"navn": f"Prøve Person {nummer[-2:]}", **felter})[0]


def krav(
    *beloeb: int,
    hos: Debitor | None = None,
    forfald: dt.date = FORFALD,
    stiftet: dt.date = STIFTET,
    art: str = "",
    leveret_dag: dt.date | None = STIFTET,
    kommune: str = KOMMUNE,
) -> list[Regning]:
    """Claims of one run, whose bills are known to be delivered unless `leveret_dag` is None."""
    koersel = f"i{next(verden._runs)}"
    who, run = (hos or kunde()).pk, Koersel(MODUL, koersel, kommune, stiftet, stiftet.year, "PRØVEKRAV")
    ids = opret(run, [NytKrav(who, one, verden.INDTAEGT, forfald, "2025K1", art=art) for one in beloeb], "anna")
    if leveret_dag is not None:
        leveret.bekraeft_koersel(MODUL, koersel, leveret_dag, "Trykkeriets kvittering", "anna", leveret_dag)
    return list(Regning.objects.filter(pk__in=ids).order_by("pk"))


def byg(fil: str = "fordringer", now: dt.datetime = NU, **options: Any) -> tuple[Exchange | None, Built]:
    """Build a file."""
    with klokken(now):
        return outbound.build(catalogue.find(UD), {"kommune": KOMMUNE, "fil": fil, **options}, "anna")


def udveksling(fil: str = "fordringer", now: dt.datetime = NU, **options: Any) -> Exchange:
    """A file that has something in it."""
    exchange, _ = byg(fil, now, **options)
    assert exchange is not None
    return exchange


def send(exchange: Exchange, now: dt.datetime = NU) -> Exchange:
    """Approved by another and carried to the site."""
    with klokken(now):
        outbound.approve(exchange, "bo")
        exchange.refresh_from_db()
        delivery.delivered_by_hand(exchange, "bo", "Uploadet")
    exchange.refresh_from_db()
    return exchange


def indhold(exchange: Exchange, number: int = 1) -> bytes:
    """The bytes of a file."""
    return blobs.get(exchange.files.get(number=number).blob)


def linjer(exchange: Exchange) -> list[str]:
    """The lines of its first file."""
    return indhold(exchange).decode("utf-16").removesuffix("\r\n").split("\r\n")


def laes(
    name: str, data: bytes, *, interface: str = AFREGNINGER, now: dt.datetime = NU + dt.timedelta(45)
) -> tuple[Exchange, Problems]:
    """Receive a file and apply it."""
    with klokken(now):
        found = catalogue.find(interface)
        got = inbound.receive(found, name, data, "anna")
        problems = inbound.apply(got.exchange, found, "anna")
    got.exchange.refresh_from_db()
    return got.exchange, problems


def frigiv(exchange: Exchange, now: dt.datetime = NU + dt.timedelta(46)) -> Exchange:
    """Release what is held, and apply it."""
    Exchange.objects.filter(pk=exchange.pk).update(released_by="bo")
    exchange.refresh_from_db()
    with klokken(now):
        inbound.apply(exchange, catalogue.find(exchange.interface), "anna")
    exchange.refresh_from_db()
    return exchange


def fordring(regning: Regning) -> Fordring:
    """The newest claim at the authority of a claim."""
    return Fordring.objects.select_related("exchange").filter(regning=regning).order_by("-nummer")[0]


def tilstande() -> list[str]:
    """The states of all claims, in order."""
    return list(Fordring.objects.order_by("pk").values_list("tilstand", flat=True))


def afvigelser(aabne: bool = True) -> list[tuple[str, int]]:
    """Kind and amount of the differences."""
    rows = Afvigelse.objects.filter(lukket_tid=None) if aabne else Afvigelse.objects.all()
    return list(rows.order_by("pk").values_list("art", "forskel"))
