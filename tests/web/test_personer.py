"""Persons on the pages: found, shown, hidden where they are protected, and everybody who is shown written down."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import Ind

from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.models import Direction, Exchange
from snitflade.exchange.states import State
from snitflade.folk.models import Abonnement, Abonnementslinje, Adresse, Advis, Barn, Civilstand, CprLeverance, Navn, Opslag, Person

pytestmark = pytest.mark.django_db
ET, TO, BARN = "6101600001", "6101600002", "6101100003"


@pytest.fixture
def personer(db: None) -> dict[str, Person]:
    """A couple with a child; the first has moved and changed name, the second is protected."""
    et = Person.objects.create(
        personnummer=ET,
        status="05",
        fornavn="Åse",
        efternavn="Prøvesen",
        soegenavn="PRØVESEN ÅSE",
        kommunekode="0956",
        adresselinje="Prøvevej 7",
        postnr="3900",
        postdistrikt="Nuuk",
        aegtefaelle=TO,
    )
    to = Person.objects.create(
        personnummer=TO,
        status="05",
        fornavn="Bo",
        efternavn="Hemmelig",
        soegenavn="HEMMELIG BO",
        kommunekode="0956",
        adresselinje="Lønvej 9",
        adressebeskyttet=True,
        beskyttelser="0001",
    )
    barn = Person.objects.create(
        personnummer=BARN, status="05", fornavn="Ea", efternavn="Prøvesen", soegenavn="PRØVESEN EA", mor=ET
    )
    Barn.objects.create(person=et, barn=BARN)
    Navn.objects.create(
        person=et, aktuel=False, efternavn="Pigenavn", soegenavn="PIGENAVN ÅSE", fra="196001010000", til="199001010000"
    )
    Navn.objects.create(person=et, aktuel=True, fornavn="Åse", efternavn="Prøvesen", soegenavn="PRØVESEN ÅSE", fra="199001010000")
    Adresse.objects.create(
        person=et, aktuel=False, kommunekode="0957", vejkode="0017", husnr="003", fra="198001010000", til="200001010000"
    )
    Adresse.objects.create(person=to, aktuel=False, kommunekode="0957", vejkode="0055", fra="198001010000")
    Civilstand.objects.create(person=et, aktuel=True, civilstand="G", fra="199506010000")
    return {"et": et, "to": to, "barn": barn}


def soeg(client: Client, **given: str) -> Any:
    return client.post("/registre/personer", given)


def fundne(svar: Any) -> list[str]:
    return [row["person"].personnummer for row in svar.context["fundet"]]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"nummer": "610160"}, [TO, ET]),
        ({"nummer": "610160-000"}, [TO, ET]),
        ({"navn": "prøvesen"}, [BARN, ET]),
        ({"navn": "åse prøve"}, [ET]),
        ({"navn": "pigenavn"}, []),
        ({"navn": "pigenavn", "tidligere": "ja"}, [ET]),
        ({"adresse": "prøvevej nuuk"}, [ET]),
        ({"navn": "prøvesen", "nummer": "610110"}, [BARN]),
    ],
)
def test_who_is_found(ind: Ind, personer: dict[str, Person], given: dict[str, str], found: list[str]) -> None:
    assert sorted(fundne(soeg(ind("folk:laes"), **given))) == sorted(found)


def test_a_whole_number_opens_the_card_and_an_old_one_the_valid_ones(ind: Ind, personer: dict[str, Person]) -> None:
    client = ind("folk:laes")
    svar = soeg(client, nummer="610160-0001")
    assert svar["Location"] == f"/registre/personer/{personer['et'].pk}"
    Person.objects.create(personnummer="6102600001", status="60", gaeldende=ET)
    assert sorted(fundne(soeg(client, nummer="6102600001"))) == [ET, "6102600001"]


@pytest.mark.parametrize("given", [{}, {"nummer": "12345"}, {"nummer": "abc"}, {"navn": "x"}])
def test_a_question_that_is_none_is_told(ind: Ind, personer: dict[str, Person], given: dict[str, str]) -> None:
    svar = soeg(ind("folk:laes"), **given)
    assert svar.status_code == 422
    assert svar.context["fejl"]
    assert not Opslag.objects.exists()


def test_everybody_who_is_shown_is_written_down(ind: Ind, personer: dict[str, Person]) -> None:
    client = ind("folk:laes")
    soeg(client, navn="prøvesen")
    assert {(one.af, one.register, one.nummer, one.formaal) for one in Opslag.objects.all()} == {
        ("anna", "folk.person", personer[name].pk, "Personsøgning") for name in ("et", "barn")
    }
    Opslag.objects.all().delete()
    client.get(f"/registre/personer/{personer['et'].pk}")
    assert {one.nummer for one in Opslag.objects.all()} == {person.pk for person in personer.values()}


def test_the_card_shows_family_and_history(ind: Ind, personer: dict[str, Person]) -> None:
    text = ind("folk:laes").get(f"/registre/personer/{personer['et'].pk}").content.decode()
    for shown in ("610160-0001", "Prøvevej 7", "Bo Hemmelig", "Ea Prøvesen", "Pigenavn", "vej 0017 3 Qeqqata Kommunia", "gift"):
        assert shown in text, shown
    assert "Lønvej" not in text


@pytest.mark.parametrize(("rolle", "ser"), [("folk:laes", False), ("folk:koer", True)])
def test_who_lives_at_the_same_address(ind: Ind, personer: dict[str, Person], rolle: str, ser: bool) -> None:
    Person.objects.update(adressenoegle="09560082007___0002____")
    shown = ind(rolle).get(f"/registre/personer/{personer['et'].pk}").context["kort"].familie
    together = [one.nummer for one in shown if one.hvordan == "Samme adresse"]
    assert together == (["610160-0002", "610110-0003"] if ser else ["610110-0003"])


def test_the_card_as_of_a_day(ind: Ind, personer: dict[str, Person]) -> None:
    client = ind("folk:laes")
    fakta = dict(client.get(f"/registre/personer/{personer['et'].pk}?dato=1985-05-05").context["kort"].fakta)
    assert (fakta["Navn"], fakta["Kommune"]) == ("Pigenavn", "Qeqqata Kommunia")
    assert "Civilstand" not in fakta
    assert "ÅÅÅÅ-MM-DD" in client.get(f"/registre/personer/{personer['et'].pk}?dato=5.5.1985").context["fejl"]


@pytest.mark.parametrize(("rolle", "ser"), [("folk:laes", False), ("folk:koer", True), ("folk:godkend", True)])
def test_a_protected_address_only_for_who_may_do_more_than_look(
    ind: Ind, personer: dict[str, Person], rolle: str, ser: bool
) -> None:
    client = ind(rolle)
    to = personer["to"]
    for text in (
        client.get(f"/registre/personer/{to.pk}").content.decode(),
        soeg(client, navn="hemmelig").content.decode(),
        client.get(f"/registre/personer/{to.pk}?dato=1985-05-05").content.decode(),
    ):
        assert ("Lønvej 9" in text or "vej 0055" in text) is ser
        assert "eskyttet" in text
    assert bool(fundne(soeg(client, adresse="lønvej"))) is ser


def test_where_the_house_asks_why_nobody_is_shown_before_it_is_said(ind: Ind, personer: dict[str, Person]) -> None:
    Systemkonstant.objects.create(nummer="folk.opslag.formaal", vaerdi="J")
    client, et = ind("folk:laes"), personer["et"]
    assert soeg(client, navn="prøvesen").status_code == 422
    assert "Åse" not in client.get(f"/registre/personer/{et.pk}").content.decode()
    assert not Opslag.objects.exists()
    svar = soeg(client, nummer=ET, formaal="Sag 17")
    assert svar["Location"] == f"/registre/personer/{et.pk}?formaal=Sag+17"
    client.get(svar["Location"])
    assert {one.formaal for one in Opslag.objects.all()} == {"Personsøgning: Sag 17", "Personkort: Sag 17"}


@pytest.fixture
def leverance(personer: dict[str, Person]) -> CprLeverance:
    """A delivery with two notices."""
    exchange = Exchange.objects.create(
        interface="folk.cpr-ajourfoering", key="k", direction=Direction.IND, state=State.ANVENDT, created_by="system"
    )
    made = CprLeverance.objects.create(exchange=exchange, opgavenr="123456", proddto=dt.date(2026, 11, 19), profil="cpr-p12170")
    Advis.objects.create(
        leverance=made, person=personer["et"], haendelser="A01", aendringer=[["adresselinje", "Gammelvej 1", "Prøvevej 7"]]
    )
    Advis.objects.create(
        leverance=made, person=personer["to"], haendelser="A33", aendringer=[["adresselinje", "Åbenvej 1", "Lønvej 9"]]
    )
    return made


@pytest.mark.parametrize(("rolle", "ser"), [("folk:laes", False), ("folk:koer", True)])
def test_the_notice_list_says_who_and_what(ind: Ind, leverance: CprLeverance, rolle: str, ser: bool) -> None:
    client = ind(rolle)
    assert f"/registre/cpr-leverancer/{leverance.pk}" in client.get("/registre/cpr-leverancer").content.decode()
    text = client.get(f"/registre/cpr-leverancer/{leverance.pk}").content.decode()
    assert "Gammelvej 1 → Prøvevej 7" in text
    assert "flytning" in text
    assert ("Lønvej 9" in text) is ser
    assert Opslag.objects.filter(formaal="Advisliste").count() == 2
    assert "6101600001" not in text


def test_a_subscription_with_its_reasons_and_asking_again(ind: Ind, leverance: CprLeverance) -> None:
    row = Abonnement.objects.create(
        personnummer="0101600001",
        grunde=[["inka.debitorer", "debitor"]],
        siden=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        tilstand="fejl",
        operation="OP",
        fejlnr="0017",
        fejltekst="Findes ikke",
    )
    Abonnementslinje.objects.create(
        abonnement=row,
        exchange=leverance.exchange,
        operation="OP",
        fildato=dt.date(2026, 11, 2),
        foer="ingen",
        aaben=False,
        svar="afvist",
    )
    client = ind("folk:laes")
    liste = client.get("/registre/cpr-abonnementer").content.decode()
    assert "010160-****" in liste and "0101600001" not in liste and "debitor" in liste
    text = client.get(f"/registre/cpr-abonnementer/{row.pk}").content.decode()
    assert "Findes ikke" in text and "Spørg CPR igen" not in text
    assert client.post(f"/registre/cpr-abonnementer/{row.pk}/igen").status_code == 403
    client = ind("folk:koer", navn="bo")
    assert "Spørg CPR igen" in client.get(f"/registre/cpr-abonnementer/{row.pk}").content.decode()
    assert client.post(f"/registre/cpr-abonnementer/{row.pk}/igen").status_code == 302
    row.refresh_from_db()
    assert row.tilstand == "ingen"


@pytest.mark.parametrize(("rolle", "finder"), [("folk:laes", True), ("tekn:laes", False)])
def test_a_whole_number_in_the_header_opens_the_card(ind: Ind, personer: dict[str, Person], rolle: str, finder: bool) -> None:
    client = ind(rolle)
    svar = client.get(client.post("/soeg", {"soegning": "ja", "q": "610160-0001"})["Location"])
    assert (svar.status_code == 302) is finder
    if finder:
        assert svar["Location"] == f"/registre/personer/{personer['et'].pk}"
    assert not Opslag.objects.exists()  # the card will be logged
