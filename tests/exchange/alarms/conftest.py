"""Partners that alarms are sent to: real servers on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from snitflade.partners.certificates import Authority
from snitflade.partners.http import HttpPartner
from snitflade.partners.mailstore import MailStore
from snitflade.partners.smtp import SmtpPartner

DRIFT, VAGT, SENDER = "drift@kommune.example", "vagt@kommune.example", "snitflade@kommune.example"
Write = Callable[[str], Path]


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def store() -> MailStore:
    return MailStore({DRIFT: "proeve-1", VAGT: "proeve-2", SENDER: "proeve-3"})


@pytest.fixture
def smtp(store: MailStore, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpPartner]:
    monkeypatch.setenv("ALARM_MAIL", "proeve-3")
    with SmtpPartner(store, authority) as running:
        yield running


@pytest.fixture
def web(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpPartner]:
    monkeypatch.setenv("ALARM_NOEGLE", "proeve-noegle")
    with HttpPartner(authority, token="proeve-noegle") as running:  # noqa: S106
        yield running


@pytest.fixture
def write(empty_world: Path) -> Write:
    """Write alarmer.toml."""

    def run(text: str) -> Path:
        path = empty_world / "alarmer.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return run


@pytest.fixture
def mail_section(smtp: SmtpPartner, authority: Authority, tmp_path: Path) -> str:
    ca = authority.write(tmp_path / "ca.pem")
    return (
        f'[mail]\nhost = "127.0.0.1"\nport = {smtp.port}\nsender = "{SENDER}"\nrecipients = ["{DRIFT}", "{VAGT}"]\n'
        f'user = "{SENDER}"\npassword = "secret://env/ALARM_MAIL"\nca_file = "{ca}"\ntimeout = 5\n'
    )


@pytest.fixture
def webhook_section(web: HttpPartner, authority: Authority, tmp_path: Path) -> str:
    ca = authority.write(tmp_path / "ca.pem")
    return f'[webhook]\nurl = "{web.address}/filer/alarm"\nbearer = "secret://env/ALARM_NOEGLE"\nca_file = "{ca}"\ntimeout = 5\n'
