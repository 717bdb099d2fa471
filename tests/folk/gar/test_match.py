"""Persons against the register: authorised, spelled otherwise (a suggestion only), unknown, and administrative road codes."""

from __future__ import annotations

import pytest
from tests.folk.gar.verden import IDER, adgang, anvend, enhed, fil, register, uge

from snitflade.folk.gar.match import Udfald, kontroller, kontroller_personregistret
from snitflade.folk.models_person import Person

pytestmark = pytest.mark.django_db

Parts = tuple[str, str, str, str, str]


@pytest.fixture(autouse=True)
def there() -> None:
    anvend(fil(register()))


def one(*parts: str) -> tuple[Udfald, str, tuple[str, ...]]:
    komkod, vejkod, husnr, bnr, doer = parts
    kontrol = kontroller([(1, komkod, vejkod, husnr, bnr, doer)])
    (udfald,) = kontrol.antal
    if not kontrol.afvigelser:
        return udfald, "", ()
    _, _, svar = kontrol.afvigelser[0]
    return udfald, svar.adresse_id, svar.forslag


@pytest.mark.parametrize(
    "parts",
    [
        ("0956", "0082", "007", "", "0002"),
        ("0956", "0082", "007", "3197", "0002"),
        ("956", "82", "7", "", "2"),
        ("0956", "0082", "018B", "", "A"),
        ("0956", "0082", "018B", "", "a"),
        ("0956", "0700", "", "012A", ""),
        ("0956", "0700", "", "B-12a", ""),
    ],
)
def test_an_authorised_address(parts: Parts) -> None:
    assert one(*parts) == (Udfald.AUTORISERET, "", ())


@pytest.mark.parametrize(
    ("parts", "udfald", "id", "forslag"),
    [
        # The same after normalising: said, never taken as equal (social-teknik.md 1.2).
        (("0956", "0082", "007", "", "B-13"), Udfald.STAVET, "9560082H007_B-13", ("9560082H007_0013",)),
        (("0956", "0082", "", "3197", "0002"), Udfald.STAVET, "", ("9560082H007_0002",)),
        (("0956", "0082", "007", "", "0003"), Udfald.UKENDT, "9560082H007_0003", ("9560082H007_0002", "9560082H007_0013")),
        (("0956", "0082", "009", "", ""), Udfald.UKENDT, "9560082H009_____", ()),
        (("0956", "0083", "007", "", ""), Udfald.UKENDT, "9560083H007_____", ()),
        (("0957", "0082", "007", "", "0002"), Udfald.UKENDT, "9570082H007_0002", ()),
        (("0956", "0082", "", "", "0002"), Udfald.UDEN_NUMMER, "", ()),
        (("0956", "0700", "007", "", ""), Udfald.UDEN_NUMMER, "", ()),
        (("0956", "9984", "", "", ""), Udfald.ADMINISTRATIV, "", ()),
        (("0961", "4030", "", "", ""), Udfald.ADMINISTRATIV, "", ()),
        (("0955", "9950", "001", "", ""), Udfald.ADMINISTRATIV, "", ()),
        (("0101", "0082", "007", "", "0002"), Udfald.UDENFOR, "", ()),
        (("", "", "", "", ""), Udfald.UDENFOR, "", ()),
    ],
)
def test_an_address_that_deviates(parts: Parts, udfald: Udfald, id: str, forslag: tuple[str, ...]) -> None:
    assert one(*parts) == (udfald, id, forslag)


def test_every_authorised_address_is_found_by_its_own_id() -> None:
    for id in IDER:
        kind, number, door = id[7], id[8:12].rstrip("_"), id[12:].lstrip("_")
        assert one(f"0{id[:3]}", id[3:7], *((number, "") if kind == "H" else ("", number)), door)[0] is Udfald.AUTORISERET


def test_suggestions_are_few() -> None:
    lagene = register()
    lagene["adgangsadresse"].append(adgang(500, HusNummer="55"))
    lagene["enhedsadresse"] += [enhed(600 + number, 500, Enhedsnummer=str(number + 1)) for number in range(9)]
    anvend(fil(lagene, uge(1)))
    assert one("0956", "0082", "055", "", "0099")[2] == tuple(f"9560082H055_000{number}" for number in range(1, 6))


def test_the_report_says_what_to_do_and_not_whose_it_is() -> None:
    rows = [
        (11, "0956", "9984", "", "", ""),
        (12, "0956", "0082", "007", "", "B-13"),
        (13, "0956", "0082", "007", "", "0002"),
        (14, "0956", "0082", "", "", ""),
        (15, "0956", "0700", "", "0099", ""),
    ]
    kontrol = kontroller(rows)
    assert kontrol.antal == {
        Udfald.ADMINISTRATIV: 1,
        Udfald.STAVET: 1,
        Udfald.AUTORISERET: 1,
        Udfald.UDEN_NUMMER: 1,
        Udfald.UKENDT: 1,
    }
    assert [person for person, _, _ in kontrol.afvigelser] == [11, 12, 14, 15]
    assert [problem.message for problem in kontrol.problemer()] == [
        "Kommune 0956, vej 0082 kan ikke slås op: husnummer eller B-nummer mangler eller kan ikke læses. Ret i CPR.",
        "Kommune 0956, vej 0082, hus 007, side/dør B-13 er ikke i adresseregistret, men 9560082H007_0013 er den samme efter "
        "normalisering. Ret i CPR.",
        "Kommune 0956, vej 0700, B-0099 er ikke i adresseregistret. Ret i CPR, eller få den oprettet i GAR.",
        "Kommune 0956, vej 9984 er ingen autoriseret adresse: vejkoden er administrativ vej.",
    ], "the administrative ones last"


def test_the_population_register() -> None:
    home = {"kommunekode": "0956", "vejkode": "0082", "husnr": "007"}
    Person.objects.create(personnummer="6101019999", status="05", **home, sidedoer="0002")
    away = Person.objects.create(personnummer="6101019998", status="05", **home, sidedoer="0099")
    Person.objects.create(personnummer="6101019997", status="90", **home, sidedoer="0098")
    Person.objects.create(personnummer="6101019996", status="01", kommunekode="0101", vejkode="0001")
    kontrol = kontroller_personregistret()
    sheet = dict(anvend(fil(register(), uge(1))).sheet)
    assert sheet["Personers adresser"] == [["autoriseret", "1"], ["ikke i registret", "1"]]
    assert kontrol.antal == {Udfald.AUTORISERET: 1, Udfald.UKENDT: 1}
    assert [person for person, _, _ in kontrol.afvigelser] == [away.pk]
