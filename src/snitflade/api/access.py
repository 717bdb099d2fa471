"""What an operation of the REST services says about itself: which scopes it asks for, and how it may refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from ninja.security.http import HttpAuthBase

from snitflade.api import service
from snitflade.api.caller import PURPOSE, PURPOSE_HEADER, TOKEN_ADGANG, Caller
from snitflade.api.errors import MEDIA, TITLES, ServiceError
from snitflade.api.scopes import Scope, Verb
from snitflade.api.validation import unknown_parameters

PROBLEM = "Problem"
"""The name of the refusals' schema in OpenAPI."""
ALWAYS = (401, 403, 422, 429, 500, 503)
"""How every operation may refuse."""
WITH_BODY = (400, 413, 415)
"""And how one that takes a body may."""


class Adgang(HttpAuthBase):
    """Lets in whoever has any of `scopes`, or with `verb` any scope of that verb; the operation then looks which."""

    openapi_scheme = "bearer"
    openapi_description = "Token fra kommunen (snf_…), sendt i hovedet Authorization: Bearer."

    def __init__(self, *scopes: Scope, verb: Verb | None = None) -> None:
        super().__init__()
        self.scopes, self.verb = scopes, verb

    def __call__(self, request: HttpRequest) -> Caller:
        caller = service.authorise(request, *self.scopes)
        if self.verb and not caller.interfaces(self.verb):
            raise ServiceError(403, TOKEN_ADGANG, raw=f"en snitflade med :{self.verb.value}")
        if problems := unknown_parameters(request.GET, service.case(request).parameters):
            raise ServiceError(422, problems)
        return caller


def offered(
    adgang: Adgang, codes: Mapping[int, Sequence[str]], *, person: bool = False, body: bool = False, file: bool = False
) -> dict[str, Any]:
    """What ninja is told of an operation: who is let in, and for OpenAPI the scopes, the statuses and codes it refuses with beside
    those that all do, that it may show persons, takes a body or gives a file."""
    asked = [str(scope) for scope in adgang.scopes] or [f"<snitflade>:{adgang.verb}"]
    statuses = {*ALWAYS, *codes, *(WITH_BODY if body else ())}
    responses: dict[int, Any] = {status: _refusal(status, codes.get(status, ())) for status in sorted(statuses)}
    if file:
        content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        responses[200] = {"description": "Filens bytes.", "content": content}
    extra: dict[str, Any] = {"responses": responses, "x-adgang": asked}
    if person:
        about = "Hvorfor personen slås op; ellers gælder det formål, token'en er givet til. Står i loggen."
        schema = {"type": "string", "maxLength": PURPOSE, "pattern": "^[ -~]*$"}
        extra["parameters"] = [{"in": "header", "name": PURPOSE_HEADER, "required": False, "schema": schema, "description": about}]
    return {"auth": adgang, "openapi_extra": extra}


def _refusal(status: int, codes: Sequence[str]) -> dict[str, Any]:
    text = TITLES[status] + (f" ({', '.join(codes)})" if codes else "")
    headers = {"Retry-After": {"schema": {"type": "integer"}, "description": "Sekunder."}} if status in {429, 503} else {}
    schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
    return {"description": text, "content": {MEDIA: {"schema": schema}}} | ({"headers": headers} if headers else {})
