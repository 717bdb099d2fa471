"""Whom a request comes from: what a proxy says is believed when the settings name it, and never otherwise."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.http import HttpRequest
from django.test import RequestFactory

from snitflade.web import proxy


def request(fra: str = "10.1.0.5", **headers: str) -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=fra, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("fra", "sagt", "adresse"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),  # no proxy of ours: what it says is not believed
        ("10.1.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.1.0.5", "203.0.113.9, 198.51.100.1", "198.51.100.1"),  # what the caller wrote itself is not believed
        ("10.1.0.5", "198.51.100.1, 10.1.0.6", "198.51.100.1"),  # two proxies of ours
        ("10.1.0.5", "", "10.1.0.5"),
        ("10.1.0.5", "vrøvl", ""),
        ("10.1.0.5", "2001:db8::1", "2001:db8::1"),
        ("", "", ""),
    ],
)
def test_the_callers_address(settings: Any, fra: str, sagt: str, adresse: str) -> None:
    settings.SNITFLADE_PROXIES = ["10.1.0.0/24"]
    assert proxy.adresse(request(fra, X_Forwarded_For=sagt)) == adresse


@pytest.mark.parametrize(
    ("fra", "sagt", "lokal"),
    [
        ("127.0.0.1", "", True),
        ("::1", "", True),
        ("192.0.2.7", "", False),
        ("127.0.0.1", "192.0.2.7", False),  # through a proxy on this machine that nobody has named
        ("10.1.0.5", "127.0.0.1", True),
        ("10.1.0.5", "192.0.2.7", False),
        ("192.0.2.7", "127.0.0.1", False),
    ],
)
def test_who_is_on_this_machine(settings: Any, fra: str, sagt: str, lokal: bool) -> None:
    settings.SNITFLADE_PROXIES = ["10.1.0.0/24"]
    assert proxy.er_lokal(request(fra, X_Forwarded_For=sagt)) is lokal


@pytest.fixture(scope="module")
def certifikat() -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "prøve")])
    begin = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), begin, begin + dt.timedelta(days=1)
    )
    return builder.sign(key, hashes.SHA256())


def test_the_callers_certificate_in_each_way_a_proxy_writes_it(settings: Any, certifikat: x509.Certificate) -> None:
    settings.SNITFLADE_PROXIES, settings.SNITFLADE_CERT_HEADER = ["10.1.0.0/24"], "X-Client-Cert"
    fingerprint = certifikat.fingerprint(hashes.SHA256()).hex()
    pem = certifikat.public_bytes(serialization.Encoding.PEM).decode()
    colons = ":".join(fingerprint[i : i + 2] for i in range(0, 64, 2)).upper()
    for written in (fingerprint, colons, quote(pem)):
        assert proxy.klientcertifikat(request(X_Client_Cert=written)) == fingerprint
    for nothing in ("", "vrøvl", fingerprint[:-1], quote(pem[:-40])):
        assert proxy.klientcertifikat(request(X_Client_Cert=nothing)) == ""


def test_a_certificate_is_believed_from_a_named_proxy_in_the_named_header_only(settings: Any) -> None:
    settings.SNITFLADE_PROXIES, settings.SNITFLADE_CERT_HEADER = ["10.1.0.0/24"], "X-Client-Cert"
    assert proxy.klientcertifikat(request("192.0.2.7", X_Client_Cert="ab" * 32)) == ""
    assert proxy.klientcertifikat(request(X_Ssl_Cert="ab" * 32)) == ""
    settings.SNITFLADE_CERT_HEADER = ""
    assert proxy.klientcertifikat(request(X_Client_Cert="ab" * 32)) == ""
