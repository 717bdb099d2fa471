"""The FeatureServer itself: one question, with login, patience and its own way of saying that something is wrong.

A user and password on the connection are exchanged for a token at ``gar.token_adresse``, which is asked for anew when the service
will not have it any more (401, 403, 498, 499). Network errors and 5xx, also those told with status 200, are tried again with
growing waits, three times unless the connection says otherwise.

Source: gar.md 2.2, 4.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from snitflade.exchange.transports.errors import (
    AdgangNaegtet,
    Afvist,
    LoginAfvist,
    Midlertidig,
    Opsaetningsfejl,
    ServerFejl,
    SvarUlaeseligt,
    TransportError,
)
from snitflade.folk.gar.lag import Kilde
from snitflade.folk.gar.svar import Svar, SvarFejl, laes, som_json

if TYPE_CHECKING:
    from snitflade.exchange.transports.http_client import HttpClient

TOKEN_UDLOEBET = frozenset({401, 403, 498, 499})
"""What the service answers when it will not have the token, as status or as an error's number."""
_TOKEN_MINUTES = 3600


@dataclass(slots=True)
class Tjeneste:
    """The service behind a connection; `token_adresse` is where users are let in."""

    client: HttpClient
    token_adresse: str = ""
    _token: str = ""

    @property
    def place(self) -> str:
        """Where it is."""
        return self.client.place

    def spoerg(self, kilde: Kilde, params: Mapping[str, str]) -> tuple[bytes, Svar]:
        """A page of a layer: its bytes, and what they say. Raises TransportError."""
        path = f"/FeatureServer/{kilde.nummer}/query"
        for attempt in self.client.attempting(Midlertidig):
            with attempt:
                data = self._med_adgang(path, params)
                try:
                    return data, laes(data)
                except SvarFejl as fejl:
                    raise self._fejl(fejl, path) from None
        raise AssertionError("stamina neither returned nor raised")

    def numre(self, kilde: Kilde, params: Mapping[str, str]) -> frozenset[int] | None:
        """The OBJECTIDs of every feature that the question has; None when the service does not tell them."""
        path = f"/FeatureServer/{kilde.nummer}/query"
        try:
            answered = som_json(self._med_adgang(path, {**params, "returnIdsOnly": "true", "f": "json"}))
        except (TransportError, SvarFejl):
            return None
        found = answered.get("objectIds") if isinstance(answered, dict) else None
        return frozenset(one for one in found if type(one) is int) if isinstance(found, list) else None

    def _med_adgang(self, path: str, params: Mapping[str, str]) -> bytes:
        """The answer, after a new login where the one we had has run out."""
        data, ended = self._kald(path, params)
        if ended is not None and self.client.user:
            self._token = ""
            data, ended = self._kald(path, params)
        if ended is not None:
            raise ended
        return data

    def _kald(self, path: str, params: Mapping[str, str]) -> tuple[bytes, TransportError | None]:
        """The answer, and what it says when the service will not have the token any more."""
        # A user goes for a token, and trying again is ours here: a lost line on a question is as good as no line.
        client = replace(self.client, user="", password=None, attempts=1) if self.client.user else replace(self.client, attempts=1)
        headers = {"Authorization": f"Bearer {self._adgang()}", "Referer": self.place} if self.client.user else {}
        answer = client.request("GET", path, params=params, headers=headers, expected=TOKEN_UDLOEBET)
        told = str(answer.status) if answer.status in TOKEN_UDLOEBET else _udloebet(answer.content)
        return answer.content, AdgangNaegtet(place=self.place, action="at hente", reason=told) if told else None

    def _fejl(self, fejl: SvarFejl, path: str) -> TransportError:
        if fejl.code >= 500:
            return ServerFejl(place=self.place, action=path, reason=fejl.reason)
        if fejl.code:
            return Afvist(place=self.place, name=path, reason=fejl.reason)
        return SvarUlaeseligt(place=self.place, reason=fejl.reason)

    def _adgang(self) -> str:
        if not self._token:
            self._token = self._hent_token()
        return self._token

    def _hent_token(self) -> str:
        if not self.token_adresse or self.client.password is None:
            reason = "forbindelsen har brugernavn og adgangskode, men systemkonstanten gar.token_adresse er tom"
            raise Opsaetningsfejl(place=self.place, reason=reason)
        address = urlsplit(urljoin(self.place, self.token_adresse))
        base = f"{address.scheme}://{address.netloc}"
        client = replace(self.client, base_url=base, user="", password=None, bearer=None)
        form = {
            "username": self.client.user,
            "password": self.client.password.reveal(),
            "f": "json",
            "client": "referer",
            "referer": self.place,
            "expiration": str(_TOKEN_MINUTES),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.place}
        path = address.path + (f"?{address.query}" if address.query else "")
        answer = client.request("POST", path, content=urlencode(form).encode(), headers=headers, repeatable=True)
        try:
            found = som_json(answer.content)
        except SvarFejl as fejl:
            raise SvarUlaeseligt(place=base, reason=fejl.reason) from None
        token = found.get("token") if isinstance(found, dict) else None
        if isinstance(token, str) and token and token.isascii() and token.isprintable():
            return token
        told = found.get("error", {}) if isinstance(found, dict) else {}
        raise LoginAfvist(place=base, hint=str(told.get("message", "")) if isinstance(told, dict) else "")


def _udloebet(content: bytes) -> str:
    """What an answer with status 200 says of a token that it will not have; empty for any other."""
    if b'"error"' not in content[:1_000]:
        return ""
    try:
        laes(content)
    except SvarFejl as fejl:
        return fejl.reason if fejl.code in TOKEN_UDLOEBET else ""
    return ""
