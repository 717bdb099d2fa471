"""The municipality's own sign-in (OpenID Connect): ``SNITFLADE_HOME/login.toml``, every mistake in it told at once.

::

    [oidc]
    navn = "Kommunens login"                     # what the button says
    udsteder = "https://login.example.gl/v2.0"   # the issuer; its /.well-known/openid-configuration is read
    klient_id = "snitflade"
    hemmelighed = "secret://env/OIDC_HEMMELIGHED"
    brugernavn = "preferred_username"            # the claim that names the user
    opret = true                                 # users who have a role through their groups are made by themselves

    [oidc.grupper]                               # the groups decide the roles, anew at each sign-in
    krav = "groups"                              # the claim that lists them
    "snitflade-drift" = ["*:laes", "tekn:koer"]

Without ``[oidc.grupper]`` roles are given here. The address to register at the municipality is ``https://<host>/login/kommune/svar``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from snitflade.exchange import setup_file
from snitflade.exchange.transports.errors import TransportError
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.tls import is_loopback
from snitflade.formats.problems import ProblemKind, Problems
from snitflade.web.models import Roller
from snitflade.web.signin.brugere import BrugerFejlError, laes_rolle

UKENDT = ProblemKind("LOGIN_UKENDT", "«{raw}» kendes ikke. {hint}")
MANGLER = ProblemKind("LOGIN_MANGLER", "«{field}» mangler. Skriv det under [oidc].")
VAERDI = ProblemKind("LOGIN_VAERDI", "«{field}» skal være {wanted}.")
ROLLE = ProblemKind("LOGIN_ROLLE", "Gruppen «{field}»: {reason}")

NEEDED = ("udsteder", "klient_id", "hemmelighed")
TEXTS = ("navn", "udsteder", "klient_id", "hemmelighed", "brugernavn")
KNOWN = (*TEXTS, "opret", "grupper")


@dataclass(frozen=True, slots=True)
class Opsaetning:
    """The sign-in as it is set up."""

    udsteder: str
    klient_id: str
    hemmelighed: Secret
    navn: str = "Kommunens login"
    brugernavn: str = "preferred_username"
    opret: bool = False
    krav: str = "groups"
    grupper: Mapping[str, tuple[tuple[str, Roller], ...]] = field(default_factory=dict)


def path() -> Path:
    """Where the set-up lies."""
    return Path(settings.HOME) / "login.toml"


def load() -> Opsaetning | None:
    """The set-up as it stands, None when there is none. Raises ProblemsError with everything that is wrong."""
    return setup_file.load(path(), _read)


def _read(content: Mapping[str, Any], problems: Problems) -> Opsaetning | None:
    for name in sorted(content.keys() - {"oidc"}):
        problems.add(UKENDT, raw=name, hint="Filen har ét afsnit: [oidc].")
    given = content.get("oidc")
    if not isinstance(given, dict):
        problems.add(VAERDI, field="oidc", wanted="et afsnit: [oidc]")
        return None
    for name in sorted(given.keys() - set(KNOWN)):
        near = get_close_matches(name, KNOWN, n=1)
        problems.add(UKENDT, raw=name, hint=f"Mente du {near[0]}?" if near else f"Det kan være: {', '.join(KNOWN)}.")
    for name in NEEDED:
        if name not in given:
            problems.add(MANGLER, field=name)
    values = {name: given[name] for name in TEXTS if name in given}
    for name, value in values.items():
        if not isinstance(value, str) or not value.strip():
            problems.add(VAERDI, field=name, wanted="en tekst i anførselstegn")
    create = given.get("opret", False)
    if not isinstance(create, bool):
        problems.add(VAERDI, field="opret", wanted="true eller false")
    claim, groups = _groups(given.get("grupper", {}), problems)
    if not problems:
        _address(values["udsteder"], problems)
    secret = None if problems else _secret(values["hemmelighed"], problems)
    if secret is None:
        return None
    return Opsaetning(**{**values, "hemmelighed": secret}, opret=create, krav=claim, grupper=groups)


def krypteret(address: str) -> bool:
    """Whether what is signed in with travels encrypted there, or never leaves the machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(str(parts.hostname))))


def _address(issuer: str, problems: Problems) -> None:
    if not krypteret(issuer):
        problems.add(VAERDI, field="udsteder", wanted="en adresse, der begynder med https://")


def _secret(reference: str, problems: Problems) -> Secret | None:
    try:
        return Secret(reference)
    except TransportError:  # what stands there may be the secret itself
        problems.add(VAERDI, field="hemmelighed", wanted="en henvisning: secret://env/NAVN eller secret://file/sti/til/filen")
        return None


def _groups(given: Any, problems: Problems) -> tuple[str, dict[str, tuple[tuple[str, Roller], ...]]]:
    if not isinstance(given, dict):
        problems.add(VAERDI, field="grupper", wanted="et afsnit: [oidc.grupper]")
        return "", {}
    claim = given.get("krav", "groups")
    if not isinstance(claim, str) or not claim:
        problems.add(VAERDI, field="krav", wanted="en tekst i anførselstegn")
    found = {}
    for group, roles in given.items():
        if group == "krav":
            continue
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            problems.add(VAERDI, field=group, wanted='en liste af roller, fx ["tekn:koer"]')
            continue
        try:
            found[group] = tuple(laes_rolle(role) for role in roles)
        except BrugerFejlError as error:
            problems.add(ROLLE, field=group, reason=error)
    return claim, found
