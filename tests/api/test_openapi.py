"""The description: it says what the services do (schemathesis asks them), and the page made from it shows all of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from tests.api.world import UD, debitor, system, udveksling

from snitflade.api.errors import TITLES
from snitflade.api.rest import api
from snitflade.exchange.states import State

pytestmark = pytest.mark.django_db

OPERATIONS = [
    (method.upper(), path)
    for path, methods in sorted(api.get_openapi_schema(path_prefix="/api/")["paths"].items())
    for method in methods
]


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """The site closes its connection with each request; the tests' one, in the middle of a transaction, stays."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_services_do_what_their_description_says(
    method: str, path: str, mode: GenerationMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked with what the description allows and with what it does not: no error in the program, every status, media type, header
    and body as described, nothing refused that is allowed, nothing taken that is not."""
    monkeypatch.setattr("snitflade.api.caller.GUESSES", 10_000)
    debitor("6102999001")
    udveksling(State.AFSENDT)
    scopes = ("inka.renoweb-debitor:laes", "inka.renoweb-debitor:skriv", f"{UD}:laes", f"{UD}:fil", f"{UD}:kvitter")
    token = system(*scopes, per_minute=6000).text
    operation = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())[path][method]

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        # What it spoils in a query by leaving it empty it then sends as if it were not there; `test_debitor` spoils queries itself.
        passed_over = [negative_data_rejection] if method == "GET" else []
        if operation.definition.raw["operationId"] in ("hent_debitor", "slaa_debitor_op"):
            passed_over.append(positive_data_acceptance)  # that one of three keys is needed (RW-E01) OpenAPI has no words for
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=passed_over)

    ask()


def test_the_description_is_whole() -> None:
    schema = json.loads(getattr(Client().get("/api/openapi.json"), "content", b""))
    assert schema["openapi"].startswith("3.1")
    assert schema["components"]["securitySchemes"]["Adgang"]["scheme"] == "bearer"
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["security"] == [{"Adgang": []}], operation["operationId"]
            assert operation["x-adgang"]
            assert operation["description"]
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
                    assert int(status) in TITLES


def test_the_page_shows_every_operation_value_field_and_code() -> None:
    response = Client().get("/api/")
    assert response.status_code == 200
    page = response.content.decode()
    schema = api.get_openapi_schema(path_prefix="/api/")
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in page
            for parameter in operation["parameters"]:
                assert f"<code>{parameter['name']}</code>" in page
    for name in (
        "navn",
        "adresse.vejnavn",
        "debitorer[].renoweb_kundeid",
        "udvekslinger[].filer[].sha256",
        "X-Formaal",
        "kvittering",
    ):
        assert f"<code>{name}</code>" in page, name
    for code in ("RW-E01", "RW-E02", "RW-E03", "RW-E04", "inka.renoweb-debitor:skriv", "soap/debitor?wsdl"):
        assert code in page, code


def test_the_page_fetches_nothing_from_elsewhere_and_runs_nothing_of_its_own() -> None:
    page = Client().get("/api/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search(r"<script|<style|style=|on\w+=|https?://", main)
    assert "http" not in "".join(re.findall(r'(?:src|href)="([^"]*)"', page))
