"""Settings: what is set up and whether it is well, without a secret in sight; constants with their history."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from tests.web.conftest import Ind

from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Worker

pytestmark = pytest.mark.django_db

FORBINDELSER = """
[forbindelser.prisme]
type = "sftp"
host = "sftp.example.gl"
user = "hemmelig-bruger"
host_keys = ["ssh-ed25519 AAAAhemmelig"]
password = "secret://env/HEMMELIG"
outbox = "/0956/prod/G"

[forbindelser.hook]
type = "rest"
http = {base_url = "https://api.example.gl/hemmelig-sti?noegle=hemmelig", bearer = "secret://env/HEMMELIG"}

[snitflader."tekn.renovation-prisme"]
g69 = "prisme"
10q = "mangler"

[snitflader."soc.boligsikring-tildelt"]
ind = "hook"
"""


def test_an_empty_installation_and_a_full_one(ind: Ind, tmp_path: Path) -> None:
    client = ind("*:administrer")
    text = client.get("/indstillinger").content.decode()
    assert "Ingen forbindelser er sat op" in text and "Alarmer er ikke sat op" in text and "Ingen arbejder har kørt" in text
    (tmp_path / "forbindelser.toml").write_text(FORBINDELSER, encoding="utf-8")
    Worker.objects.create(slot="en", host="vært", pid=1, started_at=timezone.now(), beat_at=timezone.now())
    Worker.objects.create(
        slot="to", host="vært", pid=1, started_at=timezone.now(), beat_at=timezone.now() - dt.timedelta(minutes=5)
    )
    text = client.get("/indstillinger").content.decode()
    assert "sftp.example.gl" in text and "/0956/prod/G" in text and "api.example.gl" in text
    assert "hemmelig" not in text.casefold().replace("hemmeligheder vises aldrig", "")
    assert "Forbindelsen findes ikke" in text
    assert "Lever" in text and "Tavs" in text


def test_each_sees_the_connections_it_administers(ind: Ind, tmp_path: Path) -> None:
    (tmp_path / "forbindelser.toml").write_text(FORBINDELSER, encoding="utf-8")
    text = ind("tekn:administrer").get("/indstillinger").content.decode()
    assert "sftp.example.gl" in text and "api.example.gl" not in text and "Versioner" not in text


def test_files_that_cannot_be_read_are_said_to_be(ind: Ind, tmp_path: Path) -> None:
    (tmp_path / "forbindelser.toml").write_text("[forbindelser", encoding="utf-8")
    (tmp_path / "alarmer.toml").write_text("[alrm]\n", encoding="utf-8")
    text = ind("*:administrer").get("/indstillinger").content.decode()
    assert "kan ikke læses" in text and "alrm" in text


def test_a_constant_gets_a_new_value_from_a_day(ind: Ind) -> None:
    client = ind("bogh:administrer")
    today = timezone.localdate()
    assert client.get("/indstillinger/konstanter").status_code == 200
    svar = client.post("/indstillinger/konstanter/4011", {"vaerdi": "GEO", "gyldig_fra": today.isoformat()})
    assert svar.status_code == 302
    row = Systemkonstant.objects.get()
    assert (row.vaerdi, row.gyldig_fra, row.kilde) == ("GEO", today, "anna")
    text = client.get("/indstillinger/konstanter/4011").content.decode()
    assert "anna" in text and "GEO" in text


def test_what_it_cannot_be_is_said_at_the_field(ind: Ind) -> None:
    client = ind("bogh:administrer")
    svar = client.post("/indstillinger/konstanter/301", {"vaerdi": "41-06", "gyldig_fra": "2001-01-01"})
    text = svar.content.decode()
    assert svar.status_code == 422 and "Skriv 10 cifre" in text and "er før i dag" in text
    assert not Systemkonstant.objects.exists()
    assert client.get("/indstillinger/konstanter/9999").status_code == 404


def test_a_coming_value_can_be_taken_back(ind: Ind) -> None:
    client = ind("bogh:administrer")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    client.post("/indstillinger/konstanter/4011", {"vaerdi": "GEO", "gyldig_fra": tomorrow.isoformat()})
    assert "Tag tilbage" in client.get("/indstillinger/konstanter/4011").content.decode()
    client.post("/indstillinger/konstanter/4011/fjern", {"gyldig_fra": tomorrow.isoformat()})
    assert not Systemkonstant.objects.exists()
    assert client.post("/indstillinger/konstanter/4011/fjern", {"gyldig_fra": "x"}).status_code == 404


def test_only_bogh_sets_constants(ind: Ind) -> None:
    client = ind("tekn:administrer")
    today = timezone.localdate().isoformat()
    client.post("/indstillinger/konstanter/4011", {"vaerdi": "GEO", "gyldig_fra": today})
    assert not Systemkonstant.objects.exists()
    assert client.post("/indstillinger/konstanter/4011/fjern", {"gyldig_fra": today}).status_code == 403
