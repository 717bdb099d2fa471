"""What a proxy in front of the site tells about the caller, believed only from a proxy that the settings name.

``SNITFLADE_PROXIES`` names their addresses (``127.0.0.1,10.1.0.0/24``). Without it what a header says about the caller is
ignored, since everybody can write a header.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.http import HttpRequest

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.strip().strip("[]"))
    except ValueError:
        return None


def er_proxy(text: str) -> bool:
    """Whether this is the address of a proxy that the settings name."""
    address = _address(text)
    return address is not None and any(address in ip_network(net) for net in settings.SNITFLADE_PROXIES)


def adresse(request: HttpRequest) -> str:
    """The caller's address: the nearest one in ``X-Forwarded-For`` that is no proxy of ours; empty when it is unknown."""
    found = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    while er_proxy(found) and hops:
        found = hops.pop()
    address = _address(found)
    return "" if address is None else str(address)


def sted(request: HttpRequest) -> str:
    """The address by which guesses are counted; empty where nobody can tell. Behind a proxy on this machine that the settings do
    not name everybody has one address, and one who guesses would lock out them all."""
    direct = _address(str(request.META.get("REMOTE_ADDR", "")))
    if request.headers.get("X-Forwarded-For") and direct is not None and direct.is_loopback and not er_proxy(str(direct)):
        return ""
    return adresse(request)


def er_lokal(request: HttpRequest) -> bool:
    """Whether the caller is a program on this machine, and not somebody whom a proxy on this machine lets through."""
    if request.headers.get("X-Forwarded-For") and not er_proxy(str(request.META.get("REMOTE_ADDR", ""))):
        return False
    address = _address(adresse(request))
    return address is not None and address.is_loopback


def klientcertifikat(request: HttpRequest) -> str:
    """The SHA-256 fingerprint (64 small hex digits) of the certificate the caller showed the proxy; empty when there is none.

    The header named by ``SNITFLADE_CERT_HEADER`` holds the fingerprint itself, with or without colons, or the certificate as PEM,
    URL-encoded as nginx does it (``$ssl_client_escaped_cert``). Believed only from a proxy that the settings name.
    """
    header = settings.SNITFLADE_CERT_HEADER
    if not header or not er_proxy(str(request.META.get("REMOTE_ADDR", ""))):
        return ""
    value = unquote(request.headers.get(header, "")).strip()
    plain = value.replace(":", "").lower()
    if _FINGERPRINT.fullmatch(plain):
        return plain
    try:
        certificate = x509.load_pem_x509_certificate(value.encode())
    except ValueError:
        return ""
    return certificate.fingerprint(SHA256()).hex()
