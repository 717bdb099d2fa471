"""RenoWeb's one-off transfer (social-teknik.md 10.3): the registers' own numbers, no loose ends, one package, two people."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.tekn.conftest import Indlaes

from snitflade.exchange import blobs, catalogue, integrity, outbound
from snitflade.exchange.catalogue import Built
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import TwoPeopleError
from snitflade.folk.models import Lokalitet, Person
from snitflade.formats.problems import Problems, ProblemsError, Severity
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Aftale, Takst, Ydelse
from snitflade.tekn.renoweb_engangs import koersel
from snitflade.tekn.renoweb_engangs.udvaelg import registrenes_tal, udvaelg

DAG = dt.date(2018, 1, 1)
AARSPRIS = 4 * 971_000
"""Four times what a quarter of the specification's test case costs (prisme.md 5)."""
OLE = "3112999999"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    """An installation of its own."""
    settings.HOME = tmp_path / "hjem"
    settings.HOME.mkdir()


@pytest.fixture
def register(db: None, indlaes: Indlaes) -> Iterator[None]:
    """The test case of prisme.md 5, its places with their codes."""
    assert not indlaes().problemer.errors
    Lokalitet.objects.filter(navn="Paamiut").update(kode="0500")
    Lokalitet.objects.filter(navn="Tasiilaq").update(kode="1500")
    yield


def byg(dato: dt.date = DAG, beskyttede: str = koersel.NEJ, af: str = "anna") -> tuple[Exchange | None, Built]:
    interface = catalogue.find(koersel.SNITFLADE)
    return outbound.build(interface, {"dato": dato, "beskyttede": beskyttede}, af)


def bygget(dato: dt.date = DAG, beskyttede: str = koersel.NEJ) -> Exchange:
    exchange, _ = byg(dato, beskyttede)
    assert exchange is not None
    return exchange


def filer(exchange: Exchange) -> dict[str, list[str]]:
    """The lines of each file by what it is."""
    files = {}
    for file in exchange.files.order_by("number"):
        data = blobs.get(file.blob).decode("utf-8")
        assert data.endswith("\r\n")
        files[file.name.rpartition("_")[2]] = data[:-2].split("\r\n")
    return files


def koder(beskyttede: str = koersel.NEJ) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        byg(beskyttede=beskyttede)
    assert not Exchange.objects.exists()
    return sorted(one.code for one in caught.value.problems.sorted() if one.severity is Severity.FEJL)


def test_the_test_case_to_the_letter(register: None) -> None:
    exchange = bygget()
    found = filer(exchange)
    first = Aftale.objects.order_by("pk").values_list("pk", flat=True)[0]
    service = Ydelse.objects.get(navn="Dagrenovation", lokalitet__navn="Paamiut").pk
    changed = f"{Debitor.objects.get(kundenummer=OLE).aendret:%Y%m%d}"
    assert f"{OLE};person;{OLE};;;Ole Olsen;N;N;;;;;;;;;;da;aktiv;;{changed}" in found["KUNDER.csv"]
    assert found["ADRESSER.csv"][:2] == ["Adresse_id;Lokalitet;Vejkode;Husnr;Bnr;Lejlighed", f"{first};0500;;;B-1456;"]
    assert f"{service};Dagrenovation;;0500;6602507000" in found["YDELSER.csv"]
    assert f"{service};;610,00;2440,00" in found["PRISER.csv"]
    assert found["AFTALER.csv"][1] == f"{first};{OLE};{first};{service};1;;;;2440,00"
    assert [lines[-1] for lines in found.values()][:5] == ["TOTAL;5", "TOTAL;7", "TOTAL;4", "TOTAL;4", "TOTAL;9;38840,00"]
    assert exchange.totals == {"Kunder": 5, "Adresser": 7, "Ydelser": 4, "Priser": 4, "Aftaler": 9, "Årspris": AARSPRIS}
    assert not [text for text in integrity.broken() if "RenoWeb" in text]


def test_the_list_names_every_file_its_hash_and_its_rows(register: None) -> None:
    exchange = bygget()
    files = list(exchange.files.order_by("number"))
    listed = [line.split(";") for line in filer(exchange)["MANIFEST.csv"][1:]]
    assert [row[:2] for row in listed] == [[file.name, file.blob_id] for file in files[:-1]]
    assert [row[2] for row in listed] == ["5", "7", "4", "4", "9"]
    assert [row[3] for row in listed] == ["", "", "", "", "38840,00"]
    assert listed[0][0] == "RENOWEB_0956_20180101_KUNDER.csv"


def test_the_package_is_the_same_each_time_and_needs_another_person(register: None) -> None:
    exchange = bygget()
    with pytest.raises(ProblemsError):
        koersel.pakke(exchange)
    with pytest.raises(TwoPeopleError):
        outbound.approve(exchange, "anna")
    outbound.approve(exchange, "bo")
    exchange.refresh_from_db()
    data = koersel.pakke(exchange)
    assert koersel.pakke(Exchange.objects.get()) == data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        assert [name.rpartition("_")[2] for name in names][-1] == "MANIFEST.csv"
        assert len(names) == 6
        for file in exchange.files.all():
            assert hashlib.sha256(package.read(file.name)).hexdigest() == file.blob_id


