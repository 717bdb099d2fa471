"""HTTP as REST and SOAP use it: nothing waits for ever, nothing is tried twice that may not be, no answer is believed too early.

Tried again (by stamina, with growing waits) is only what is safe to repeat: GET, HEAD, PUT, DELETE, or a call that carries an
``Idempotency-Key``, and only after a failed connection or 429, 502, 503, 504. When a call that may not be repeated was sent and
the answer is missing or a 5xx, nobody knows whether it was done: `SvarUklart`.

Redirects are followed for reading only, and only to the same server. Answers are read up to a limit, unpacked by nobody.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import stamina

from snitflade.exchange.transports.errors import (
    CertifikatAfvist,
    ForbindelseTabt,
    ForStor,
    IngenForbindelse,
    Midlertidig,
    Opsaetningsfejl,
    Permanent,
    SvarerIkke,
    SvarUklart,
    SvarUlaeseligt,
    because,
    clean,
)
from snitflade.exchange.transports.http_answer import Answer
from snitflade.exchange.transports.http_status import TRY_AGAIN, refusal, wait_asked
from snitflade.exchange.transports.secrets import Secret
from snitflade.exchange.transports.tls import client_context, is_loopback

# Both log whole addresses, and a look-up's address may hold a CPR number.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_READING = frozenset({"GET", "HEAD"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3


class _TryAgain(Exception):
    """Forsøget mislykkedes og må gentages."""

    def __init__(self, reason: Midlertidig, wait: float | None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.wait = wait


@dataclass(frozen=True, slots=True)
class HttpClient:
    """A server and how to speak with it. `certificate` is our own, with its key, in one PEM file. Times in seconds, sizes in bytes.

    `timeout` bounds each wait for the server, `total_timeout` one whole exchange. `attempts` counts the first one too.
    """

    base_url: str
    bearer: Secret | None = None
    user: str = ""
    password: Secret | None = None
    ca_file: Path | None = None
    certificate: Path | None = None
    proxy: str = ""
    connect_timeout: float = 10.0
    timeout: float = 60.0
    total_timeout: float = 600.0
    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 30.0
    max_bytes: int = 64 * 1024 * 1024

    def __post_init__(self) -> None:
        try:
            url = httpx.URL(self.base_url)
        except httpx.InvalidURL:
            raise Opsaetningsfejl(place="web-adressen", reason="den er ikke en gyldig adresse") from None
        reason = ""
        if url.scheme not in {"http", "https"} or not url.host or url.userinfo:
            reason = "adressen skal være https://server/sti uden brugernavn og adgangskode"
        elif url.scheme == "http" and not is_loopback(url.host):
            reason = "adressen skal begynde med https://; uden kryptering kan alle undervejs læse med"
        elif self.bearer is not None and self.user:
            reason = "vælg enten en nøgle (bearer) eller brugernavn og adgangskode"
        elif bool(self.user) != (self.password is not None):
            reason = "brugernavn og adgangskode hører sammen"
        elif self.attempts < 1:
            reason = "der skal være mindst ét forsøg"
        if reason:
            raise Opsaetningsfejl(place=f"{url.scheme}://{url.host}", reason=reason)

    @property
    def place(self) -> str:
        """The address without anything secret."""
        return self.base_url.rstrip("/")

    def request(
        self,
        method: str,
        path: str = "",
        *,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
        expected: frozenset[int] = frozenset(),
    ) -> Answer:
        """One call, tried again where that is safe. Returns on 2xx and on any status in `expected`, else raises.

        `repeatable` overrides what the method and an ``Idempotency-Key`` say. `path` is added to the base address.
        """
        sent = dict(headers or {})
        if repeatable is None:
            repeatable = method in _REPEATABLE or any(name.lower() == "idempotency-key" for name in sent)
        sent |= self._login()
        context = client_context(self.place, self.ca_file, self.certificate)
        try:
            for attempt in self.attempting(_may_repeat, self.attempts if repeatable else 1):
                with attempt:
                    return self._once(context, method, path, content, sent, params, repeatable, expected)
        except _TryAgain as error:
            raise error.reason from error.__cause__
        raise AssertionError("stamina neither returned nor raised")

    def attempting(
        self, again: type[Exception] | Callable[[Exception], bool | float], attempts: int | None = None
    ) -> Iterable[stamina.Attempt]:
        """Attempts at something with growing waits between them, as long as it ends with an error that is `again`."""
        return stamina.retry_context(
            on=again,
            attempts=self.attempts if attempts is None else attempts,
            timeout=None,
            wait_initial=self.first_wait,
            wait_max=self.longest_wait,
            wait_jitter=self.first_wait / 2,
        )

    def _login(self) -> dict[str, str]:
        # Compressed answers could grow beyond the limit while being unpacked.
        always = {"Accept-Encoding": "identity", "User-Agent": "snitflade"}
        return always | ({"Authorization": f"Bearer {self.bearer.reveal()}"} if self.bearer else {})

    def _once(
        self,
        context: ssl.SSLContext,
        method: str,
        path: str,
        content: bytes,
        headers: dict[str, str],
        params: Mapping[str, str] | None,
        repeatable: bool,
        expected: frozenset[int],
    ) -> Answer:
        auth = httpx.BasicAuth(self.user, self.password.reveal()) if self.password else None
        timeout = httpx.Timeout(self.timeout, connect=self.connect_timeout)
        action = f"{method} {path}".strip()
        url = self._url(path)
        with (
            self._translated(action, repeatable),
            httpx.Client(verify=context, timeout=timeout, auth=auth, trust_env=False, proxy=self.proxy or None) as client,
        ):
            for _ in range(_MOST_REDIRECTS + 1):
                request = client.build_request(method, url, content=content or None, headers=headers, params=params)
                answer = self._read(client, request, path, repeatable)
                if answer.status not in _REDIRECTS or answer.status in expected:
                    break
                url, params = self._redirected(method, request.url, answer), None
            else:
                raise Permanent(place=self.place, reason="serveren bliver ved med at henvise til sig selv")
        if 200 <= answer.status < 300 or answer.status in expected:
            return answer
        error = refusal(answer.status, answer.content, self.place, action)
        if answer.status in TRY_AGAIN and repeatable and isinstance(error, Midlertidig):
            raise _TryAgain(error, wait_asked(answer.headers, self.longest_wait))
        if answer.status >= 500 and not repeatable:
            raise SvarUklart(place=self.place, action=action, reason=f"serveren svarede {answer.status}")
        raise error

    def _url(self, path: str) -> httpx.URL:
        try:
            url = httpx.URL(self.place + path)
        except httpx.InvalidURL:
            url = None
        # A path that does not begin as one could turn the server's name into something else.
        if url is None or (path and path[0] not in "/?"):
            raise Opsaetningsfejl(place=self.place, reason=f"stien «{clean(path, 100)}» kan ikke bruges i en web-adresse")
        return url

    def _redirected(self, method: str, url: httpx.URL, answer: Answer) -> httpx.URL:
        target = url.join(answer.headers.get("location", ""))
        if method not in _READING or (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
            reason = f"serveren henviser til {target.scheme}://{target.host}; spørg partneren, og ret adressen"
            raise Permanent(place=self.place, reason=reason)
        return target

    def _read(self, client: httpx.Client, request: httpx.Request, path: str, repeatable: bool) -> Answer:
        until = time.monotonic() + self.total_timeout
        response = client.send(request, stream=True)
        try:
            return self._whole(response, path, until)
        except (ForStor, SvarUlaeseligt) as error:
            if not repeatable:
                raise SvarUklart(place=self.place, action=f"{request.method} {path}".strip(), reason=error) from error
            raise
        finally:
            response.close()

    def _whole(self, response: httpx.Response, path: str, until: float) -> Answer:
        """Every byte of the answer, below the limit and in time."""
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self.max_bytes and response.request.method != "HEAD":
            raise ForStor(name=f"svaret på {path}", place=self.place, size=announced, limit=self.max_bytes)
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise SvarUlaeseligt(place=self.place, reason="det er komprimeret, og det var der ikke bedt om")
        parts, size = [], 0
        for part in response.iter_raw():
            parts.append(part)
            size += len(part)
            if size > self.max_bytes:
                raise ForStor(name=f"svaret på {path}", place=self.place, size=f"over {self.max_bytes}", limit=self.max_bytes)
            if time.monotonic() > until:
                raise httpx.ReadTimeout("the whole exchange took too long", request=response.request)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, b"".join(parts), self.place)

    @contextmanager
    def _translated(self, action: str, repeatable: bool) -> Iterator[None]:
        """Turn what the line says into one of ours."""
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            cause = _certificate_error(error)
            if cause is not None:
                raise CertifikatAfvist(place=self.place, reason=cause.verify_message) from error
            no_line = IngenForbindelse(place=self.place, reason=because(_system_error(error)))
            raise _TryAgain(no_line, None) from error
        except httpx.TransportError as error:
            if not repeatable:
                raise SvarUklart(place=self.place, action=action, reason=because(_system_error(error))) from error
            if isinstance(error, httpx.TimeoutException):
                raise SvarerIkke(place=self.place, seconds=self.timeout, action=action) from error
            raise ForbindelseTabt(place=self.place, action=action, reason=because(_system_error(error))) from error


def _may_repeat(error: Exception) -> bool | float:
    if not isinstance(error, _TryAgain):
        return False
    return True if error.wait is None else error.wait


def _chain(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def _certificate_error(error: BaseException) -> ssl.SSLCertVerificationError | None:
    return next((one for one in _chain(error) if isinstance(one, ssl.SSLCertVerificationError)), None)


def _system_error(error: BaseException) -> BaseException:
    """The system's own error below httpx's, which has a number."""
    return next((one for one in _chain(error) if isinstance(one, OSError)), error)
