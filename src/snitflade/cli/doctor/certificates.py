"""Our own certificates, and those we trust a partner by: each in a file, and each with a day on which it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from django.utils import timezone

from snitflade.cli.doctor.finding import Finding, ok, warn, wrong
from snitflade.cli.doctor.setup import build
from snitflade.exchange import configuration
from snitflade.exchange.configuration import ConfigurationError

SOON = dt.timedelta(days=60)
"""How long before the end a certificate must be asked for anew: an authority takes weeks."""


def lasting() -> Iterator[Finding]:
    """No certificate that the connections use has ended, or ends before a new one can be had."""
    try:
        entries = configuration.load().get("forbindelser", {})
    except (ConfigurationError, OSError):
        return
    good, seen = 0, set[Path]()
    for name, values in entries.items():
        try:
            made = build(name, values)
        except ConfigurationError:
            continue
        for path, ours in _files(made):
            if path not in seen:
                seen.add(path)
                found = list(_judged(f"Forbindelsen «{name}»", path, ours=ours))
                good += not found
                yield from found
    if good:
        yield ok(f"Certifikater, der gælder længe endnu: {good}")


def _files(made: object) -> Iterator[tuple[Path, bool]]:
    """The files of certificates that a connection is made with; whether each is our own."""
    made = getattr(made, "http", made)
    for name, ours in (("certificate", True), ("ca_file", False)):
        if isinstance(path := getattr(made, name, None), Path):
            yield path, ours


def _judged(name: str, path: Path, *, ours: bool) -> Iterator[Finding]:
    what = "vores certifikat" if ours else "udstederens certifikat"
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        yield wrong(f"{name}: {what} {path} kan ikke læses.", "Læg en PEM-fil der, som arbejderens bruger kan læse.")
        return
    # The first is our own, the others lead up to the authority; of those we trust any may do.
    ends = found[0].not_valid_after_utc if ours else max(one.not_valid_after_utc for one in found)
    begins, now = found[0].not_valid_before_utc, timezone.now()
    todo = (
        "Bestil et nyt hos den, der udstedte det, og læg det i samme fil."
        if ours
        else "Få partnerens nye fra ham, og læg det i filen."
    )
    day = f"{timezone.localtime(ends):%d-%m-%Y}"
    if ends <= now:
        yield wrong(f"{name}: {what} {path} udløb {day}, så der kommer ingen forbindelse.", todo)
    elif begins > now and ours:
        when = f"{timezone.localtime(begins):%d-%m-%Y}"
        yield wrong(f"{name}: {what} {path} gælder først fra {when}.", "Brug det gamle så længe. Er uret forkert, så stil det.")
    elif ends - now < SOON:
        yield warn(f"{name}: {what} {path} udløber {day}.", todo)
