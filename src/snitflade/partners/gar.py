"""A FeatureServer over HTTPS as GAR has it: layers in pages, a login by token, and its ways of failing.

``POST /token`` gives a token to the user; ``GET /rest/FeatureServer/{lag}/query`` answers as an ArcGIS server does, errors with
status 200 among them. What stands in `layers` may be changed while it runs.

Source: gar.md 2.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from snitflade.partners.certificates import Authority
from snitflade.partners.http import Asked, HttpPartner, Told, problem

TOKEN, BASE = "/token", "/rest"
_QUERY = re.compile(rf"{BASE}/FeatureServer/([0-9]+)/query")
_SINCE = re.compile(
    r"(EditDate|DeletedDate) > DATE '([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})'( OR EditDate IS NULL)?"
)
_JSON = {"Content-Type": "application/json"}
Feature = dict[str, Any]


class GarPartner(HttpPartner):
    """The layers by number, each a list of attributes. With a `user` every question needs a token.

    `largest` is the most features it gives at once, whatever is asked for, and `tells_more` whether it says that there are more.
    `faults` are given instead of the next answers, as numbers of errors with status 200 (498, 500 …). `expires` is how many
    questions a token is good for. `shrinks` are numbers of layers that lose their first feature after their next page.
    """

    name = "gar"

    def __init__(self, authority: Authority, port: int = 0, *, user: str = "", password: str = "") -> None:
        super().__init__(authority, port)
        self.user, self.password = user, password
        self.layers: dict[int, list[Feature]] = {}
        self.largest = 1_000
        self.tells_more = True
        self.tells_numbers = True
        self.faults: list[int] = []
        self.expires: int | None = None
        self.shrinks: list[int] = []
        self._tokens: dict[str, int] = {}

    @property
    def base_url(self) -> str:
        """What the connection's base address is."""
        return self.address + BASE

    @property
    def questions(self) -> list[tuple[int, dict[str, str]]]:
        """What was asked so far: layer and parameters."""
        found = []
        for asked in self.asked:
            layer = _QUERY.fullmatch(urlsplit(asked.path).path)
            if layer:
                found.append((int(layer[1]), _form(urlsplit(asked.path).query)))
        return found

    def _do(self, asked: Asked) -> Told:
        address = urlsplit(asked.path)
        if address.path == TOKEN and asked.method == "POST":
            return self._login(_form(asked.body.decode()))
        layer = _QUERY.fullmatch(address.path)
        if layer is None or asked.method != "GET":
            return problem(404, "Siden findes ikke")
        if self.user and not self._let_in(asked.headers.get("authorization", "")):
            return _error(498, "Invalid token.")
        if self.faults:
            return _error(self.faults.pop(0), "Fejl på kommando")
        return self._query(int(layer[1]), _form(address.query))

    def _login(self, form: Mapping[str, str]) -> Told:
        asked_right = form.get("f") == "json" and form.get("client") == "referer" and form.get("referer")
        if not asked_right or (form.get("username"), form.get("password")) != (self.user, self.password):
            return _error(400, "Unable to generate token.")
        token = secrets.token_urlsafe(12)
        self._tokens[token] = 0
        return Told(200, json.dumps({"token": token, "expires": 0, "ssl": True}).encode(), _JSON)

    def _let_in(self, header: str) -> bool:
        token = header.removeprefix("Bearer ")
        if token not in self._tokens or (self.expires is not None and self._tokens[token] >= self.expires):
            return False
        self._tokens[token] += 1
        return True

    def _query(self, layer: int, asked: Mapping[str, str]) -> Told:
        if layer not in self.layers:
            return _error(400, "Invalid URL")
        chosen = _chosen(self.layers[layer], asked.get("where", ""))
        if chosen is None:
            return _error(400, "'where' clause is invalid")
        if asked.get("returnIdsOnly") == "true" and self.tells_numbers:
            numbers = {"objectIdFieldName": "OBJECTID", "objectIds": [one.get("OBJECTID") for one in chosen]}
            return Told(200, json.dumps(numbers).encode(), _JSON)
        for name in reversed([name.strip() for name in asked.get("orderByFields", "").split(",") if name.strip()]):
            chosen = sorted(chosen, key=_value_of(name))
        begin = int(asked.get("resultOffset", 0))
        end = begin + min(self.largest, int(asked.get("resultRecordCount", self.largest)))
        page, more = chosen[begin:end], end < len(chosen)
        if layer in self.shrinks:
            self.shrinks.remove(layer)
            self.layers[layer].remove(chosen[0])
        if asked.get("f") == "geojson":
            features = [{"type": "Feature", "id": one.get("OBJECTID"), "geometry": None, "properties": one} for one in page]
            answer: dict[str, Any] = {"type": "FeatureCollection", "features": features}
            told: dict[str, Any] = {"properties": {"exceededTransferLimit": True}} if more and self.tells_more else {}
        else:
            answer = {"fields": [], "features": [{"attributes": one} for one in page]}
            told = {"exceededTransferLimit": True} if more and self.tells_more else {}
        return Told(200, json.dumps({**answer, **told}, ensure_ascii=False).encode(), _JSON)


def _chosen(features: list[Feature], where: str) -> list[Feature] | None:
    """The features that a ``where`` chooses; None for one it does not understand."""
    if where == "Postnummer>0":
        return [one for one in features if (one.get("Postnummer") or 0) > 0]
    since = _SINCE.fullmatch(where)
    if since is None:
        return None
    moment = dt.datetime.fromisoformat(since[2]).replace(tzinfo=dt.UTC).timestamp() * 1000
    undated = bool(since[3])
    return [one for one in features if (one.get(since[1]) or 0) > moment or (undated and one.get("EditDate") is None)]


def _form(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}


def _error(code: int, message: str) -> Told:
    """An error as an ArcGIS server tells it: with status 200."""
    return Told(200, json.dumps({"error": {"code": code, "message": message, "details": []}}).encode(), _JSON)


def _value_of(name: str) -> Callable[[Feature], Any]:
    return lambda feature: feature.get(name) or 0
