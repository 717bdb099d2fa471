"""GAR on the pages: the authorised addresses, what a fetching changed, and the persons whose address is not authorised."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.folk.gar.verden import adgang, anvend, fil, ms, register, uge
from tests.web.conftest import Ind

from snitflade.folk.models import Opslag, Person
from snitflade.web.views import adressekontrol

pytestmark = pytest.mark.django_db
KONTROL = "/registre/adressekontrol"
VEJ = {"status": "05", "kommunekode": "0956", "vejkode": "0082"}


def tekst(client: Client, sti: str) -> str:
    svar = client.get(sti, follow=True)
    assert svar.status_code == 200, sti
    return str(svar.content.decode())


def ord_paa(side: str) -> str:
    """What one reads, without the tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", side).split())


@pytest.fixture
def hentet(db: None) -> int:
    """The register of Nuuk and a settlement, and a week later the first house has another number."""
    anvend(fil(register()))
    lagene = register()
    lagene["adgangsadresse"][0] |= {"HusNummer": "8", "EditDate": ms(uge(1))}
    return anvend(fil(lagene, uge(1))).pk


@pytest.fixture
def personer(db: None) -> dict[str, Person]:
    """Who lives where it is authorised, where it is spelled otherwise, where there is nothing, in protection, and on no road."""
    anvend(fil(register()))
    return {
        "hjemme": Person.objects.create(personnummer="6101600001", husnr="007", sidedoer="0002", **VEJ),
        "stavet": Person.objects.create(personnummer="6102600002", husnr="007", sidedoer="B-13", **VEJ),
        "ukendt": Person.objects.create(personnummer="6103600003", husnr="099", **VEJ),
        "beskyttet": Person.objects.create(personnummer="6104600004", husnr="077", adressebeskyttet=True, **VEJ),
        "administrativ": Person.objects.create(personnummer="6105600005", **(VEJ | {"vejkode": "9984"})),
        "ude": Person.objects.create(personnummer="6106600006", status="01", kommunekode="0101"),
    }


def test_only_folk_sees_them(ind: Ind, hentet: int) -> None:
    for navn in ("adresser", "adresseforskelle", "adressekontrol"):
        assert ind("tekn:laes", navn="bent").get(f"/registre/{navn}").status_code == 403
        assert f"/registre/{navn}" not in tekst(ind("tekn:laes", navn="bent"), "/registre")
        assert f"/registre/{navn}" in tekst(ind("folk:laes"), "/registre")
        assert ind("folk:laes").get(f"/registre/{navn}").status_code == 200


@pytest.mark.parametrize(
    ("q", "there", "gone"),
    [
        ("9560082H018", ["9560082H018B___A"], ["9560700B012A____", "9560082H008_0002"]),
        ("9560082h018b___a", ["9560082H018B___A"], ["9560700B012A____"]),
        ("prøvevej", ["9560082H008_0002", "9560082H018B___A"], ["9560700B012A____"]),
        ("PRØVEBYGD", ["9560700B012A____"], ["9560082H018B___A"]),
        ("nuuk prøvevej", ["9560082H018B___A"], ["9560700B012A____"]),
        ("nuuk bygdevej", [], ["9560082H018B___A", "9560700B012A____"]),
        ("9560082H___", [], ["9560082H018B___A"]),
    ],
)
def test_addresses_are_found_by_id_road_and_locality(ind: Ind, hentet: int, q: str, there: list[str], gone: list[str]) -> None:
    shown = tekst(ind("folk:laes"), f"/registre/adresser?q={q}")
    assert [id for id in there if id not in shown] == []
    assert [id for id in gone if id in shown] == []


