"""Fixtures of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.bogh.udbetalingsverden import ur
from tests.krdi.modregning.verden import slaa_til

from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.secrets import Secret
from snitflade.partners.certificates import Authority
from snitflade.partners.incasso import IncassoPartner

KODE = "hemmelig"


@pytest.fixture(autouse=True)
def hjem(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and it is 27 November 2026 where the money is paid."""
    settings.HOME = tmp_path
    ur(monkeypatch)
    monkeypatch.setenv("INCASSO_KODE", KODE)
    return tmp_path


@pytest.fixture
def til(hjem: Path, db: None) -> None:
    """Set-off is switched on."""
    slaa_til()


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Who vouches for the simulated partners."""
    return Authority()


@pytest.fixture
def partner(authority: Authority) -> Iterator[IncassoPartner]:
    """Central incasso, on loopback."""
    with IncassoPartner(authority, password=KODE) as running:
        yield running


@pytest.fixture
def client(partner: IncassoPartner, authority: Authority, hjem: Path) -> HttpClient:
    """The connection to it."""
    ca_file = authority.write(hjem / "ca.pem")
    return HttpClient(
        partner.base_url,
        user="snit",
        password=Secret("secret://env/INCASSO_KODE"),
        ca_file=ca_file,
        timeout=5.0,
        attempts=2,
        first_wait=0.01,
        longest_wait=0.02,
    )
