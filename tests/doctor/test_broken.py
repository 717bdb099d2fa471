"""Each thing that can be wrong, broken by itself: the doctor names it, says what to do, and blames nothing else."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection, connections
from django.test import override_settings
from django.utils import timezone
from tests.cli.installation import at_home, sql
from tests.doctor.conftest import Patient

from snitflade.cli.doctor import checks, database, kernel, line, place, work
from snitflade.cli.doctor.finding import Finding, Grad
from snitflade.exchange import audit, keys
from snitflade.exchange.backup import hold, record

Patch = pytest.MonkeyPatch
Break = Callable[[Patient, Patch], object]


def test_nothing_is_wrong(patient: Patient) -> None:
    assert patient.wrong() == {"alarmer": patient.wrong()["alarmer"]}, "an alarm's server is of another test"
    (patient.home / "alarmer.toml").write_text('[webhook]\nurl = "http://127.0.0.1:9"\n')
    told = [one["kontrol"] for one in patient.findings() if one["grad"] == "ok"]
    assert {"program", "hjem", "noegler", "database", "tabeller", "databasefil", "ur", "arbejder", "brugere"} <= set(told)
    assert {"sikkerhedskopi", "forbindelser", "alarmer", "side", "partnere"} <= set(told)


def key(patient: Patient, _: Patch) -> Path:
    return keys.key_files()[0]


def blob(patient: Patient) -> Path:
    return next((patient.home / "blobs").rglob("*.age"))


def write(name: str, text: str) -> Break:
    return lambda patient, _: (patient.home / name).write_text(text)


def configured(text: str) -> Break:
    return lambda patient, _: patient.configure(text)


def harmed_database(patient: Patient, _: Patch) -> None:
    connections["default"].close()
    path = patient.home / "snitflade.sqlite3"
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 60 * 4096] = b"\xa5" * (60 * 4096)
    path.write_bytes(data)


def record_of(**facts: object) -> Break:
    return lambda patient, _: (patient.home / record.FILE).write_text(
        json.dumps({"taget": timezone.now().isoformat(), "efterproevet": timezone.now().isoformat(), "fil": "x", **facts})
    )


def days_ago(days: int) -> str:
    return (timezone.now() - dt.timedelta(days=days)).isoformat()


def in_the_future(patient: Patient, patch: Patch) -> None:
    with patch.context() as one:
        one.setattr(timezone, "now", lambda: dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
        audit.record("prøve", "anna")


def held(patient: Patient, _: Patch) -> None:
    hold.path().write_bytes(hold.marker(hold.Restored("a", timezone.now(), timezone.now())))


def traceback(patient: Patient, _: Patch) -> None:
    (patient.home / "fejl").mkdir()
    (patient.home / "fejl" / "x.txt").write_text("spor")


def without_css(patient: Patient, patch: Patch) -> None:
    patch.setattr(finders, "find", lambda name: None)


def another_file_system(patient: Patient, patch: Patch) -> None:
    patch.setattr(place, "_file_system", lambda path: "nfs4")


def no_room(patient: Patient, patch: Patch) -> None:
    patch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=100_000_000))


def of_another(patient: Patient, patch: Patch) -> None:
    patch.setattr(os, "geteuid", lambda: 54321)


def hosts(name: str, *, https: bool = False) -> Break:
    def change(patient: Patient, patch: Patch) -> None:
        patch.setattr(settings, "ALLOWED_HOSTS", [name])
        patch.setattr(settings, "SNITFLADE_HTTPS", https)

    return change


PRISME = '[forbindelser.prisme]\ntype = "mappe"\noutbox = "/"\n'
USED = '[snitflader."{}"]\ng69 = "{}"\n'
SFTP = '[forbindelser.a]\ntype = "sftp"\nhost = "127.0.0.1"\nuser = "u"\nport = 1\npassword = "secret://env/FINDES_IKKE_KODE"\n'
CASES: list[tuple[str, Break, str]] = [
    ("program", without_css, "fejl: Designsystemet er ikke med.*pip install"),
    ("hjem", lambda patient, _: patient.home.chmod(0o755), "fejl: .* er åben for andre.*→ chmod 700"),
    ("hjem", no_room, "fejl: Der er 100 MB ledig plads.*→ Skaf plads nu"),
    ("hjem", another_file_system, "fejl: .*netværksdrev .nfs4.*PostgreSQL"),
    ("hjem", of_another, "fejl: .* ejes af .* og ikke af bruger 54321.* → Kør altid programmet som"),
    ("noegler", lambda *at: key(*at).chmod(0o644), "fejl: Nøglefilen .* kan læses af andre.*→ chmod 600"),
    ("noegler", lambda *at: key(*at).write_text("x"), "fejl: Nøglefilen .* ødelagt.*→ Læg den rigtige nøglefil tilbage"),
    ("noegler", lambda *at: key(*at).unlink(), "fejl: Der er gemte filer, men ingen nøgler.*→ Læg"),
    ("noegler", lambda patient, _: blob(patient).write_bytes(b"x"), "fejl: Den nyeste gemte fil kan ikke åbnes.*hent den fra"),
    ("sidens-hemmelighed", write("keys/site.secret", "x" * 80), "fejl: Sidens hemmelighed .* kan læses af andre.*chmod 600"),
    ("database", lambda patient, _: (patient.home / "snitflade.sqlite3").unlink(), "fejl: Der er ingen database.*migrate"),
    ("tabeller", lambda *_: sql("DELETE FROM django_migrations WHERE app = 'api'"), "fejl: .*ikke alle tabeller.*migrate"),
    (
        "tabeller",
        lambda *_: sql("INSERT INTO django_migrations (app, name, applied) VALUES ('inka', '9999_ny', '2026-01-01')"),
        "fejl: .*nyere version af programmet .inka.9999_ny.* → Installér",
    ),
    ("databasefil", harmed_database, "fejl: Databasefilen .* → Stop arbejder og side"),
    ("hukommelse", write("engine.sqlite3", "ikke en database" * 100), "fejl: .* → .*"),
    ("ur", in_the_future, "fejl: Den sidste hændelse er fra 01-01-2099.*→ Sæt uret|fejl: Den sidste hændelse er fra 31-12-2098.*"),
    ("ur", lambda _, patch: patch.setattr(kernel, "synchronised", lambda: False), "advarsel: .*NTP.*timedatectl"),
    ("arbejder", lambda *_: sql("UPDATE exchange_worker SET beat_at = '2020-01-01'"), "fejl: Ingen arbejder er i gang.*systemctl"),
    ("brugere", lambda *_: sql("UPDATE web_bruger SET is_active = 0"), "fejl: Ingen kan logge ind.*snitflade user create"),
    ("sikkerhedskopi", lambda patient, _: (patient.home / record.FILE).unlink(), "advarsel: Der er aldrig taget.*backup --to"),
    ("sikkerhedskopi", record_of(taget=days_ago(3)), "fejl: Den seneste sikkerhedskopi er fra .*backup.timer"),
    ("sikkerhedskopi", record_of(mangler=2), "fejl: .*2 gemte filer manglede.*snitflade verify"),
    ("sikkerhedskopi", record_of(efterproevet=days_ago(40)), "advarsel: Ingen har i en måned efterprøvet.*backup --check"),
    ("sikkerhedskopi", record_of(fil="/findes/ikke.tar.zst"), "advarsel: .*ikke.tar.zst er der ikke mere.*monteret"),
    (
        "sikkerhedskopi",
        lambda _, patch: patch.setattr(work, "MORE", 10**12),
        "advarsel: .* MB ledige, hvor kopierne ligger.*--behold",
    ),
    ("gendannelse", held, "fejl: .*gendannet.*snitflade hold"),
    ("fejl", traceback, "advarsel: .*fejlet 1"),
    ("rettigheder", lambda patient, _: (patient.home / "forbindelser.toml").chmod(0o666), "fejl: .*kan ændres af andre.*chmod 600"),
    ("forbindelser", configured("[["), "fejl: .*forbindelser.toml kan ikke læses.*→ Ret det"),
    ("forbindelser", configured(""), "advarsel: Ingen snitflade har en forbindelse.*→ Skriv"),
    (
        "forbindelser",
        configured(PRISME + USED.format("tekn.renovation-prisme", "prime")),
        "fejl: .*«prime».*Mente du prisme",
    ),
    (
        "forbindelser",
        configured(PRISME + USED.format("tekn.renovation", "prisme")),
        "fejl: .*findes ikke.*mente du tekn.ren",
    ),
    ("forbindelser", configured(PRISME + "outbx = 1\n"), "fejl: .*outbx.*mente du .outbox"),
    ("forbindelser", configured(SFTP + 'host_keys = []\n[snitflader."x"]\n'), "fejl: .*x.*"),
    ("forbindelser", configured(SFTP + "host_keys = []\n"), "advarsel|fejl: .*værtsnøglen mangler.*"),
    ("side", hosts("snitflade.kommune.gl"), "fejl: Siden nås som snitflade.kommune.gl uden HTTPS.*SNITFLADE_HTTPS=ja"),
    ("side", hosts("*"), "advarsel: SNITFLADE_HOSTS er .*→ Skriv sidens navn"),
    ("side", hosts("snitflade.kommune.gl", https=True), "advarsel: Siden ligger bag en proxy.*SNITFLADE_PROXIES"),
    ("alarmer", write("alarmer.toml", "[mail]\nhost = 1\n"), "fejl: .*→ Ret det i .*alarmer.toml"),
    ("andre-filer", write("kommuner.toml", '[kommuner."12"]\nhjem = "x"\n'), "fejl: .*12.*→ Ret det i .*kommuner.toml"),
    ("andre-filer", write("login.toml", "[oidc]\n"), "fejl: .*→ Ret det i .*login.toml"),
]


@pytest.mark.parametrize(("check", "breaks", "expected"), CASES)
def test_what_is_broken_is_told(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, check: str, breaks: Break, expected: str
) -> None:
    breaks(patient, monkeypatch)
    found = [one for one in patient.findings() if one["grad"] != "ok"]
    mine = [f"{one['grad']}: {one['tekst']} → {one['goer']}" for one in found if one["kontrol"] == check]
    assert any(re.search(expected, one) for one in mine), (mine, found)
    assert all(one["goer"] for one in found)
    others = {one["kontrol"] for one in found if one["grad"] == "fejl"} - {check}
    assert others <= FOLLOWING.get(check, set()), found


FOLLOWING: dict[str, set[str]] = {
    "forbindelser": {"partnere"},
    "databasefil": {"database", "tabeller", "arbejder", "brugere", "noegler", "ur"},
}
"""What else is found wrong for the same reason."""


def test_without_a_home_there_is_one_thing_to_do(patient: Patient, tmp_path: Path) -> None:
    with override_settings(HOME=tmp_path / "findes-ikke"):
        wrong = patient.wrong()
    assert "findes ikke" in wrong["hjem"]
    assert not (tmp_path / "findes-ikke").exists(), "a doctor makes nothing"


def test_in_an_empty_home_nothing_is_made(patient: Patient, tmp_path: Path) -> None:
    empty = tmp_path / "ny"
    empty.mkdir(mode=0o700)
    with at_home(empty):
        wrong = patient.wrong()
    assert "snitflade migrate" in wrong["database"]
    assert {"tabeller", "brugere", "arbejder", "noegler"} & wrong.keys() == set(), "one thing to do first"
    assert list(empty.iterdir()) == []


def test_nothing_is_changed(patient: Patient) -> None:
    def state() -> dict[str, Any]:
        return {
            str(path.relative_to(patient.home)): (path.stat().st_mtime_ns, path.stat().st_size)
            for path in patient.home.rglob("*")
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        }

    before = state()
    patient.findings()
    assert state() == before


def test_a_check_that_breaks_is_told_and_stops_no_other(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> Any:
        raise RuntimeError("øv")
        yield

    monkeypatch.setattr(checks, "CHECKS", {"x": breaks, "brugere": checks.CHECKS["brugere"]})
    found = patient.findings()
    assert [(one["kontrol"], one["grad"]) for one in found] == [("x", "fejl"), ("brugere", "ok")]
    assert "RuntimeError: øv" in found[0]["tekst"]


def test_people_read_it_too(patient: Patient) -> None:
    (patient.home / "keys" / "site.secret").write_text("x")
    (patient.home / "keys" / "site.secret").chmod(0o600)
    said = patient.cli("doctor")
    assert said.code == 1
    assert re.search(r"^FEJL +.*for kort.*\n +→ Slet", said.out, re.MULTILINE)
    assert said.out.rstrip().endswith("Fejl: 1. Advarsler: 1.")


@pytest.mark.parametrize(("grad", "todo"), [(Grad.OK, "gør"), (Grad.FEJL, ""), (Grad.ADVARSEL, "")])
def test_what_is_wrong_always_has_something_to_do(grad: Grad, todo: str) -> None:
    with pytest.raises(ValueError, match="something to do"):
        Finding(grad, "tekst", todo)


def test_a_database_that_is_too_large_to_look_through_is_not_called_wrong(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", -1.0)
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: _Impatient())
    assert [one.grad for one in database.whole()] == [Grad.OK]


class _Impatient:
    def set_progress_handler(self, *_: object) -> None: ...

    def execute(self, _: str) -> Any:
        raise sqlite3.OperationalError("interrupted")

    def close(self) -> None: ...


def test_what_needs_no_database_is_told_without_one(patient: Patient) -> None:
    connection.close()
    (patient.home / "snitflade.sqlite3").write_bytes(b"x" * 8192)
    wrong = patient.wrong()
    assert {"database", "alarmer"} <= wrong.keys()
    assert line.LIMIT == 3.0
