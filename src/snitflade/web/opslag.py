"""Who looked at which person: noted before the page is shown, and seen by whoever administers."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest

from snitflade.folk import opslag


class IngenPersonError(Exception):
    """En side viser en person uden at sige hvilken."""


def set_person(request: HttpRequest, *personer: models.Model, formaal: str) -> None:
    """Note that the one who asks for this page sees these persons (rows of one register) in clear, and what for.

    Call it in the view, before the page is made; CPR numbers may then be shown (`Celle(…, person=True)`). A search that finds
    nobody notes nothing: it has shown nobody.
    """
    if not personer:
        raise IngenPersonError
    registers = {person._meta.label_lower for person in personer}
    if len(registers) > 1:
        raise IngenPersonError("persons of one register at a time")
    page = request.resolver_match.view_name if request.resolver_match else ""
    opslag.noter(request.user.get_username(), f"side:{page}"[:60], formaal, registers.pop(), [person.pk for person in personer])
