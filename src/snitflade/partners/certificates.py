"""Certificates of an authority made up on the spot, for the simulated partners that speak TLS."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import trustme

from snitflade.partners.habits import Habits, Misbehaviour
from snitflade.partners.loop import LOOPBACK


def write_secret(path: Path, content: bytes) -> None:
    """Write a file only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(content)


class Authority:
    """A certificate authority nobody else trusts, with one server certificate for loopback."""

    def __init__(self, kept: Path | None = None) -> None:
        """`kept` is a file (PEM, certificate and key) that lets the next start have the same authority; None makes a new one."""
        if kept is not None and kept.exists():
            pem = kept.read_bytes()
            self._authority = trustme.CA.from_pem(cert_bytes=pem, private_key_bytes=pem)
        else:
            self._authority = trustme.CA(organization_name="snitflade prøvepartnere")
            if kept is not None:
                write_secret(kept, self._authority.private_key_pem.bytes() + self._authority.cert_pem.bytes())
        self._stranger = trustme.CA(organization_name="en fremmed")

    def write(self, path: Path) -> Path:
        """Write the authority's certificate (PEM) for clients to trust, and return where."""
        self._authority.cert_pem.write_to_path(path)
        return path

    def server_context(self, habits: Habits) -> ssl.SSLContext:
        """A server's context, which shows a stranger's certificate while the habit `WRONG_KEY` is on."""
        context, wrong = self._context(self._authority), self._context(self._stranger)

        def choose(connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
            if habits.take(Misbehaviour.WRONG_KEY) is not None:
                connection.context = wrong

        context.sni_callback = choose
        return context

    @staticmethod
    def _context(authority: trustme.CA) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", LOOPBACK).configure_cert(context)
        return context
