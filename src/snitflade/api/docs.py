"""The services described for those who build other systems: a page without scripts, made from the same description as OpenAPI.

It is open to everybody, like ``openapi.json`` and the WSDL: it holds no data, and it is read before anybody has a token.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from snitflade.api import service
from snitflade.api.errors import ServiceError
from snitflade.api.rest import ABOUT, api


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    about = {"om": ABOUT, "grupper": _described(), "openapi": reverse("api:openapi-json"), "soap": reverse("api-soap-debitor")}
    return render(request, "api/docs.html", about)


@service.served()
def unknown(request: HttpRequest) -> HttpResponse:
    """Every other address under ``/api/``."""
    raise ServiceError(404, service.KALD_UKENDT)


@cache
def _described() -> list[tuple[str, list[dict[str, Any]]]]:
    """The operations by group."""
    schema = api.get_openapi_schema()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            entry = {
                "navn": operation["operationId"],
                "metode": method.upper(),
                "sti": path,
                "kort": operation["summary"],
                "om": operation.get("description", ""),
                "adgang": operation["x-adgang"],
                "vaerdier": list(_parameters(schema, operation)),
                "svar": list(_fields(schema, operation["responses"][200])),
                "fejl": [(status, about["description"]) for status, about in operation["responses"].items() if status != 200],
            }
            groups.setdefault(operation["tags"][0], []).append(entry)
    return list(groups.items())


def _parameters(schema: dict[str, Any], operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a call may hold: in the path, the query, a header or the body."""
    where = {"path": "sti", "query": "forespørgsel", "header": "hoved"}
    for parameter in operation["parameters"]:
        yield {
            "navn": parameter["name"],
            "hvor": where[parameter["in"]],
            "kraeves": parameter["required"],
            "type": _type(parameter["schema"]).removesuffix(" eller null"),  # left out rather than sent as null
            "om": parameter.get("description", ""),
        }
    if body := operation.get("requestBody"):
        for field in _of(schema, body["content"]["application/json"]["schema"]):
            yield field | {"hvor": "krop"}


def _fields(schema: dict[str, Any], response: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What an answer holds."""
    for media, content in response["content"].items():
        if media == "application/json":
            yield from _of(schema, content["schema"])
        else:
            yield {"navn": "", "type": media, "om": response["description"], "kraeves": True}


def _of(schema: dict[str, Any], about: dict[str, Any], before: str = "") -> Iterator[dict[str, Any]]:
    """The fields of an object, those of objects within it after it."""
    found = _resolved(schema, about)
    required = found.get("required", [])
    for name, field in found.get("properties", {}).items():
        inner = _inner(schema, field)
        yield {
            "navn": f"{before}{name}",
            "type": _type(_resolved(schema, field)),
            "om": field.get("description", ""),
            "kraeves": name in required,
        }
        if inner is not None:
            yield from _of(schema, inner, f"{before}{name}{'[]' if 'items' in field else ''}.")


def _inner(schema: dict[str, Any], field: dict[str, Any]) -> dict[str, Any] | None:
    """The object that a field is, may be, or is a list of."""
    for candidate in (field, field.get("items", {}), *field.get("anyOf", []), *field.get("allOf", [])):
        found = _resolved(schema, candidate)
        if "properties" in found:
            return found
    return None


def _resolved(schema: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    name = about.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else about


_WORDS = {"string": "tekst", "integer": "heltal", "boolean": "sand/falsk", "array": "liste", "object": "objekt", "null": "null"}


def _type(about: dict[str, Any]) -> str:
    """A type in words: ``tekst [0-9]{10} eller null``."""
    if choices := about.get("anyOf") or about.get("allOf"):
        return " eller ".join(_type(choice) for choice in choices)
    if "$ref" in about:
        return _type(api.get_openapi_schema()["components"]["schemas"][about["$ref"].rpartition("/")[2]])
    if "enum" in about:
        return ", ".join(str(value) for value in about["enum"])
    word = _WORDS.get(about.get("type", ""), "")
    if about.get("format") == "date-time":
        return "tidspunkt"
    limits = [
        f"{about[key]} {sign}" if before else f"{sign} {about[key]}"
        for key, sign, before in _LIMITS
        if about.get(key, _HUGE) < _HUGE
    ]
    return " ".join([word, *([about["pattern"]] if "pattern" in about else []), *limits]).strip()


_LIMITS = (("maxLength", "tegn højst", True), ("minimum", "mindst", False), ("maximum", "højst", False))
_HUGE = 2**31
"""A limit that large is the database's, and no news."""
