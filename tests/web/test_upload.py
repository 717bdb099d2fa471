"""Upload: a file is known by its content, checked before anything is applied, confirmed by the one who brought it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.exchange.world import declare
from tests.web.conftest import Ind
from tests.web.folk import bruger
from tests.web.verden import FORKERT, IND, PERSON, UKENDT, erklaer, fil

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.formats.problems import Problems
from snitflade.web import filtjek, modtagelse, oplagt, venteplads
from snitflade.web.views import upload as upload_view

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def verden(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    erklaer(monkeypatch, settings, tmp_path)


def laeg(client: Client, data: bytes, address: str = "/upload", name: str = "fil.txt") -> Any:
    return client.post(address, {"fil": SimpleUploadedFile(name, data)})


def maerke(response: Any) -> str:
    found = re.search(r'name="maerke" value="(\w+)"', response.content.decode())
    assert found
    return found[1]


def test_a_file_is_known_by_its_content_checked_and_only_applied_when_told(ind: Ind) -> None:
    client = ind("tekn:koer")
    response = laeg(client, fil("0001000001", PERSON), name="noget helt andet.doc")
    text = response.content.decode()
    assert "36 Oplysning om afleveret affald" in text and "Ingen fejl" in text
    assert PERSON not in text
    assert not Exchange.objects.exists()
    done = client.post("/upload/anvend", {"maerke": maerke(response), "snitflade": IND})
    made = Exchange.objects.get()
    assert done["Location"] == f"/udvekslinger/{made.pk}"
    assert (made.state, made.created_by, made.totals) == ("anvendt", "anna", {"linjer": 2})
    assert made.files.get().name == "noget helt andet.doc"


def test_problems_are_shown_before_anything_is_applied(ind: Ind) -> None:
    bad = fil("0001000001").replace(b"T000001", b"T000009").replace(b"L0001000001", b"L00010x0001")
    text = laeg(ind("tekn:koer"), bad).content.decode()
    assert "Slutlinjen siger 9 linjer" in text and "skal være 10 cifre" in text
    assert not Exchange.objects.exists()


def test_what_is_confirmed_is_applied_once_also_when_it_came_before(ind: Ind) -> None:
    client = ind("tekn:koer")
    for _ in range(2):
        response = laeg(client, fil("0001000001"))
        done = client.post("/upload/anvend", {"maerke": maerke(response), "snitflade": IND}, follow=True)
    assert "modtaget før" in done.content.decode()
    assert Exchange.objects.count() == 1


def test_lines_that_cannot_be_applied_go_to_quarantine(ind: Ind) -> None:
    client = ind("tekn:koer")
    response = laeg(client, fil("0001000001", UKENDT))
    client.post("/upload/anvend", {"maerke": maerke(response), "snitflade": IND})
    assert Exchange.objects.get().state == State.KARANTAENE


def test_a_file_nobody_knows_is_said_to_be_so_and_not_kept(ind: Ind, tmp_path: Any) -> None:
    for data in (b"ingen kender mig\n", b"\x00\x01\x02" * 40, "Navn;Beløb\nPrøve;1\n".encode("latin-1")):
        text = laeg(ind("tekn:koer"), data).content.decode()
        assert "Ingen kender den fil" in text and 'name="maerke"' not in text
    assert not (tmp_path / "upload").exists()


def test_what_the_municipality_sends_itself_is_only_checked(ind: Ind) -> None:
    header = "000G69000010956" + "01NORFLYD"
    line = f"{header}&10300861&1040000001&11020170113&1116602507000&1120000000089000 &113D&114201X"
    text = laeg(ind("tekn:koer"), f"{line}\r\n".encode()).content.decode()
    assert "Ingen snitflade, du må køre, tager den slags filer" in text  # g69 belongs to no interface of this world
    assert "1 af" in text or "Filens linje har form som G69" in text
    assert "201X" in text and 'name="maerke"' not in text


def test_an_empty_a_missing_and_a_too_large_file_are_refused_with_a_sentence(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    client = ind("tekn:koer")
    assert "0 bytes" in laeg(client, b"").content.decode()
    assert "Vælg en fil først" in client.post("/upload", {}).content.decode()
    monkeypatch.setattr(oplagt, "MOST", 100)
    late = laeg(client, fil(*["0001000001"] * 100))  # told while it is read
    assert late.status_code == 413 and "for stor" in late.content.decode()
    monkeypatch.setattr(upload_view, "MOST", -upload_view._ROOM)
    early = laeg(client, fil("0001000001"))  # told before it is read
    assert early.status_code == 413 and "for stor" in early.content.decode()


def test_a_large_file_that_begins_like_nothing_is_not_read(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    client = ind("tekn:koer")
    monkeypatch.setattr(modtagelse, "STOR", 1000)
    monkeypatch.setattr(filtjek, "genkend", lambda *given: pytest.fail("all of it was read"))
    text = laeg(client, bytes(2000), name="stor.bin").content.decode()
    assert "Ingen kender den fil" in text and "stor.bin" in text and 'name="maerke"' not in text


def test_a_large_file_that_is_known_by_its_beginning_is_read(ind: Ind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modtagelse, "STOR", 10)
    client = ind("tekn:koer")
    assert maerke(laeg(client, fil("0001000001")))
    assert "36 Oplysning" in laeg(client, b"noget helt andet\n", f"/upload?snitflade={IND}").content.decode()


def test_the_forms_token_is_checked_although_the_file_is_streamed(ind: Ind, db: None) -> None:
    ind("tekn:koer")
    strict = Client(enforce_csrf_checks=True)
    strict.login(username="anna", password="en lang adgangskode")  # noqa: S106
    assert laeg(strict, fil("0001000001")).status_code == 403


def test_what_waits_is_sealed_and_only_for_the_one_who_brought_it(ind: Ind, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, bo = ind("tekn:koer"), ind("tekn:koer", navn="bo")
    mark = maerke(laeg(anna, fil(PERSON)))
    waiting = list((tmp_path / "upload").iterdir())
    assert len(waiting) == 1 and PERSON.encode() not in waiting[0].read_bytes()
    assert bo.post("/upload/anvend", {"maerke": mark, "snitflade": IND}).status_code == 409
    with pytest.raises(venteplads.VentetForLaengeError):
        venteplads.hent(mark, "bo")
    assert venteplads.hent(mark, "anna") == fil(PERSON)
    monkeypatch.setattr(venteplads, "LEVETID", -1.0)
    assert anna.post("/upload/anvend", {"maerke": mark, "snitflade": IND}).status_code == 409
    assert not list((tmp_path / "upload").iterdir())
    assert not Exchange.objects.exists()


def test_a_file_can_be_brought_to_an_interface_and_only_by_who_runs_it(ind: Ind) -> None:
    address = f"/upload?snitflade={IND}"
    assert "36 Oplysning" in laeg(ind("tekn:koer"), b"noget andet\n", address).content.decode()
    assert laeg(ind("soc:koer", navn="bo"), fil("0001000001"), address).status_code == 403
    assert laeg(ind("tekn:laes", navn="carl"), fil("0001000001")).status_code == 403
    other = laeg(ind("soc:koer", navn="bo"), fil("0001000001")).content.decode()
    assert 'name="maerke"' not in other and "Oplysning om afleveret affald" not in other


def test_only_what_one_may_run_oneself_takes_the_file(ind: Ind) -> None:
    other = laeg(ind("soc:koer", "tekn:laes"), fil("0001000001")).content.decode()
    assert 'name="maerke"' not in other and "Oplysning om afleveret affald" not in other


def test_a_file_is_confirmed_only_for_an_interface_that_was_shown(ind: Ind) -> None:
    def nothing(data: bytes, name: str, problems: Problems) -> None:
        problems.add(FORKERT, raw="filen", andet="navnet")

    declare("tekn.renoweb-opkraevning", read=nothing)
    client = ind("tekn:koer")
    mark = maerke(laeg(client, fil("0001000001")))
    assert client.post("/upload/anvend", {"maerke": mark, "snitflade": "tekn.renoweb-opkraevning"}).status_code == 409
    assert not Exchange.objects.exists()
    assert client.post("/upload/anvend", {"maerke": mark, "snitflade": IND}).status_code == 302


def test_nobody_is_told_what_others_may_do() -> None:
    bruger("anna")
    client = Client()
    assert client.get("/upload").status_code == 302
