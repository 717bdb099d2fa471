"""Fixtures of these tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from tests.skat.verden import BOLIG, DAG, KODE, PENSION, A, B

from snitflade.exchange import configuration
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.partners.certificates import Authority
from snitflade.partners.etax import EtaxPartner, Skatteyder
from snitflade.skat import behov


@pytest.fixture(autouse=True)
def hjem(settings: Any, tmp_path: Path) -> Path:
    """A home of its own."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def andre_kommuners_databaser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the connections that the product itself makes to other municipalities' databases through: tests know but one."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
    guarded = BaseDatabaseWrapper.ensure_connection

    def ensure(self: Any) -> None:
        if self.alias.startswith("skat_"):
            if self.connection is None:
                with self.wrap_database_errors:
                    self.connect()
        else:
            guarded(self)

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", ensure)


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def server(authority: Authority) -> Iterator[EtaxPartner]:
    with EtaxPartner(authority) as running:
        running.password = KODE
        running.personer = {A: Skatteyder(318_400, "202503"), B: Skatteyder(0, "202503")}
        yield running


@pytest.fixture
def client(server: EtaxPartner, authority: Authority, hjem: Path, monkeypatch: pytest.MonkeyPatch) -> HttpClient:
    monkeypatch.setenv("FOSP_KODE", KODE)
    ca_file = authority.write(hjem / "ca.pem")
    (hjem / "forbindelser.toml").write_text(
        "[forbindelser.fosp]\n"
        f'type = "http"\nbase_url = "{server.base_url}"\nca_file = "{ca_file}"\nuser = "snit"\n'
        'password = "secret://env/FOSP_KODE"\nkommune = "0956"\n'
        "attempts = 3\nfirst_wait = 0.01\nlongest_wait = 0.02\ntimeout = 2.0\n"
        f'[snitflader."{BOLIG}"]\nind = "fosp"\n[snitflader."{PENSION}"]\nind = "fosp"\n'
        '[snitflader."skat.aktuel-indkomst-overskriv"]\nud = "fosp"\n'
    )
    return configuration.client(BOLIG)


@pytest.fixture
def klokken(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The moment it is, to be changed; it goes on a little with each look."""
    now = [DAG]

    def tick() -> dt.datetime:
        now[0] += dt.timedelta(microseconds=1)
        return now[0]

    monkeypatch.setattr(timezone, "now", tick)
    return now


@pytest.fixture
def brug(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Whom the modules need, to be changed."""
    needs: dict[str, list[str]] = {"boligsikring": [A, B], "boernetilskud": [], "pension": []}
    monkeypatch.setattr(behov, "_behov", {name: _need(needs, name) for name in needs})
    return needs


def _need(needs: dict[str, list[str]], name: str) -> behov.Behov:
    def needed(kommune: str, dag: dt.date) -> Iterable[str]:
        assert kommune == "0956"
        return needs[name]

    return needed
