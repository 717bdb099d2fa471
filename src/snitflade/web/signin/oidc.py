"""Signing in through the municipality's own sign-in: authorization code with PKCE, state and nonce, by authlib.

Whom the municipality knows is known here by issuer and subject, which never change hands; the name alone only connects a user who
was made for this sign-in and has not used it yet.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from requests import PreparedRequest, RequestException, Response
from requests.exceptions import InvalidURL

from snitflade.exchange import audit
from snitflade.exchange.transports.errors import TransportError
from snitflade.formats.problems import ProblemsError
from snitflade.web.models import Bruger, Rolle, Roller
from snitflade.web.signin import oidc_setup
from snitflade.web.signin.oidc_setup import Opsaetning, krypteret

log = logging.getLogger("snitflade.web.oidc")

SECONDS = 10
"""How long the municipality's sign-in may take to answer one question."""


class KommuneLoginError(Exception):
    """Der kan ikke logges ind gennem kommunens login."""


def opsaetning() -> Opsaetning | None:
    """The set-up; None when there is none, or when it cannot be used, which is logged."""
    try:
        return oidc_setup.load()
    except ProblemsError as error:
        log.error("login.toml cannot be used: %s", error)
        return None


def begynd(request: HttpRequest, setup: Opsaetning, svar: str) -> HttpResponse:
    """Send the browser to the municipality's sign-in, which sends it on to `svar`. Raises KommuneLoginError."""
    try:
        response: HttpResponse = _client(setup).authorize_redirect(request, svar)
    except (AuthlibBaseError, RequestException, TransportError, JoseError, ValueError, KeyError, RuntimeError) as error:
        raise _unusable(error) from None
    return response


def faerdig(request: HttpRequest, setup: Opsaetning) -> Bruger:
    """The user the municipality's sign-in has sent back. Raises KommuneLoginError with what to do."""
    wanted = {
        "iss": {"essential": True, "value": setup.udsteder},
        "aud": {"essential": True, "value": setup.klient_id},
        "sub": {"essential": True},
    }
    try:
        token = _client(setup).authorize_access_token(request, claims_options=wanted)
    except (AuthlibBaseError, RequestException, TransportError, JoseError, ValueError, KeyError, RuntimeError) as error:
        raise _unusable(error) from None
    claims = token.get("userinfo")
    if not claims:
        raise _unusable(KeyError("id_token"))
    return _bruger(setup, claims)


class _Session(OAuth2Session):
    """Speaks with the municipality's sign-in only where nobody reads along, and is sent on to nowhere else. It is the sign-in's own
    answers that name the addresses which the secret is sent to."""

    def send(self, request: PreparedRequest, **options: Any) -> Response:
        """One question. Raises InvalidURL for an address that others can read along with."""
        if not krypteret(request.url or ""):
            raise InvalidURL("an address of the sign-in is not https")
        return super().send(request, **{**options, "allow_redirects": False})


class _App(DjangoOAuth2App):
    client_cls = _Session


def _client(setup: Opsaetning) -> Any:
    oauth = OAuth()
    oauth.register(
        name="kommune",
        client_cls=_App,
        client_id=setup.klient_id,
        client_secret=setup.hemmelighed.reveal(),
        server_metadata_url=f"{setup.udsteder.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )
    return oauth.kommune


def _unusable(error: Exception) -> KommuneLoginError:
    log.warning("signing in through the municipality failed: %s: %s", type(error).__name__, error)
    return KommuneLoginError(_("Kommunens login svarede ikke, som det skal. Prøv igen, eller log ind med adgangskode."))


def _bruger(setup: Opsaetning, claims: Mapping[str, Any]) -> Bruger:
    identity = f"{claims['iss']} {claims['sub']}"
    name = str(claims.get(setup.brugernavn) or "")
    roles = _roles(setup, claims)
    with transaction.atomic():
        user = Bruger.objects.select_for_update().filter(oidc=identity).first() or _first_time(setup, identity, name, claims, roles)
        if not user.is_active:
            raise KommuneLoginError(_("Brugeren er spærret. Bed den, der administrerer brugere, om hjælp."))
        if setup.grupper:
            _give(user, roles)
    return user


def _roles(setup: Opsaetning, claims: Mapping[str, Any]) -> set[tuple[str, Roller]]:
    """The roles the user's groups give."""
    groups = claims.get(setup.krav) or []
    names = [groups] if isinstance(groups, str) else [str(group) for group in groups]
    return {role for name in names for role in setup.grupper.get(name, ())}


def _first_time(setup: Opsaetning, identity: str, name: str, claims: Mapping[str, Any], roles: set[tuple[str, Roller]]) -> Bruger:
    """Connect a user who waits for it, or make one, if the set-up says so. A user with a password here is never taken over."""
    there = Bruger.objects.select_for_update().filter(brugernavn__iexact=name, oidc=None).first() if name else None
    if there is not None and not there.has_usable_password():
        Bruger.objects.filter(pk=there.pk).update(oidc=identity)
        audit.record("kommunens login forbundet", there.brugernavn)
        return there
    if not (setup.opret and roles) or Bruger.objects.filter(brugernavn__iexact=name).exists():
        raise KommuneLoginError(
            _("Kommunens login kender dig, men du er ikke oprettet her. Bed den, der administrerer brugere, om at oprette dig.")
        )
    try:
        user = Bruger.objects.opret(name, navn=str(claims.get("name") or "")[:120], email=str(claims.get("email") or ""))
    except ValidationError as error:
        log.warning("no user could be made of what the municipality's sign-in says: %s", "; ".join(error.messages))
        raise KommuneLoginError(
            _("Kommunens login gav et brugernavn, der ikke kan bruges her. Bed den, der administrerer brugere, om hjælp.")
        ) from None
    Bruger.objects.filter(pk=user.pk).update(oidc=identity)
    audit.record("bruger oprettet", user.brugernavn, bruger=user.brugernavn, gennem="kommunens login")
    return user


def _give(user: Bruger, roles: set[tuple[str, Roller]]) -> None:
    """Let the user have exactly these roles."""
    there = {(row.delsystem, Roller(row.rolle)): row.pk for row in user.roller.all()}
    new, gone = roles - there.keys(), there.keys() - roles
    Rolle.objects.filter(pk__in=[there[one] for one in gone]).delete()
    Rolle.objects.bulk_create([Rolle(bruger=user, delsystem=where, rolle=role, givet_af="kommunens login") for where, role in new])
    if new or gone:
        audit.record(
            "roller fra kommunens login",
            user.brugernavn,
            givet=sorted(f"{where}:{role.value}" for where, role in new),
            taget=sorted(f"{where}:{role.value}" for where, role in gone),
        )
