"""Who may do what, against a table that somebody has looked at; and no page changes anything for a form that is not its own."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.attack import matrix
from tests.web.conftest import ind, site
from tests.web.folk import bruger
from tests.web.test_adgang import adresser

from snitflade.api.rest import api
from snitflade.exchange.models import AuditEvent
from snitflade.web.models import Bruger, Roller
from snitflade.web.regler import Adresse

__all__ = ["ind", "site"]
pytestmark = pytest.mark.django_db

EVERYTHING = tuple(f"*:{role}" for role in Roller.values)
OPEN = {"/login", "/login/kode", "/login/kommune", "/login/kommune/svar", "/sprog", "/healthz"}
"""What opens for whoever comes. What is added here has no data of anybody."""
REFUSED = (403, 405)
PART = {"HX-Request": "true"}


def test_every_address_operation_and_command_is_in_the_table_as_it_is() -> None:
    found, kept = set(matrix.lines()), set(matrix.kept())
    new = "\n".join(";".join(line) for line in sorted(found - kept))
    gone = "\n".join(";".join(line) for line in sorted(kept - found))
    assert not new and not gone, (
        f"look at these, then: python -m tests.attack.matrix\nnew or changed:\n{new}\ngone or changed:\n{gone}"
    )


def test_what_the_table_may_never_say() -> None:
    for what, address, who in matrix.kept():
        assert who and who not in ("INGEN REGEL", "ALLE"), address
        if who == "offentlig":
            assert address in OPEN, f"{address} opens for everybody"
        if what in ("rest", "soap"):
            assert ":" in who, f"{address} asks for no scope"
        if what == "side" and address.endswith("/godkend"):
            assert who.startswith("rolle godkend"), f"{address} approves, and takes {who}"
        if what == "side" and address.startswith("/indstillinger/") and "administrer" not in who:
            assert who == "rolle laes (mindst ét)", f"{address} is a setting, and takes {who}"


@pytest.fixture
def signed_in(db: None) -> Client:
    """Somebody who may do everything, in a browser whose forms must prove where they are from."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(bruger("anna", *EVERYTHING))
    return client


def where(adresse: Adresse) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", lambda match: "1" if match[1] == "int" else "findes-ikke", adresse.sti)


def test_nothing_is_done_for_a_form_from_elsewhere(signed_in: Client) -> None:
    before = AuditEvent.objects.count()
    for number, adresse in enumerate(adresser()):
        for method in ("POST", ("PUT", "PATCH", "DELETE")[number % 3]):
            # As a part of a page, whose refusal is a sentence and no whole page.
            status = signed_in.generic(
                method, where(adresse), b"x=1", "application/x-www-form-urlencoded", headers=PART
            ).status_code
            assert status in REFUSED, f"{method} {adresse.sti}: {status}"
        if number % 10 == 0:
            answer = signed_in.post(where(adresse), {"csrfmiddlewaretoken": "x" * 64}, headers={"Origin": "https://andre.example"})
            assert answer.status_code in REFUSED, f"{adresse.sti} with a token of somebody else's"
    assert AuditEvent.objects.count() == before
    assert Bruger.objects.get(brugernavn="anna").is_active


def test_a_session_opens_no_service(signed_in: Client) -> None:
    """So that a form on another site, which a browser sends the cookie with, changes nothing there either."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            address = re.sub(r"{\w+}", "1", path)
            answer = signed_in.generic(method.upper(), address, b"{}", content_type="application/json")
            assert answer.status_code == 401, f"{method} {path}"
