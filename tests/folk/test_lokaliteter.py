"""The register of places."""

from __future__ import annotations

import pytest

from snitflade.exchange.upsert import Optaelling
from snitflade.folk.lokaliteter import KOLONNER, gem, laes, raad
from snitflade.folk.models import Lokalitet
from snitflade.formats.delimited import Table, read_table
from snitflade.formats.problems import Problems

# Documented codes (social-teknik.md 1.1) and GEO codes (prisme.md 3.7).
KODER = {
    "Paamiut": ("0500", "050"),
    "Nuuk": ("0600", "060"),
    "Maniitsoq": ("0700", ""),
    "Sisimiut": ("0800", ""),
    "Kangerlussuaq": ("0820", ""),
    "Aasiaat": ("1000", ""),
    "Qasigiannguit": ("1100", ""),
    "Ilulissat": ("1200", ""),
}


def table(text: str) -> tuple[Table, Problems]:
    problems = Problems()
    return read_table(text.encode(), KOLONNER, problems), problems


@pytest.mark.django_db
def test_the_shipped_register_has_the_towns_and_only_documented_codes() -> None:
    places = {place.navn: (place.kode, place.geo_kode) for place in Lokalitet.objects.all()}
    towns = "Nanortalik Qaqortoq Narsaq Paamiut Nuuk Maniitsoq Sisimiut Kangaatsiaq Aasiaat Qasigiannguit Ilulissat Qeqertarsuaq"
    assert {*towns.split(), "Uummannaq", "Upernavik", "Qaanaaq", "Tasiilaq", "Ittoqqortoormiit"} <= places.keys()
    assert {name: codes for name, codes in places.items() if any(codes)} == KODER
    assert all(name == " ".join(name.split()) and "&" not in name for name in places)


@pytest.mark.django_db
def test_a_misspelt_name_gets_the_nearest_as_a_question_and_two_of_one_name_both() -> None:
    names = set(Lokalitet.objects.values_list("navn", flat=True))
    assert raad("Paamiiut", names) == "Mente du Paamiut?"
    assert raad("Aappilattoq", names) == "Mente du Aappilattoq (Nanortalik) eller Aappilattoq (Upernavik)?"
    assert "lokaliteter.csv" in raad("Qqqqqq", names)


@pytest.mark.django_db
def test_the_file_adds_and_changes_and_columns_it_lacks_keep_what_stands() -> None:
    read, problems = table("Lokalitet;GEO\nTasiilaq;040\nPrøvesund;099\nPaamiut;050\n")
    rows = laes(read, problems)
    assert not problems
    counts, ids = gem(read, rows)
    assert counts == Optaelling(nye=1, aendrede=1, uaendrede=1, ikke_naevnt=70)
    assert Lokalitet.objects.get(pk=ids[("Prøvesund",)]).geo_kode == "099"
    assert Lokalitet.objects.get(navn="Paamiut").kode == "0500"
    assert Lokalitet.objects.get(navn="Tasiilaq").geo_kode == "040"


def test_a_name_twice_and_codes_of_wrong_length() -> None:
    read, problems = table("Lokalitet;Kode;GEO\nTasiilaq;;040\nTasiilaq;;041\nNuuk;600;6\n")
    laes(read, problems)
    assert [(p.code, p.line, p.field) for p in problems.sorted()] == [
        ("LOKALITET_DOBBELT", 3, "Lokalitet"),
        ("CELLE_CIFRE_MANGLER", 4, "Kode"),
        ("CELLE_CIFRE_MANGLER", 4, "GEO"),
    ]
    assert "linje 2" in problems.sorted()[0].message
