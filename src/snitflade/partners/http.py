"""An HTTPS server with a small file service (REST) and the same service as SOAP, which can misbehave in every way HTTP allows."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from snitflade.partners.certificates import Authority
from snitflade.partners.habits import Misbehaviour
from snitflade.partners.loop import LOOPBACK
from snitflade.partners.soap_service import answer_soap
from snitflade.partners.threaded import ThreadedPartner

FILES = "/filer"
SOAP = "/soap"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: the path with its query, the headers by small letters, and the body."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Told:
    """An error as RFC 9457 has it."""
    return Told(status, json.dumps({"detail": detail}).encode(), {"Content-Type": "application/problem+json", **(headers or {})})


class HttpPartner(ThreadedPartner):
    """Files in memory at ``/filer/{navn}`` and by SOAP at ``/soap``. With a `token` every call must carry it as bearer."""

    name = "http"

    def __init__(self, authority: Authority, port: int = 0, *, token: str = "") -> None:
        super().__init__(port)
        self.token = token
        self.files: dict[str, bytes] = {}
        self.asked: list[Asked] = []
        self._keys: set[str] = set()
        self._lock = threading.Lock()
        self._context = authority.server_context(self.habits)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"https://{LOOPBACK}:{self.port}"

    def _serving(self) -> _Server:
        server = _Server((LOOPBACK, self.port), self)
        server.socket = self._context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False, suppress_ragged_eofs=True
        )
        return server

    def answer(self, asked: Asked) -> Told:
        """What the service says, and does, with its bad habits but those of the line."""
        take = self.habits.take
        with self._lock:
            self.asked.append(asked)
        if take(Misbehaviour.LOGIN_DENIED) or (self.token and asked.headers.get("authorization") != f"Bearer {self.token}"):
            return problem(401, "Log ind først")
        if take(Misbehaviour.DENIED):
            return problem(403, "Det må du ikke")
        if take(Misbehaviour.DISK_FULL):
            return problem(507, "Der er ikke mere plads")
        if take(Misbehaviour.ERROR_BEFORE):
            return problem(503, "Prøv igen", {"Retry-After": "0"})
        if take(Misbehaviour.ALIEN_REDIRECT):
            return Told(302, headers={"Location": "https://andre.example/filer"})
        if take(Misbehaviour.OVERSIZE):
            return Told(200, b" " * 2_000_000, {"Content-Type": "application/json"})
        done = self._do(asked)
        return problem(503, "Noget gik galt") if take(Misbehaviour.ERROR_AFTER) else done

    def _do(self, asked: Asked) -> Told:
        path = urlsplit(asked.path).path
        if path == SOAP and asked.method == "POST":
            status, media, body = answer_soap(asked.body, self.store, self.files.get)
            return Told(status, body, {"Content-Type": media})
        if path == FILES and asked.method == "GET":
            times = 2 if self.habits.take(Misbehaviour.DUPLICATE) else 1
            listed = [{"navn": name, "stoerrelse": len(data)} for name, data in sorted(self.files.items())] * times
            return Told(200, json.dumps(listed).encode(), {"Content-Type": "application/json"})
        if path.startswith(FILES + "/"):
            return self._file(asked, unquote(path[len(FILES) + 1 :]))
        return problem(404, "Siden findes ikke")

    def _file(self, asked: Asked, name: str) -> Told:
        there = self.files.get(name)
        etag = f'"{hashlib.sha256(there).hexdigest()}"' if there is not None else ""
        key = asked.headers.get("idempotency-key", "")
        if asked.method in {"PUT", "POST"}:
            if key and key in self._keys:
                return Told(200, b'{"kvittering": "allerede modtaget"}')
            if there is not None and asked.headers.get("if-none-match") == "*":
                return problem(412, "Navnet er optaget")
            self.store(name, asked.body)
            self._keys |= {key} - {""}
            return Told(201, b'{"kvittering": "modtaget"}', {"Content-Type": "application/json"})
        if there is None:
            return problem(404, "Filen findes ikke")
        if asked.method == "DELETE":
            if asked.headers.get("if-match", etag) != etag:
                return problem(412, "Filen er en anden")
            if not self.habits.take(Misbehaviour.DUPLICATE):
                del self.files[name]
            return Told(204)
        return Told(200, there, {"ETag": etag, "Content-Type": "application/octet-stream"})

    def store(self, name: str, data: bytes) -> None:
        """Keep a file, or lose or damage it where that is the habit."""
        if self.habits.take(Misbehaviour.LOSE):
            return
        if data and self.habits.take(Misbehaviour.CORRUPT):
            data = bytes([data[0] ^ 1]) + data[1:]
        self.files[name] = data


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], partner: HttpPartner) -> None:
        self.partner = partner
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up, or does not like our certificate, is no news."""


class _Handler(BaseHTTPRequestHandler):
    """One connection, with the bad habits of the line."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is written: `HttpPartner.asked` keeps what was asked."""

    def _serve(self) -> None:
        habits = self.server.partner.habits
        self.close_connection = True
        if habits.take(Misbehaviour.AWAY):
            return
        length = int(self.headers.get("Content-Length", "0"))
        drop = habits.look(Misbehaviour.DROP_UPLOAD)
        if drop is not None and length > drop.after:
            habits.take(Misbehaviour.DROP_UPLOAD)
            self.rfile.read(drop.after)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = self.server.partner.answer(Asked(self.command, self.path, headers, self.rfile.read(length)))
        if habits.take(Misbehaviour.VANISH_AFTER):
            habits.set(Misbehaviour.AWAY)
            return
        if habits.take(Misbehaviour.DROP_AFTER):
            return
        late = habits.take(Misbehaviour.LATE)
        if late is not None:
            time.sleep(late.seconds)
        self._send(told)

    def _send(self, told: Told) -> None:
        self.send_response(told.status)
        for name, value in told.headers.items():
            self.send_header(name, value)
        if told.status != 204:
            self.send_header("Content-Length", str(len(told.body)))
        self.end_headers()
        drop = self.server.partner.habits.look(Misbehaviour.DROP_DOWNLOAD)
        if drop is not None and len(told.body) > drop.after:
            self.server.partner.habits.take(Misbehaviour.DROP_DOWNLOAD)
            self.wfile.write(told.body[: drop.after])
        elif self.command != "HEAD":
            self.wfile.write(told.body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _serve
