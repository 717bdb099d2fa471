"""A line with TLS: whether the other end is who it should be, and until when."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path

from snitflade.cli.doctor.finding import Finding, ok, warn, wrong
from snitflade.exchange.transports.errors import Opsaetningsfejl
from snitflade.exchange.transports.tls import client_context

LIMIT = 3.0
"""Seconds that one partner is waited for."""
SOON = 14
"""Days before a partner's certificate ends that somebody should be told."""


def tls(name: str, host: str, port: int, ca_file: Path | None, certificate: Path | None) -> Finding:
    """A line to `host` with TLS from the first byte: who answers is who it should be, and stays so for a while. Raises OSError."""
    place = f"{host}:{port}"
    try:
        context = client_context(place, ca_file, certificate)
    except Opsaetningsfejl as error:
        return wrong(f"{name}: {error}", "Ret det i opsætningen, eller læg certifikatet, hvor den siger.")
    with socket.create_connection((host, port), timeout=LIMIT) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=host) as line:
                return _lasting(name, place, line)
        except ssl.SSLCertVerificationError as error:
            return refused(name, place, error)


def _lasting(name: str, place: str, line: ssl.SSLSocket) -> Finding:
    shown = line.getpeercert() or {}
    ends = shown.get("notAfter")
    days = (ssl.cert_time_to_seconds(ends) - time.time()) / 86_400 if isinstance(ends, str) else 365
    if days < SOON:
        return warn(f"{name}: certifikatet hos {place} udløber om {days:.0f} dage.", "Gør partneren opmærksom på det.")
    return ok(f"{name}: {place} svarer, og certifikatet er gyldigt")


def refused(name: str, place: str, error: ssl.SSLCertVerificationError) -> Finding:
    """Who answers could be anybody."""
    return wrong(
        f"{name}: certifikatet hos {place} kan ikke godkendes ({error.verify_message}).",
        "Er det partnerens egen udsteder, så læg dens certifikat i en fil, og nævn den som ca_file. Er uret forkert, så stil det. "
        "Ellers: spørg partneren, før der sendes noget.",
    )
