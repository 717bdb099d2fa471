"""Master data in and out through the page: all or nothing, every problem at once, and what comes out goes in unchanged."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.tekn.conftest import DATA
from tests.web.conftest import Ind

from snitflade.exchange.models import AuditEvent
from snitflade.folk.models import Opslag
from snitflade.inka.models import Debitor
from snitflade.tekn.models import Aftale, Takst
from snitflade.tekn.renovation.importer import importer

pytestmark = pytest.mark.django_db
FILER = {path.name: path.read_bytes() for path in DATA.iterdir()}


def send(client: Client, filer: dict[str, bytes], goer: str = "indlaes") -> Any:
    uploads = [SimpleUploadedFile(name, data) for name, data in filer.items()]
    return client.post("/registre/stamdata/indlaes", {"filer": uploads, "goer": goer})


def pakket(filer: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in filer.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    "filer", [FILER, {"alt.zip": pakket(FILER)}, {"a.zip": pakket({f"mappe/{n}": d for n, d in FILER.items()})}]
)
def test_files_or_a_zip_of_them_are_read_in(ind: Ind, filer: dict[str, bytes]) -> None:
    svar = send(ind("tekn:koer"), filer)
    assert svar.status_code == 200 and "Stamdata er indlæst." in svar.content.decode()
    assert Aftale.objects.count() == 9
    assert set(AuditEvent.objects.get(event="stamdata indlæst").detail["filer"]) == set(FILER)


def test_a_trial_changes_nothing(ind: Ind) -> None:
    svar = send(ind("tekn:koer"), FILER, "proev")
    assert svar.status_code == 200 and "Intet er indlæst endnu" in svar.content.decode()
    assert not Debitor.objects.exists() and not AuditEvent.objects.filter(event="stamdata indlæst").exists()


def test_every_problem_is_shown_and_nothing_is_read_in(ind: Ind) -> None:
    bad = {
        **FILER,
        "ydelser.csv": FILER["ydelser.csv"].replace(b"Paamiut", b"Paamiiut").replace(b"610,00", b"610.00"),
    }
    svar = send(ind("tekn:koer"), bad)
    text = svar.content.decode()
    assert svar.status_code == 422
    assert "Mente du Paamiut?" in text and "punktum" in text
    assert not Debitor.objects.exists()


@pytest.mark.parametrize(
    ("filer", "saetning"),
    [
        ({}, "Der er ikke valgt nogen fil"),
        ({"x.zip": b"PK\x03\x04 itu"}, "kan ikke pakkes ud"),
        ({"x.zip": pakket({"a/ydelser.csv": b"1", "b/Ydelser.csv": b"2"})}, "er med to gange"),
        ({"noget.csv": b"a;b\r\n"}, "er ikke en af stamdatafilerne"),
    ],
)
def test_what_cannot_be_used_is_said(ind: Ind, filer: dict[str, bytes], saetning: str) -> None:
    svar = send(ind("tekn:koer"), filer)
    assert svar.status_code == 422 and saetning in svar.content.decode()


def test_a_zip_that_would_fill_the_disk_is_not_unpacked(ind: Ind) -> None:
    svar = send(ind("tekn:koer"), {"x.zip": pakket({"debitorer.csv": bytes(65 * 2**20)})})
    assert svar.status_code == 422 and "64 MB" in svar.content.decode()


def test_a_name_in_a_zip_is_no_path(ind: Ind, tmp_path: Any) -> None:
    svar = send(ind("tekn:koer"), {"x.zip": pakket({"../../../../tmp/ud.csv": b"a", **FILER})})
    assert svar.status_code == 200
    assert Aftale.objects.count() == 9


def test_what_is_handed_out_changes_nothing_when_read_in_again(ind: Ind) -> None:
    assert importer(DATA).indlaest
    Takst.objects.create(ydelse=Takst.objects.all()[0].ydelse, pris=12345, gyldig_fra="2030-01-01")
    client = ind("tekn:koer")
    svar = client.post("/registre/stamdata/hent", {"formaal": "Flytning"})
    assert svar.status_code == 200
    data = svar.getvalue()
    again = send(client, {"stamdata.zip": data})
    assert again.status_code == 200, again.content.decode()
    counts = dict(again.context["tabeller"])
    assert {(one.nye, one.aendrede) for one in counts.values()} == {(0, 0)}
    assert counts["aftaler"].uaendrede == 9
    assert Opslag.objects.get().formaal == "Flytning"


def test_handing_out_takes_a_purpose_and_refuses_formulas(ind: Ind) -> None:
    assert ind("tekn:laes", navn="bo").post("/registre/stamdata/hent", {"formaal": "x"}).status_code == 403
    client = ind("tekn:koer")
    assert client.post("/registre/stamdata/hent", {"formaal": " "}).status_code == 302
    Debitor.objects.create(kundenummer="0000000001", navn="=1+1")
    svar = client.post("/registre/stamdata/hent", {"formaal": "Flytning"})
    assert svar.status_code == 409 and "formel" in svar.content.decode()
    assert not Opslag.objects.exists()


def test_reading_in_takes_the_role(ind: Ind) -> None:
    assert send(ind("tekn:laes"), FILER).status_code == 403
    assert "Det kræver rollen" in ind("tekn:laes", navn="bo").get("/registre/stamdata").content.decode()