def test_done_twice_says_that_nothing_changed_and_a_change_is_a_new_one(register: None) -> None:
    exchange = bygget()
    again, built = byg(dt.date(2018, 1, 2))
    assert again is None
    assert f"Intet er ændret siden udveksling {exchange.pk}" in built.notes[0]
    Aftale.objects.filter(debitor__kundenummer=OLE).update(antal=2)
    assert bygget().totals["Årspris"] > AARSPRIS


@pytest.mark.parametrize("hvor", ["debitor", "folkeregister"])
def test_protected_customers_go_only_when_it_is_said(register: None, hvor: str) -> None:
    Debitor.objects.filter(kundenummer=OLE).update(vejnavn="Skjulevej", adressebeskyttet=hvor == "debitor")
    if hvor == "folkeregister":
        Person.objects.create(personnummer=OLE, status="05", adressebeskyttet=True)
    without, built = byg()
    assert without is not None
    assert without.totals["Kunder"] == 4
    assert without.totals["Aftaler"] == 7
    assert "2 aftaler for 1 kunder" in built.notes[0]
    assert OLE not in str(filer(without))
    found = filer(bygget(beskyttede=koersel.JA))
    assert any(line.startswith(f"{OLE};person;{OLE};;;Ole Olsen;N;J;;") for line in found["KUNDER.csv"])
    assert "Skjulevej" not in str(found)


def test_everything_that_is_missing_is_told_and_nothing_is_built(register: None) -> None:
    Lokalitet.objects.filter(navn__in=("Paamiut", "Tasiilaq")).update(kode="")
    Takst.objects.filter(ydelse__navn="Natrenovation").update(gyldig_fra=dt.date(2019, 1, 1))
    assert koder() == ["RWE_LOKALITET", "RWE_LOKALITET", "RWE_PRIS", "RWE_PRIS"]
    Aftale.objects.update(til=dt.date(2017, 12, 31))
    assert koder() == ["RWE_TOM"]


@pytest.mark.parametrize("navn", ["=HYPERLINK(1)", "+1", "@SUM(A1)", "-2"])
def test_what_a_spreadsheet_would_run_is_refused(register: None, navn: str) -> None:
    Debitor.objects.filter(kundenummer=OLE).update(navn=navn)
    assert len(koder()) == 1


def test_a_transfer_whose_list_was_changed_is_found(register: None) -> None:
    exchange = bygget()
    first, second = exchange.files.order_by("number")[:2]
    type(first).objects.filter(pk=first.pk).update(blob=second.blob_id)
    assert any("fortegnelsen i udveksling" in text for text in integrity.broken())


dage = st.none() | st.dates(dt.date(2017, 11, 1), dt.date(2018, 5, 31))


class Aarspriser(TestCase):
    """What is chosen line by line is what the registers say all at once."""

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        aftaler=st.lists(st.tuples(st.integers(0, 5), dage, dage), max_size=6),
        takster=st.lists(st.tuples(dage, st.integers(1, 100_000)), min_size=1, max_size=3, unique_by=lambda one: one[0]),
    )
    def test_the_same_as_the_registers(
        self, aftaler: list[tuple[int, dt.date | None, dt.date | None]], takster: list[tuple[dt.date | None, int]]
    ) -> None:
        sted = Lokalitet.objects.get(navn="Nuuk")
        Lokalitet.objects.filter(pk=sted.pk).update(kode="0600")
        ydelse = Ydelse.objects.create(navn="Dagrenovation", lokalitet=sted, indtaegtskonto="6602507000")
        kunde = Debitor.objects.create(kundenummer="0000000001", navn="Prøve Kunde Et")
        for fra, pris in takster:
            Takst.objects.create(ydelse=ydelse, pris=pris, gyldig_fra=fra)
        for number, (antal, fra, til) in enumerate(aftaler):
            first, last = (til, fra) if fra and til and til < fra else (fra, til)
            key = f"{number:04}"
            Aftale.objects.create(
                debitor=kunde, lokalitet=sted, bnr=key, bnr_noegle=key, ydelse=ydelse, antal=antal, fra=first, til=last
            )
        problems = Problems()
        with transaction.atomic():
            found = udvaelg(DAG, problems, med_beskyttede=False)
        said = registrenes_tal(DAG, ())
        if not {"RWE_TOM", "RWE_PRIS"} & problems.codes:
            assert sum(one.aarspris for one in found.aftaler) == said["Årspris"]
            assert len(found.aftaler) == said["Aftaler"]
            for one in found.aftaler:
                assert one.aarspris % (4 * one.antal or 4) == 0
