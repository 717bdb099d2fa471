"""The description: it says what the services do (schemathesis asks them), and the page made from it shows all of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode
from tests.api.world import UD, debitor, system, udveksling

from snitflade.api.errors import TITLES
from snitflade.api.rest import api
from snitflade.exchange.states import State

pytestmark = pytest.mark.django_db

OPERATIONS = [
    (method.upper(), path) for path, methods in sorted(api.get_openapi_schema(path_prefix="/api/")["paths"].items()) for method in methods
]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_services_do_what_their_description_says(method: str, path: str, mode: GenerationMode) -> None:
    """Asked with what the description allows and with what it does not: no error in the program, every status, media type, header and
    body as described, nothing refused that is allowed, nothing taken that is not."""
    debitor("6102999001")
    udveksling(State.AFSENDT)
    scopes = ("inka.renoweb-debitor:laes", "inka.renoweb-debitor:skriv", f"{UD}:laes", f"{UD}:fil", f"{UD}:kvitter")
    token = system(*scopes, per_minute=6000).text
    operation = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())[path][method]

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

    ask()
