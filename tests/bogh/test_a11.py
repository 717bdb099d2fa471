"""A11: what cannot stand in it is told, and what is written is what is read (skat-inddrivelse.md 3.2)."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.bogh.udbetalingsverden import saet

from snitflade.bogh import a11
from snitflade.bogh.a11 import Art, Person
from snitflade.formats import registry
from snitflade.formats.problems import Problems

DAG = dt.date(2025, 1, 15)
SOCIAL = (
    Person("3112999999", "32", {"offentlighjaelp": 48_200_00}),
    Person("3112999998", "32", {"foertidspension": 131_900_00, "indeholdtskat": 22_110_00}),
)


def test_the_sample_of_the_specification_byte_by_byte() -> None:
    problems = Problems()
    document = a11.dokument("90000001", 2024, DAG, SOCIAL, problems)
    data = registry.find(a11.FORMAT).write(document)
    assert not problems and data.decode().split("\r\n")[2:] == [
        "90000001;3112999999;32;0;48200;0;0;0;0;0;0;0;0;0;",
        "90000001;3112999998;32;0;0;0;0;131900;0;0;0;0;0;22110;",
        "",
    ]
    read = registry.find(a11.FORMAT).read(data, problems)
    assert a11.vist(read) == a11.totaler(SOCIAL) and a11.vist(read)["foertidspension"] == 131_900_00
    moment = dt.datetime(2025, 1, 15, 9, 30, tzinfo=dt.UTC)
    assert a11.filnavn(Art.SOCIAL, 2024, "SE", moment) == "A11-SOCIAL-2024-SE-20250115093000.csv"


def test_what_cannot_stand_in_it_is_told() -> None:
    problems = Problems()
    rows = [
        Person("3112999999", "32", {"loen": -1_00}),
        Person("3112999998", "32", {"loen": 1_50}),
        Person("3112999999", "32", {}),
        Person("3112999999", "33", {}),
    ]
    a11.dokument("90000001", 2024, DAG, rows, problems)
    found = {(one.code, one.line) for one in problems}
    assert found >= {("A11_NEGATIV", 1), ("A11_OERE", 2), ("A11_DOBBELT", 3)} and not [one for one in found if one[1] == 4]
    assert "3112999999" not in str(problems.sorted())


@pytest.mark.django_db
def test_the_employers_number_of_each_municipality() -> None:
    problems = Problems()
    assert a11.ger("0956", DAG, problems) == "" and [one.code for one in problems] == ["GER_MANGLER"]
    saet(a11__ger="0955=90000001,0956=90000002")
    assert a11.ger("0956", DAG, Problems()) == "90000002"
    problems = Problems()
    assert a11.ger("0957", DAG, problems) == "" and len(problems) == 1
