"""Who has a right, who receives, whose income counts, and who is counted together; CPR is asked about the first of the month."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.soc.boernetilskud.verden import (
    BARN_1,
    BARN_2,
    ENE,
    ENEBARN,
    FAR,
    HJEM,
    HJEM_2,
    KOMMUNE,
    MAJ,
    MOR,
    barn,
    bor,
    familier,
    indkomst,
    kortet,
    person,
    sats,
    ur,
)

from snitflade.folk.models import Civilstand, Foraeldremyndighed, Person
from snitflade.formats.problems import Problems, ProblemsError
from snitflade.soc.boernetilskud import behov, beregn, kort
from snitflade.soc.boernetilskud.kort import Indhold
from snitflade.soc.boernetilskud.sager import Sag
from snitflade.soc.maaned import Maaned
from snitflade.soc.models import Undtagelseskort

pytestmark = pytest.mark.django_db
HAENDELSE = "202504151200"
"""The middle of April: a year has not gone by on 1 May."""


@pytest.fixture(autouse=True)
def verden(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """It is 28 April 2025, and there are rates."""
    settings.HOME = tmp_path
    ur(monkeypatch)
    sats()


def sag(cpr: str, maaned: Maaned = MAJ) -> Sag:
    """The case of a child; computed alone it is what it is among all."""
    among = beregn.beregn(KOMMUNE, maaned, Problems())
    alone = beregn.beregn_barn(KOMMUNE, maaned, cpr, Problems())
    assert among is not None and alone is not None
    (found,) = [one for one in among.sager.sager if one.barn.cpr == cpr]
    assert (found.udfald, found.beloeb, found.grundlag, found.boern) == (alone.udfald, alone.beloeb, alone.grundlag, alone.boern)
    return found


def modtager(cpr: str) -> str:
    """Who receives for a child."""
    found = sag(cpr).modtager
    return found.cpr if found else ""


def test_the_mother_receives_and_both_incomes_count() -> None:
    familier()
    one = sag(BARN_1)
    assert (modtager(BARN_1), one.grundlag, one.indkomst, one.boern) == (MOR, tuple(sorted((MOR, FAR))), 25_000_000, 2)
    assert (modtager(ENEBARN), sag(ENEBARN).grundlag) == (ENE, (ENE,))
    assert (
        set(behov.hvis_indkomst(KOMMUNE, dt.date(2025, 4, 28)))
        == set(behov.hvis_indkomst("", dt.date(2025, 4, 28)))
        == {MOR, FAR, ENE}
    )


def test_the_father_receives_where_the_child_lives_with_him() -> None:
    familier()
    bor(Person.objects.get(personnummer=MOR), HJEM_2, HAENDELSE)
    assert (modtager(BARN_1), sag(BARN_1).grundlag) == (FAR, (FAR,))


def test_the_month_of_the_18th_birthday_is_the_last() -> None:
    familier()
    assert sag(BARN_1, Maaned.laes("203305")).barn.cpr == BARN_1
    assert beregn.beregn_barn(KOMMUNE, Maaned.laes("203306"), BARN_1, Problems()) is None


def test_born_and_moved_in_on_the_first_count_and_the_day_after_does_not() -> None:
    familier()
    barn("6105254009", MOR, FAR)
    barn("6205254010", MOR, FAR)
    assert sag(BARN_1).boern == 3
    for cpr, since in ((BARN_1, "202505011500"), (BARN_2, "202505020000")):
        bor(Person.objects.get(personnummer=cpr), "09560082007___0002____", since)
    assert beregn.beregn_barn(KOMMUNE, MAJ, BARN_1, Problems()) is None
    assert sag(BARN_2).boern == 2


def test_a_spouse_counts_wherever_they_live_until_they_are_separated() -> None:
    familier()
    Person.objects.filter(personnummer=ENE).update(civilstand="G", aegtefaelle="6305907004", civilstand_fra="202001010000")
    assert sag(ENEBARN).grundlag == tuple(sorted((ENE, "6305907004"))) and sag(ENEBARN).kode == "BT-E01"
    Person.objects.filter(personnummer=ENE).update(separeret_fra="2025-05-01")
    assert sag(ENEBARN).grundlag == (ENE,)


def test_who_married_after_the_first_was_not_married_then() -> None:
    familier()
    Person.objects.filter(personnummer=ENE).update(civilstand="G", aegtefaelle=FAR, civilstand_fra="202505030000")
    Civilstand.objects.create(
        person=Person.objects.get(personnummer=ENE), aktuel=False, civilstand="U", fra="198801010000", til="202505030000"
    )
    assert sag(ENEBARN).grundlag == (ENE,)


def test_children_of_a_new_couple_are_counted_apart_until_a_year_has_gone() -> None:
    familier()
    for cpr in (ENE, ENEBARN):
        bor(Person.objects.get(personnummer=cpr), HJEM, HAENDELSE)
    bor(Person.objects.get(personnummer=MOR), HJEM_2)
    Person.objects.filter(personnummer__in=[BARN_1]).update(far=FAR, mor=ENE)
    # The shared child is counted with both incomes, the own ones with their own parent's.
    assert [(sag(one).grundlag, sag(one).boern) for one in (BARN_1, BARN_2, ENEBARN)] == [
        (tuple(sorted((FAR, ENE))), 1),
        ((FAR,), 1),
        ((ENE,), 1),
    ]
    later = Maaned.laes("202605")
    assert [(len(sag(one, later).grundlag), sag(one, later).boern) for one in (BARN_1, BARN_2, ENEBARN)] == [(2, 3)] * 3


def test_one_other_adult_for_a_year_is_asked_about_and_not_guessed() -> None:
    familier()
    person("6305907004", HJEM_2)
    indkomst("6305907004", 200_000)
    found = beregn.beregn(KOMMUNE, MAJ, Problems())
    assert found is not None and [one.cpr for one in found.sager.maaske_samlever] == [ENE]
    assert sag(ENEBARN).grundlag == (ENE,)
    kortet(ENEBARN, samliv="samlever", samlever="6305907004", samlever_siden=dt.date(2024, 5, 1))
    found = beregn.beregn(KOMMUNE, MAJ, Problems())
    assert found is not None and not found.sager.maaske_samlever
    assert sag(ENEBARN).indkomst == 30_000_000
    kortet(ENEBARN, samliv="samlever", samlever="6305907004", samlever_siden=dt.date(2024, 5, 2))
    assert sag(ENEBARN).grundlag == (ENE,), "a year has not gone by"


@pytest.mark.parametrize(
    ("felter", "kode"),
    [
        ({"ret": "anbragt"}, "BT-E02"),
        ({"ret": "nej"}, "BT_IKKE_RET"),
        ({"modtager": FAR}, ""),
        ({"beloeb": 12_300}, ""),
        ({"beloeb": 0}, "BT_IKKE_RET"),
        ({"forventet": 99_999_999, "indkomstaar": 2025}, "BT_INDKOMST_FOR_HOEJ"),
    ],
)
def test_a_card_decides(felter: dict[str, Any], kode: str) -> None:
    familier()
    kortet(ENEBARN, **felter)
    assert sag(ENEBARN).kode == kode
    if felter.get("beloeb"):
        assert sag(ENEBARN).beloeb == 12_300
    if felter.get("modtager"):
        assert (modtager(ENEBARN), sag(ENEBARN).grundlag) == (FAR, tuple(sorted((MOR, FAR)))), "he lives with her"


def test_an_expected_income_is_not_carried_into_a_new_year() -> None:
    familier()
    indkomst(ENE, 200_000, dt.date(2025, 9, 1))
    kortet(ENEBARN, forventet=10_000_000, indkomstaar=2025)
    assert sag(ENEBARN).indkomst == 10_000_000
    assert sag(ENEBARN, Maaned.laes("202601")).indkomst == 20_000_000


def test_a_receiver_who_has_left_greenland_is_refused() -> None:
    familier()
    person("6305907004", "01010082007___0002____")
    kortet(ENEBARN, modtager="6305907004")
    assert sag(ENEBARN).kode == "BT-E03"


def test_a_child_with_neither_parent_needs_a_card_or_who_has_custody() -> None:
    familier()
    for cpr in (MOR, FAR):
        bor(Person.objects.get(personnummer=cpr), HJEM_2, HAENDELSE)
    assert (sag(BARN_1).kode, sag(BARN_1).udfald) == ("BT_UDEN_MODTAGER", "FEJL")
    person("6305907004")
    Foraeldremyndighed.objects.create(person=Person.objects.get(personnummer=BARN_1), type="0005", indehaver="6305907004")
    assert modtager(BARN_1) == "6305907004"


def test_nationality_or_a_year_s_residence_or_a_card() -> None:
    familier()
    Person.objects.filter(personnummer__in=[ENE, ENEBARN]).update(statsborgerskab="5154")
    assert sag(ENEBARN).kode == ""
    bor(Person.objects.get(personnummer=ENE), HJEM_2, HAENDELSE)
    Person.objects.get(personnummer=ENE).adresse_set.filter(aktuel=False).delete()
    assert sag(ENEBARN).kode == "BT_OPHOLD"
    kortet(ENEBARN, ret="ja")
    assert sag(ENEBARN).kode == ""


def test_a_married_child_and_a_dead_parent() -> None:
    familier()
    Person.objects.filter(personnummer=ENEBARN).update(civilstand="G", civilstand_fra="202501010000")
    assert sag(ENEBARN).kode == "BT_GIFT"
    Person.objects.filter(personnummer=MOR).update(status="90", status_fra="202504010000")
    assert (modtager(BARN_1), sag(BARN_1).grundlag) == (FAR, (FAR,))
    Person.objects.filter(personnummer=MOR).update(status_fra="202505020000")
    assert modtager(BARN_1) == MOR, "alive on the first"


@pytest.mark.parametrize(
    ("felter", "koder"),
    [
        ({}, ["BT_KORT_TOMT"]),
        ({"ret": "ja", "fra": "2025"}, ["BT_KORT_MAANED"]),
        ({"ret": "ja", "til": "202504"}, ["BT_KORT_PERIODE"]),
        ({"modtager": "6305907004"}, ["BT_KORT_PERSON"]),
        ({"samliv": "samlever"}, ["BT_KORT_SAMLEVER"]),
        ({"ret": "ja", "samlever": FAR}, ["BT_KORT_SAMLEVER_IKKE"]),
        ({"forventet": 1}, ["BT_KORT_INDKOMST"]),
        ({"beloeb": -1, "begrundelse": " "}, ["BT_KORT_BEGRUNDELSE", "BT_KORT_BELOEB"]),
    ],
)
def test_what_a_card_cannot_say(felter: dict[str, Any], koder: list[str]) -> None:
    familier()
    with pytest.raises(ProblemsError) as caught:
        kort.opret([ENEBARN], Indhold(**{"fra": "202505", "begrundelse": "Prøve", **felter}), "anna")
    assert sorted(problem.code for problem in caught.value.problems) == koder


def test_a_card_made_twice_is_made_once_and_withdrawn_once() -> None:
    familier()
    says = Indhold(fra="202505", ret="nej", begrundelse="Prøve")
    (made,) = kort.opret([ENEBARN], says, "anna")
    assert kort.opret([ENEBARN], says, "anna") == []
    kort.ophaev(made.pk, "bo")
    with pytest.raises(ProblemsError):
        kort.ophaev(made.pk, "bo")
    assert Undtagelseskort.objects.count() == 1 and sag(ENEBARN).kode == ""
