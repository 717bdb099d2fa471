"""The pages of incomes: looked up with a trace, overridden with two people, and never a 0 for what is not known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.skat.verden import EKSEMPEL, A, B, C, anden, linjer, modtag
from tests.web.folk import bruger

from snitflade.exchange import outbound
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.exchange.states import State
from snitflade.folk.models import Opslag, Person
from snitflade.partners.etax import EtaxPartner
from snitflade.skat.models import Aarsindkomst, Fordeling, Indkomstsvar, Overskrivning, Overskrivningstilstand
from snitflade.skat.overskriv import handlinger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    """The site as in tests/web."""
    settings.SECRET_KEY = "prøve" * 10
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.WHITENOISE_AUTOREFRESH = True
    settings.ALLOWED_HOSTS = ["testserver"]


def ind(*roller: str, navn: str = "anna") -> Client:
    found = Client()
    found.force_login(bruger(navn, *roller))
    return found


def side(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def indkomster(client: object, klokken: list[dt.datetime]) -> int:
    """A with an income of the year and one of twelve months; gives the number of the last question about A."""
    modtag(EKSEMPEL)
    handlinger.hent_nu(A, "system")
    return Indkomstsvar.objects.get(cpr=A).pk


def test_lists_mask_numbers_and_lead_to_the_card(indkomster: int) -> None:
    site = ind("skat:laes")
    for name in ("indkomster", "aktuel-indkomst", "overskrivninger", "indkomstfordelinger"):
        response = site.get(f"/registre/{name}")
        assert response.status_code == 200
        assert A not in side(response)
    shown = side(site.get("/registre/indkomster"))
    assert "311299-****" in shown
    assert "245.310,00" in shown
    assert "-1.450,00" in shown
    assert "318.400,00" in side(site.get("/registre/aktuel-indkomst"))
    assert side(site.get("/registre/indkomster", {"q": A}, follow=True)).count("311299-****") == 1
    assert side(site.get("/registre/indkomster", {"gaelder": "nej"})).count("311299-****") == 0
    assert site.get("/registre/aktuel-indkomst", {"ufuldstaendig": "ja", "svar": "vaerdi"}).status_code == 200
    assert "Find en persons indkomst" in side(site.get("/registre"))


def test_the_card_shows_the_person_and_notes_it(indkomster: int) -> None:
    site = ind("skat:laes")
    shown = side(site.get(f"/registre/indkomst/aktuel/{indkomster}"))
    assert "311299-9999" in shown
    assert "318.400,00" in shown
    assert "245.310,00" in shown
    assert "Ikke i personregistret" in shown
    assert "Overskriv eller annuller" not in shown, "who may only look does not override"
    row = Opslag.objects.get()
    assert (row.af, row.formaal, row.nummer) == ("anna", "Indkomstkort", indkomster)
    same = Aarsindkomst.objects.get(cpr=A)
    assert "318.400,00" in side(site.get(f"/registre/indkomst/aar/{same.pk}"))
    assert site.get("/registre/indkomst/aar/99999").status_code == 404
    assert site.get("/registre/indkomst/andet/1").status_code == 404


def test_a_protected_persons_name_is_for_those_who_may_see_it(indkomster: int) -> None:
    person = Person.objects.create(personnummer=A, status="05", fornavn="Bo", efternavn="Hemmelig", adressebeskyttet=True)
    shown = side(ind("skat:laes").get(f"/registre/indkomst/aktuel/{indkomster}"))
    assert "Hemmelig" not in shown
    assert "Beskyttet" in shown
    assert Opslag.objects.get().nummer == person.pk
    assert "Hemmelig" in side(ind("skat:laes", "folk:koer", navn="berit").get(f"/registre/indkomst/aktuel/{indkomster}"))


def test_the_purpose_is_asked_for_where_the_house_asks(indkomster: int) -> None:
    Systemkonstant.objects.create(nummer="folk.opslag.formaal", vaerdi="J")
    site = ind("skat:laes")
    shown = side(site.get(f"/registre/indkomst/aktuel/{indkomster}"))
    assert "318.400,00" not in shown
    assert not Opslag.objects.exists()
    assert "318.400,00" in side(site.get(f"/registre/indkomst/aktuel/{indkomster}", {"formaal": "klage"}))
    assert Opslag.objects.get().formaal == "Indkomstkort: klage"
    response = site.post("/registre/indkomst", {"nummer": A})
    assert (response.status_code, "Skriv, hvad opslaget skal bruges til." in side(response)) == (422, True)


def test_find_by_number(indkomster: int) -> None:
    site = ind("skat:laes")
    assert site.get("/registre/indkomst").status_code == 200
    response = site.post("/registre/indkomst", {"nummer": "311299-9999"})
    assert (response.status_code, response["Location"]) == (302, f"/registre/indkomst/aktuel/{indkomster}")
    assert A not in response["Location"]
    assert site.post("/registre/indkomst", {"nummer": B})["Location"].startswith("/registre/indkomst/aar/")
    unknown = site.post("/registre/indkomst", {"nummer": "3112999901"})
    assert (unknown.status_code, "Der er ingen indkomst" in side(unknown)) == (422, True)
    assert site.post("/registre/indkomst", {"nummer": "123"}).status_code == 422
    assert site.post("/registre/indkomst", {"nummer": A, "hent": "ja"}).status_code == 422, "only who may run"


def test_unknown_is_not_0(indkomster: int, server: EtaxPartner) -> None:
    site = ind("skat:koer")
    assert site.post("/registre/indkomst", {"nummer": "3112999901", "hent": "ja"}).status_code == 302
    number = Indkomstsvar.objects.get(cpr="3112999901").pk
    shown = side(site.get(f"/registre/indkomst/aktuel/{number}"))
    assert "Det er ikke det samme som 0." in shown
    assert "0,00" not in shown


def test_an_override_on_the_pages(indkomster: int, server: EtaxPartner) -> None:
    anna, berit = ind("skat:koer"), ind("skat:godkend", "skat:koer", navn="berit")
    address = f"/registre/indkomst/aktuel/{indkomster}"
    assert "Overskriv eller annuller" in side(anna.get(address))
    refused = anna.post(f"{address}/overskriv", {"beloeb": "x", "handling": "overskriv", "begrundelse": "ny", "sagsnummer": ""})
    assert refused.status_code == 422
    assert "hele kroner" in side(refused)
    assert "Skriv sagens nummer" in side(refused)
    assert 'value="ny"' in side(refused), "what was written stays"
    given = {"beloeb": "250.000", "handling": "overskriv", "begrundelse": "Nyt arbejde", "sagsnummer": "2025-1"}
    made = anna.post(f"{address}/overskriv", given)
    row = Overskrivning.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"/udvekslinger/{row.exchange_id}")
    assert anna.post(f"{address}/overskriv", given).status_code == 422, "pressed twice"
    assert Overskrivning.objects.count() == 1
    assert row.exchange is not None
    outbound.approve(row.exchange, "berit")
    assert "Send nu" in side(berit.get(address))
    for _ in range(2):
        assert berit.post(f"/registre/overskrivninger/{row.pk}/send").status_code == 302
    row.refresh_from_db()
    assert row.tilstand == Overskrivningstilstand.AKTIV
    assert len([call for call in server.kald if call["FunctionCode"] == "2"]) == 1
    shown = side(berit.get(f"/registre/indkomst/overskrevet/{row.pk}"))
    for text in ("318.400,00", "250.000,00", "Nyt arbejde", "2025-1", "anna", "2025-03", "2027-12", "Annuller overskrivningen"):
        assert text in shown
    cancelled = anna.post(f"{address}/overskriv", {"handling": "annuller", "begrundelse": "fejl", "sagsnummer": "2025-1"})
    assert cancelled.status_code == 302


def test_what_the_service_refuses_is_told_on_the_page(indkomster: int, server: EtaxPartner) -> None:
    site = ind("skat:koer")
    server.stop()
    response = site.post(f"/registre/indkomst/aktuel/{indkomster}/hent", follow=True)
    assert "ikke forbindelse" in side(response)
    server.start()
    assert "Tjenesten har svaret: indkomst modtaget." in side(
        site.post(f"/registre/indkomst/aktuel/{indkomster}/hent", follow=True)
    )


@pytest.mark.parametrize("address", ["hent", "overskriv"])
def test_only_who_may_run_changes_anything(indkomster: int, address: str) -> None:
    site = ind("skat:laes", "tekn:koer")
    assert site.post(f"/registre/indkomst/aktuel/{indkomster}/{address}").status_code == 403
    assert ind("tekn:laes", navn="c").get(f"/registre/indkomst/aktuel/{indkomster}").status_code == 403
    assert ind("skat:koer", navn="d").get(f"/registre/indkomst/aktuel/{indkomster}/{address}").status_code == 405


def test_a_held_file_for_another_municipality_is_released_with_a_reason(hjem: Path) -> None:
    anden(hjem)
    name = "SKPLINDK-2024-KU-2025-9-3.txt"
    modtag(linjer((A, 1), (B, 2), (C, 3), skattekommune="31"), name)
    exchange: Exchange = modtag(linjer((A, 1), (B, 2), (C, 4), skattekommune="31"), name.replace("9-3", "10-3"))
    row = Fordeling.objects.get(exchange=exchange)
    assert exchange.state == State.ANVENDT
    Fordeling.objects.filter(pk=row.pk).update(tilstand="holdt", besked="Færre personer.")
    looks, may = ind("skat:laes"), ind("skat:godkend", navn="berit")
    shown = side(looks.get(f"/registre/indkomstfordelinger/{row.pk}"))
    assert "Kommune Kujalleq 2024" in shown
    assert "Frigiv filen" not in shown
    assert looks.post(f"/registre/indkomstfordelinger/{row.pk}/frigiv", {"grund": "x"}).status_code == 403
    assert "Skriv, hvorfor" in side(may.post(f"/registre/indkomstfordelinger/{row.pk}/frigiv", {"grund": " "}, follow=True))
    assert may.post(f"/registre/indkomstfordelinger/{row.pk}/frigiv", {"grund": "Spurgt"}).status_code == 302
    row.refresh_from_db()
    assert (row.tilstand, row.frigivet_af, row.frigivet_grund) == ("venter", "berit", "Spurgt")
    assert may.post(f"/registre/indkomstfordelinger/{row.pk}/frigiv", {"grund": "Igen"}).status_code == 409
