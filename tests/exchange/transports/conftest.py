"""Partners the mail and web transports are tested against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.secrets import Secret
from snitflade.partners.certificates import Authority
from snitflade.partners.http import HttpPartner
from snitflade.partners.imap import ImapPartner
from snitflade.partners.mailstore import MailStore
from snitflade.partners.smtp import SmtpPartner

BOX = "ind@kommune.example"
RECEIVER = "modtager@partner.example"


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def ca_file(authority: Authority, tmp_path: Path) -> Path:
    return authority.write(tmp_path / "ca.pem")


@pytest.fixture
def store() -> MailStore:
    return MailStore({BOX: "Prøve-kode-2", RECEIVER: "Prøve-kode-3", "kommune@kommune.example": "proeve-kode-4"})


@pytest.fixture
def smtp(store: MailStore, authority: Authority) -> Iterator[SmtpPartner]:
    with SmtpPartner(store, authority) as running:
        yield running


@pytest.fixture
def imap(store: MailStore, authority: Authority) -> Iterator[ImapPartner]:
    with ImapPartner(store, authority) as running:
        yield running


@pytest.fixture
def web(authority: Authority) -> Iterator[HttpPartner]:
    with HttpPartner(authority, token="proeve-noegle-5") as running:  # noqa: S106
        yield running


@pytest.fixture
def client(web: HttpPartner, ca_file: Path, monkeypatch: pytest.MonkeyPatch) -> HttpClient:
    monkeypatch.setenv("TEST_BEARER", "proeve-noegle-5")
    bearer = Secret("secret://env/TEST_BEARER")
    return HttpClient(web.address, bearer=bearer, ca_file=ca_file, timeout=5.0, first_wait=0.01, longest_wait=0.02)