def test_only_addresses_of_today_with_what_is_missing_in_them(ind: Ind, hentet: int) -> None:
    client = ind("folk:laes")
    shown = tekst(client, "/registre/adresser")
    assert "9560082H008_0002" in shown
    assert "9560082H007_0002" not in shown, "the house has another number now"
    lagene = register()
    lagene["adgangsadresse"].append(adgang(900, HusNummer="9", Vejkode="0083"))
    anvend(fil(lagene, uge(2)))
    missing = tekst(client, "/registre/adresser?mangler=ja")
    assert "Vejkoden er ikke i registrets veje" in missing
    assert "9560082H018B___A" not in missing
    assert "9560082H018B___A" in tekst(client, "/registre/adresser?mangler=nej&kommune=956")


def test_differences_of_an_exchange(ind: Ind, hentet: int) -> None:
    client = ind("folk:laes")
    shown = ord_paa(tekst(client, f"/registre/adresseforskelle?udveksling={hentet}&lag=adgangsadresse&art=ændret"))
    assert re.search(r"Adgangsadresse 956 0082 8 B-3197 Ændret husnummer 7 8", shown)
    assert "1 række " in shown
    assert "Her er intet endnu" not in tekst(client, "/registre/adresseforskelle?q=husnummer")
    assert "Intet passer" in tekst(client, "/registre/adresseforskelle?art=ny")


def test_before_anything_is_fetched_nobody_is_said_to_deviate(ind: Ind) -> None:
    Person.objects.create(personnummer="6101600001", husnr="007", **VEJ)
    shown = tekst(ind("folk:laes"), KONTROL)
    assert "ikke hentet endnu" in shown
    assert "610160" not in shown


def test_counts_rows_masked_numbers_and_suggestions(ind: Ind, personer: dict[str, Person]) -> None:
    client = ind("folk:koer")
    page = tekst(client, KONTROL)
    shown = ord_paa(page)
    for said in (
        "Autoriseret 1",
        "Stavet anderledes 1",
        "Ikke i adresseregistret 2",
        "Administrativ vejkode 1",
        "610260-**** Kommune 0956, vej 0082, hus 007, side/dør B-13 Stavet anderledes 9560082H007_0013",
        "610360-**** Kommune 0956, vej 0082, hus 099 Ikke i adresseregistret",
        "610560-**** Kommune 0956, vej 9984 Administrativ vejkode administrativ vej",
        "hus 077",
    ):
        assert said in shown, said
    assert not any(person.personnummer in page for person in personer.values())
    assert not any(f"{personer[who].personnummer[:6]}-" in shown for who in ("hjemme", "ude"))


def test_everybody_who_is_shown_is_noted_and_nobody_else(ind: Ind, personer: dict[str, Person]) -> None:
    tekst(ind("folk:laes"), f"{KONTROL}?udfald=stavet")
    (noted,) = Opslag.objects.all()
    assert (noted.af, noted.nummer, noted.formaal) == ("anna", personer["stavet"].pk, "Adressekontrol")


def test_a_protected_address_is_only_for_who_may_see_it(ind: Ind, personer: dict[str, Person]) -> None:
    shown = ord_paa(tekst(ind("folk:laes"), KONTROL))
    assert "hus 077" not in shown
    assert "610460-**** Beskyttet Ikke i adresseregistret" in shown


def test_an_outcome_is_chosen_and_one_that_nobody_offers_is_passed_over(ind: Ind, personer: dict[str, Person]) -> None:
    client = ind("folk:laes")
    chosen = ord_paa(tekst(client, f"{KONTROL}?udfald=ukendt"))
    assert "610360-****" in chosen and "610260-****" not in chosen
    assert "610260-****" in ord_paa(tekst(client, f"{KONTROL}?udfald=udenfor%27"))


def test_what_can_be_looked_through_is_bounded_and_the_counts_are_not(
    ind: Ind, personer: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adressekontrol, "MOST", 1)
    shown = ord_paa(tekst(ind("folk:laes"), KONTROL))
    assert "4 personer . De første 1 vises." in shown or "4 personer. De første 1 vises." in shown
    assert "Ikke i adresseregistret 2" in shown
    assert "610260-****" in shown and "610360-****" not in shown, "first what has a suggestion"
