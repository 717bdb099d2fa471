"""Weighings as the sample of social-teknik.md 9.3, their customers and accounts, and what becomes of them."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.udvekslinger import fejl as fejl
from tests.udvekslinger import koder as koder

from snitflade.bogh.models import Postering
from snitflade.exchange import catalogue, inbound, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.formats.problems import Problems
from snitflade.inka.models import Debitor
from snitflade.tekn.affald import afstemning
from snitflade.tekn.affald.models import Affaldstakst, Vejeparti
from snitflade.tekn.affald.takster import noegle

HOVED = ",".join(
    f'"{name}"'
    for name in (
        *("SubmissionId", "DateSubmitted", "Immikkoortortaqarfik", "Ulloq", "Kunde nr", "GR  GL", "Eqqakkat", "Amerlassusaai"),
        *("Katillugit", "Notat"),
    )
)
ET = (
    '"1000231","12/03/2025 09:15","Modtagerstation - Qaqortoq","12/03/2025 09:12","Prøve Byg ApS 5800000001","GR 12 345",'
    '"Brandbart erhvervsaffald","1250 kg","687.50","Hal 2"'
)
TO = (
    '"1000232","12/03/2025 10:02","Forbrænding - Narsaq","12/03/2025 10:00","Prøve Fisk A/S 5800000002","GL 7 001","Jern","300 kg",'
    '"0.00",""'
)
TRE = (
    '"1000233","12/03/2025 11:40","Modtagerstation - Nanortalik","12/03/2025 11:31","5800000003","","Deponi, blandet","2 m3",'
    '"1240.00","Manglede sortering"'
)
BRANDBART, DEPONI, MODKONTO = "6602601101", "6602601102", "9407009003"
SE_HOVED = (
    "REGISTRATIONNO;WEIGHINGDATE;SITE;CUSTOMERNO;CUSTOMERNAME;LICENSEPLATE;PRODUCTNO;PRODUCTNAME;WEIGHTNET;PRICEUNIT;PRICETOTAL;"
    "ACCOUNTNO;NOTE"
)
SE = f"501;12-03-2025 09:12;Nuuk;5800000001;Prøve Byg ApS;GR 12 345;10;Brandbart;1250;550,00;687,50;{BRANDBART};"


@pytest.fixture
def verden() -> None:
    """What `opret` makes."""
    opret()


def opret() -> None:
    """Three firms, the accounts of two waste types, and the constants a run needs."""
    for number, (navn, cvr, konto) in enumerate(
        (("Prøve Byg ApS", "12345607", ""), ("Prøve Fisk A/S", "12345615", ""), ("Prøve Skole", "12345623", "5602601100")), start=1
    ):
        Debitor.objects.create(kundenummer=f"580000000{number}", navn=navn, cvr=cvr, betales_fra_konto=konto)
    takst("Brandbart erhvervsaffald", BRANDBART)
    takst("Deponi, blandet", DEPONI)
    for nummer, vaerdi in (("870", "AFF"), ("affald.modkonto", MODKONTO), ("affald.betalingsart", "125")):
        Systemkonstant.objects.create(nummer=nummer, vaerdi=vaerdi)


def takst(navn: str, konto: str, fra: str = "2025-01-01", **felter: object) -> None:
    """A row of the dated table."""
    felter = {"kommune": "0955", **felter}
    Affaldstakst.objects.create(
        affaldstype=navn, typenoegle=noegle(navn), konto=konto, gyldig_fra=dt.date.fromisoformat(fra), **felter
    )


def laes(*lines: str, hoved: str = HOVED, navn: str = "vejninger.csv") -> tuple[Exchange, Problems]:
    """Read and apply a file of these lines below their heading."""
    interface = catalogue.find("36")
    data = "".join(f"{line}\n" for line in (hoved, *lines)).encode("cp1252" if hoved == SE_HOVED else "utf-8")
    exchange = inbound.receive(interface, navn, data, "anna").exchange
    problems = inbound.apply(exchange, interface, "anna")
    exchange.refresh_from_db()
    return exchange, problems


def opkraev(parti: int | None = None, **valg: object) -> tuple[Exchange | None, Built]:
    """Bill a batch, or all."""
    options = {
        "kommune": "0955",
        "parti": parti,
        "posteringsdato": dt.date(2025, 4, 10),
        "forfaldsdato": dt.date(2025, 5, 1),
        "regnskabsaar": 2025,
        "tekst": "AFFALD MARTS",
        "tidsstempel": dt.datetime.fromisoformat("2025-04-10T12:00"),
        **valg,
    }
    return outbound.build(catalogue.find("36"), options, "anna")


def parti() -> Vejeparti:
    """The only batch."""
    return Vejeparti.objects.get()


def postet() -> list[tuple[str, int, str]]:
    """The ledger rows in order."""
    return list(Postering.objects.order_by("pk").values_list("konto", "beloeb", "tekst"))


def i_orden() -> bool:
    """Whether `verify` finds nothing in what row 36 holds."""
    return list(afstemning.brud()) == []
