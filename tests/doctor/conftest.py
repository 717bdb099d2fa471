"""An installation in which everything is as it should be, to be broken in one place at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from tests.cli.fixtures import empty_template
from tests.cli.installation import Cli, at_home, copied

from snitflade.cli.doctor import kernel, place
from snitflade.exchange import blobs
from snitflade.exchange.backup import check, make, record
from snitflade.exchange.models import Worker
from snitflade.web.models import Bruger

__all__ = ["empty_template"]


@dataclass
class Patient:
    """An installation and its doctor."""

    cli: Cli

    @property
    def home(self) -> Path:
        return self.cli.home

    def findings(self) -> list[dict[str, Any]]:
        """Everything the doctor finds."""
        answer = self.cli("doctor", "--json")
        found: list[dict[str, Any]] = answer.json
        assert answer.code == int(any(one["grad"] == "fejl" for one in found))
        return found

    def wrong(self) -> dict[str, str]:
        """Check to text and remedy, of what is not as it should be."""
        return {one["kontrol"]: f"{one['grad']}: {one['tekst']} → {one['goer']}" for one in self.findings() if one["grad"] != "ok"}

    def configure(self, text: str) -> None:
        (self.home / "forbindelser.toml").write_text(text)
        (self.home / "forbindelser.toml").chmod(0o600)


@pytest.fixture(scope="session")
def healthy(empty_template: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """An installation with which nothing is wrong, once."""
    folder = tmp_path_factory.mktemp("rask")
    home = copied(empty_template, folder / "hjem")
    for beside in ("prisme", "kopier"):
        (folder / beside).mkdir()
    (home / "forbindelser.toml").write_text(
        f'[forbindelser.prisme]\ntype = "mappe"\noutbox = "{folder / "prisme"}"\n'
        '[snitflader."tekn.renovation-prisme"]\ng69 = "prisme"\n'
    )
    (home / "forbindelser.toml").chmod(0o600)
    with django_db_blocker.unblock(), at_home(home):
        now = timezone.now()
        Worker.objects.create(slot="arbejder-1", host="her", pid=1, started_at=now, beat_at=now)
        Bruger.objects.create(brugernavn="anna", navn="Prøve Person Et")
        blobs.put(b"gemt")
        make.make(folder / "kopier" / "kopi.tar.zst")
        check.prove(folder / "kopier" / "kopi.tar.zst")
        record.proved()
    return home


@pytest.fixture
def patient(
    healthy: Path,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Patient]:
    """Nothing is wrong with it."""
    home = copied(healthy, tmp_path / "hjem")
    monkeypatch.setattr(kernel, "synchronised", lambda: True)
    monkeypatch.setattr(place, "SHORT", 0)
    with django_db_blocker.unblock(), at_home(home), override_settings(ALLOWED_HOSTS=["localhost", "127.0.0.1"]):
        Worker.objects.update(beat_at=timezone.now())
        yield Patient(Cli(home, capsysbinary, monkeypatch))
