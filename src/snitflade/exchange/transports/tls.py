"""TLS for every transport that uses it: certificates are always checked, from TLS 1.2 on, names included."""

from __future__ import annotations

import ssl
from ipaddress import ip_address
from pathlib import Path

from snitflade.exchange.transports.errors import Opsaetningsfejl, because


def client_context(place: str, ca_file: Path | None = None, certificate: Path | None = None) -> ssl.SSLContext:
    """A context that trusts the system's authorities, or only those in `ca_file` (PEM).

    `certificate` is our own with its private key in one PEM file, where the partner asks for one. Raises `Opsaetningsfejl`.
    """
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise Opsaetningsfejl(place=place, reason=f"CA-filen {ca_file} kan ikke læses ({because(error)})") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate is not None:
        try:
            context.load_cert_chain(certificate)
        except (OSError, ssl.SSLError) as error:
            raise Opsaetningsfejl(place=place, reason=f"certifikatet {certificate} kan ikke læses ({because(error)})") from None
    return context


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine, where a line without encryption leaves nothing open.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("erp.gl")
    (True, True, False)
    """
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
