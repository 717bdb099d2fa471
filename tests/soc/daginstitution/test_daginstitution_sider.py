"""Page 522 as an officer meets it: the file dropped anywhere, the run on the interface's own page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.soc.daginstitution.verden import ANNE, HOVED, MAANED, A, opret
from tests.web.conftest import Ind, ind, site

from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State

__all__ = ["ind", "site"]

ID = "soc.daginstitution-prisme"
ORDRE = {"posteringsdato": "2026-11-20", "forfaldsdato": "2026-12-01", "regnskabsaar": "2026", "tekst": "DAGINSTITUTION NOV"}


def fil(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in (HOVED, *lines)).encode()


def laeg(client: Any, data: bytes, address: str = "/upload") -> Any:
    return client.post(address, {"fil": SimpleUploadedFile("november.csv", data)})


@pytest.mark.django_db
def test_a_basis_dropped_anywhere_is_known_checked_taken_and_billed(ind: Ind) -> None:
    opret()
    client = ind("soc:koer")
    faulty = laeg(client, fil(A.replace("500,00", "3000,00"))).content.decode()
    assert "Snitflade 522 Daginstitution" in faulty and "er mere end taksten 2.000,00" in faulty
    assert ANNE not in faulty and not Exchange.objects.exists()
    known = laeg(client, fil(*MAANED)).content.decode()
    assert "Snitflade 522 Daginstitution" in known and "None" not in known
    mark = re.search(r'name="maerke" value="([^"]+)"', known)
    assert mark is not None
    client.post("/upload/anvend", {"maerke": mark[1], "snitflade": ID})
    basis = Exchange.objects.get()
    assert (basis.interface, basis.state, basis.totals["netto"]) == (ID, State.ANVENDT, 330_000)
    shown = client.get(f"/udvekslinger/{basis.pk}").content.decode()
    assert "Fripladser" in shown and ANNE not in shown and "None" not in shown
    made = client.post(f"/snitflader/{ID}/koer", {f"koer-{name}": value for name, value in ORDRE.items()} | {"byg": "1"})
    out = Exchange.objects.get(direction="ud")
    assert (made.status_code, out.state, out.key) == (302, State.BYGGET, "522-0956-202611")
    again = client.post(f"/snitflader/{ID}/koer", {f"koer-{name}": value for name, value in ORDRE.items()} | {"byg": "1"})
    assert f"findes allerede som udveksling {out.pk}" in again.content.decode()
    page = client.get(f"/snitflader/{ID}").content.decode()
    assert "<h1>Snitflade 522 Daginstitution: G69 og 10Q</h1>" in page and "Hvilken betalingsart" in page


@pytest.mark.django_db
def test_who_has_no_right_in_soc_does_not_see_it(ind: Ind) -> None:
    client = ind("tekn:koer")
    assert client.get(f"/snitflader/{ID}").status_code == 403
    assert "Ingen kender den fil" in laeg(client, fil(A)).content.decode()
    assert laeg(client, fil(A), f"/upload?snitflade={ID}").status_code == 403
