"""Row 22: IT Reg's look-ups, with exactly the documented fields (social-teknik.md 6.2)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode
from tests.api.test_openapi import kept_connection as kept_connection
from tests.api.world import System, refused, system
from tests.led.verden import MANIITSOQ, SISIMIUT, d, eksempel, henvend, kort

from snitflade.api.models import Call
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Exchange
from snitflade.folk.gar.tabeller import GarVej
from snitflade.folk.models import Adresse, Barn, Opslag, Person
from snitflade.led import henvendelser, itreg
from snitflade.led import kort as kortene
from snitflade.led.models import Henvendelse, Ledighedskort

pytestmark = pytest.mark.django_db
STI = "ledighed/v1/personer"
HJEM = {"kommunekode": "0957", "vejkode": "0082", "husnr": "007", "sidedoer": "0002"}
NOEGLE = "09570082007___0002____"


@pytest.fixture
def majoriaq(db: None) -> System:
    return system("led.itreg:laes", kommune="0957", navn="IT Reg")


def bor(cpr: str, **felter: Any) -> Person:
    """A person in the CPR copy who has moved once."""
    person = Person.objects.create(personnummer=cpr, status="05", adressenoegle=NOEGLE, **HJEM, **felter)
    before = {"kommunekode": "0957", "vejkode": "0012", "bnr": "0044"}
    Adresse.objects.create(person=person, aktuel=False, fra="201005010000", til="202002010000", noegle="x", **before)
    Adresse.objects.create(person=person, aktuel=True, fra="202002010000", noegle=NOEGLE, **HJEM)
    return person


def vej() -> None:
    moment = timezone.now()
    told = {"foerst_set": moment, "sidst_set": moment, "set_fra": moment, "raa": {}}
    GarVej.objects.create(kilde_id="a", kommune="957", vejkode="0082", navn="Aqqusinersuaq", lokalitet="0800", **told)
    for kilde, sted in (("b", "0801"), ("c", "0802")):  # one road code in two settlements says neither
        GarVej.objects.create(kilde_id=kilde, kommune="957", vejkode="0012", navn="Bygdevej", lokalitet=sted, **told)


def test_the_answer_has_the_documented_fields_and_no_others(majoriaq: System) -> None:
    vej()
    person = bor(SISIMIUT)
    et, _ = eksempel()
    for number, home, born in (
        ("6101150001", NOEGLE, "2015-01-01"),
        ("6101040001", NOEGLE, "2004-01-01"),
        ("6101150003", "y", "2015-01-01"),
    ):
        Barn.objects.create(person=person, barn=number)
        Person.objects.create(personnummer=number, status="05", adressenoegle=home, foedselsdato=born)
    kortene.ret(
        et,
        d("20250401"),
        True,
        {"skolegang": "10. klasse", "kompetencer": "Truck\nSvejser", "behov": "Kursus", "helbred": "ryg"},
        "a",
    )
    kortene.tilfoej_periode(et, "K", d("20240101"), d("20240201"), "Afslag", "a")
    kortene.tilfoej_periode(et, "Y", d("20250217"), None, "Takstmæssig hjælp", "a")
    kortene.tilfoej_periode(et, "A", d("20250301"), d("20250310"), "Kursus", "a")
    kortene.tilfoej_periode(et, "F", d("20250601"), d("20250610"), "Sygdom", "a")
    kortene.tilfoej_anvisning(et, d("20250305"), "Prøvefabrik A/S", "Ikke mødt", "a")
    foer = {"kommunenr": "0957", "husnr": None, "lejlighed": None}
    nu = {"kommunenr": "0957", "husnr": "007", "bnr": None, "lejlighed": "0002"}
    assert majoriaq.get(f"{STI}/{SISIMIUT}") == {
        "cpr": SISIMIUT,
        "adresser": [
            foer | {"lokalitet": None, "vejnavn": "Bygdevej", "bnr": "0044", "fra": "2010-05-01", "til": "2020-02-01"},
            nu | {"lokalitet": "0800", "vejnavn": "Aqqusinersuaq", "fra": "2020-02-01", "til": None},
        ],
        "hjemmeboende_boern": 1,
        "uddannelse": [{"kode": "0010", "tekst": "Folkeskole", "afsluttet": None}],
        "skolegang": "10. klasse",
        "kompetencer": ["Truck", "Svejser"],
        "udelukket": [{"aarsag": "Afslag", "fra": "2024-01-01", "til": "2024-02-01"}],
        "ydelser": [{"type": "Takstmæssig hjælp", "fra": "2025-02-17", "til": None}],
        "behov": "Kursus",
        "anvist_arbejde": [{"dato": "2025-03-05", "arbejdsgiver": "Prøvefabrik A/S", "resultat": "Ikke mødt"}],
        "aktiviteter": [{"type": "Kursus", "start": "2025-03-01", "slut": "2025-03-10"}],
        "ledighed": [{"start": "2025-02-17", "slut": None}],
        "vejledning": True,
        "matchgruppe": "1",
        "naeste_kontrol": "2025-04-01",
        "henvendelser": [
            {"dato": "2025-03-04", "kode": "STP", "kontor": "SISIMIUT"},
            {"dato": "2025-03-18", "kode": "STP", "kontor": "SISIMIUT"},
        ],
    }


def test_each_look_up_is_logged_with_its_purpose_also_in_vain(majoriaq: System) -> None:
    et, _ = eksempel()
    majoriaq.get(f"{STI}/{SISIMIUT}", **{"X-Formaal": "Samtale 12"})
    refused(majoriaq.call("GET", f"{STI}/6101600099"), 404, "LED-E10")
    seen = [(row.via, row.register, row.nummer, row.formaal) for row in Opslag.objects.order_by("pk")]
    assert seen == [
        ("led.itreg", "led.ledighedskort", et.pk, "Samtale 12"),
        ("led.itreg", "led.ledighedskort", None, "Opkrævning af renovation"),
    ]
    assert [call.persons for call in Call.objects.order_by("pk")] == [1, 0]


def test_another_municipality_is_refused_and_told_nothing(majoriaq: System) -> None:
    kort(SISIMIUT, kommune="0956")
    problem = refused(majoriaq.call("GET", f"{STI}/{SISIMIUT}"), 403, "LED-E11")
    assert SISIMIUT not in json.dumps(problem)
    refused(majoriaq.call("GET", f"{STI}?aendret_siden=2020-01-01T00:00:00Z&kommune=0956"), 403, "LED-E11")
    refused(system("inka.debitor-opslag:laes", kommune="0956").call("GET", f"{STI}/{SISIMIUT}"), 403, "TOKEN_ADGANG")


def test_who_has_not_been_seen_for_years_is_outside_the_retention_period(majoriaq: System) -> None:
    row = kort(SISIMIUT, gruppe="0")
    long_ago = timezone.localdate() - dt.timedelta(days=6 * 366)
    henvend(row, f"{long_ago:%Y%m%d}")
    refused(majoriaq.call("GET", f"{STI}/{SISIMIUT}"), 410, "LED-E12")
    assert majoriaq.get(f"{STI}?aendret_siden=2020-01-01T00:00:00Z&kommune=0957")["personer"] == []
    Systemkonstant.objects.create(nummer="led.itreg.aar", vaerdi="9")
    assert majoriaq.get(f"{STI}/{SISIMIUT}")["cpr"] == SISIMIUT
    Systemkonstant.objects.all().delete()
    kortene.tilfoej_periode(row, "L", long_ago, None, "", "a")  # and is unemployed still
    assert majoriaq.get(f"{STI}/{SISIMIUT}")["cpr"] == SISIMIUT


def test_protected_addresses_are_given_only_where_the_municipality_says_so(majoriaq: System) -> None:
    bor(SISIMIUT, adressebeskyttet=True)
    eksempel()
    shown = majoriaq.get(f"{STI}/{SISIMIUT}")
    assert (shown["adresser"], shown["hjemmeboende_boern"]) == ([], 0)
    Systemkonstant.objects.create(nummer="led.itreg.beskyttet", vaerdi="vis")
    assert len(majoriaq.get(f"{STI}/{SISIMIUT}")["adresser"]) == 2


def test_a_person_is_found_under_an_old_number_and_told_under_the_new(majoriaq: System) -> None:
    row = kort(SISIMIUT)
    bor(MANIITSOQ)
    Person.objects.create(personnummer=SISIMIUT, status="60", gaeldende=MANIITSOQ)
    for number in (SISIMIUT, MANIITSOQ):
        found = majoriaq.get(f"{STI}/{number}")
        assert (found["cpr"], len(found["adresser"])) == (MANIITSOQ, 2)
    assert set(Opslag.objects.values_list("nummer", flat=True)) == {row.pk}


def test_nothing_known_is_null_and_not_made_up(majoriaq: System) -> None:
    kort(SISIMIUT, gruppe="0")
    found = majoriaq.get(f"{STI}/{SISIMIUT}")
    assert (found["adresser"], found["hjemmeboende_boern"], found["vejledning"], found["matchgruppe"]) == ([], None, None, "0")


def test_annulled_contacts_are_not_given_out(majoriaq: System) -> None:
    eksempel()
    henvendelser.annuller(Henvendelse.objects.get(dato=d("20250304")).pk, "Forkert", "bo")
    assert [one["dato"] for one in majoriaq.get(f"{STI}/{SISIMIUT}")["henvendelser"]] == ["2025-03-18"]


def test_pages_bring_every_changed_person_and_the_next_question_only_what_is_new(
    majoriaq: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(itreg, "SIDE", 2)
    rows = [kort(f"610160000{number}") for number in range(1, 6)]
    kort(SISIMIUT, kommune="0956")
    found, path = [], f"{STI}?aendret_siden=2020-01-01T00:00:00Z&kommune=0957"
    while path:
        page = majoriaq.get(path)
        since = page["naeste_siden"]
        found += [one["cpr"] for one in page["personer"]]
        path = (page["naeste"] or "").removeprefix("/api/")
    assert found == [f"610160000{number}" for number in range(1, 6)]
    assert majoriaq.get(f"{STI}?aendret_siden={since}&kommune=0957".replace("+", "%2B"))["personer"] == []
    henvend(rows[3], "20250304")
    (changed,) = majoriaq.get(f"{STI}?aendret_siden={since}&kommune=0957".replace("+", "%2B"))["personer"]
    assert changed["cpr"] == "6101600004"
    assert majoriaq.get(f"{STI}?aendret_siden=2020-01-01T00:00:00Z&kommune=0957&side=3")["personer"][0]["cpr"] == "6101600005"


def test_a_delivery_from_cpr_is_a_change(majoriaq: System) -> None:
    row = kort(SISIMIUT)
    Ledighedskort.objects.filter(pk=row.pk).update(aendret=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    path = f"{STI}?aendret_siden=2021-01-01T00:00:00Z&kommune=0957"
    assert majoriaq.get(path)["personer"] == []
    exchange = Exchange.objects.create(interface="folk.cpr", key="x", direction="ind", state="anvendt", created_by="a")
    Person.objects.create(personnummer=SISIMIUT, status="05", exchange=exchange)
    assert [one["cpr"] for one in majoriaq.get(path)["personer"]] == [SISIMIUT]
    # A large delivery gets its moment before anybody can see it: whoever asked in between must still be told of it.
    for minutes, told in ((9, [SISIMIUT]), (11, [])):
        Exchange.objects.update(state_at=dt.datetime(2021, 1, 1, tzinfo=dt.UTC) - dt.timedelta(minutes=minutes))
        assert [one["cpr"] for one in majoriaq.get(path)["personer"]] == told


def test_a_page_asks_no_more_for_many_than_for_one(majoriaq: System) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            majoriaq.get(f"{STI}?aendret_siden=2020-01-01T00:00:00Z&kommune=0957")
        return len(queries)

    bor("6101600001")
    henvend(kort("6101600001"), "20250304")
    asked()  # the first call notes that the token is in use
    one = asked()
    for number in range(2, 12):
        bor(f"61016000{number:02}")
        henvend(kort(f"61016000{number:02}"), "20250304")
    assert asked() == one


@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize("path", ["/api/ledighed/v1/personer", "/api/ledighed/v1/personer/{cpr}"])
def test_with_somebody_there_the_answers_are_as_described(path: str) -> None:
    """`test_openapi` asks without access to this; here the caller has it, and there is a person."""
    vej()
    bor(SISIMIUT)
    eksempel()
    token = system("led.itreg:laes", kommune="0957", per_minute=6000).text
    operation = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())[path]["GET"]

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask(case: Any) -> None:
        if "kommune" in (case.query or {}):
            case.query["kommune"] = "0957"
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

    ask()
