"""Tokens: made and shown once, checked in constant time, revoked.

A token is ``snf_<prefix>_<secret>``. The secret is 256 bits of chance, so its plain SHA-256 is all that needs keeping: there is
nothing to guess at. Whoever has a token can use it until it expires, so the municipality sends it the way it sends passwords.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from snitflade.api import scopes
from snitflade.api.models import Token
from snitflade.exchange import audit
from snitflade.formats.problems import ProblemKind, Problems, ProblemsError

TOKEN_TOM = ProblemKind("TOKEN_TOM", "{hvad} mangler. {raad}")
TOKEN_LANG = ProblemKind("TOKEN_LANG", "{hvad} er {antal} tegn; der er plads til {hoejst}.")
TOKEN_KOMMUNE = ProblemKind("TOKEN_KOMMUNE", "«{raw}» er ikke et kommunenummer. Skriv 4 cifre, fx 0956.")
TOKEN_DAGE = ProblemKind("TOKEN_DAGE", "En adgang kan gælde fra 1 til {hoejst} dage, ikke {raw}.")
TOKEN_MINUT = ProblemKind("TOKEN_MINUT", "Antal kald i minuttet kan være fra 1 til {hoejst}, ikke {raw}.")
TOKEN_CERTIFIKAT = ProblemKind(
    "TOKEN_CERTIFIKAT", "«{raw}» er ikke et fingeraftryk. Skriv certifikatets SHA-256, 64 hextegn med eller uden kolon."
)

DAYS, MOST_DAYS = 365, 730
"""How long a token opens, and the longest it may."""
PER_MINUTE, MOST_PER_MINUTE = 300, 6000
"""Calls a minute, and the most that may be given."""
MADE, REVOKED = "token oprettet", "token tilbagekaldt"
"""What the audit events are called."""

_TOKEN = re.compile(r"snf_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
_NOBODY = hashlib.sha256(b"").hexdigest()


class NoTokenError(Exception):
    """Der er ingen token, der begynder sådan."""

    def __init__(self, prefix: str) -> None:
        super().__init__(f"Der er ingen token, der begynder med «{prefix}». Se dem alle med: snitflade token list")


class RefusedError(Exception):
    """Token'en åbner ikke."""

    def __init__(self, reason: str, token: Token | None = None) -> None:
        super().__init__(reason)
        self.reason, self.token = reason, token


def create(
    system: str,
    kommune: str,
    purpose: str,
    wanted: Iterable[str],
    by: str,
    *,
    days: int = DAYS,
    certificate: str = "",
    per_minute: int = PER_MINUTE,
) -> tuple[Token, str]:
    """A new token, and its text, which nobody can be shown again.

    `wanted`: scopes (`scopes`); `certificate`: the SHA-256 fingerprint of the client certificate it must come with. Raises
    ProblemsError with everything that is wrong.
    """
    problems = Problems()
    system, purpose = " ".join(system.split()), " ".join(purpose.split())
    _check_text(system, "Systemets navn", 50, "Skriv, hvilket system der kalder, fx RenoWeb.", problems)
    _check_text(purpose, "Formålet", 200, "Skriv, hvorfor systemet må slå personer op; det står i loggen.", problems)
    if not re.fullmatch("[0-9]{4}", kommune):
        problems.add(TOKEN_KOMMUNE, field="kommune", raw=kommune)
    if not 1 <= days <= MOST_DAYS:
        problems.add(TOKEN_DAGE, field="dage", raw=str(days), hoejst=MOST_DAYS)
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        problems.add(TOKEN_MINUT, field="pr_minut", raw=str(per_minute), hoejst=MOST_PER_MINUTE)
    fingerprint = certificate.replace(":", "").strip().lower()
    if fingerprint and not re.fullmatch("[0-9a-f]{64}", fingerprint):
        problems.add(TOKEN_CERTIFIKAT, field="certifikat", raw=certificate)
    allowed = scopes.check(wanted, problems)
    if not allowed:
        problems.add(TOKEN_TOM, field="adgang", hvad="Adgangen", raad="Skriv mindst én, fx inka.debitor-opslag:laes.")
    if problems:
        raise ProblemsError(problems)
    prefix, secret, now = secrets.token_hex(4), secrets.token_urlsafe(32), timezone.now()
    with transaction.atomic():
        token = Token.objects.create(
            system=system,
            kommune=kommune,
            purpose=purpose,
            scopes=allowed,
            prefix=prefix,
            digest=_digest(secret),
            certificate=fingerprint,
            per_minute=per_minute,
            created_at=now,
            created_by=by,
            expires_at=now + dt.timedelta(days=days),
        )
        audit.record(MADE, by, token=prefix, system=system, kommune=kommune, adgang=allowed, udloeber=token.expires_at.isoformat())
    return token, f"snf_{prefix}_{secret}"


def opens(text: str, certificate: str) -> Token:
    """The token that `text` is, shown with the client certificate of this fingerprint (empty: none). One query, whatever it is.

    Raises RefusedError, with the token only where the secret was right.
    """
    match = _TOKEN.fullmatch(text)
    token = Token.objects.filter(prefix=match[1]).first() if match else None
    # The comparison is made also where there is nothing to compare with, and takes as long whatever is different.
    right = hmac.compare_digest(_digest(match[2] if match else ""), token.digest if token else _NOBODY)
    if match is None:
        raise RefusedError("form")
    if token is None or not right:
        raise RefusedError("ukendt")
    if token.revoked_at is not None:
        raise RefusedError("tilbagekaldt", token)
    if token.expires_at <= timezone.now():
        raise RefusedError("udløbet", token)
    if token.certificate and not hmac.compare_digest(token.certificate, certificate):
        raise RefusedError("certifikat", token)
    return token


def revoke(prefix: str, by: str) -> Token:
    """Let the token open no more, from this moment; again changes nothing. Raises NoTokenError."""
    with transaction.atomic():
        token = Token.objects.select_for_update().filter(prefix=prefix).first()
        if token is None:
            raise NoTokenError(prefix)
        if token.revoked_at is None:
            token.revoked_at, token.revoked_by = timezone.now(), by
            token.save(update_fields=["revoked_at", "revoked_by"])
            audit.record(REVOKED, by, token=prefix, system=token.system)
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_text(text: str, what: str, most: int, advice: str, problems: Problems) -> None:
    if not text:
        problems.add(TOKEN_TOM, hvad=what, raad=advice)
    elif len(text) > most:
        problems.add(TOKEN_LANG, hvad=what, antal=len(text), hoejst=most)
