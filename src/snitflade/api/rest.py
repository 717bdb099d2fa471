"""The REST services under ``/api/``, described by ``/api/openapi.json``.

Here is what ninja does not do by itself: values that are unknown or stand twice are refused instead of overlooked, moments keep all
their digits, and every refusal is ``application/problem+json``, also in the description.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from types import MethodType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from snitflade import __version__
from snitflade.api import debitor, exchanges, handicap, ledighed, sbsys, service
from snitflade.api.access import PROBLEM
from snitflade.api.errors import ServiceError, problem_json
from snitflade.api.validation import KROP_JSON, KROP_TYPE, faults

ABOUT = (
    "Tjenester, som andre systemer kalder. Hvert kald har en token fra kommunen i hovedet Authorization: Bearer snf_…; token'en "
    "siger, hvilke snitflader den må bruge og til hvad. Beløb er hele øre, datoer og tidspunkter er ISO 8601, numre er tekst med "
    "foranstillede nuller. Fejl er application/problem+json (RFC 9457) med en kode og en sætning på dansk. Felter kan komme til; "
    "de fjernes ikke."
)


class Exact(Parser):
    """Reads a body only when it says that it is JSON and is it, without a name standing twice."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        media = (request.content_type or "").lower()
        if media != "application/json":
            raise ServiceError(415, KROP_TYPE, raw=media[:60] or "uden type")
        try:
            found: dict[str, Any] = json.loads(request.body, object_pairs_hook=_once, parse_constant=_no_constant)
        except UnicodeDecodeError:
            raise ServiceError(400, KROP_JSON, grund="den er ikke UTF-8") from None
        except json.JSONDecodeError as error:
            raise ServiceError(400, KROP_JSON, grund=f"fejl på linje {error.lineno}, tegn {error.colno}") from None
        except RecursionError:
            raise ServiceError(400, KROP_JSON, grund="den er for dybt indlejret") from None
        except ValueError:  # more digits than Python makes a number of
            raise ServiceError(400, KROP_JSON, grund="et tal er for langt") from None
        return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ServiceError(400, KROP_JSON, grund="et navn står to gange")
    return found


def _no_constant(name: str) -> None:
    raise ServiceError(400, KROP_JSON, grund=f"{name} er ikke et tal")


class Whole(BaseRenderer):
    """JSON in which moments keep their microseconds."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data)


class Services(NinjaAPI):
    """The API, every address of which is answered by `service.served`."""

    @property
    def urls(self) -> tuple[list[URLPattern | URLResolver], str, str]:
        patterns, app, space = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = service.served()(pattern.callback)
        return patterns, app, space

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """With the refusals' schema."""
        found = super().get_openapi_schema(**options)
        found["components"]["schemas"][PROBLEM] = _PROBLEM
        return found


_PROBLEM = {
    "title": PROBLEM,
    "description": "Hvorfor kaldet ikke er besvaret (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "problems"],
    "properties": {
        "type": {"type": "string", "description": "urn:snitflade:fejl: og koden."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Hvad der er galt, og hvad man gør; på dansk."},
        "code": {"type": "string", "description": "Fx RW-E02."},
        "instance": {"type": "string", "description": "Nummeret, fejlen står under i kommunens log."},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {"code": {"type": "string"}, "message": {"type": "string"}, "field": {"type": "string"}},
            },
        },
    },
}

api = Services(
    title="snitflade",
    version=__version__,
    description=ABOUT,
    docs_url=None,
    urls_namespace="api",
    parser=Exact(),
    renderer=Whole(),
)


def named(run: Callable[..., Any]) -> Callable[..., Any]:
    """Tell the call what it is called and what may stand in its query, before anything is checked."""
    assert isinstance(run, MethodType)  # noqa: S101 (ninja gives the method of one operation)
    operation = run.__self__
    assert isinstance(operation, Operation)  # noqa: S101
    names = frozenset(
        name for model in operation.models if model.__ninja_param_source__ == "query" for name in model.__ninja_flatten_map__
    )

    @wraps(run)
    def answer(request: HttpRequest, **values: Any) -> Any:
        case = service.case(request)
        case.operation, case.parameters = operation.operation_id or operation.view_func.__name__, names
        return run(request, **values)

    return answer


@api.exception_handler(Exception)
def _any(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_json(service.noted(request, service.refusal(error)))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_json(service.noted(request, ServiceError(422, faults(error.errors))))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__
    return problem_json(service.noted(request, service.refusal(cause if isinstance(cause, ServiceError) else error)))


api.add_decorator(named, mode="view")
api.add_router("v1/udvekslinger", exchanges.router)
api.add_router("debitor", debitor.router)
api.add_router("sbsys", sbsys.router)
api.add_router("ledighed", ledighed.router)
api.add_router("handicap", handicap.router)
