"""All simulated partners at once, as ``snitflade partners`` starts them.

Everything they need lies in one folder and stays the same from start to start: host key, authority, passwords (each in a file of
its own that only the owner can read, so that ``secret://file/…`` can point to it) and the SFTP areas.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncssh

from snitflade.partners.certificates import Authority, write_secret
from snitflade.partners.control import Control
from snitflade.partners.cpr import USER as CPR_USER
from snitflade.partners.cpr import CprPartner
from snitflade.partners.etax import EtaxPartner, Skatteyder
from snitflade.partners.gar import GarPartner
from snitflade.partners.gar_proeve import lag
from snitflade.partners.http import HttpPartner
from snitflade.partners.imap import ImapPartner
from snitflade.partners.incasso import IncassoPartner
from snitflade.partners.loop import LOOPBACK, Partner
from snitflade.partners.mailstore import MailStore
from snitflade.partners.prisme import PrismePartner
from snitflade.partners.smtp import SmtpPartner


@dataclass(frozen=True, slots=True)
class PartnersConfig:
    """Where the partners keep their things, whom they know and where they listen (0: any free port)."""

    home: Path
    kommuner: tuple[str, ...] = ("0956",)
    mailboxes: tuple[str, ...] = ("kommune@kommune.example", "partner@partner.example")
    prisme_port: int = 2022
    cpr_port: int = 2023
    smtp_port: int = 2587
    imap_port: int = 2993
    http_port: int = 2443
    gar_port: int = 2444
    incasso_port: int = 2446
    etax_port: int = 2448
    control_port: int = 2080
    prisme_after: float = 5.0


class Partners:
    """The running partners; a context manager."""

    def __init__(self, config: PartnersConfig) -> None:
        self.config = config
        home = config.home.absolute()
        self.secrets = home / "secrets"
        authority = Authority(home / "secrets" / "authority.pem")
        self.ca_file = authority.write(home / "ca.pem")
        key = self._host_key()
        self.store = MailStore({address: self._password(address) for address in config.mailboxes})
        passwords = {number: self._password(PrismePartner.user(number)) for number in config.kommuner}
        self.prisme = PrismePartner(home / "prisme", passwords, config.prisme_port, key=key, after=config.prisme_after)
        self.cpr = CprPartner(home / "cpr", self._password(CPR_USER), config.cpr_port, key=key)
        self.smtp = SmtpPartner(self.store, authority, config.smtp_port)
        self.imap = ImapPartner(self.store, authority, config.imap_port)
        self.http = HttpPartner(authority, config.http_port, token=self._password("http"))
        self.gar = GarPartner(authority, config.gar_port)
        self.gar.layers = lag()
        self.incasso = IncassoPartner(authority, config.incasso_port, password=self._password("incasso"))
        self.incasso.debts = {"3112999998": 1_200}
        self.etax = EtaxPartner(authority, config.etax_port, password=self._password("etax"))
        self.etax.personer = {"3112999999": Skatteyder(318_400, "202609"), "3112999998": Skatteyder(0, "202609")}
        named: dict[str, Partner] = {
            "prisme": self.prisme,
            "cpr": self.cpr,
            "smtp": self.smtp,
            "imap": self.imap,
            "http": self.http,
            "gar": self.gar,
            "incasso": self.incasso,
            "etax": self.etax,
        }
        self.control = Control(named, config.control_port)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as started:
            for partner in (*self.control.partners.values(), self.control):
                started.enter_context(partner)
            self._stack = started.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def facts(self) -> dict[str, dict[str, Any]]:
        """What a transport's configuration needs to reach each partner."""
        tls = {"host": LOOPBACK, "ca_file": str(self.ca_file)}
        ssh = {"host": LOOPBACK, "host_keys": [self.prisme.host_key]}
        first = self.config.mailboxes[0]
        number = self.config.kommuner[0]
        prisme_user = PrismePartner.user(number)
        return {
            "prisme": {
                **ssh,
                "port": self.prisme.port,
                "user": prisme_user,
                "password": self._reference(prisme_user),
                "outbox": f"/{number}/test/G",
            },
            "cpr": {
                **ssh,
                "port": self.cpr.port,
                "user": CPR_USER,
                "password": self._reference(CPR_USER),
                "inbox": "/",
                "outbox": "/",
            },
            "smtp": {**tls, "port": self.smtp.port, "user": first, "password": self._reference(first), "sender": first},
            "imap": {**tls, "port": self.imap.port, "user": first, "password": self._reference(first)},
            "http": {"base_url": self.http.address, "ca_file": str(self.ca_file), "bearer": self._reference("http")},
            "gar": {"base_url": self.gar.base_url, "ca_file": str(self.ca_file)},
            "incasso": {
                "base_url": self.incasso.base_url,
                "ca_file": str(self.ca_file),
                "user": self.incasso.user,
                "password": self._reference("incasso"),
            },
            "etax": {
                "base_url": self.etax.base_url,
                "ca_file": str(self.ca_file),
                "user": self.etax.user,
                "password": self._reference("etax"),
                "kommune": self.config.kommuner[0],
            },
            "control": {"address": self.control.address},
        }

    def _host_key(self) -> asyncssh.SSHKey:
        path = self.secrets / "host_key"
        if not path.exists():
            write_secret(path, asyncssh.generate_private_key("ssh-ed25519").export_private_key())
        return asyncssh.import_private_key(path.read_text())

    def _password(self, name: str) -> str:
        path = self.secrets / name
        if not path.exists():
            write_secret(path, secrets.token_urlsafe(18).encode())
        return path.read_text().strip()

    def _reference(self, name: str) -> str:
        return f"secret://file{self.secrets / name}"


def run_all(config: PartnersConfig, *, tell: Callable[[Partners], None], stop: threading.Event | None = None) -> None:
    """Start all partners, `tell` about them, and keep them running until `stop` is set or the process is interrupted."""
    until = stop or threading.Event()
    with Partners(config) as partners:
        tell(partners)
        try:
            until.wait()
        except KeyboardInterrupt:
            return
