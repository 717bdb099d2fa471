"""The download over https (social-teknik.md 4): tokens, the municipality, the log, and the codes of refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import HttpResponseBase
from tests.api.world import System, refused, system
from tests.soc.handicap.verden import DRENG, KODER, eksemplet, giv_grundlag, laes, linjer

from snitflade.api.models import Call
from snitflade.folk.models import Opslag
from snitflade.soc.handicap.models import Handicapkort, Ipisudtraek, Produkt

pytestmark = pytest.mark.django_db
ADGANG = "soc.handicap-ipis:laes"


@pytest.fixture
def ipis(db: None) -> System:
    return system(ADGANG, kommune="0957", navn="IPIS")


def indhold(svar: HttpResponseBase) -> bytes:
    assert svar.status_code == 200, getattr(svar, "content", b"").decode()
    data = getattr(svar, "content", b"")
    assert isinstance(data, bytes)
    return data


def test_counts_are_downloaded_and_the_call_is_logged(tmp_path: Path, ipis: System) -> None:
    eksemplet(tmp_path)
    giv_grundlag(Produkt.ANTAL)
    svar = ipis.call("GET", "handicap/v1/antal.csv")
    assert linjer(indhold(svar))[-1] == "TOTAL;2"
    assert 'filename="HANDICAP_0957_20261120.csv"' in svar.headers["Content-Disposition"]
    assert svar.headers["Cache-Control"] == "no-store"
    (call,) = Call.objects.all()
    assert (call.operation, call.status, call.persons) == ("hent_handicap_antal", 200, 0)
    (row,) = Ipisudtraek.objects.all()
    assert (row.af, row.raekker) == ("system:IPIS", 2)
    assert not Opslag.objects.exists()


def test_persons_stand_in_the_log_one_by_one(tmp_path: Path, ipis: System) -> None:
    eksemplet(tmp_path)
    giv_grundlag(Produkt.PERSON)
    assert DRENG.encode() not in indhold(ipis.call("GET", "handicap/v1/personer.csv", **{"X-Formaal": "Opdatering"}))
    assert {row.nummer for row in Opslag.objects.all()} == set(Handicapkort.objects.values_list("pk", flat=True))
    assert {(row.af, row.via, row.register, row.formaal) for row in Opslag.objects.all()} == {
        ("system:IPIS", "soc.handicap-ipis", "soc.handicapkort", "Opdatering")
    }
    assert Call.objects.get().persons == 8


@pytest.mark.parametrize("sti", ["antal", "personer"])
def test_refusals_carry_the_codes_of_the_specification(tmp_path: Path, ipis: System, sti: str) -> None:
    eksemplet(tmp_path)
    path = f"handicap/v1/{sti}.csv"
    problem = refused(ipis.call("GET", path), 403, "IPS-E01")
    assert "intet gives ud" in problem["detail"]
    giv_grundlag(Produkt.ANTAL)
    giv_grundlag(Produkt.PERSON)
    refused(ipis.call("GET", f"{path}?kommune=0956"), 403, "IPS-E02")
    refused(ipis.call("GET", f"{path}?dato=2026-11-21"), 422, "IPS_DAG")
    refused(ipis.call("GET", f"{path}?dato=2026-02-30"), 422, "IPS_DATO")
    laes(tmp_path, koder=KODER.replace(";UDV\n", ";\n"))
    refused(ipis.call("GET", path), 409, "IPS-E03")
    assert not Ipisudtraek.objects.exists()
    assert not Opslag.objects.exists()


def test_without_the_right_token_there_is_nothing(tmp_path: Path) -> None:
    eksemplet(tmp_path)
    giv_grundlag(Produkt.ANTAL)
    refused(system("inka.debitor-opslag:laes", kommune="0957").call("GET", "handicap/v1/antal.csv"), 403, "TOKEN_ADGANG")
    other = system(ADGANG, kommune="0956", navn="IPIS Sermersooq")
    refused(other.call("GET", "handicap/v1/antal.csv"), 403, "IPS-E01")
    refused(other.call("GET", "handicap/v1/antal.csv?kommune=0957"), 403, "IPS-E02")
    assert not Ipisudtraek.objects.exists()
