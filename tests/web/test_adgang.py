"""Every address × every role: the table is made from the site's own list of addresses, so that no page can be forgotten.

What is expected is worked out here from the rule's words alone, not with the site's own functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils.decorators import method_decorator
from django.views import View
from tests.exchange.world import exchange
from tests.web.conftest import Ind
from tests.web.folk import bruger

from snitflade.exchange.states import State
from snitflade.web import regler
from snitflade.web.models import ALLE, Roller, delsystemer
from snitflade.web.regler import (
    EGEN,
    INDLOGGET,
    LOKAL,
    OFFENTLIG,
    Adresse,
    af_snitflade,
    af_udveksling,
    indlogget,
    kraever,
    offentlig,
)

pytestmark = pytest.mark.django_db

PERSONER: dict[str, tuple[str, ...] | None] = {
    "ingen": None,
    "uden roller": (),
    **{f"{where}:{role}": (f"{where}:{role}",) for where in ("tekn", ALLE) for role in Roller.values},
    "alt i soc": tuple(f"soc:{role}" for role in Roller.values),
    "læser tekn, kører soc": ("tekn:laes", "soc:koer"),
    "alt": tuple(f"{ALLE}:{role}" for role in Roller.values),
}

PROEVER: dict[str, Callable[[], object]] = {
    "nr": lambda: exchange("tekn.renovation-prisme", State.BYGGET, "2026-11-20 09:00").pk,
    "id": lambda: "tekn.renovation-prisme",
    "bestilling": lambda: 1,
    "fil": lambda: 1,
    "linje": lambda: 1,
    "format": lambda: "g69",
    "tabel": lambda: "inka.regning",
}
"""An example of each thing that decides which Delsystem an address is about. What is not named here gets something that is not
there: then whoever may come so far is told so, and nobody else."""
INTET = {"int": 999_999, "str": "findes-ikke", "slug": "findes-ikke"}


def must(roller: tuple[str, ...], rolle: str, where: str) -> bool:
    """What the words say: a role counts where it is given, one for all counts everywhere, and every role may look."""
    pairs = [text.split(":") for text in roller]
    fits = [there for there, role in pairs if rolle in ("laes", role)]
    if where == ALLE:
        return ALLE in fits
    return bool(fits) if where == "" else where in fits or ALLE in fits


def expected(adresse: Adresse, roller: tuple[str, ...] | None, given: dict[str, Any]) -> str:
    rule = adresse.regel
    assert rule is not None
    if rule is OFFENTLIG or rule is LOKAL:  # the test client is a caller on this machine
        return "ja"
    if roller is None:
        return "login"
    if rule is INDLOGGET:
        return "ja"
    assert rule.rolle is not None
    try:
        where = rule.hvor(given) if callable(rule.hvor) else rule.hvor
    except Http404:  # told to those who may do this somewhere
        where = ""
    return "ja" if must(roller, rule.rolle.value, where) else "nej"


def answer(response: Any) -> str:
    assert response.status_code < 500, response.content.decode()[:2000]
    if response.status_code == 403:
        return "nej"
    if response.status_code == 302 and response["Location"].startswith("/login?"):
        return "login"
    return "ja"


def adresser() -> list[Adresse]:
    return [one for one in regler.tabel() if one.regel is not EGEN]


def given(adresse: Adresse) -> dict[str, Any]:
    """An example of everything in the address."""
    names = re.findall(r"<(?:(\w+):)?(\w+)>", adresse.sti)
    return {name: PROEVER[name]() if name in PROEVER else INTET[kind or "str"] for kind, name in names}


def opened(client: Client, adresse: Adresse, values: dict[str, Any], method: str) -> Any:
    where = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), adresse.sti)
    return client.generic(method, where)


@pytest.mark.parametrize("adresse", regler.tabel(), ids=lambda adresse: adresse.sti or "/")
def test_every_address_has_a_rule(adresse: Adresse) -> None:
    assert adresse.regel is not None, f"{adresse.sti} ({adresse.navn}) has no rule: put @kraever(…) on its view"


def test_only_the_services_check_by_themselves() -> None:
    assert all(one.sti.startswith("api/") for one in regler.tabel() if one.regel is EGEN)


@pytest.mark.parametrize("adresse", adresser(), ids=lambda adresse: adresse.sti or "/")
def test_every_address_for_every_role(adresse: Adresse) -> None:
    values = given(adresse)
    wrong = []
    for number, (person, roller) in enumerate(PERSONER.items()):
        # Both ways go through the one rule; every second person takes each, and who is not signed in takes both.
        for method in ("GET", "POST") if roller is None else (("GET", "POST")[number % 2],):
            with transaction.atomic():  # what one does is not there for the next
                client = Client()
                if roller is not None:
                    client.force_login(bruger("anna", *roller))
                found = answer(opened(client, adresse, values, method))
                transaction.set_rollback(True)
            if found != (wanted := expected(adresse, roller, values)):
                wrong.append(f"{method} for {person}: {found}, not {wanted}")
    assert wrong == []


@kraever(Roller.GODKEND, af_udveksling("nr"))
def godkend(request: HttpRequest, nr: int) -> HttpResponse:
    return HttpResponse("åbent")


@kraever(Roller.KOER, af_snitflade("id"))
def koer(request: HttpRequest, id: str) -> HttpResponse:
    return HttpResponse("åbent")


@kraever(Roller.ADMINISTRER, ALLE)
def brugere(request: HttpRequest) -> HttpResponse:
    return HttpResponse("åbent")


@method_decorator(kraever(Roller.KOER, "tekn"), name="dispatch")
class Klasse(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("åbent")


def uden(request: HttpRequest) -> HttpResponse:
    return HttpResponse("skulle aldrig ses")


@offentlig
def alle_ser(request: HttpRequest) -> HttpResponse:
    return HttpResponse("åbent")


@indlogget
def mig(request: HttpRequest) -> HttpResponse:
    return HttpResponse("åbent")


urlpatterns = [
    path("godkend/<int:nr>", godkend, name="godkend"),
    path("koer/<str:id>", koer, name="koer"),
    path("brugere", brugere, name="brugere"),
    path("klasse", Klasse.as_view(), name="klasse"),
    path("uden", uden, name="uden"),
    path("alle", alle_ser, name="alle"),
    path("mig", mig, name="mig"),
    path("login", alle_ser, name="login"),
    path("", mig, name="i_dag"),
    path("konto", mig, name="konto"),
    path("sprog", alle_ser, name="sprog"),
    path("soeg", mig, name="soeg"),
    path("logud", mig, name="logud"),
]
"""Addresses that only these tests have."""


@pytest.fixture
def egne(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.usefixtures("egne")
@pytest.mark.parametrize("navn", ["godkend", "koer", "brugere", "klasse", "alle", "mig"])
def test_every_kind_of_rule_for_every_role(navn: str) -> None:
    test_every_address_for_every_role(next(one for one in regler.tabel() if one.navn == navn))


@pytest.mark.usefixtures("egne")
def test_a_view_without_a_rule_opens_for_nobody(ind: Ind) -> None:
    assert [one.regel for one in regler.tabel() if one.navn == "uden"] == [None]
    for client in (Client(), ind(*(PERSONER["alt"] or ()))):
        response = client.get("/uden")
        assert response.status_code == 403
        assert b"skulle aldrig ses" not in response.content


@pytest.mark.usefixtures("egne")
def test_the_refusal_says_what_is_missing_and_whom_to_ask(ind: Ind) -> None:
    page = ind("tekn:laes").get("/koer/soc.boligsikring-led").content.decode()
    assert "Det kræver rollen «Køre» for mindst ét Delsystem." in page
    page = ind("tekn:koer", navn="bo").get("/koer/17").content.decode()
    assert f"Det kræver rollen «Køre» for {delsystemer()[regler.af_snitflade('id')({'id': '17'})]}." in page
    page = ind("tekn:administrer", navn="carl").get("/brugere").content.decode()
    assert "Det kræver rollen «Administrere» for alle Delsystemer." in page
    assert "Bed den, der administrerer brugere" in page


@pytest.mark.usefixtures("egne")
def test_an_exchange_of_another_delsystem_is_refused_and_one_that_is_not_there_is_not_found(ind: Ind) -> None:
    there = exchange("folk.cpr-ajourfoering", State.MODTAGET, "2026-11-20 09:00").pk
    client = ind("tekn:godkend")
    assert client.get(f"/godkend/{there}").status_code == 403
    assert client.get(f"/godkend/{there + 1}").status_code == 404
    assert ind("folk:laes", navn="bo").get(f"/godkend/{there + 1}").status_code == 403  # does not learn what exists


@pytest.mark.usefixtures("egne")
def test_an_interface_is_known_by_id_number_and_old_page(ind: Ind) -> None:
    client = ind("tekn:koer")
    assert [client.get(f"/koer/{name}").status_code for name in ("tekn.renovation-prisme", "40", "861", "findes-ikke")] == [
        200
    ] * 3 + [404]


def test_a_rule_must_stand_on_a_view() -> None:
    with pytest.raises(TypeError):
        kraever(Roller.LAES)(lambda self: HttpResponse())(object())


def test_the_framework_gives_nobody_permissions_beside_the_roles() -> None:
    from django.contrib.auth.models import Permission

    assert not Permission.objects.exists()


def test_probes_are_for_this_machine(ind: Ind) -> None:
    statuses = {name: Client().get(f"/{name}", REMOTE_ADDR="192.0.2.7").status_code for name in ("healthz", "readyz", "metrics")}
    assert statuses == {"healthz": 200, "readyz": 403, "metrics": 403}
    assert Client().get("/metrics").status_code == 200
    assert Client().get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    client = ind("*:administrer")
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 200
