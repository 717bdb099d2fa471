"""Searches as they come and go: forms that search are answered with an address, and the seals of an address are opened.

What is sealed, and for whom, is `forsegling`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from snitflade.exchange.seals import MARK
from snitflade.web import regler
from snitflade.web.forsegling import FELT, aabn, forsegl, ligner_nummer, spoergsmaal
from snitflade.web.models import Bruger

Answer = Callable[[HttpRequest], HttpResponseBase]
Pairs = list[tuple[str, str]]

NEXT = "next"
"""Leads on to an address; what stands in it would come out there, so it is never sealed, only left out."""
LONGEST = 300
"""Characters of a value that a search carries on; the pages read fewer."""
ANDRES = ("/api/", "/login/kommune/svar")
"""Where the query is not ours: services have their own form, and the municipality's sign-in answers with its codes."""


class Forseglet:
    """Opens the seals of a query, leads on from a number in clear, and answers forms that search."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(ANDRES) or not request.META.get("QUERY_STRING"):
            return self.answer(request)
        pairs = _pairs(request.GET)
        clear = [name for name, value in pairs if ligner_nummer(name) or ligner_nummer(value)]
        if clear and request.method in ("GET", "HEAD"):
            return redirect(_uden_numre(request, pairs))
        if isinstance(request.user, Bruger) and any(value.startswith(MARK) for _name, value in pairs):
            return self._aabnet(request, request.user, pairs)
        return self.answer(request)

    def _aabnet(self, request: HttpRequest, person: Bruger, pairs: Pairs) -> HttpResponseBase:
        opened = QueryDict(mutable=True)
        kept: Pairs = []
        for name, value in pairs:
            clear = aabn(person, value) if value.startswith(MARK) else value
            if clear is not None:
                opened.appendlist(name, clear)
                kept.append((name, value))
        if len(kept) < len(pairs) and request.method in ("GET", "HEAD"):
            messages.info(request, _("Søgningen i adressen er for gammel eller en andens, og vises ikke. Søg igen."))
            return redirect(request.path + _som_den_er(kept))
        request.GET = QueryDict(opened.urlencode())
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """A form that searches is led to the page it stands on, whose own rule says who may see it."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False) or regler.regel_af(view) is None:
            return None
        if FELT not in request.POST:
            return None
        pairs = [(name, value[:LONGEST]) for name, value in _pairs(request.POST) if name not in (FELT, NEXT, "csrfmiddlewaretoken")]
        return redirect(_uden_numre(request, pairs))


def _uden_numre(request: HttpRequest, pairs: Pairs) -> str:
    """The address of this page with `pairs` in it, and no number in clear."""
    named = [(name, value) for name, value in pairs if not ligner_nummer(name)]
    if isinstance(request.user, Bruger):
        mine = [(name, value) for name, value in named if name != NEXT or not ligner_nummer(value)]
        # What came sealed stays as it is; posted forms hold what was typed, and only that is in clear.
        if request.method == "POST":
            return request.path + spoergsmaal(request.user, mine)
        return request.path + _som_den_er(
            (name, forsegl(request.user, value) if ligner_nummer(value) else value) for name, value in mine
        )
    return request.path + _som_den_er((name, value) for name, value in named if not ligner_nummer(value))


def _som_den_er(pairs: Iterable[tuple[str, str]]) -> str:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return f"?{query.urlencode()}" if query else ""


def _pairs(given: QueryDict) -> Pairs:
    return [(name, str(value)) for name, values in given.lists() for value in values]
