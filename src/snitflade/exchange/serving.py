"""The probes of a process that has no site of its own: a small HTTP server on this machine alone, in a thread.

`snitflade worker --http 127.0.0.1:9861` uses it. Only loopback: whoever else is to see the figures comes through what the
municipality already guards its monitoring with.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterable
from socketserver import TCPServer, ThreadingMixIn
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections, connections
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from snitflade.exchange.transports.tls import is_loopback

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

URLS = "snitflade.exchange.urls"

log = logging.getLogger("snitflade.serving")


class NotLoopbackError(Exception):
    """Adressen kan ses fra andre maskiner."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} kan ses fra andre maskiner. Vælg 127.0.0.1, og lad overvågningen komme ind på maskinen.")


class PortUnusableError(Exception):
    """Der kan ikke lyttes på porten."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"Der kan ikke lyttes på {host}:{port} ({reason}). Stop det, der bruger porten, eller vælg en anden.")


class Serving:
    """A running server; stops when told, and at the end of a ``with``."""

    def __init__(self, server: WSGIServer) -> None:
        self._server = server
        self.port: int = server.server_port
        self._thread = threading.Thread(target=server.serve_forever, args=(0.2,), name="probes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def serve_http(host: str, port: int) -> Serving:
    """Answer ``/healthz``, ``/readyz`` and ``/metrics`` on `host` and `port` (0: any free one) until stopped.

    Raises NotLoopbackError, PortUnusableError.
    """
    if not is_loopback(host):
        raise NotLoopbackError(host)
    try:
        server = (_Server6 if ":" in host else _Server)((host.strip("[]"), port), _Handler)
    except (OSError, OverflowError) as error:
        raise PortUnusableError(host, port, getattr(error, "strerror", None) or str(error)) from None
    server.set_app(_application)
    return Serving(server)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        # The inherited one asks the name service for our name, which can take its time and is used for nothing.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no news."""


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(WSGIRequestHandler):
    timeout = 10
    """Seconds a caller may be silent."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a monitor asks every few seconds."""


def _application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The views alone, without the site's middleware. Each request has its own thread, and so its own connections to close."""
    close_old_connections()
    try:
        request = WSGIRequest(environ)
        response = _answer(request)
    finally:
        connections.close_all()
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [] if request.method == "HEAD" else [response.content]


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        match = resolve(request.path_info, URLS)
    except Resolver404:
        return HttpResponse("Siden findes ikke.\n", status=404, content_type="text/plain; charset=utf-8")
    try:
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Exception:
        log.exception("the probe %s broke", request.path_info)
        return HttpResponse("Der er en fejl i programmet; se loggen.\n", status=500, content_type="text/plain; charset=utf-8")
    return response
