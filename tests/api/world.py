"""Systems that call, and what they ask about."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from snitflade.api import tokens
from snitflade.api.models import Token
from snitflade.exchange import audit, blobs
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.exchange.states import State
from snitflade.inka.models import Debitor

LAES, SKRIV = "inka.renoweb-debitor:laes", "inka.renoweb-debitor:skriv"
UD = "tekn.renovation-prisme"
"""An interface whose exchanges are listed, fetched and acknowledged."""


@dataclass
class System:
    """A system with a token, calling the way another program would."""

    token: Token
    text: str
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponseBase:
        """One call under ``/api/``; a body is sent as JSON."""
        data = b"" if body is None else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.text}"} | self.headers | headers
        return Client().generic(method, f"/api/{path}", data, content_type="application/json", headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of an answer that must be 200."""
        return ok(self.call("GET", path, **headers))


def ok(response: HttpResponseBase) -> Any:
    """The JSON of an answer that is 200."""
    assert response.status_code == 200, getattr(response, "content", b"").decode()
    return json.loads(getattr(response, "content", b""))


def refused(response: HttpResponseBase, status: int, code: str) -> dict[str, Any]:
    """The problem of an answer refused with this status and code; its form is RFC 9457's."""
    assert response.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = json.loads(getattr(response, "content", b""))
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code), problem
    assert problem["type"].endswith(code)
    assert problem["title"]
    assert problem["detail"].endswith((".", "?"))
    assert problem["problems"]
    return problem


def system(*scopes: str, kommune: str = "0956", navn: str = "RenoWeb", **options: Any) -> System:
    """A system with these scopes."""
    token, text = tokens.create(navn, kommune, "Opkrævning af renovation", scopes, "anna", **options)
    return System(token, text)


_number = count(1)


def debitor(kundenummer: str, navn: str = "Prøve Kunde", **values: Any) -> Debitor:
    """A debtor."""
    return Debitor.objects.create(kundenummer=kundenummer, navn=navn, **values)


def udveksling(
    state: State = State.GODKENDT, files: tuple[tuple[str, bytes], ...] = (("g69", b"prisme"),), **values: Any
) -> Exchange:
    """An outbound exchange in a state, with stored files of the given formats."""
    key = f"prøve {next(_number)}"
    defaults = {"interface": UD, "direction": "ud", "kommune": "0956", "created_by": "anna"}
    exchange = Exchange.objects.create(key=key, state=state, **defaults | values)
    for number, (format, data) in enumerate(files, 1):
        name = f"861_{format}.txt"
        ExchangeFile.objects.create(exchange=exchange, number=number, name=name, format=format, blob=blobs.put(data))
    audit.record("bygget", "anna", exchange)
    return exchange


def aendret(row: Debitor, moment: dt.datetime) -> None:
    """Let the debtor have been changed at `moment`."""
    Debitor.objects.filter(pk=row.pk).update(aendret=moment)
