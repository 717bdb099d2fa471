"""A tiny HTTP endpoint on loopback that tells what the simulated partners do and switches their bad habits.

``GET /`` shows all; ``POST /<partner>`` with ``{"misbehave": "drop_upload", "after": 1000, "times": 1}``, ``{"behave": true}``,
or for Prisme ``{"pause": true}``, ``{"after_seconds": 5}`` or ``{"take_now": true}``. Only JSON is taken, so that no web page
elsewhere can post here from a browser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from snitflade.partners.habits import Misbehaviour
from snitflade.partners.http import HttpPartner
from snitflade.partners.loop import LOOPBACK, Partner
from snitflade.partners.prisme import PrismePartner
from snitflade.partners.threaded import ThreadedPartner

_LARGEST = 10_000


class ControlError(Exception):
    """Kommandoen kan ikke udføres."""


class Control(ThreadedPartner):
    """The endpoint for `partners` by name."""

    name = "control"

    def __init__(self, partners: Mapping[str, Partner], port: int = 0) -> None:
        super().__init__(port)
        self.partners = dict(partners)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self.port}"

    def _serving(self) -> _Server:
        return _Server((LOOPBACK, self.port), self)

    def state(self) -> dict[str, Any]:
        """What every partner is and does, as plain values."""
        return {name: describe(partner) for name, partner in self.partners.items()}

    def command(self, name: str, body: bytes) -> dict[str, Any]:
        """Do what `body` (JSON) says to the partner `name`, and return its state. Raises `ControlError` in Danish."""
        partner = self.partners.get(name)
        if partner is None:
            raise ControlError(f"Partneren {name} findes ikke. Vælg en af: {', '.join(self.partners)}.")
        try:
            told = json.loads(body)
        except ValueError:
            raise ControlError("Kommandoen er ikke JSON.") from None
        if not isinstance(told, dict) or not told:
            raise ControlError("Kommandoen skal være et JSON-objekt.")
        _obey(partner, told)
        return describe(partner)


def describe(partner: Partner) -> dict[str, Any]:
    """A partner's address, bad habits and, for Prisme and the file service, its files."""
    facts: dict[str, Any] = {"address": partner.address, "habits": partner.habits.as_json()}
    if isinstance(partner, PrismePartner):
        taken = [{"path": one.path, "sha256": one.sha256, "size": one.size, "when": one.when.isoformat()} for one in partner.taken]
        facts |= {"paused": partner.paused, "after_seconds": partner.after, "taken": taken}
    if isinstance(partner, HttpPartner):
        facts |= {"files": {name: len(data) for name, data in partner.files.items()}}
    return facts


def _obey(partner: Partner, told: dict[str, Any]) -> None:
    match told:
        case {"misbehave": str(word), **rest} if set(rest) <= {"after", "seconds", "times"}:
            try:
                what = Misbehaviour(word)
            except ValueError:
                raise ControlError(f"Uvanen {word} findes ikke. Vælg en af: {', '.join(Misbehaviour)}.") from None
            if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in rest.values()):
                raise ControlError("after, seconds og times skal være tal.")
            after, times = int(rest.get("after", 0)), int(rest.get("times", -1))
            partner.misbehave(what, after=after, seconds=float(rest.get("seconds", 0.0)), times=times)
        case {"behave": True, **rest} if not rest:
            partner.behave()
        case {"pause": bool(paused), **rest} if not rest and isinstance(partner, PrismePartner):
            partner.pause(paused)
        case {"after_seconds": int() | float() as seconds, **rest} if not rest and isinstance(partner, PrismePartner):
            partner.after = float(seconds)
        case {"take_now": True, **rest} if not rest and isinstance(partner, PrismePartner):
            partner.take_now()
        case _:
            raise ControlError(f"{partner.name} kender ikke kommandoen {', '.join(told)}.")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], control: Control) -> None:
        self.control = control
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is written."""

    def do_GET(self) -> None:
        self._answer(200, self.server.control.state())

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.headers.get_content_type() != "application/json":
            self._answer(415, {"fejl": "Send kommandoen som application/json."})
        elif not length.isdigit() or int(length) > _LARGEST:
            self._answer(413, {"fejl": "Kommandoen er for lang."})
        else:
            try:
                self._answer(200, self.server.control.command(self.path.strip("/"), self.rfile.read(int(length))))
            except ControlError as error:
                self._answer(400, {"fejl": str(error)})

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
