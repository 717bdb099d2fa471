"""Whether the partners can be reached and are who they should be; all at the same time, and nobody is waited for long.

Nothing is sent or fetched: a connection is made, and where there is encryption it is proved with whom. Only mail servers are logged
in to, since a mailbox whose password has run out is silent otherwise.
"""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import asyncssh
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from snitflade.cli.doctor import mail
from snitflade.cli.doctor.finding import Finding, ok, wrong
from snitflade.cli.doctor.line import LIMIT, tls
from snitflade.cli.doctor.setup import build
from snitflade.exchange import alarms, configuration
from snitflade.exchange.alarms.channels import Mail, Webhook
from snitflade.exchange.configuration import ConfigurationError
from snitflade.exchange.transports.database import Database
from snitflade.exchange.transports.errors import TransportError, because
from snitflade.exchange.transports.folder import Folder
from snitflade.exchange.transports.folders import Folders
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.mail_in import MailIn
from snitflade.exchange.transports.mail_out import MailOut
from snitflade.exchange.transports.portal import Portal
from snitflade.exchange.transports.rest import Rest
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.sftp import Sftp
from snitflade.exchange.transports.sftp_session import SftpAccount
from snitflade.exchange.transports.soap import Soap
from snitflade.formats.problems import ProblemsError
from snitflade.web.signin import oidc_setup

_SPARE = 1.0
_RSA = ("rsa-sha2-512", "rsa-sha2-256")
Probe = Callable[[], Finding]


@dataclass(frozen=True, slots=True)
class Target:
    """A place to be reached, and how that is found out."""

    name: str
    place: str
    probe: Probe


def partners() -> Iterator[Finding]:
    """Every place that the set-up names answers, and is who it should be."""
    yield from asked(list(targets()))


def asked(targets: list[Target], limit: float = LIMIT) -> list[Finding]:
    """What each target was found to be, in their order, within `limit` seconds for all of them together and a little more."""
    found: dict[int, Finding] = {}

    def ask(number: int, target: Target) -> None:
        try:
            found[number] = target.probe()
        except Exception as error:  # a partner can answer with anything
            found[number] = _unreachable(target, because(error))

    threads = [threading.Thread(target=ask, args=one, daemon=True) for one in enumerate(targets)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + limit + _SPARE
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return [found.get(number) or _unreachable(target, "der kom intet svar") for number, target in enumerate(targets)]


def _unreachable(target: Target, why: str) -> Finding:
    return wrong(
        f"{target.name}: {target.place} kan ikke nås ({why}).",
        "Se, om adressen og porten er rigtige, om firewallen lader maskinen komme ud, og om partneren har driftsstop.",
    )


def targets() -> Iterator[Target]:
    """The places of the connections, and of the alarms. What is set up wrongly is told by another check."""
    try:
        entries = configuration.load().get("forbindelser", {})
    except (ConfigurationError, OSError):
        entries = {}
    for name, values in entries.items():
        try:
            made = build(name, values)
        except ConfigurationError:
            continue
        yield from _of(f"Forbindelsen «{name}»", made)
    try:
        setup = alarms.load()
    except ProblemsError:
        return
    for channel in setup.channels if setup else ():
        if isinstance(channel, Mail):
            yield from _of("Alarmer", channel.server)
        elif isinstance(channel, Webhook):
            yield from _webhook(channel)
    yield from _login()


def _login() -> Iterator[Target]:
    """The municipality's own sign-in."""
    try:
        setup = oidc_setup.load()
    except ProblemsError:
        return
    if setup is not None:
        name = f"«{setup.navn}»"
        yield Target(name, setup.udsteder, partial(_http, name, HttpClient(setup.udsteder)))


def _of(name: str, made: object) -> Iterator[Target]:
    match made:
        case Sftp():
            account = SftpAccount(made.host, made.user, made.host_keys, made.port)
            yield Target(name, made.place, partial(_ssh, name, account))
        case MailOut():
            yield Target(name, made.place, partial(mail.smtp, name, made))
        case MailIn():
            yield Target(name, made.place, partial(mail.mailbox, name, made))
        case Rest() | Soap():
            yield from _of(name, made.http)
        case HttpClient():
            yield Target(name, made.place, partial(_http, name, made))
        case Database():
            yield from _database(name, made)
        case Folder():
            for folder in (made.inbox, made.outbox):
                if folder is not None:
                    yield Target(name, str(folder), partial(_folder, name, folder))
        case Folders():
            for inbox in (*made.inboxes, *made.archives):
                yield Target(name, inbox, partial(_folder, name, Path(inbox)))
        case Portal() if made.tray is not None:
            yield Target(name, str(made.tray), partial(_folder, name, made.tray))


def _webhook(channel: Webhook) -> Iterator[Target]:
    try:
        url = channel.url.reveal() if isinstance(channel.url, Secret) else channel.url
        client = HttpClient(url, ca_file=channel.ca_file)
    except TransportError:
        return
    yield Target("Alarmer", "webhook", partial(_http, "Alarmer, webhook", client))


def _database(name: str, made: Database) -> Iterator[Target]:
    try:
        url = make_url(made.url.reveal())
    except (TransportError, ArgumentError):
        return
    if url.host and url.port:
        yield Target(name, f"{url.host}:{url.port}", partial(_tcp, name, url.host, url.port))


def _ssh(name: str, account: SftpAccount) -> Finding:
    """The server shows one of the host keys that were told of."""
    algorithms = [one for key in account.trusted() for one in _algorithms(key)]

    async def shown() -> asyncssh.SSHKey | None:
        async with asyncio.timeout(LIMIT):
            return await asyncssh.get_server_host_key(account.host, account.port, server_host_key_algs=algorithms, config=[])

    todo = "Ring til partneren, og spørg, om den er skiftet. Først når han siger ja, skrives den nye i host_keys; send intet før."
    try:
        key = asyncio.run(shown())
    except asyncssh.KeyExchangeFailed:
        return wrong(f"{name}: {account.place} har ingen værtsnøgle af den slags, der står i opsætningen.", todo)
    if key is None or key.public_data not in {one.public_data for one in account.trusted()}:
        print_ = key.get_fingerprint() if key else "ingen"
        return wrong(f"{name}: {account.place} viser en anden værtsnøgle ({print_}) end den, der står i opsætningen.", todo)
    return ok(f"{name}: {account.place} svarer med den rigtige værtsnøgle")


def _algorithms(key: asyncssh.SSHKey) -> tuple[str, ...]:
    algorithm = key.get_algorithm()
    return _RSA if algorithm == "ssh-rsa" else (algorithm,)


def _http(name: str, made: HttpClient) -> Finding:
    parts = urlsplit(made.proxy or made.base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if made.proxy or parts.scheme == "http":
        return _tcp(name, parts.hostname or "", port)
    return tls(name, parts.hostname or "", port, made.ca_file, made.certificate)


def _tcp(name: str, host: str, port: int) -> Finding:
    with socket.create_connection((host, port), timeout=LIMIT):
        return ok(f"{name}: {host}:{port} svarer")


def _folder(name: str, folder: Path) -> Finding:
    if not folder.is_dir():
        return wrong(f"{name}: mappen {folder} findes ikke.", "Lav den, eller monter det drev, den ligger på.")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
        next(folder.iterdir(), None)
    except OSError as error:
        return wrong(
            f"{name}: mappen {folder} kan ikke læses og skrives ({because(error)}).", "Giv programmets bruger ret til den."
        )
    return ok(f"{name}: mappen {folder} kan læses og skrives")
