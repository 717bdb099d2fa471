"""How a call is refused: a status, and every problem with it as ``application/problem+json`` (RFC 9457) or a SOAP fault.

`code` is the specification's own code where there is one (``RW-E02``), else ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse

from snitflade.formats.problems import Problem, ProblemKind, Problems

MEDIA = "application/problem+json"
FLERE_FEJL = ProblemKind("FLERE_FEJL", "Der er {antal} fejl i kaldet. De står hver for sig under problems.")

TITLES = {
    400: "Forkert kald",
    401: "Ingen adgang",
    403: "Ikke tilladt",
    404: "Findes ikke",
    405: "Metoden bruges ikke her",
    409: "Kan ikke lade sig gøre nu",
    410: "Slettet",
    413: "For stort",
    415: "Forkert indholdstype",
    422: "Ugyldige værdier",
    429: "For mange kald",
    500: "Fejl i programmet",
    503: "Optaget",
}
"""What each status means here."""


class ServiceError(Exception):
    """Kaldet kan ikke besvares."""

    def __init__(
        self,
        status: int,
        what: ProblemKind | Problems,
        *,
        headers: Mapping[str, str] | None = None,
        instance: str = "",
        **params: Any,
    ) -> None:
        problems = what if isinstance(what, Problems) else Problems()
        if isinstance(what, ProblemKind):
            problems.add(what, **params)
        self.status, self.headers, self.instance = status, dict(headers or {}), instance
        self.problems = problems.sorted(MOST)
        super().__init__(self.detail)

    @property
    def code(self) -> str:
        """The code of the one problem, or that there are several."""
        return code_of(self.problems[0].code) if len(self.problems) == 1 else FLERE_FEJL.code

    @property
    def detail(self) -> str:
        """What is wrong, in a sentence."""
        return self.problems[0].message if len(self.problems) == 1 else FLERE_FEJL.text.format(antal=len(self.problems))


MOST = 100
"""Problems named in one answer."""


def code_of(code: str) -> str:
    """The specification's code for one of ours, else ours."""
    kind = ProblemKind.known.get(code)
    return kind.spec if kind and kind.spec else code


def plain(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The problems as JSON values."""
    return [
        {"code": code_of(problem.code), "message": problem.message} | ({"field": problem.field} if problem.field else {})
        for problem in problems
    ]


def problem_json(error: ServiceError) -> HttpResponse:
    """The refusal as an answer."""
    body = {
        "type": f"urn:snitflade:fejl:{error.code}",
        "title": TITLES[error.status],
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
        "problems": plain(error.problems),
    }
    if error.instance:
        body["instance"] = error.instance
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text.encode(), status=error.status, content_type=MEDIA, headers=error.headers)
