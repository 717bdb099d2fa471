"""Requests made in the product's name: to which addresses it may be led, by whom, and what goes along with them.

Addresses are written by an administrator on the machine, in files; no page, no service and no file from a partner names one. What
is left is what the other end says: redirects, and the addresses in the answers of the municipality's sign-in.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import site
from tests.web.test_oidc import gennem, inde, skriv, venter
from tests.web.udsteder import HEMMELIGHED, Udsteder

from snitflade.exchange.alarms.channels import Webhook
from snitflade.exchange.transports import configure
from snitflade.exchange.transports.errors import Opsaetningsfejl, TransportError
from snitflade.exchange.transports.http_client import HttpClient
from snitflade.exchange.transports.secrets import Secret

__all__ = ["site"]

WHERE: dict[str, dict[str, str]] = {
    "sftp": {"host": "kendt ved sin værtsnøgle", "inbox": "mappe hos modparten", "outbox": "mappe hos modparten"},
    "mail-ud": {"host": "TLS med certifikat"},
    "mail-ind": {"host": "TLS med certifikat"},
    "mappe": {"inbox": "mappe på maskinen", "outbox": "mappe på maskinen"},
    "mapper": {"inboxes": "mapper på maskinen"},
    "portal": {"url": "vises som tekst; programmet går ikke derhen"},
    "rest": {"http": "HttpClient"},
    "soap": {"http": "HttpClient", "wsdl": "fil på maskinen"},
    "database": {"url": "hemmelighed; kun læsning"},
    "http": {"base_url": "https, eller denne maskine", "proxy": "af administrator"},
}
"""Every field of a connection that says where to go, and what holds it. A new one is looked at before it is put here."""
LEADS = {"host", "url", "base_url", "wsdl", "http", "proxy", "inbox", "inboxes", "outbox", "address", "endpoint", "server"}
REDIRECTS = (301, 302, 303, 307, 308)


def test_every_field_that_says_where_to_go_is_known() -> None:
    found = {}
    for kind, (module, name) in configure.KINDS.items():
        cls = getattr(import_module(f"snitflade.exchange.transports.{module}"), name)
        found[kind] = {one.name for one in fields(cls) if one.name in LEADS or one.name.endswith(("_url", "_host", "_address"))}
    assert found == {kind: set(held) for kind, held in WHERE.items()}


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "http://metadata.google.internal/",
        "http://10.0.0.1/",
        "http://127.0.0.1.example.gl/",
        "http://2130706433/",
        "http://0x7f.1/",
        "ftp://example.gl/",
        "gopher://127.0.0.1:70/",
        "https://user:kode@example.gl/",
        "https:///sti",
        "//example.gl/",
        "ldap://example.gl/",
        "",
    ],
)
def test_only_https_or_this_machine_itself(address: str) -> None:
    with pytest.raises(Opsaetningsfejl):
        HttpClient(address)
    with pytest.raises(Opsaetningsfejl):
        Webhook(address)


@contextmanager
def server(answer: tuple[int, dict[str, str]]) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """A server that gives one answer to everything and keeps what it was sent."""
    got: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            got.append((f"{self.command} {self.path}", dict(self.headers)))
            self.send_response(answer[0])
            for name, value in {**answer[1], "Content-Length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}", got
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


@pytest.mark.parametrize("status", REDIRECTS)
def test_no_redirect_takes_the_credentials_elsewhere(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setenv("ANGREB_NOEGLE", "hemmelig-noegle-1234")
    secret = Secret("secret://env/ANGREB_NOEGLE")
    logins: tuple[dict[str, Any], ...] = ({"bearer": secret}, {"user": "kommune", "password": secret})
    with server((200, {})) as (elsewhere, taken), server((status, {"Location": f"{elsewhere}/x"})) as (partner, asked):
        for login in logins:
            for method in ("GET", "POST"):
                with pytest.raises(TransportError) as refused:
                    HttpClient(partner, attempts=1, **login).request(method, "/fil", content=b"6102999001")
                assert "hemmelig-noegle" not in str(refused.value)
        assert len(asked) == 4, "the partner itself was asked"
        assert taken == []


@pytest.fixture
def udsteder(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Udsteder]:
    monkeypatch.setenv("OIDC_HEMMELIGHED", HEMMELIGHED)
    with Udsteder() as running:
        skriv(Path(settings.HOME), running)
        yield running


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["token_endpoint", "jwks_uri"])
def test_the_sign_in_does_not_send_its_secret_where_others_read_along(
    client: Client, udsteder: Udsteder, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    """The addresses come from an answer, not from the administrator."""
    venter("anna", "tekn:laes")
    told = udsteder.configuration()
    asked: list[str] = []
    monkeypatch.setattr(udsteder, "configuration", lambda: told | {field: "http://login.example.gl/x"})
    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", _watched(asked))
    gennem(client, udsteder)
    assert not inde(client)
    assert asked and not [address for address in asked if "example.gl" in address]


@pytest.mark.django_db
def test_the_sign_in_follows_no_redirect(client: Client, udsteder: Udsteder, monkeypatch: pytest.MonkeyPatch) -> None:
    venter("anna", "tekn:laes")
    told = udsteder.configuration()
    with server((200, {})) as (elsewhere, taken), server((307, {"Location": f"{elsewhere}/token"})) as (between, asked):
        monkeypatch.setattr(udsteder, "configuration", lambda: told | {"token_endpoint": f"{between}/token"})
        gennem(client, udsteder)
        assert not inde(client)
        assert len(asked) == 1 and taken == []


def _watched(asked: list[str]) -> Any:
    from requests.adapters import HTTPAdapter

    send = HTTPAdapter.send

    def sent(self: HTTPAdapter, request: Any, **options: Any) -> Any:
        asked.append(request.url)
        return send(self, request, **options)

    return sent
