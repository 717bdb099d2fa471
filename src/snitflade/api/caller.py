"""Who calls: from the token and the certificate to what may be done, with guesses and too many calls refused.

A token that opens is never locked out by what others try; only those who fail are slowed down.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from snitflade.api import scopes, tokens
from snitflade.api.errors import ServiceError
from snitflade.api.models import Call, Refusal, Token
from snitflade.api.scopes import Scope, Verb
from snitflade.formats.problems import ProblemKind
from snitflade.web import proxy

TOKEN_MANGLER = ProblemKind("TOKEN_MANGLER", "Kaldet har ingen token. Skriv Bearer og token'en (snf_…) i hovedet Authorization.")
TOKEN_UKENDT = ProblemKind("TOKEN_UKENDT", "Token'en åbner ikke. Brug den, som kommunen har givet, eller bed om en ny.")
TOKEN_UDLOEBET = ProblemKind("TOKEN_UDLOEBET", "Token'en er {raw}. Bed kommunen om en ny.")
TOKEN_CERTIFIKAT_FORKERT = ProblemKind(
    "TOKEN_CERTIFIKAT_FORKERT", "Token'en gælder kun sammen med det klientcertifikat, den er givet for. Kald med det."
)
TOKEN_ADGANG = ProblemKind("TOKEN_ADGANG", "Token'en giver ikke adgang til dette. Der skal bruges: {raw}. Bed kommunen om den.")
FOR_MANGE_KALD = ProblemKind("FOR_MANGE_KALD", "Der er kaldt {raw} gange det seneste minut; det er grænsen. Vent {sekunder} s.")
FOR_MANGE_FORSOEG = ProblemKind("FOR_MANGE_FORSOEG", "Der er for mange mislykkede forsøg herfra. Vent {sekunder} s.")
FORMAAL_UGYLDIGT = ProblemKind(
    "FORMAAL_UGYLDIGT", "Hovedet {field} er {antal} tegn eller har et usynligt tegn. Skriv højst {hoejst} synlige tegn."
)

MINUTE = dt.timedelta(minutes=1)
GUESSES, GUESSING = 30, dt.timedelta(minutes=15)
"""Failures from one address in a time, after which more are neither judged nor kept."""
PURPOSE = 200
"""Characters of a purpose."""
PURPOSE_HEADER = "X-Formaal"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="snitflade"'}
_REASONS = {
    "form": TOKEN_UKENDT,
    "ukendt": TOKEN_UKENDT,
    "tilbagekaldt": TOKEN_UDLOEBET,
    "udløbet": TOKEN_UDLOEBET,
    "certifikat": TOKEN_CERTIFIKAT_FORKERT,
}


@dataclass(frozen=True, slots=True)
class Caller:
    """A system that has been let in."""

    token: Token
    address: str
    purpose: str
    """Why it asks: what the call says, else what was said when the token was made."""
    scopes: tuple[Scope, ...]

    @property
    def actor(self) -> str:
        """Who it is in the journal and in logs."""
        return self.token.actor

    def may(self, wanted: Scope) -> bool:
        """Whether it may do this."""
        return any(scope.covers(wanted) for scope in self.scopes)

    def interfaces(self, verb: Verb) -> list[str]:
        """The interfaces with which it may do this, if only for some formats."""
        return sorted({scope.interface for scope in self.scopes if scope.verb == verb})

    def require(self, *wanted: Scope) -> Scope:
        """The first of `wanted` that it may do. Raises ServiceError when it may do none of them."""
        for scope in wanted:
            if self.may(scope):
                return scope
        raise ServiceError(403, TOKEN_ADGANG, raw=" eller ".join(str(scope) for scope in wanted))


def identify(request: HttpRequest) -> Caller:
    """Who calls. Raises ServiceError: 401 without a token that opens, 429 after too many failures, 422 for an unusable purpose."""
    address = proxy.adresse(request)
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise ServiceError(401, TOKEN_MANGLER, headers=CHALLENGE)
    try:
        token = tokens.opens(text.strip(), proxy.klientcertifikat(request))
    except tokens.RefusedError as error:
        raise _refused(error, address) from None
    return Caller(token, address, _purpose(request) or token.purpose, tuple(scopes.parse(scope) for scope in token.scopes))


def within_rate(token: Token) -> None:
    """Raises ServiceError (429) when the token has been used as often in the last minute as it may."""
    now = timezone.now()
    recent = _answered(token, now).aggregate(count=Count("pk"), first=Min("at"))
    if recent["count"] >= token.per_minute:
        wait = _seconds(recent["first"] + MINUTE - now)
        raise ServiceError(429, FOR_MANGE_KALD, headers={"Retry-After": str(wait)}, raw=str(token.per_minute), sekunder=wait)


def told_already(token: Token) -> bool:
    """Whether it stands in the log already that the token is used too often this minute; once is enough."""
    return Call.objects.filter(token=token, at__gt=timezone.now() - MINUTE, status=429).exists()


def _answered(token: Token, now: dt.datetime) -> QuerySet[Call]:
    return Call.objects.filter(token=token, at__gt=now - MINUTE).exclude(status=429)


def _refused(error: tokens.RefusedError, address: str) -> ServiceError:
    """Count the failure and say what is wrong; whoever does not have the secret is not told why."""
    now = timezone.now()
    recent = Refusal.objects.filter(address=address or None, at__gt=now - GUESSING).aggregate(count=Count("pk"), first=Min("at"))
    if recent["count"] >= GUESSES:
        wait = _seconds(recent["first"] + GUESSING - now)
        return ServiceError(429, FOR_MANGE_FORSOEG, headers={"Retry-After": str(wait)}, sekunder=wait)
    prefix = error.token.prefix if error.token else ""
    Refusal.objects.create(address=address or None, prefix=prefix, reason=error.reason)
    return ServiceError(401, _REASONS[error.reason], headers=CHALLENGE, raw=error.reason)


def _purpose(request: HttpRequest) -> str:
    """What the call says it is for; header bytes are UTF-8, or Latin-1 where they are not."""
    raw = request.headers.get(PURPOSE_HEADER, "")
    try:
        text = raw.encode("latin-1").decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        text = raw
    text = text.strip()
    if len(text) > PURPOSE or not text.isprintable():
        raise ServiceError(422, FORMAAL_UGYLDIGT, field=PURPOSE_HEADER, antal=len(text), hoejst=PURPOSE)
    return text


def _seconds(wait: dt.timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
