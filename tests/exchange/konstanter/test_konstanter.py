"""System constants: their values by date, their defaults, and the file that sets them."""

from __future__ import annotations

import datetime as dt

import pytest

from snitflade.exchange.konstanter import KONSTANTER, KonstantMangler, KonstantUgyldig, konstant
from snitflade.exchange.konstanter.csv_fil import KOLONNER, gem, laes
from snitflade.exchange.konstanter.model import Systemkonstant
from snitflade.exchange.upsert import Optaelling
from snitflade.formats.delimited import read_table
from snitflade.formats.problems import Problems

DAY = dt.date(2018, 1, 13)

STANDARD = {
    "4011": "000",
    "renovation.modkonto": "9407009003",
    "renovation.afregning": "dage",
    "renovation.rate_pr": "omraade",
    "prisme.kontonr_bredde": "21",
    "prisme.tegnsaet": "utf-8",
    "prisme.trans_10_uden_rate": "N",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("nummer", "value"), STANDARD.items())
def test_documented_defaults(nummer: str, value: str) -> None:
    assert konstant(nummer, DAY) == value


def test_every_constant_says_what_it_is_and_where_that_stands_and_its_default_is_one_of_its_values() -> None:
    for nummer, declared in KONSTANTER.items():
        assert declared.betydning
        assert ".md " in declared.kilde, nummer
        assert declared.standard is None or declared.gyldig(declared.standard), nummer
        assert declared.tilladt


@pytest.mark.django_db
def test_the_youngest_value_that_is_valid_on_the_day_counts() -> None:
    for value, since in (("GEO", dt.date(2018, 1, 13)), ("INDDRIV", dt.date(2019, 1, 1)), ("000", None)):
        Systemkonstant.objects.create(nummer="4011", vaerdi=value, gyldig_fra=since)
    days = (dt.date(2018, 1, 12), DAY, dt.date(2018, 12, 31), dt.date(2019, 1, 1))
    assert [konstant("4011", day) for day in days] == ["000", "GEO", "GEO", "INDDRIV"]


@pytest.mark.django_db
def test_what_is_not_there_is_said_and_not_guessed() -> None:
    with pytest.raises(KonstantMangler, match="301"):
        konstant("301", DAY)
    with pytest.raises(KeyError):
        konstant("4012", DAY)
    Systemkonstant.objects.create(nummer="4011", vaerdi="geo")
    with pytest.raises(KonstantUgyldig, match="geo"):
        konstant("4011", DAY)


@pytest.mark.django_db
def test_the_file_sets_them() -> None:
    problems = Problems()
    table = read_table("Nøgle;Værdi;Gyldig fra\n4011;GEO;\n4011;INDDRIV;01-01-2019\n305;C:\\bank;\n".encode(), KOLONNER, problems)
    rows = laes(table, problems)
    assert not problems
    assert gem(rows) == Optaelling(nye=3)
    assert gem(rows) == Optaelling(uaendrede=3)
    assert konstant("4011", DAY) == "GEO"
    assert konstant("305", DAY) == "C:\\bank"


def test_faults_of_the_file() -> None:
    problems = Problems()
    text = "Nøgle;Værdi\n4O11;GEO\n4011;geo\n4011;GEO\nrenovation.modkonto;940700900\n301;\n"
    laes(read_table(text.encode(), KOLONNER, problems), problems)
    assert [(p.code, p.line, p.field) for p in problems.sorted()] == [
        ("KONSTANT_UKENDT", 2, "Nøgle"),
        ("KONSTANT_VAERDI", 3, "Værdi"),
        ("KONSTANT_DOBBELT", 4, "Nøgle"),
        ("KONSTANT_VAERDI", 5, "Værdi"),
        ("FELT_TOMT", 6, "Værdi"),
    ]
    assert "Mente du 4011?" in problems.sorted()[0].message
    assert "000, GEO, INDDRIV" in problems.sorted()[1].message
